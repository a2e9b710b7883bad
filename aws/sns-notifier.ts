import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type Log, type Notifier, PortError } from '../core/ports.ts';
import type { Notification } from '../core/report/message.ts';
import { portCall, portError } from './port-call.ts';

/** Fewer than 100 characters: client-sns `PublishInput.Subject`, 2026-11-22. */
const SUBJECT_CHARACTERS = 99;
/** The default of a topic, all forms of the message together: client-sns `PublishInput.Message`, 2026-11-22. */
const MESSAGE_BYTES = 262_144;
const FALLBACK_SUBJECT = 'fargate-rightsizer';

export interface SnsNotifierOptions {
  /** A client for the topics of a region; asked once for each. */
  readonly clientIn: (region: string) => SNSClient;
  readonly topicArn: string;
}

/** Sends messages to SNS topics, each subscription in the form of its protocol. */
export class SnsNotifier implements Notifier {
  readonly #clientIn: SnsNotifierOptions['clientIn'];
  readonly #clients = new Map<string, SNSClient>();
  readonly #topicArn: string;

  /** @throws {PortError} When `topicArn` is no topic. */
  constructor({ clientIn, topicArn }: SnsNotifierOptions) {
    this.#clientIn = clientIn;
    this.#topicArn = topicArn;
    this.#clientOf(topicArn);
  }

  async publish({ subject, bodies }: Notification, topicArn = this.#topicArn): Promise<void> {
    const call = { operation: 'SNS Publish', subject: topicArn };
    const Message = JSON.stringify(bodies);
    const bytes = Buffer.byteLength(Message);
    if (bytes > MESSAGE_BYTES) throw portError(call, `the message has ${bytes} bytes; SNS takes ${MESSAGE_BYTES}`);
    const input = { TopicArn: topicArn, Subject: tidySubject(subject), MessageStructure: 'json', Message };
    await portCall(call, () => this.#clientOf(topicArn).send(new PublishCommand(input)));
  }

  #clientOf(topicArn: string): SNSClient {
    const region = regionOfTopic(topicArn);
    const client = this.#clients.get(region) ?? this.#clientIn(region);
    this.#clients.set(region, client);
    return client;
  }
}

/** A notifier for runs without a topic: says so in the log, once, and does nothing. */
export function silentNotifier(log: Log): Notifier {
  let said = false;
  return {
    async publish() {
      if (!said) log.info('No topic is set: messages are not sent.');
      said = true;
    },
  };
}

/**
 * The region of a topic.
 *
 * @throws {PortError} When the text is no ARN of a topic.
 * @example regionOfTopic('arn:aws:sns:eu-west-1:123456789012:changes') // 'eu-west-1'
 */
export function regionOfTopic(topicArn: string): string {
  const region = /^arn:[^:]+:sns:([a-z0-9-]+):\d{12}:[^:]+$/.exec(topicArn)?.[1];
  if (region === undefined) throw new PortError(`${topicArn} is no ARN of an SNS topic.`);
  return region;
}

/**
 * A subject that SNS takes: no line breaks or control characters, fewer than 100 characters, never empty.
 *
 * @example tidySubject('two\nlines ') // 'two lines'
 */
export function tidySubject(subject: string): string {
  const line = subject
    .toWellFormed()
    .replace(/[\p{Cc}\s\u2028\u2029]+/gu, ' ')
    .trim();
  if (line.length <= SUBJECT_CHARACTERS) return line || FALLBACK_SUBJECT;
  // A surrogate pair that is cut in two is no text.
  return `${line.slice(0, SUBJECT_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
