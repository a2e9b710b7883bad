import { createAwsPorts } from '../aws/ports.ts';
import type { Log, Ports } from '../core/ports.ts';
import { VERSION } from '../core/version.ts';

export interface ComposeOptions {
  /** The region of targets that name none. */
  readonly region?: string;
  /** Absent: nothing is sent. */
  readonly topicArn?: string;
  readonly log: Log;
}

/** The one place where adapters are constructed: the real AWS, or whatever AWS_ENDPOINT_URL points at. */
export function compose(options: ComposeOptions): Ports {
  return createAwsPorts({ ...options, version: VERSION });
}
