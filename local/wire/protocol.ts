import type { AwsError } from './aws-error.ts';
import { jsonProtocol } from './json-protocol.ts';
import type { JsonObject } from './operation.ts';
import { queryProtocol } from './query-protocol.ts';
import { restJsonProtocol } from './rest-json-protocol.ts';
import type { WireRequest } from './wire-request.ts';

/** How one service talks: what it is called, what it reads and how it answers. */
export interface Protocol {
  /** The service, or undefined when nothing here answers such a request. */
  readonly service: string | undefined;
  readonly operation: string;
  readonly contentType: string;
  /** @throws AwsError when the body cannot be read */
  readInput(): JsonObject;
  renderOutput(output: JsonObject, requestId: string): string;
  renderError(error: AwsError, requestId: string): { readonly body: string; readonly headers: Record<string, string> };
  /** The refusal of an operation that does not exist. */
  unknownOperation(): AwsError;
}

/**
 * JSON when the request names a target, AWS Query when it is a form that is posted to the root, REST otherwise: the three
 * that the clients of this project speak.
 */
export function protocolOf(request: WireRequest): Protocol {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return jsonProtocol(target, request.body);
  const isForm = request.method === 'POST' && request.url.pathname === '/';
  return isForm ? queryProtocol(request.body) : restJsonProtocol(request);
}
