import type { WorkerCall } from './worker-call.ts';

/** Work whose results are kept: when a run goes on after a crash, what is done gives the same again and is not done twice. */
export interface Durable {
  /**
   * Asks the worker. An answer that cannot be read is as good as none.
   *
   * @throws {WorkerFailedError} After its attempts.
   */
  call<Answer>(asked: WorkerCall, read: (answer: unknown) => Answer): Promise<Answer>;
  /** Does something, and after a crash in the middle once more. */
  once<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Works on items side by side, each with its own. */
  each<Item, Result>(
    name: string,
    items: readonly Item[],
    work: (item: Item, durable: Durable) => Promise<Result>,
  ): Promise<readonly Result[]>;
}

/** The worker failed at all its attempts. */
export class WorkerFailedError extends Error {
  override readonly name = 'WorkerFailedError';
}
