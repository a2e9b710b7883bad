import { counted } from '../model/words.ts';
import { savingsOf, usdText } from '../money/usd.ts';
import { emailText } from './email-text.ts';
import { encodedBytes, machineBody } from './machine-body.ts';
import { possibleText, savingText } from './money-text.ts';
import { isWorthSaying, moneyTotals, type News, newsIn, newsOf } from './news.ts';
import { kindWords, NEWS_ORDER } from './news-kinds.ts';
import { changeId, isChange, type Report } from './report.ts';

/** One message in the forms that the channels of a topic want. */
export interface Notification {
  /** Under 100 characters, no line breaks. */
  readonly subject: string;
  /** By SNS protocol; `default` is always there. */
  readonly bodies: Readonly<Record<string, string>> & { readonly default: string };
}

/** SNS takes fewer than 100 characters. */
const SUBJECT_CHARACTERS = 99;
const EMAIL_CHARACTERS = 24_000;
/** A topic takes 256 KiB: all forms of a message together, as one JSON text in UTF-8; some bytes are for what is around them. */
const MESSAGE_BYTES = 262_144 - 1024;

/** What the steps that this run took or proposed save together. */
function savingsText(all: readonly News[]): readonly string[] {
  const steps = all.flatMap(({ money }) => (money?.next === undefined ? [] : [savingsOf(money.now, money.next)]));
  const savings = steps.reduce((total, each) => total + each, 0);
  return usdText(Math.abs(savings)) === '0.00' ? [] : [savingText(savings)];
}

function digestParts({ targets }: Report): readonly string[] {
  const { now, aim } = moneyTotals(targets);
  return ['weekly', counted(targets.length, 'service'), possibleText(savingsOf(now, aim)) ?? []].flat();
}

function newsParts(all: readonly News[]): readonly string[] {
  const kinds = NEWS_ORDER.flatMap((kind) => {
    const count = all.filter((news) => news.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kindWords(kind).word}`];
  });
  return [...kinds, ...savingsText(all)];
}

/**
 * `rightsizer: 1 failed, 2 changed, saves 43.10 USD a month`; one line of fewer than 100 characters, most important first. A
 * digest without news is `rightsizer: weekly, 12 services, could save 43.10 USD a month`.
 */
export function subjectOf(report: Report): string {
  const all = newsOf({ ...report, digest: false });
  const parts = report.digest && all.length === 0 ? digestParts(report) : newsParts(all);
  return parts.reduce((text, part, index) => {
    const longer = `${text}${index === 0 ? '' : ','} ${part}`;
    return longer.length > SUBJECT_CHARACTERS ? text : longer;
  }, 'rightsizer:');
}

/** The ids of what a message announces: target and version, so that a repeated message is recognized. */
export function messageIds(report: Report): readonly string[] {
  return report.targets
    .filter(isWorthSaying)
    .map((target) =>
      isChange(target.publication) ? changeId(target, target.publication) : `${target.id}@${report.runId}`,
    );
}

/**
 * The message for a run in the forms of each channel, or undefined when nothing happened that somebody must know and no digest is due:
 * nothing was written, proposed, failed or left undone, no target was newly skipped or alerted, and what waits was said this week.
 */
export function messageFor(report: Report): Notification | undefined {
  if (!report.targets.some((target) => report.digest || isWorthSaying(target))) return undefined;
  const ids = messageIds(report);
  const subject = subjectOf(report);
  const text = emailText(report, EMAIL_CHARACTERS);
  const people = { default: text, email: text, https: chatBody(report, { ids, title: subject }) };
  const used = Object.values(people).reduce((total, body) => total + encodedBytes(body), 0);
  const machine = machineBody(report, ids, (MESSAGE_BYTES - used) / 2);
  return { subject, bodies: { ...people, sqs: machine, lambda: machine } };
}

/** Descriptions are cut at 8,000 characters, as users report; a margin for the marks around them. */
const CHAT_CHARACTERS = 7000;
const ID_CHARACTERS = 500;

/** What a chat would read as the end of the block of code, or as a mention or a link of Slack. */
function harmless(text: string): string {
  return text.replaceAll('```', "'''").replaceAll('<', '‹');
}

function eventType({ kind, digest }: Report): string {
  if (kind === 'catchUp') return 'rightsizer-catch-up';
  return digest ? 'rightsizer-digest' : 'rightsizer-run';
}

function idOf(ids: readonly string[]): string {
  return ids.reduce((text, id) => {
    const longer = text === '' ? id : `${text},${id}`;
    return longer.length > ID_CHARACTERS ? text : longer;
  }, '');
}

/**
 * The custom notification of Amazon Q Developer in chat applications: version, source and content.description are required, the rest is
 * optional (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html, event schema, read 2026-11).
 */
export function chatBody(
  report: Report,
  { ids, title }: { readonly ids: readonly string[]; readonly title: string },
): string {
  const id = idOf(ids);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    ...(id !== '' && { id }),
    content: {
      textType: 'client-markdown',
      title,
      description: `\`\`\`\n${harmless(emailText(report, CHAT_CHARACTERS))}\`\`\``,
      keywords: report.digest ? [...newsIn(report), 'digest'] : newsIn(report),
    },
    metadata: { summary: title, eventType: eventType(report) },
  });
}
