import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Log, type Notifier, PortError } from '../core/ports.ts';
import { limited } from './body-limit.ts';
import { clientSettings } from './client-settings.ts';
import { portCall, portError } from './port-call.ts';

/** Fewer than 100 characters: client-sns `PublishInput.Subject`, 2026-11-22. */
const SUBJECT_CHARACTERS = 99;
/** The default of a topic, all forms of the message together: client-sns `PublishInput.Message`, 2026-11-22. */
const MESSAGE_BYTES = 262_144;
const FALLBACK_SUBJECT = 'fargate-rightsizer';

/** A client for a region's topics, in the recommender's own account. Standard, not adaptive: it sends few messages. */
export function snsClient(region: string): SNSClient {
  return limited(new SNSClient({ ...clientSettings(region), retryMode: 'standard' }));
}

/**
 * Sends messages to SNS topics, each subscription in the form of its protocol; without a topic nothing is sent.
 *
 * @param clientIn - Asked once for each region.
 * @throws {PortError} When `topicArn` is no topic.
 */
export function snsNotifier(
  own: string | undefined,
  log: Log,
  clientIn: (region: string) => SNSClient = snsClient,
): Notifier {
  if (own === undefined) return silentNotifier(log);
  const clients = new Map<string, SNSClient>();
  const clientOf = (topicArn: string): SNSClient => {
    const region = regionOfTopic(topicArn);
    const client = clients.get(region) ?? clientIn(region);
    clients.set(region, client);
    return client;
  };
  clientOf(own);
  return {
    async publish({ subject, bodies }, ofOwner) {
      // Whoever hears all has heard it.
      if (ofOwner === own) return;
      const topicArn = ofOwner ?? own;
      const call = { operation: 'SNS Publish', subject: topicArn };
      const Message = JSON.stringify(bodies);
      const bytes = Buffer.byteLength(Message);
      if (bytes > MESSAGE_BYTES) throw portError(call, `the message has ${bytes} bytes; SNS takes ${MESSAGE_BYTES}`);
      const input = { TopicArn: topicArn, Subject: tidySubject(subject), MessageStructure: 'json', Message };
      await portCall(call, () => clientOf(topicArn).send(new PublishCommand(input)));
    },
  };
}

/** A notifier for runs without a topic: says so in the log, once, and does nothing. */
function silentNotifier(log: Log): Notifier {
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
