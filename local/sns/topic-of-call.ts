import type { ScenarioTopic } from '../scenario.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { CallContext } from '../wire/operation.ts';
import { defaultAccount, defaultRegion } from '../wire/place.ts';
import { invalid } from './message-structure.ts';

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
