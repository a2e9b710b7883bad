import * as v from 'valibot';
import type { Configuration, Target } from '../core/configuration/configuration.ts';
import { defined } from '../core/model/defined.ts';
import { isIsoTime } from '../core/model/time.ts';

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
/**
 * What the schedule of the stack sends is one of these too. valibot takes a list for an object, and an empty list says
 * as little as the empty event, which runs everything.
 */
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
  const fromEventBridge = v.safeParse(eventBridgeEvent, event);
  if (fromEventBridge.success) return { time: Date.parse(fromEventBridge.output.time), dryRun: false };
  const person = v.safeParse(personEvent, event);
  if (!person.success) throw new RunRequestError(`The event ${shortened(event)} starts no run; allowed is ${ALLOWED}.`);
  const { services, stages, dryRun, scheduledTime } = person.output;
  const time = scheduledTime === undefined ? now : Date.parse(scheduledTime);
  return { time, dryRun, ...defined({ services, stages }) };
}

type Selection = Pick<RunRequest, 'services' | 'stages'>;

function checkNames(kind: 'service' | 'stage', wanted: readonly string[] = [], targets: readonly Target[]): void {
  const known = new Set(targets.map((target) => target[kind]));
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new RunRequestError(`No ${kind} ${unknown.join(', ')} in rightsizer.yml; there is ${[...known].join(', ')}.`);
}

/**
 * The targets that a run covers, in the order of the configuration.
 *
 * @throws {RunRequestError} When a name is unknown, or when the names together select nothing.
 */
export function selectTargets({ targets }: Configuration, { services, stages }: Selection): readonly Target[] {
  if (targets.length === 0) throw new RunRequestError(NOTHING_TO_SIZE);
  // What could not be found may be what is asked for: it is told of, whatever is selected.
  const [lost, known] = [targets.filter(isLost), targets.filter((target) => !isLost(target))];
  if (lost.length === 0) {
    checkNames('service', services, known);
    checkNames('stage', stages, known);
  }
  const selected = targets.filter(
    (target) =>
      isLost(target) || ((services?.includes(target.service) ?? true) && (stages?.includes(target.stage) ?? true)),
  );
  if (selected.length > 0) return selected;
  throw new RunRequestError('No service of rightsizer.yml has one of the selected stages.');
}

/** Why there is no run at all. */
export const NOTHING_TO_SIZE = 'rightsizer.yml names no service, and none has the tag rightsizer: on in its accounts.';

function isLost({ lost }: Target): boolean {
  return lost !== undefined;
}

/** The other stages whose size bounds a target by its policy (guard 8), read even when the run is narrowed. */
export function boundingTargets({ targets }: Pick<Configuration, 'targets'>, target: Target): readonly Target[] {
  const { neverAbovePolicy } = target.policy;
  if (neverAbovePolicy === undefined) return [];
  const bounding = targets.filter(
    (other) => other.id !== target.id && other.service === target.service && other.policy.name === neverAbovePolicy,
  );
  // Where none is known, one may be in an account that could not be listed.
  return bounding.length > 0 ? bounding : targets.filter(({ lost }) => lost?.kind === 'place');
}
