import { SNSClient } from '@aws-sdk/client-sns';
import type { Log, Notifier } from '../core/ports.ts';
import { bodyLimit } from './body-limit.ts';
import { clientSettings } from './client-settings.ts';
import { SnsNotifier, silentNotifier } from './sns-notifier.ts';

export interface OwnNotifierOptions {
  /** Absent: nothing is sent. */
  readonly topicArn?: string;
  readonly log: Log;
  /** The program's version, for the user agent. */
  readonly version: string;
}

/**
 * What sends messages and does nothing else: a function that reads no target needs none of the other clients.
 *
 * @throws {PortError} When `topicArn` is no topic.
 */
export function createOwnNotifier({ topicArn, log, version }: OwnNotifierOptions): Notifier {
  return topicArn === undefined
    ? silentNotifier(log)
    : new SnsNotifier({ clientIn: (region) => clientOf(region, version), topicArn });
}

function clientOf(region: string, version: string): SNSClient {
  // As standard, not adaptive: it sends a message or a few.
  const client = new SNSClient({ ...clientSettings(region, version), retryMode: 'standard' });
  client.middlewareStack.use(bodyLimit());
  return client;
}
