import { describe, expect, it } from 'vitest';
import { snsTopics as topics } from '../../aws/installation.ts';
import { PortError } from '../../core/ports.ts';
import type { ScenarioSubscription } from '../../local/scenario.ts';
import { callsOf, rejection, startWorld } from './world.ts';

const TOPIC_ARN = 'arn:aws:sns:eu-west-1:123456789012:changes';

function world(subscriptions: readonly ScenarioSubscription[] = []) {
  return startWorld({ topics: [{ name: 'changes', region: 'eu-west-1', subscriptions }] });
}

describe('the reader of topics', () => {
  it('tells in the region of the topic whether it is there', async () => {
    const aws = await world();
    expect(await topics.find(TOPIC_ARN)).toEqual({});
    expect(await topics.find(`${TOPIC_ARN}-none`)).toBeUndefined();
    expect(aws.calls().map(({ region }) => region)).toEqual(['eu-west-1', 'eu-west-1']);
  });

  it('tells the key that encrypts it', async () => {
    const topic = { name: 'changes', region: 'eu-west-1', subscriptions: [], kmsMasterKeyId: 'alias/messages' };
    await startWorld({ topics: [topic] });
    expect(await topics.find(TOPIC_ARN)).toEqual({ kmsKeyId: 'alias/messages' });
  });

  it('tells who is subscribed and has confirmed, and leaves out who has gone', async () => {
    await world([
      { protocol: 'email', endpoint: 'a@example.com', state: 'pending' },
      { protocol: 'https', endpoint: 'https://example.com/hook' },
      { protocol: 'email', endpoint: 'c@example.com', state: 'deleted' },
    ]);
    expect(await topics.subscriptions(TOPIC_ARN)).toEqual([
      { protocol: 'email', endpoint: 'a@example.com', isConfirmed: false },
      { protocol: 'https', endpoint: 'https://example.com/hook', isConfirmed: true },
    ]);
  });

  it('reads page after page', async () => {
    const endpoints = Array.from({ length: 250 }, (_, index) => `a${index}@example.com`);
    const aws = await world(endpoints.map((endpoint) => ({ protocol: 'email', endpoint })));
    expect((await topics.subscriptions(TOPIC_ARN)).map(({ endpoint }) => endpoint)).toEqual(endpoints);
    expect(callsOf(aws, 'sns.ListSubscriptionsByTopic')).toHaveLength(3);
  });

  it('finds nobody where nobody is subscribed', async () => {
    await world();
    expect(await topics.subscriptions(TOPIC_ARN)).toEqual([]);
  });

  it('names the call that is refused', async () => {
    const aws = await world();
    aws.addFaults(
      ['sns.GetTopicAttributes', 'sns.ListSubscriptionsByTopic'].map((operation) => ({
        operation,
        fault: 'accessDenied',
      })),
    );
    const [one, all] = [await rejection(topics.find(TOPIC_ARN)), await rejection(topics.subscriptions(TOPIC_ARN))];
    expect(one).toBeInstanceOf(PortError);
    expect(one.message).toMatch(/^SNS GetTopicAttributes of arn:\S+: AuthorizationError/);
    expect(all.message).toMatch(/^SNS ListSubscriptionsByTopic of arn:\S+: AuthorizationError/);
  });

  it('refuses what is no ARN of a topic', async () => {
    await expect(topics.find('changes')).rejects.toThrow('changes is no ARN of an SNS topic.');
  });
});
