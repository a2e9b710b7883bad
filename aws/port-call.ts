import { PortError } from '../core/ports.ts';

/** What is asked, of what: the words of its error. */
export interface PortCall {
  /** Service and operation, e.g. `SSM PutParameter`. */
  readonly operation: string;
  /** The cluster, service, parameter or topic that is asked about. */
  readonly subject: string;
  readonly signal?: AbortSignal | undefined;
}

export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/**
 * Sends one command of the SDK and gives its output.
 *
 * @throws {PortError} For every failure, with the SDK's error as `cause`; an abort throws the signal's reason instead.
 */
export async function portCall<Output>(
  call: PortCall,
  send: (options: SendOptions) => Promise<Output>,
): Promise<Output> {
  try {
    return await send(call.signal === undefined ? {} : { abortSignal: call.signal });
  } catch (error) {
    call.signal?.throwIfAborted();
    throw portError(call, describeError(error), error);
  }
}

const ODD = 'not as documented';
/** What the SDK adds to the message of an answer that it could not read to its end. */
const HINT_FOR_DEVELOPERS = '\n  Deserialization error';

/**
 * What is made of an answer whose pieces may be anything: where they cannot be read, that is said of the call.
 *
 * @throws {PortError} With the error of the language as `cause`; an abort throws the signal's own reason instead.
 */
export async function asDocumented<Answer>(call: PortCall, read: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await read();
  } catch (error) {
    call.signal?.throwIfAborted();
    throw error instanceof TypeError ? portError(call, `the answer is ${ODD}`, error) : error;
  }
}

/** A PortError that names the call and then says what is wrong. */
export function portError(call: PortCall, what: string, cause?: unknown): PortError {
  return new PortError(`${call.operation} of ${call.subject}: ${what}`, cause === undefined ? {} : { cause });
}

/** The name of the error under a PortError, or of the error itself; empty when there is none. */
export function errorName(error: unknown): string {
  if (error instanceof PortError && error.cause !== undefined) return errorName(error.cause);
  return error instanceof Error ? error.name : '';
}

/**
 * Why something that a run can do without is not to be had: its call failed, or its answer is not as documented.
 *
 * @throws The reason of the signal, when the run is over.
 */
export function whyUnavailable(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  return error instanceof PortError ? error.message : `An answer of AWS is ${ODD}`;
}

/** The answer of a call; undefined where it fails with an error of this name, which says that there is nothing. */
export async function unlessError<Answer>(name: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (errorName(error) === name) return undefined;
    throw error;
  }
}

/** The answer of a call that a run can do without, or why it cannot be had. @throws When the signal aborts. */
export async function orUnavailable<Answer>(
  call: PortCall & { readonly signal: AbortSignal },
  ask: () => Answer | Promise<Answer>,
): Promise<Answer | { readonly kind: 'unavailable'; readonly detail: string }> {
  try {
    return await asDocumented(call, ask);
  } catch (error) {
    return { kind: 'unavailable', detail: whyUnavailable(error, call.signal) };
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A parser's message quotes what it stumbled over, and an answer may hold environment values.
  if (error instanceof SyntaxError) return 'SyntaxError: the answer cannot be read';
  const name = specificName(error);
  // The SDK's own words where a piece of an answer is of another type.
  if (name === 'TypeError') return `the answer is ${ODD}`;
  return `${name}: ${error.message.split(HINT_FOR_DEVELOPERS)[0]}`;
}

/** Node's socket errors are all called Error; their code says which (`ECONNRESET`). */
export function specificName(error: Error & { readonly code?: unknown }): string {
  return typeof error.code === 'string' ? error.code : error.name;
}
