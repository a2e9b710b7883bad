import type { IncomingHttpHeaders } from 'node:http';

/** One request as it came in. */
export interface WireRequest {
  readonly method: string;
  /** Host and port mean nothing. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
