import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type Subscription as SnsSubscription,
} from '@aws-sdk/client-sns';
import type { Subscription, TopicReader } from '../core/installation.ts';
import { allPages } from './pages.ts';
import { portCall, unlessError } from './port-call.ts';
import { regionOfTopic, snsClient } from './sns-notifier.ts';

/** Reads topics and who is subscribed. In a file of its own, so that no Lambda's bundle can send the commands. */
export const snsTopics: TopicReader = {
  async find(topicArn) {
    const client = snsClient(regionOfTopic(topicArn));
    const command = new GetTopicAttributesCommand({ TopicArn: topicArn });
    const call = { operation: 'SNS GetTopicAttributes', subject: topicArn };
    return unlessError('NotFoundException', async () => {
      const { Attributes } = await portCall(call, () => client.send(command));
      const kmsKeyId = Attributes?.KmsMasterKeyId;
      return kmsKeyId ? { kmsKeyId } : {};
    });
  },
  async subscriptions(topicArn) {
    const client = snsClient(regionOfTopic(topicArn));
    const call = { operation: 'SNS ListSubscriptionsByTopic', subject: topicArn };
    const pages = await allPages(call, (NextToken) =>
      portCall(call, () => client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken }))),
    );
    return pages.flatMap(({ Subscriptions = [] }) => Subscriptions).flatMap(toSubscription);
  },
};

/** SNS goes on listing who has unsubscribed for some days, with a word in place of the ARN. */
function toSubscription({ SubscriptionArn = '', Protocol = '', Endpoint = '' }: SnsSubscription): Subscription[] {
  if (SubscriptionArn === 'Deleted') return [];
  return [{ protocol: Protocol, endpoint: Endpoint, isConfirmed: SubscriptionArn.startsWith('arn:') }];
}
