import { setTimeout as sleepUnlessAborted } from 'node:timers/promises';
import { errorName } from './port-call.ts';

/** Time as the adapters see it; tests bring their own. */
export interface Clock {
  /** Milliseconds since any fixed moment, never going back. */
  now(): number;
  /** @throws The signal's reason when it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(milliseconds, signal) {
    try {
      await sleepUnlessAborted(Math.ceil(milliseconds), undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

interface Grant {
  readonly at: number;
  readonly amount: number;
}

/**
 * Lets an amount pass in a second, or another span of time, and makes the rest wait its turn: first come, first served.
 * It counts over every span, wherever it begins. A bucket that refills would let through its full size and a second's
 * refill together after a pause, which is twice the quota just when a run begins.
 */
export class Pace {
  readonly #amount: number;
  readonly #milliseconds: number;
  readonly #clock: Clock;
  /** What was let through in the last span, and what is to come; oldest first. */
  readonly #grants: Grant[] = [];
  #granted = 0;

  constructor(amount: number, clock: Clock = systemClock, milliseconds = 1000) {
    this.#amount = amount;
    this.#clock = clock;
    this.#milliseconds = milliseconds;
  }

  /**
   * Waits until `amount` may pass. More than the amount of a span is let through alone, as all of it.
   * A place that was given up by an abort stays taken: the run is over anyway.
   *
   * @throws The signal's reason when it aborts.
   */
  async take(amount: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const waitMilliseconds = this.#reserve(Math.min(amount, this.#amount)) - this.#clock.now();
    if (waitMilliseconds > 0) await this.#clock.sleep(waitMilliseconds, signal);
  }

  /** The first moment, not before earlier callers', at which the span that ends there has room for the amount. */
  #reserve(amount: number): number {
    let at = Math.max(this.#clock.now(), this.#grants.at(-1)?.at ?? 0);
    let oldest = this.#grants[0];
    while (oldest && (this.#isPast(oldest, at) || this.#granted + amount > this.#amount)) {
      at = Math.max(at, oldest.at + this.#milliseconds);
      this.#granted -= oldest.amount;
      this.#grants.shift();
      oldest = this.#grants[0];
    }
    this.#grants.push({ at, amount });
    this.#granted += amount;
    return at;
  }

  #isPast(grant: Grant, at: number): boolean {
    return grant.at <= at - this.#milliseconds;
  }
}

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
 * Full jitter: each pause is between nothing and a bound that doubles from 0.4 s to 5 s, so that writers that were
 * refused together do not come back together (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog).
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
