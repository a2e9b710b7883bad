import * as v from 'valibot';
import { defined } from '../core/model/defined.ts';
import { parseSlackInput } from '../core/report/slack-input.ts';
import { slackMessage } from '../core/report/slack-message.ts';

/** Keeps the address that messages are posted to. It is a secret: whoever has it may post. */
export interface WebhookUrl {
  /** @throws {PortError} When it cannot be read or is no https URL; never with anything of it. */
  read(): Promise<string>;
  /** The next read asks again: Slack no longer knows the one that was read. */
  forget(): void;
}

export interface SlackAnswer {
  readonly status: number;
  /** Its word for what is wrong (`invalid_blocks`), where it gave one. */
  readonly word?: string;
  readonly retryAfterSeconds?: number;
}

export interface SlackPorts {
  readonly webhookUrl: WebhookUrl;
  /** @throws {SlackDeliveryError} When there is no answer in time; never with the URL. */
  post(url: string, body: string): Promise<SlackAnswer>;
  sleep(milliseconds: number): Promise<void>;
}

/** Slack did not take a message, or could not be asked. Names no URL. */
export class SlackDeliveryError extends Error {
  override readonly name = 'SlackDeliveryError';
}

export class SnsEventError extends Error {
  override readonly name = 'SnsEventError';
}

/** Of which the second and third follow a 429 only; everything else is Lambda's to repeat, minutes later. */
const ATTEMPTS = 3;
/** Where Slack's 429 says not how long; its limit is one message a second (api.slack.com/docs/rate-limits, 2026-11). */
const DEFAULT_WAIT_SECONDS = 1;
/** What is kept for the next attempt and for the report of its failure. */
const ATTEMPT_MILLISECONDS = 6_000;

const snsEvent = v.object({
  Records: v.pipe(
    v.array(
      v.object({
        Sns: v.object({
          Subject: v.nullish(v.string(), ''),
          Message: v.string(),
          MessageId: v.nullish(v.string(), ''),
        }),
      }),
    ),
    v.nonEmpty(),
  ),
});

/**
 * Posts the messages of an SNS event to Slack, one after the other; SNS sends one an event.
 *
 * @param remainingMilliseconds - What the invocation has left, asked before each wait.
 * @returns The ids of the messages that Slack took.
 * @throws {SnsEventError} For any other event. {@link SlackDeliveryError} when Slack refuses a message, cannot be
 * reached, or asks for a longer wait than there is time: Lambda then repeats the event, and keeps it if that fails.
 */
export async function notifySlack(
  event: unknown,
  ports: SlackPorts,
  remainingMilliseconds: () => number,
): Promise<readonly string[]> {
  const parsed = v.safeParse(snsEvent, event);
  if (!parsed.success) throw new SnsEventError('The event holds no messages of SNS.');
  const sent: string[] = [];
  for (const { Sns } of parsed.output.Records) {
    const envelope = { subject: Sns.Subject, messageId: Sns.MessageId };
    const message = slackMessage(parseSlackInput(Sns.Message), envelope);
    await deliver(JSON.stringify(message), ports, remainingMilliseconds);
    sent.push(Sns.MessageId);
  }
  return sent;
}

async function deliver(body: string, ports: SlackPorts, remainingMilliseconds: () => number): Promise<void> {
  const url = await ports.webhookUrl.read();
  for (let attempt = 1; ; attempt++) {
    const answer = await ports.post(url, body);
    if (answer.status >= 200 && answer.status < 300) return;
    const waitMilliseconds = (answer.retryAfterSeconds ?? DEFAULT_WAIT_SECONDS) * 1000;
    const hasTime = waitMilliseconds + ATTEMPT_MILLISECONDS <= remainingMilliseconds();
    if (answer.status !== 429 || attempt === ATTEMPTS || !hasTime) throw refusal(answer, ports);
    await ports.sleep(waitMilliseconds);
  }
}

/** A URL that was revoked or replaced is answered with 403, 404 or 410; a warm Lambda would go on using it. */
function refusal({ status, word, retryAfterSeconds }: SlackAnswer, { webhookUrl }: SlackPorts): SlackDeliveryError {
  if ([403, 404, 410].includes(status)) webhookUrl.forget();
  const said = word === undefined ? '' : ` ${word}`;
  const wait = retryAfterSeconds === undefined ? '' : `, to be tried again after ${retryAfterSeconds} s`;
  return new SlackDeliveryError(`Slack did not take the message: ${status}${said}${wait}.`);
}

/** Slack's webhooks answer within a second or not at all. */
const TIMEOUT_MILLISECONDS = 5_000;

/**
 * Posts a message to an incoming webhook, with the fetch of Node: not in aws/, which speaks through the SDK, and not in
 * handlers/, which are shells.
 *
 * @throws {SlackDeliveryError} Without an answer within five seconds. It has no cause, in which the URL may stand.
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
