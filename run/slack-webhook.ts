import { defined } from '../core/model/defined.ts';
import { type SlackAnswer, SlackDeliveryError } from './notify-slack.ts';

/** Slack's webhooks answer within a second or not at all. */
const TIMEOUT_MILLISECONDS = 5_000;

/**
 * Posts a message to an incoming webhook, with the fetch of Node: not in aws/, which speaks through the SDK, and not in
 * handlers/, which are shells.
 *
 * @throws {SlackDeliveryError} When there is no answer within five seconds. Without the error below it, in which the URL
 * may stand.
 */
export async function postToSlack(
  url: string,
  body: string,
  timeoutMilliseconds: number = TIMEOUT_MILLISECONDS,
): Promise<SlackAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
      // A redirect would take the message, and the secret path with it, elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    return answerOf(response.status, response.headers.get('retry-after'), await response.text());
  } catch (error) {
    throw new SlackDeliveryError(`Slack could not be reached: ${codeOf(error)}.`);
  }
}

/** Slack's words are like `invalid_blocks`; anything else may be a page of some proxy. */
function answerOf(status: number, retryAfter: string | null, body: string): SlackAnswer {
  const word = /^[a-z_]{1,60}$/.exec(body.trim())?.[0];
  const seconds = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  return { status, ...defined({ word, retryAfterSeconds: seconds }) };
}

/** `ECONNREFUSED` of the socket under "fetch failed", else the name of the error: `TimeoutError`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : error.name;
}
