import type { Clock } from './pace.ts';
import { errorName } from './port-call.ts';

/** Refusals before any work was done; TooManyUpdates is SSM's for two writes to one parameter at once. */
const THROTTLING_NAMES: readonly string[] = [
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'TooManyUpdates',
];

const TRIES = 6;
const FIRST_PAUSE_MILLISECONDS = 400;
const LONGEST_PAUSE_MILLISECONDS = 5000;

/** What a pause needs; tests bring their own. */
export interface PauseOptions {
  readonly clock: Clock;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tries up to six times while the call is throttled, and only then: any other failure is thrown at once.
 * Full jitter: each pause is anything between nothing and a bound that doubles from 0.4 s to 5 s, so that writers that
 * were refused together do not come back together (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog).
 *
 * @throws The last try's error, or the signal's reason when it aborts.
 */
export async function retryThrottled<Output>(attempt: () => Promise<Output>, options: PauseOptions): Promise<Output> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= TRIES || !THROTTLING_NAMES.includes(errorName(error))) throw error;
      await options.clock.sleep(options.random() * longestPauseMilliseconds(tries), options.signal);
    }
  }
}

function longestPauseMilliseconds(tries: number): number {
  return Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** (tries - 1));
}
