import { describe, expect, it } from 'vitest';
import { notifySlack, type SlackAnswer, SlackDeliveryError, type SlackPorts } from '../../run/notify-slack.ts';

const URL = 'https://hooks.slack.test/services/T0/B0/secret';

/** Ports that give these answers in turn, and note what was done. */
function slackThatSays(...answers: readonly SlackAnswer[]) {
  const done: string[] = [];
  const left = [...answers];
  const ports: SlackPorts = {
    webhookUrl: { read: async () => URL, forget: () => void done.push('forget') },
    async post(url, body) {
      expect(url).toBe(URL);
      done.push(`post ${JSON.parse(body).text}`);
      return left.shift() ?? { status: 200, word: 'ok' };
    },
    sleep: async (milliseconds) => void done.push(`sleep ${milliseconds}`),
  };
  return { ports, done };
}

function event(...subjects: readonly string[]) {
  return { Records: subjects.map((Subject) => ({ Sns: { Subject, Message: 'text', MessageId: `id-${Subject}` } })) };
}

const aMinute = () => 60_000;

describe('posting to Slack', () => {
  it('posts each message and gives the ids of those that Slack took', async () => {
    const { ports, done } = slackThatSays();
    expect(await notifySlack(event('one', 'two'), ports, aMinute)).toEqual(['id-one', 'id-two']);
    expect(done).toEqual(['post one', 'post two']);
  });

  it('takes a message without a subject or an id, as SNS sends them', async () => {
    const { ports, done } = slackThatSays();
    expect(await notifySlack({ Records: [{ Sns: { Subject: null, Message: '' } }] }, ports, aMinute)).toEqual(['']);
    expect(done).toEqual(['post fargate-rightsizer']);
  });

  it('waits for as long as Slack says, or a second, and tries three times', async () => {
    const { ports, done } = slackThatSays({ status: 429, retryAfterSeconds: 7 }, { status: 429 });
    await notifySlack(event('one'), ports, aMinute);
    expect(done).toEqual(['post one', 'sleep 7000', 'post one', 'sleep 1000', 'post one']);
  });

  it('gives up after three attempts', async () => {
    const busy = { status: 429, retryAfterSeconds: 0 };
    const { ports, done } = slackThatSays(busy, busy, busy);
    await expect(notifySlack(event('one'), ports, aMinute)).rejects.toThrow(
      'Slack did not take the message: 429, to be tried again after 0 s.',
    );
    expect(done.filter((each) => each.startsWith('post'))).toHaveLength(3);
  });

  it('does not wait for longer than there is time for one more attempt', async () => {
    // 24 s and the 6 s of an attempt are exactly what is left; 25 s are more.
    const enough = slackThatSays({ status: 429, retryAfterSeconds: 24 });
    await notifySlack(event('one'), enough.ports, () => 30_000);
    expect(enough.done).toEqual(['post one', 'sleep 24000', 'post one']);
    const tooLong = slackThatSays({ status: 429, retryAfterSeconds: 25 });
    await expect(notifySlack(event('one'), tooLong.ports, () => 30_000)).rejects.toThrow('after 25 s');
    expect(tooLong.done).toEqual(['post one']);
  });

  it.each([
    [{ status: 400, word: 'invalid_blocks' }, 'Slack did not take the message: 400 invalid_blocks.', []],
    [{ status: 403, word: 'invalid_token' }, 'Slack did not take the message: 403 invalid_token.', ['forget']],
    [{ status: 404, word: 'no_service' }, 'Slack did not take the message: 404 no_service.', ['forget']],
    [
      { status: 410, word: 'channel_is_archived' },
      'Slack did not take the message: 410 channel_is_archived.',
      ['forget'],
    ],
    [{ status: 302 }, 'Slack did not take the message: 302.', []],
    [{ status: 503 }, 'Slack did not take the message: 503.', []],
  ])('leaves %o to Lambda, which repeats and then keeps it', async (answer, message, after) => {
    const { ports, done } = slackThatSays(answer);
    const failing = notifySlack(event('one', 'two'), ports, aMinute);
    await expect(failing).rejects.toThrow(SlackDeliveryError);
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.not.toThrow(/hooks|secret/);
    expect(done).toEqual(['post one', ...after]);
  });

  it.each([undefined, {}, { Records: [] }, { Records: [{ Sns: {} }] }, { Records: [{ secret: 'x' }] }])(
    'refuses %o without repeating it',
    async (other) => {
      const { ports, done } = slackThatSays();
      await expect(notifySlack(other, ports, aMinute)).rejects.toThrow('The event holds no messages of SNS.');
      expect(done).toEqual([]);
    },
  );
});
