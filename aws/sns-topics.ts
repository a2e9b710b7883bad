import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  type Subscription as SnsSubscription,
} from '@aws-sdk/client-sns';
import type { Subscription, TopicReader } from '../core/installation.ts';
import { type ClientOptions, Clients } from './clients.ts';
import { pagesOf } from './pages.ts';
import { errorName, portCall } from './port-call.ts';
import { regionOfTopic } from './sns-notifier.ts';

/** Reads topics and who is subscribed. In a file of its own, so that no Lambda's bundle can send the commands. */
export class SnsTopics implements TopicReader {
  readonly #clients: Clients;

  constructor(options: ClientOptions) {
    this.#clients = new Clients(options);
  }

  /** @throws {PortError} Also when the text is no ARN of a topic. */
  async exists(topicArn: string): Promise<boolean> {
    const client = this.#clientOf(topicArn);
    const command = new GetTopicAttributesCommand({ TopicArn: topicArn });
    try {
      await portCall({ operation: 'SNS GetTopicAttributes', subject: topicArn }, () => client.send(command));
      return true;
    } catch (error) {
      if (errorName(error) === 'NotFoundException') return false;
      throw error;
    }
  }

  /** @throws {PortError} Also when the text is no ARN of a topic. */
  async subscriptions(topicArn: string): Promise<readonly Subscription[]> {
    const client = this.#clientOf(topicArn);
    const found: SnsSubscription[] = [];
    const call = { operation: 'SNS ListSubscriptionsByTopic', subject: topicArn };
    const read = (NextToken: string | undefined) =>
      portCall(call, () => client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken })));
    for await (const page of pagesOf({ call, read, tokenOf: ({ NextToken }) => NextToken }))
      found.push(...(page.Subscriptions ?? []));
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
