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

/** What a run needs from its first intent to its message, beside its writes: a second or two, and twice that when SSM is slow. */
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
