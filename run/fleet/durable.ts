import type { WorkerCall } from './worker-call.ts';

/** What the worker answered, or why it did not. */
export type Called<Answer> =
  | { readonly answer: Answer; readonly failure?: undefined }
  | { readonly answer?: undefined; readonly failure: string };

/** Work whose results are kept: when a run goes on after a crash, what is done gives the same again and is not done twice. */
export interface Durable {
  /** Asks the worker, as often as it is worth it. An answer that cannot be read is as good as none. */
  call<Answer>(asked: WorkerCall, read: (answer: unknown) => Answer): Promise<Called<Answer>>;
  /** Does something, and after a crash in the middle once more. */
  once<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Works on items side by side, each with its own. */
  each<Item, Result>(
    name: string,
    items: readonly Item[],
    work: (item: Item, durable: Durable) => Promise<Result>,
  ): Promise<readonly Result[]>;
}
