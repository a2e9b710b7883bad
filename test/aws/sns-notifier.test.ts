import { describe, expect, it } from 'vitest';
import { regionOfTopic, snsNotifier, tidySubject } from '../../aws/sns-notifier.ts';
import { PortError } from '../../core/ports.ts';
import { recordingLog, rejection, startWorld } from './world.ts';

const TOPIC_ARN = 'arn:aws:sns:eu-west-1:123456789012:changes';
const SUBSCRIPTIONS = ['email', 'https', 'sqs'].map((protocol) => ({ protocol, endpoint: `${protocol}-endpoint` }));
const TOPICS = [{ name: 'changes', region: 'eu-west-1', subscriptions: SUBSCRIPTIONS }];

function notifier(topicArn = TOPIC_ARN) {
  return snsNotifier(topicArn, recordingLog());
}

describe('notifying', () => {
  it('gives each protocol its own form, and the default to the others, in the region of the topic', async () => {
    const aws = await startWorld({ topics: TOPICS });
    await notifier().publish({ subject: 'Two\r\nlines', bodies: { default: 'text', https: '{"version":"1.0"}' } });
    expect(aws.outbox().map(({ protocol, subject, body }) => [protocol, subject, body])).toEqual([
      ['email', 'Two lines', 'text'],
      ['https', 'Two lines', '{"version":"1.0"}'],
      ['sqs', 'Two lines', 'text'],
    ]);
  });

  it('tells an owner on its own topic, in the region of that', async () => {
    const subscriptions = [{ protocol: 'email', endpoint: 'owner@example.com' }];
    const aws = await startWorld({ topics: [...TOPICS, { name: 'payments', region: 'us-west-2', subscriptions }] });
    const topicArn = 'arn:aws:sns:us-west-2:123456789012:payments';
    await notifier().publish({ subject: 'Yours', bodies: { default: 'text' } }, topicArn);
    expect(aws.outbox().map(({ endpoint, subject }) => [endpoint, subject])).toEqual([['owner@example.com', 'Yours']]);
    const nowhere = notifier().publish({ subject: 'Yours', bodies: { default: 'text' } }, `${topicArn}-gone`);
    expect((await rejection(nowhere)).message).toContain(`SNS Publish of ${topicArn}-gone: `);
  });

  it('tells an owner nothing whose topic is that of all news: it was told', async () => {
    const aws = await startWorld({ topics: TOPICS });
    await notifier().publish({ subject: 'Yours', bodies: { default: 'text' } }, TOPIC_ARN);
    expect(aws.calls()).toEqual([]);
  });

  it('takes messages up to the limit of SNS, and refuses larger ones before they are sent', async () => {
    const aws = await startWorld({ topics: TOPICS });
    // {"default":""} takes 14 bytes, each ü two.
    const text = 'ü'.repeat((262_144 - 14) / 2);
    await notifier().publish({ subject: 'fits', bodies: { default: text } });
    const error = await rejection(notifier().publish({ subject: 'too long', bodies: { default: `${text}.` } }));
    expect(error).toBeInstanceOf(PortError);
    expect(error.message).toBe(`SNS Publish of ${TOPIC_ARN}: the message has 262145 bytes; SNS takes 262144`);
    expect(aws.calls()).toHaveLength(1);
  });

  it('says what is wrong when the topic does not take it', async () => {
    await startWorld();
    const error = await rejection(notifier().publish({ subject: 'lost', bodies: { default: 'text' } }));
    expect(error).toBeInstanceOf(PortError);
    expect(error.message).toMatch(/^SNS Publish of arn:\S+: NotFound\w*: Topic does not exist$/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('says once that there is no topic', async () => {
    const log = recordingLog();
    const silent = snsNotifier(undefined, log);
    await silent.publish({ subject: 'a', bodies: { default: 'a' } });
    await silent.publish({ subject: 'b', bodies: { default: 'b' } });
    expect(log.lines).toEqual([{ level: 'info', message: 'No topic is set: messages are not sent.' }]);
  });
});

describe('subjects', () => {
  it.each([
    ['plain', 'plain'],
    ['  a\n\tb\u2028c\u0007 d ', 'a b c d'],
    ['', 'fargate-rightsizer'],
    ['\n', 'fargate-rightsizer'],
    ['x'.repeat(99), 'x'.repeat(99)],
    ['x'.repeat(100), `${'x'.repeat(98)}…`],
    [`${'x'.repeat(97)}😀😀`, `${'x'.repeat(97)}…`],
  ])('are made fit for SNS: %j', (subject, tidy) => {
    expect(tidySubject(subject)).toBe(tidy);
  });
});

describe('topics', () => {
  it.each(['', 'changes', 'arn:aws:sqs:eu-west-1:123456789012:changes', `${TOPIC_ARN}:subscription`])(
    'are refused when they are no ARN: %j',
    (topicArn) => {
      expect(() => regionOfTopic(topicArn)).toThrow(PortError);
    },
  );
});
