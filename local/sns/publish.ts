import { randomUUID } from 'node:crypto';
import type { ScenarioTopic } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { defaultAccount, defaultRegion } from '../wire/place.ts';
import { bodyByProtocol, invalid } from './message-structure.ts';
import type { Outbox } from './outbox.ts';

// Body and attributes together, default of the topic attribute MaximumMessageSize: client-sns `PublishInput`, 2026-11-22.
const maximumBytes = 262_144;

/** SNS Publish: delivers to every subscription of the topic at once. */
export function publish(
  topics: readonly ScenarioTopic[],
  outbox: Outbox,
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const topicArn = readTopicArn(input, context);
  const subject = optionalText(input, 'Subject');
  if (subject !== undefined) checkSubject(subject);
  const message = optionalText(input, 'Message') ?? '';
  checkSize(message, input);
  const bodyOf = bodyByProtocol(message, optionalText(input, 'MessageStructure'));
  const topic = topics.find((each) => arnOfTopic(each) === topicArn);
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
  const messageId = randomUUID();
  const publishedAt = context.now.toISOString();
  outbox.add(
    topic.subscriptions.map(({ protocol, endpoint }) => ({
      messageId,
      topicArn,
      publishedAt,
      protocol,
      endpoint,
      subject: subject ?? null,
      body: bodyOf(protocol),
    })),
  );
  return { MessageId: messageId };
}

export function arnOfTopic(topic: ScenarioTopic): string {
  return `arn:aws:sns:${topic.region ?? defaultRegion}:${topic.account ?? defaultAccount}:${topic.name}`;
}

/** A topic of another region cannot be reached from here; one of another account needs a policy that nobody gave. */
function readTopicArn(input: JsonObject, context: CallContext): string {
  const topicArn = optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn') ?? '';
  const [, region, account] = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):(\d{12}):[\w.-]{1,256}$/.exec(topicArn) ?? [];
  if (region !== context.region) throw invalid('TopicArn');
  if (account !== context.account)
    throw new AwsError(
      'AuthorizationError',
      `User: arn:aws:sts::${context.account}:assumed-role/local/session is not authorized to perform: SNS:Publish on resource: ${topicArn}`,
      { status: 403 },
    );
  return topicArn;
}

/** Fewer than 100 characters, no line breaks or control characters: client-sns `PublishInput.Subject`. */
function checkSubject(subject: string): void {
  const length = [...subject].length;
  if (length === 0 || length >= 100 || /[\p{Cc}\u2028\u2029]/u.test(subject)) throw invalid('Subject');
}

function checkSize(message: string, input: JsonObject): void {
  if (message === '') throw invalid('Empty message');
  const attributes = Object.entries(input)
    .filter(([field]) => /^MessageAttributes\.entry\.\d+\.(?:Name|Value\.)/.test(field))
    .map(([, value]) => Buffer.byteLength(String(value)));
  const bytes = attributes.reduce((sum, each) => sum + each, Buffer.byteLength(message));
  if (bytes > maximumBytes) throw invalid('Message too long');
}
