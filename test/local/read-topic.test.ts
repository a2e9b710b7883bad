import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import type { ScenarioSubscription } from '../../local/scenario.ts';
import { refusal, scenario, serve, sns } from './embedded-aws.ts';

const TopicArn = 'arn:aws:sns:us-east-1:123456789012:changes';
const email = (name: string, state?: ScenarioSubscription['state']): ScenarioSubscription => ({
  protocol: 'email',
  endpoint: `${name}@example.com`,
  ...(state !== undefined && { state }),
});

function world(subscriptions: readonly ScenarioSubscription[]) {
  return serve({ scenario: scenario({ topics: [{ name: 'changes', subscriptions }] }) });
}

describe('a topic', () => {
  it('counts its subscriptions by what became of them', async () => {
    const server = await world([email('a'), email('b', 'pending'), email('c', 'deleted'), email('d', 'confirmed')]);
    const { Attributes } = await sns(server).send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toEqual({
      TopicArn,
      Owner: '123456789012',
      SubscriptionsConfirmed: '2',
      SubscriptionsPending: '1',
      SubscriptionsDeleted: '1',
    });
  });

  it('names them, with a word for the ARN of those that are not confirmed', async () => {
    const server = await world([email('a&b'), email('b', 'pending'), email('c', 'deleted')]);
    const { Subscriptions, NextToken } = await sns(server).send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toMatchObject([
      { SubscriptionArn: `${TopicArn}:00000000-0000-4000-8000-000000000000`, Endpoint: 'a&b@example.com' },
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'email' },
      { SubscriptionArn: 'Deleted' },
    ]);
    expect(NextToken).toBeUndefined();
  });

  it('gives a hundred at once, and the rest with a token', async () => {
    const server = await world(Array.from({ length: 101 }, (_, index) => email(`a${index}`)));
    const first = await sns(server).send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(first.Subscriptions).toHaveLength(100);
    const { NextToken } = first;
    const second = await sns(server).send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
    expect(second.Subscriptions?.map(({ Endpoint }) => Endpoint)).toEqual(['a100@example.com']);
    expect(second.NextToken).toBeUndefined();
  });

  it('without subscriptions has none', async () => {
    const { Subscriptions } = await sns(await world([])).send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toEqual([]);
  });

  it('tells only those who have confirmed', async () => {
    const server = await world([email('a'), email('b', 'pending'), email('c', 'deleted')]);
    await sns(server).send(new PublishCommand({ TopicArn, Message: 'text' }));
    expect(server.outbox().map(({ endpoint }) => endpoint)).toEqual(['a@example.com']);
  });

  it.each([
    ['that is not there', `${TopicArn}-none`, 'NotFoundException'],
    ['of another account', TopicArn.replace('123456789012', '210987654321'), 'AuthorizationErrorException'],
    ['of another region', TopicArn.replace('us-east-1', 'eu-west-1'), 'InvalidParameterException'],
    ['that is none', 'changes', 'InvalidParameterException'],
  ])('%s is refused', async (_, asked, name) => {
    const client = sns(await world([]));
    expect((await refusal(client.send(new GetTopicAttributesCommand({ TopicArn: asked })))).name).toBe(name);
    expect((await refusal(client.send(new ListSubscriptionsByTopicCommand({ TopicArn: asked })))).name).toBe(name);
  });
});
