import type { JsonObject } from './wire/operation.ts';

/** One call that a client made, kept for tests and curious people. */
export interface Call {
  /** 1 for the first call since the start. */
  readonly ordinal: number;
  /** `<service>.<operation>` */
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly input: JsonObject;
  /** The HTTP status; 0 while unanswered, and for a connection that was cut. */
  readonly status: number;
  /** The error's name when the call was refused. */
  readonly error?: string;
  /** The fault that was injected. */
  readonly fault?: string;
}

// A server that runs for days must not grow without bound; the newest calls are the ones anybody asks about.
const keptCalls = 10_000;

export class CallLog {
  #calls: Call[] = [];
  #count = 0;

  /** Notes a call and gives the function that notes its end. */
  begin(call: Omit<Call, 'ordinal' | 'status'>): (end: Pick<Call, 'status' | 'error'>) => void {
    const ordinal = ++this.#count;
    this.#calls.push({ ordinal, ...call, status: 0 });
    if (this.#calls.length > keptCalls) this.#calls.shift();
    return (end) => {
      const index = this.#calls.findIndex((each) => each.ordinal === ordinal);
      const begun = this.#calls[index];
      if (begun !== undefined) this.#calls[index] = { ...begun, ...end };
    };
  }

  all(): readonly Call[] {
    return [...this.#calls];
  }
}
