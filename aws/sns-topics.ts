import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  type Subscription as SnsSubscription,
} from '@aws-sdk/client-sns';
import type { Subscription, TopicFacts, TopicReader } from '../core/installation.ts';
import { type ClientOptions, Clients } from './clients.ts';
import { itemsOfPages } from './pages.ts';
import { errorName, portCall } from './port-call.ts';
import { regionOfTopic } from './sns-notifier.ts';

/** Reads topics and who is subscribed. In a file of its own, so that no Lambda's bundle can send the commands. */
export class SnsTopics implements TopicReader {
  readonly #clients: Clients;

  constructor(options: ClientOptions) {
    this.#clients = new Clients(options);
  }

  /** @throws {PortError} Also when the text is no ARN of a topic. */
  async find(topicArn: string): Promise<TopicFacts | undefined> {
    const client = this.#clientOf(topicArn);
    const command = new GetTopicAttributesCommand({ TopicArn: topicArn });
    try {
      const call = { operation: 'SNS GetTopicAttributes', subject: topicArn };
      const { Attributes } = await portCall(call, () => client.send(command));
      const kmsKeyId = Attributes?.KmsMasterKeyId;
      return kmsKeyId ? { kmsKeyId } : {};
    } catch (error) {
      if (errorName(error) === 'NotFoundException') return undefined;
      throw error;
    }
  }

  /** @throws {PortError} Also when the text is no ARN of a topic. */
  async subscriptions(topicArn: string): Promise<readonly Subscription[]> {
    const client = this.#clientOf(topicArn);
    const call = { operation: 'SNS ListSubscriptionsByTopic', subject: topicArn };
    const read = (NextToken: string | undefined) =>
      portCall(call, () => client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken })));
    const found = await itemsOfPages(
      { call, read, tokenOf: ({ NextToken }) => NextToken },
      (page) => page.Subscriptions,
    );
    return found.flatMap(toSubscription);
  }

  #clientOf(topicArn: string): SNSClient {
    return this.#clients.sns(regionOfTopic(topicArn));
  }
}

/** SNS goes on listing who has unsubscribed for some days, with a word in place of the ARN. */
function toSubscription({ SubscriptionArn = '', Protocol = '', Endpoint = '' }: SnsSubscription): Subscription[] {
  if (SubscriptionArn === 'Deleted') return [];
  return [{ protocol: Protocol, endpoint: Endpoint, isConfirmed: SubscriptionArn.startsWith('arn:') }];
}
