import { createAwsPorts } from '../aws/ports.ts';
import type { Log, Ports } from '../core/ports.ts';

export interface ComposeOptions {
  /** The region of targets that name none; absent: what the SDK finds in the environment. */
  readonly region?: string;
  /** Absent: nothing is sent. */
  readonly topicArn?: string;
  readonly log: Log;
}

/** The one place where adapters are constructed: the real AWS, or whatever AWS_ENDPOINT_URL points at. */
export function compose(options: ComposeOptions): Ports {
  return createAwsPorts({ ...options, version: VERSION });
}

/** Tells AWS's logs who called; a test compares it with package.json. */
export const VERSION = '0.1.0';
