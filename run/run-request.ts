import * as v from 'valibot';
import { defined } from '../core/model/defined.ts';
import { isIsoTime } from '../core/model/time.ts';

/** What started a run and what it covers. */
export interface RunRequest {
  /** Epoch milliseconds of the schedule; the clock only for manual runs. */
  readonly time: number;
  /** Absent: all. */
  readonly services?: readonly string[];
  readonly stages?: readonly string[];
  /** Decide and report, write and send nothing. */
  readonly dryRun: boolean;
}

/** Whether a run is one of all targets that there are, and no look. */
export function isWhole({ services, stages, dryRun }: RunRequest): boolean {
  return services === undefined && stages === undefined && !dryRun;
}

/** The event is none of those that start a run. */
export class RunRequestError extends Error {
  override readonly name = 'RunRequestError';
}

const isoTime = v.pipe(v.string(), v.check(isIsoTime, 'is not an ISO time'));
const names = v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.nonEmpty('names nothing'));

/** EventBridge Scheduler's default event has `detail` as the string "{}", an EventBridge rule's has an object. */
const eventBridgeEvent = v.object({
  source: v.picklist(['aws.scheduler', 'aws.events']),
  'detail-type': v.literal('Scheduled Event'),
  time: isoTime,
});
const scheduleInput = v.strictObject({ scheduledTime: isoTime });
/** valibot takes a list for an object, and an empty list says as little as the empty event, which runs everything. */
const personEvent = v.pipe(
  v.unknown(),
  v.check((event) => !Array.isArray(event)),
  v.strictObject({
    services: v.optional(names),
    stages: v.optional(names),
    dryRun: v.optional(v.boolean(), false),
    scheduledTime: v.optional(isoTime),
  }),
);

const ALLOWED =
  '{"scheduledTime":"…"} from the schedule, a Scheduled Event of EventBridge, or {"services":[…],"stages":[…],"dryRun":true} from a person';

function shortened(event: unknown): string {
  const text = JSON.stringify(event) ?? String(event);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/**
 * Reads the event that started a run.
 *
 * @param now - Epoch milliseconds of the clock, for manual runs only.
 * @throws {RunRequestError} For any other event.
 * @example parseRunRequest({ scheduledTime: '2026-11-23T06:00:00Z' }, now) // { time: 1795413600000, dryRun: false }
 */
export function parseRunRequest(event: unknown, now: number): RunRequest {
  const scheduled = v.safeParse(scheduleInput, event);
  if (scheduled.success) return { time: Date.parse(scheduled.output.scheduledTime), dryRun: false };
  const fromEventBridge = v.safeParse(eventBridgeEvent, event);
  if (fromEventBridge.success) return { time: Date.parse(fromEventBridge.output.time), dryRun: false };
  const person = v.safeParse(personEvent, event);
  if (!person.success) throw new RunRequestError(`The event ${shortened(event)} starts no run; allowed is ${ALLOWED}.`);
  const { services, stages, dryRun, scheduledTime } = person.output;
  return {
    time: scheduledTime === undefined ? now : Date.parse(scheduledTime),
    dryRun,
    ...defined({ services, stages }),
  };
}
