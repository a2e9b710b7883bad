import type { ScenarioSubscription, ScenarioTopic } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import { optionalText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject, OperationOn } from '../wire/operation.ts';
import { paged } from '../wire/page.ts';
import { defaultAccount, defaultRegion } from '../wire/place.ts';

/** Up to 100 a call: SNS API reference, ListSubscriptionsByTopic, 2026-11. */
const SUBSCRIPTIONS_PER_PAGE = 100;

/** SNS GetTopicAttributes: those that say what the topic is. */
export const getTopicAttributes: OperationOn<readonly ScenarioTopic[]> = (topics, input, context) => {
  const { topic, topicArn } = topicOf(topics, { input, operation: 'GetTopicAttributes' }, context);
  const inState = (state: ScenarioSubscription['state']) =>
    String(topic.subscriptions.filter((each) => (each.state ?? 'confirmed') === state).length);
  const attributes = new Map([
    ['TopicArn', topicArn],
    ['Owner', topic.account ?? defaultAccount],
    ...(topic.kmsMasterKeyId === undefined ? [] : [['KmsMasterKeyId', topic.kmsMasterKeyId] as const]),
    ['SubscriptionsConfirmed', inState('confirmed')],
    ['SubscriptionsPending', inState('pending')],
    ['SubscriptionsDeleted', inState('deleted')],
  ]);
  return { Attributes: attributes };
};

/** SNS ListSubscriptionsByTopic: the ARN of one that is not confirmed is a word instead. */
export const listSubscriptionsByTopic: OperationOn<readonly ScenarioTopic[]> = (topics, input, context) => {
  const { topic, topicArn } = topicOf(topics, { input, operation: 'ListSubscriptionsByTopic' }, context);
  const all = topic.subscriptions.map((subscription, index) => ({
    SubscriptionArn: subscriptionArn(subscription.state ?? 'confirmed', topicArn, index),
    Owner: topic.account ?? defaultAccount,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: topicArn,
  }));
  return paged(all, input, { items: 'Subscriptions', size: SUBSCRIPTIONS_PER_PAGE });
};

interface TopicCall {
  readonly input: JsonObject;
  readonly operation: string;
}

function topicOf(topics: readonly ScenarioTopic[], { input, operation }: TopicCall, context: CallContext) {
  const asked = optionalText(input, 'TopicArn') ?? '';
  const topicArn = reachableTopicArn({ topicArn: asked, operation }, context);
  return { topic: topicWithArn(topics, topicArn), topicArn };
}

function subscriptionArn(state: NonNullable<ScenarioSubscription['state']>, topicArn: string, index: number): string {
  if (state === 'pending') return 'PendingConfirmation';
  if (state === 'deleted') return 'Deleted';
  return `${topicArn}:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function arnOfTopic(topic: ScenarioTopic): string {
  return `arn:aws:sns:${topic.region ?? defaultRegion}:${topic.account ?? defaultAccount}:${topic.name}`;
}

export interface TopicQuestion {
  readonly topicArn: string;
  /** What is asked of the topic, e.g. `Publish`. */
  readonly operation: string;
}

/**
 * The ARN of a topic that a call may ask about: one of another region cannot be reached from here, and one of another
 * account needs a policy that nobody gave.
 *
 * @throws AwsError InvalidParameter, AuthorizationError
 */
export function reachableTopicArn({ topicArn, operation }: TopicQuestion, context: CallContext): string {
  const [, region, account] = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):(\d{12}):[\w.-]{1,256}$/.exec(topicArn) ?? [];
  if (region !== context.region) throw invalid('TopicArn');
  if (account !== context.account)
    throw new AwsError(
      'AuthorizationError',
      `User: arn:aws:sts::${context.account}:assumed-role/local/session is not authorized to perform: SNS:${operation} on resource: ${topicArn}`,
      { status: 403 },
    );
  return topicArn;
}

/** @throws AwsError NotFound */
export function topicWithArn(topics: readonly ScenarioTopic[], topicArn: string): ScenarioTopic {
  const topic = topics.find((each) => arnOfTopic(each) === topicArn);
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
  return topic;
}

export function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}
