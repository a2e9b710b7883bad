import { describe, expect, it } from 'vitest';
import type { Subscription, TopicReader } from '../../../core/installation.ts';
import { PortError } from '../../../core/ports.ts';
import { maskedEndpoint, topicFindings } from '../../../run/doctor/installation-findings.ts';

const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:changes';

function mail(endpoint: string, isConfirmed = true): Subscription {
  return { protocol: 'email', endpoint, isConfirmed };
}

/** What is said about a topic with these subscriptions, as `kind: text`. */
async function findings(subscriptions: readonly Subscription[], overrides: Partial<TopicReader> = {}) {
  const topics: TopicReader = { find: async () => ({}), subscriptions: async () => subscriptions, ...overrides };
  const found = await topicFindings(topics, TOPIC_ARN);
  expect(found.every(({ check, subject }) => check === 'topic' && subject === TOPIC_ARN)).toBe(true);
  return { lines: found.map(({ kind, text }) => `${kind}: ${text}`), advice: found.map(({ advice }) => advice) };
}

describe('a topic', () => {
  it('tells those who have confirmed', async () => {
    const hook = { protocol: 'https', endpoint: 'https://hooks.example.com/services/T0/B0/x', isConfirmed: true };
    expect((await findings([mail('anna@example.com'), hook])).lines).toEqual([
      'ok: Tells a***@example.com (email), https://hooks.example.com (https).',
    ]);
  });

  it('with many names some of them', async () => {
    const many = Array.from({ length: 120 }, (_, index) => mail(`${index}@example.com`));
    const { lines } = await findings(many);
    expect(lines).toEqual([
      expect.stringMatching(/^ok: Tells (\d\*\*\*@example\.com \(email\)(, )?){5} and 115 more\.$/),
    ]);
  });

  it('without anybody is a warning', async () => {
    const { lines, advice } = await findings([]);
    expect(lines).toEqual(['warning: Nobody is subscribed: nobody is told what happens.']);
    expect(advice).toEqual([expect.stringContaining('--param notificationEmail=')]);
  });

  it('that nobody has confirmed is a warning, which says how to', async () => {
    const { lines, advice } = await findings([mail('anna@example.com', false), mail('ben@example.com', false)]);
    expect(lines).toEqual([
      'warning: Not confirmed: a***@example.com (email), b***@example.com (email). Nobody is told what happens.',
    ]);
    expect(advice).toEqual([expect.stringContaining('Open the link in the mail')]);
  });

  it('that some have confirmed says both', async () => {
    const { lines } = await findings([mail('anna@example.com'), mail('ben@example.com', false)]);
    expect(lines).toEqual(['ok: Tells a***@example.com (email).', 'warning: Not confirmed: b***@example.com (email).']);
  });

  it('that is not there is a problem, and nobody asks who is subscribed', async () => {
    const subscriptions = () => Promise.reject(new PortError('asked'));
    const { lines, advice } = await findings([], { find: async () => undefined, subscriptions });
    expect(lines).toEqual([expect.stringMatching(/^problem: There is no such topic/)]);
    expect(advice).toEqual([expect.stringContaining('notifications.topicArn')]);
  });

  it('whose attributes may not be read still tells who is subscribed', async () => {
    const find = () => Promise.reject(new PortError('SNS GetTopicAttributes of a: AuthorizationErrorException: no'));
    const { lines } = await findings([mail('anna@example.com')], { find });
    expect(lines).toEqual([
      expect.stringMatching(/^notChecked: sns:GetTopicAttributes is denied\. /),
      'ok: Tells a***@example.com (email).',
    ]);
  });

  it('that cannot be asked about is not checked, in one line where both calls fail alike', async () => {
    const failing = () => Promise.reject(new PortError('SNS of a: ECONNRESET'));
    const { lines } = await findings([], { find: failing, subscriptions: failing });
    expect(lines).toEqual(['notChecked: PortError: SNS of a: ECONNRESET']);
  });
});

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('the key of a topic', () => {
  it.each([
    ['that nobody named, for none', undefined, undefined, []],
    ['that is the one named', KEY, KEY, ['ok']],
    ['by its id', '1234abcd-12ab-34cd-56ef-1234567890ab', KEY, ['ok']],
    ['by an alias, which tells no key', 'alias/messages', KEY, ['notChecked']],
    ['of another region, by the same id', KEY.replace('us-east-1', 'eu-west-1'), KEY, ['problem']],
    ['of another account', KEY.replace('123456789012', '210987654321'), KEY, ['problem']],
    ['that is missing', undefined, KEY, ['warning']],
    ['that the recommender may not use', KEY, undefined, ['problem']],
    ['that is another one', KEY, KEY.replace('1234abcd', '00000000'), ['problem']],
    ['of AWS, which alarms may not use', 'alias/aws/sns', KEY, ['problem']],
    ['of AWS by its ARN', 'arn:aws:kms:us-east-1:123456789012:alias/aws/sns', undefined, ['problem']],
  ])('%s', async (_, kmsKeyId, named, kinds) => {
    const topics: TopicReader = {
      find: async () => (kmsKeyId === undefined ? {} : { kmsKeyId }),
      subscriptions: async () => [mail('anna@example.com')],
    };
    const found = await topicFindings(topics, TOPIC_ARN, named);
    expect(found.map(({ kind }) => kind)).toEqual([...kinds, 'ok']);
  });
});

describe('an address', () => {
  it.each([
    ['anna@example.com', 'a***@example.com'],
    ['a@example.com', 'a***@example.com'],
    ['😀b@example.com', '😀***@example.com'],
    ['https://hooks.slack.com/services/T000/B000/XXXX', 'https://hooks.slack.com'],
    ['https://user:password@example.com:8443/a?token=b#c', 'https://example.com:8443'],
    ['mailto:anna@example.com', 'mailto:***'],
    ['arn:aws:lambda:us-east-1:123456789012:function:notify', 'notify'],
    ['+15550100', '+***'],
    ['anna@b@example.com', 'a***'],
    ['', '***'],
  ])('%s is shown as %s', (endpoint, shown) => {
    expect(maskedEndpoint(endpoint)).toBe(shown);
  });
});
