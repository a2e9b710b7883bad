import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type Subscription as SnsSubscription,
} from '@aws-sdk/client-sns';
import type { Schedule, ScheduleReader, Subscription, TopicReader } from '../core/installation.ts';
import { limited } from './body-limit.ts';
import { clientSettings } from './client-settings.ts';
import { allPages } from './pages.ts';
import { portCall, unlessError } from './port-call.ts';
import { regionOfTopic, snsClient } from './sns-notifier.ts';

/** Reads schedules. In its own file with its client, so no Lambda has it. Without a region the first question fails. */
export function schedules(region?: string): ScheduleReader {
  let made: SchedulerClient | undefined;
  const client = () => {
    made ??= limited(new SchedulerClient(clientSettings(region)));
    return made;
  };
  return {
    async find(group, name) {
      const command = new GetScheduleCommand({ GroupName: group, Name: name });
      const call = { operation: 'Scheduler GetSchedule', subject: `${group}/${name}` };
      return unlessError('ResourceNotFoundException', async () =>
        toSchedule(await portCall(call, () => client().send(command))),
      );
    },
    async namesWithPrefix(prefix) {
      const call = { operation: 'Scheduler ListSchedules', subject: `${prefix}*` };
      const pages = await allPages(call, (NextToken) =>
        portCall(call, () => client().send(new ListSchedulesCommand({ NamePrefix: prefix, NextToken }))),
      );
      return pages.flatMap(({ Schedules = [] }) => Schedules).flatMap(({ Name }) => Name ?? []);
    },
  };
}

function toSchedule(output: GetScheduleCommandOutput): Schedule {
  return {
    arn: output.Arn ?? '',
    isEnabled: output.State === 'ENABLED',
    expression: output.ScheduleExpression ?? '',
    // What a schedule means that names none: EventBridge Scheduler API reference, GetSchedule, 2026-11.
    timeZone: output.ScheduleExpressionTimezone ?? 'UTC',
    targetArn: output.Target?.Arn ?? '',
  };
}

/** Reads topics and who is subscribed. */
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
