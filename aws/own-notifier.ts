import { SNSClient } from '@aws-sdk/client-sns';
import type { Log, Notifier } from '../core/ports.ts';
import { bodyLimit } from './body-limit.ts';
import { SnsNotifier, silentNotifier } from './sns-notifier.ts';

export interface OwnNotifierOptions {
  /** Absent: nothing is sent. */
  readonly topicArn?: string;
  readonly log: Log;
  /** The program's version, for the user agent. */
  readonly version: string;
}

const CONNECTION_TIMEOUT_MILLISECONDS = 3000;
const REQUEST_TIMEOUT_MILLISECONDS = 10_000;
const ATTEMPTS = 5;

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
  const client = new SNSClient({
    region,
    maxAttempts: ATTEMPTS,
    customUserAgent: [['fargate-rightsizer', version]],
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS,
      requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
      throwOnRequestTimeout: true,
    },
  });
  client.middlewareStack.use(bodyLimit());
  return client;
}
