import { setTimeout as sleepUnlessAborted } from 'node:timers/promises';

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

const SECOND_MILLISECONDS = 1000;

interface Grant {
  readonly at: number;
  readonly amount: number;
}

/**
 * Lets an amount pass in every second and makes the rest wait its turn, first come, first served.
 * It counts over a sliding second. A bucket that refills would let through its full size and a second's refill together
 * after a pause, which is twice the quota just when a run begins.
 */
export class Pace {
  readonly #amountPerSecond: number;
  readonly #clock: Clock;
  /** What was let through in the last second, and what is to come; oldest first. */
  readonly #grants: Grant[] = [];
  #granted = 0;

  constructor(amountPerSecond: number, clock: Clock = systemClock) {
    this.#amountPerSecond = amountPerSecond;
    this.#clock = clock;
  }

  /**
   * Waits until `amount` may pass. More than a second's amount is let through alone, as a full second.
   * A place that was given up by an abort stays taken: the run is over anyway.
   *
   * @throws The signal's reason when it aborts.
   */
  async take(amount: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const waitMilliseconds = this.#reserve(Math.min(amount, this.#amountPerSecond)) - this.#clock.now();
    if (waitMilliseconds > 0) await this.#clock.sleep(waitMilliseconds, signal);
  }

  /** The first moment, not before earlier callers', at which the second that ends there has room for the amount. */
  #reserve(amount: number): number {
    let at = Math.max(this.#clock.now(), this.#grants.at(-1)?.at ?? 0);
    let oldest = this.#grants[0];
    while (oldest && (this.#isPast(oldest, at) || this.#granted + amount > this.#amountPerSecond)) {
      at = Math.max(at, oldest.at + SECOND_MILLISECONDS);
      this.#granted -= oldest.amount;
      this.#grants.shift();
      oldest = this.#grants[0];
    }
    this.#grants.push({ at, amount });
    this.#granted += amount;
    return at;
  }

  #isPast(grant: Grant, at: number): boolean {
    return grant.at <= at - SECOND_MILLISECONDS;
  }
}
