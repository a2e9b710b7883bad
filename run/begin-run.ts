import type { Configuration } from '../core/configuration/configuration.ts';
import { lookbackWindow, type Window } from '../core/model/time.ts';
import type { DocumentStore } from '../core/ports.ts';
import { shortHash } from '../core/publication/stored-text.ts';
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
  /** Documents of the recommender's own account and region, for the next run's start; absent: the file's beginning. */
  readonly memory?: DocumentStore;
  /** Part of a run whose one message another sends: what this run wrote is reported, and never announced by itself. */
  readonly isPart?: boolean;
}

export interface Begun extends RunInput {
  readonly identity: RunIdentity;
  readonly window: Window;
  readonly clock: Clock;
}

/** A configuration of thousands of targets takes seconds; a Lambda has one as long as it lives. */
const hashes = new WeakMap<Configuration, string>();

function hashOf(value: unknown): string {
  return shortHash(JSON.stringify(value)).slice(0, 8);
}

function configurationHash(configuration: Configuration): string {
  const hash = hashes.get(configuration) ?? hashOf(configuration);
  hashes.set(configuration, hash);
  return hash;
}

/** Which run this is: schedule's time, configuration, selection. Two deliveries of one schedule have one id. */
export function runIdOf({ configuration, request }: Pick<Asking, 'configuration' | 'request'>): string {
  const { time, services, stages } = request;
  return [new Date(time).toISOString(), configurationHash(configuration), hashOf([services, stages])].join('-');
}

export function beginRun<Input extends Pick<RunInput, 'configuration' | 'request' | 'clock'>>(input: Input) {
  const { configuration, request } = input;
  const identity = { runId: runIdOf(input), time: new Date(request.time).toISOString(), dryRun: request.dryRun };
  const window = lookbackWindow(request.time, configuration.lookbackDays);
  return { ...input, clock: input.clock ?? systemClock, identity, window };
}

/** A report as it begins, before there are targets in it. */
export function headOf({ identity, window }: Pick<Begun, 'identity' | 'window'>) {
  const { startTime, endTime, periodSeconds } = window;
  const iso = (time: number) => new Date(time).toISOString();
  return {
    schemaVersion: 1,
    ...identity,
    window: { startTime: iso(startTime), endTime: iso(endTime), periodSeconds },
  } as const;
}
