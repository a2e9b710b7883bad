import { describe, expect, it } from 'vitest';
import { postToSlack, SlackDeliveryError } from '../../run/notify-slack.ts';
import { type SlackReply, startSlack } from '../support/slack-server.ts';

async function failure(work: Promise<unknown>): Promise<Error> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error('It did not fail.');
  return error;
}

describe('the webhook', () => {
  it('gets JSON by POST', async () => {
    await using slack = await startSlack();
    expect(await postToSlack(slack.url, '{"text":"ü"}')).toEqual({ status: 200, word: 'ok' });
    expect(slack.requests).toEqual([
      {
        method: 'POST',
        path: new URL(slack.url).pathname,
        contentType: 'application/json; charset=utf-8',
        body: '{"text":"ü"}',
      },
    ]);
  });

  it.each<[string, SlackReply, object]>([
    ['its word', { status: 404, body: 'no_service' }, { status: 404, word: 'no_service' }],
    ['a page that is no word', { status: 500, body: '<html>oops</html>' }, { status: 500 }],
    ['how long to wait', { status: 429, headers: { 'Retry-After': '0' } }, { status: 429, retryAfterSeconds: 0 }],
    [
      'a wait that is no number of seconds',
      { status: 429, headers: { 'Retry-After': 'Mon, 23 Nov 2026' } },
      { status: 429 },
    ],
  ])('answers with %s', async (_, reply, expected) => {
    await using slack = await startSlack(reply);
    expect(await postToSlack(slack.url, '{}')).toEqual(expected);
  });

  it('is not left for where it points to', async () => {
    await using elsewhere = await startSlack();
    await using slack = await startSlack({ status: 307, headers: { Location: elsewhere.url } });
    expect(await postToSlack(slack.url, '{}')).toEqual({ status: 307 });
    expect(elsewhere.requests).toEqual([]);
  });

  it('has to answer in time', async () => {
    await using slack = await startSlack('hang');
    const error = await failure(postToSlack(slack.url, '{}', 50));
    expect(error).toBeInstanceOf(SlackDeliveryError);
    expect(error.message).toBe('Slack could not be reached: TimeoutError.');
  });

  it('is never named in an error, nor in what is under it', async () => {
    const slack = await startSlack();
    await slack[Symbol.asyncDispose]();
    const refused = await failure(postToSlack(slack.url, '{}'));
    expect(refused.message).toBe('Slack could not be reached: ECONNREFUSED.');
    const unreadable = await failure(postToSlack('https://swordfish:x@[/', '{}'));
    expect(unreadable.message).toMatch(/^Slack could not be reached: \w+\.$/);
    for (const error of [refused, unreadable]) {
      expect(error.cause).toBeUndefined();
      expect(`${error.message}${error.stack}`).not.toContain('swordfish');
    }
  });
});
