import { randomUUID } from 'node:crypto';
import type { ScenarioSubscription, ScenarioTopic } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { bodyByProtocol, invalid } from './message-structure.ts';
import type { Outbox } from './outbox.ts';
import { reachableTopicArn, topicWithArn } from './topic-of-call.ts';

// Body and attributes together, default of the topic attribute MaximumMessageSize: client-sns `PublishInput`, 2026-11-22.
const maximumBytes = 262_144;

/** SNS Publish: delivers to every confirmed subscription of the topic at once. */
export function publish(
  topics: readonly ScenarioTopic[],
  outbox: Outbox,
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const asked = optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn') ?? '';
  const topicArn = reachableTopicArn({ topicArn: asked, operation: 'Publish' }, context);
  const subject = optionalText(input, 'Subject');
  if (subject !== undefined) checkSubject(subject);
  const message = optionalText(input, 'Message') ?? '';
  checkSize(message, input);
  const bodyOf = bodyByProtocol(message, optionalText(input, 'MessageStructure'));
  const { subscriptions, kmsMasterKeyId, kmsUse = 'allowed' } = topicWithArn(topics, topicArn);
  if (kmsMasterKeyId !== undefined && kmsUse === 'denied')
    throw new AwsError('KMSAccessDenied', `Not allowed to use the key ${kmsMasterKeyId}.`);
  const messageId = randomUUID();
  const publishedAt = context.now.toISOString();
  outbox.add(
    subscriptions.filter(isConfirmed).map(({ protocol, endpoint }) => ({
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

function isConfirmed({ state = 'confirmed' }: ScenarioSubscription): boolean {
  return state === 'confirmed';
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
