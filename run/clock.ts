import { setTimeout } from 'node:timers/promises';

/** What tells the time of day and lets it pass. Nothing is decided by it: a run's time is that of its schedule. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => setTimeout(milliseconds),
};

/** A run's time from first intent to message, beside its writes: a second or two, and twice that when SSM is slow. */
const PUBLISHING_MILLISECONDS = 5000;
/** SSM takes three writes a second; a target is up to three of them: intent, document, announced. */
const TARGET_MILLISECONDS = 1000;

/**
 * Until when a run that begins to publish now is taken to be alive, as ISO time.
 *
 * @param targets - How many it may write.
 */
export function aliveUntil(clock: Clock, targets: number): string {
  return new Date(clock.now() + PUBLISHING_MILLISECONDS + targets * TARGET_MILLISECONDS).toISOString();
}

/** For what a person started: it takes the time it needs. */
export const NO_DEADLINE: AbortSignal = new AbortController().signal;

/** Kept back at a run's end for publishing and reporting what is finished: 30 s, or a fifth of a short run. */
const RESERVE_MILLISECONDS = 30_000;
const RESERVE_SHARE = 0.2;

/**
 * A signal that aborts while there is still time to publish and report.
 *
 * @param remainingMilliseconds - What the invocation has left.
 * @param hardStop - Aborts at the very end; what aborts it aborts this too.
 */
export function softDeadline(remainingMilliseconds: number, hardStop: AbortSignal): AbortSignal {
  const reserve = Math.min(RESERVE_MILLISECONDS, remainingMilliseconds * RESERVE_SHARE);
  return AbortSignal.any([AbortSignal.timeout(Math.max(0, Math.floor(remainingMilliseconds - reserve))), hardStop]);
}
