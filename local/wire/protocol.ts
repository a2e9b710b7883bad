import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from './aws-error.ts';
import type { JsonObject } from './operation.ts';

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

/** One request as it came in. */
export interface WireRequest {
  readonly method: string;
  /** Host and port mean nothing. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
