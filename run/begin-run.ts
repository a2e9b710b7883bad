import { lookbackWindow, type Window } from '../core/model/window.ts';
import { shortHash } from '../core/publication/hash.ts';
import type { Report } from '../core/report/report.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Observe } from './decide-target.ts';
import type { RunIdentity } from './publish-target.ts';
import type { Asking } from './side-answers.ts';

export interface RunInput extends Asking {
  readonly observe?: Observe;
  /** Epoch milliseconds of the clock at which the run must be over; absent: it takes the time it needs. */
  readonly endsAt?: number;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** A run that has begun. */
export interface Begun extends RunInput {
  readonly identity: RunIdentity;
  readonly window: Window;
  readonly clock: Clock;
}

/** Which run this is: the schedule's time, the configuration, the selection. Two deliveries of one schedule have one id. */
export function runIdOf({ configuration, request }: Pick<Asking, 'configuration' | 'request'>): string {
  const hash = (value: unknown) => shortHash(JSON.stringify(value)).slice(0, 8);
  return [new Date(request.time).toISOString(), hash(configuration), hash([request.services, request.stages])].join(
    '-',
  );
}

/** The name, the window and the clock of a run. */
export function beginRun(input: RunInput): Begun {
  const { configuration, request } = input;
  const identity = { runId: runIdOf(input), time: new Date(request.time).toISOString(), dryRun: request.dryRun };
  const window = lookbackWindow(request.time, configuration.lookbackDays);
  return { clock: systemClock, ...input, identity, window };
}

/** A report as it begins, before there are targets in it. */
export function headOf({
  identity,
  window,
}: Pick<Begun, 'identity' | 'window'>): Omit<Report, 'targets' | 'kind' | 'totals' | 'digest'> {
  return {
    schemaVersion: 1,
    ...identity,
    window: {
      startTime: new Date(window.startTime).toISOString(),
      endTime: new Date(window.endTime).toISOString(),
      periodSeconds: window.periodSeconds,
    },
  };
}
