/** A Lambda of 1769 MB has one vCPU, a smaller one its share (Lambda developer guide, "Configure memory", 2026-11). */
const MEGABYTES_PER_VCPU = 1769;

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * Time that passes by what waits and by what is really computed: a pause takes no real time, and CPU time counts as on
 * a Lambda of so many megabytes. Nothing else may wait while it runs: no sockets, no other timers.
 */
export class VirtualClock {
  readonly #slowness: number;
  readonly #timers: Timer[] = [];
  #now: number;
  #spentMilliseconds = 0;
  #uncountedMilliseconds = 0;
  peakBytes = 0;

  constructor(start: number, lambdaMegabytes: number) {
    this.#now = start;
    this.#slowness = Math.max(1, MEGABYTES_PER_VCPU / lambdaMegabytes);
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.#now;
  }

  /** CPU time that was counted so far, as the Lambda would have taken it. */
  get cpuMilliseconds(): number {
    return this.#spentMilliseconds;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#insert({ at: this.#now + milliseconds, wake: resolve });
    const aborted = () => resolve();
    signal?.addEventListener('abort', aborted, { once: true });
    await promise;
    signal?.removeEventListener('abort', aborted);
    signal?.throwIfAborted();
  }

  /** Work of the simulated AWS: it takes no time of the run. */
  uncounted<Result>(work: () => Result): Result {
    const before = cpuMilliseconds();
    const result = work();
    this.#uncountedMilliseconds += cpuMilliseconds() - before;
    return result;
  }

  /** Lets time pass until the work is done. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    let before = cpuMilliseconds();
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    const working = work();
    working.then(over, over);
    while (!isOver) {
      await everythingThatCanGoOn();
      before = this.#count(before);
      const next = isOver ? undefined : this.#timers.shift();
      if (next === undefined) continue;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    return working;
  }

  #count(before: number): number {
    const now = cpuMilliseconds();
    const spent = Math.max(0, now - before - this.#uncountedMilliseconds) * this.#slowness;
    this.#uncountedMilliseconds = 0;
    this.#spentMilliseconds += spent;
    this.#now += spent;
    this.peakBytes = Math.max(this.peakBytes, process.memoryUsage.rss());
    return now;
  }

  /** Those of one moment wake in the order in which they came. */
  #insert(timer: Timer): void {
    const index = this.#timers.findIndex(({ at }) => at > timer.at);
    this.#timers.splice(index === -1 ? this.#timers.length : index, 0, timer);
  }
}

function everythingThatCanGoOn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
