import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLog } from './call-log.ts';
import { type Faults, faultError, resultFaultOf } from './faults.ts';
import { AwsError } from './wire/aws-error.ts';
import { placeOfAuthorization } from './wire/credential-scope.ts';
import type { Operations } from './wire/operation.ts';
import { type Protocol, protocolOf } from './wire/protocol.ts';
import type { WireRequest } from './wire/wire-request.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface CallHandlerParts {
  readonly operations: Operations;
  readonly faults: Faults;
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
    const error = rule && faultError(rule.fault, protocol.service ?? '', protocol.operation);
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
