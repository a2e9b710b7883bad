import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Faults, faultError, resultFaultOf } from './faults.ts';
import type { Quotas } from './quotas.ts';
import { AwsError } from './wire/aws-error.ts';
import { jsonProtocol } from './wire/json-protocol.ts';
import type { JsonObject, Operations } from './wire/operation.ts';
import { placeOfAuthorization } from './wire/place.ts';
import type { Protocol, WireRequest } from './wire/protocol.ts';
import { queryProtocol } from './wire/query-protocol.ts';
import { restJsonProtocol } from './wire/rest-json-protocol.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface CallHandlerParts {
  readonly operations: Operations;
  readonly faults: Faults;
  /** Absent: nobody is throttled unless a fault says so. */
  readonly quotas?: Quotas;
  readonly log: CallLog;
  readonly now: () => Date;
  /** Ends delays when the server closes. */
  readonly closing: AbortSignal;
}

/** Answers one AWS call; `cut` means that the connection ends without an answer. */
export async function handleCall(parts: CallHandlerParts, request: WireRequest): Promise<Answer | 'cut'> {
  const protocol = protocolOf(request);
  try {
    return await perform(parts, protocol, request.headers.authorization);
  } catch (error) {
    if (error instanceof AwsError) return refuse(protocol, error);
    if (parts.closing.aborted) return 'cut';
    console.error(error);
    return refuse(protocol, new AwsError('InternalFailure', String(error), { status: 500 }));
  }
}

async function perform(
  parts: CallHandlerParts,
  protocol: Protocol,
  authorization: string | undefined,
): Promise<Answer | 'cut'> {
  const name = `${protocol.service}.${protocol.operation}`;
  const operation = Object.hasOwn(parts.operations, name) ? parts.operations[name] : undefined;
  if (operation === undefined) throw protocol.unknownOperation();
  const place = placeOfAuthorization(authorization);
  const input = protocol.readInput();
  const rule = parts.faults.next(name, input);
  const end = parts.log.begin({ operation: name, ...place, input, ...(rule ? { fault: rule.fault } : {}) });
  try {
    if (rule?.fault === 'delay') await sleep(rule.delayMilliseconds ?? 1000, undefined, { signal: parts.closing });
    if (rule?.fault === 'cut') return 'cut';
    const isOverQuota = parts.quotas?.admits(name, place) === false;
    const fault = rule?.fault ?? (isOverQuota ? 'throttle' : undefined);
    const error = fault && faultError(fault, protocol.service ?? '', protocol.operation);
    if (error !== undefined) throw error;
    const context = { ...place, now: parts.now(), resultFault: resultFaultOf(rule?.fault) };
    const output = operation(input, context);
    if (rule?.fault === 'cutAfterWork') return 'cut';
    end({ status: 200 });
    if (rule?.fault === 'garbage') return answer(protocol, 200, '<<< {"this": is neither JSON nor XML');
    return answer(protocol, 200, protocol.renderOutput(output, randomUUID()));
  } catch (error) {
    end(error instanceof AwsError ? { status: error.status, error: error.code } : { status: 500 });
    throw error;
  }
}

function refuse(protocol: Protocol, error: AwsError): Answer {
  const { body, headers } = protocol.renderError(error, randomUUID());
  return answer(protocol, error.status, body, headers);
}

function answer(protocol: Protocol, status: number, body: string, headers: Record<string, string> = {}): Answer {
  const always = { 'content-type': protocol.contentType, 'x-amzn-requestid': randomUUID() };
  return { status, headers: { ...always, ...headers }, body };
}

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

/**
 * JSON when the request names a target, AWS Query when it is a form that is posted to the root, REST otherwise: the
 * three that the clients of this project speak.
 */
function protocolOf(request: WireRequest): Protocol {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return jsonProtocol(target, request.body);
  const isForm = request.method === 'POST' && request.url.pathname === '/';
  return isForm ? queryProtocol(request.body) : restJsonProtocol(request);
}
