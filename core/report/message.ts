import { fitting } from '../model/fitting.ts';
import { sum } from '../model/sizes.ts';
import { shortLine } from '../model/visible.ts';
import { counted } from '../model/words.ts';
import { savingsOf, usdText } from '../money/usd.ts';
import { emailText } from './email-text.ts';
import { possibleText, savingText } from './money-text.ts';
import { isWorthSaying, moneyTotals, type News, newsIn, newsOf, newsToTell } from './news.ts';
import { kindWords, NEWS_ORDER } from './news-kinds.ts';
import { changeId, isChange, type Report, type ReportedReason, type TargetReport } from './report.ts';

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
/** A topic takes 256 KiB: all forms of a message as one JSON text in UTF-8; some bytes are for what is around them. */
const MESSAGE_BYTES = 262_144 - 1024;

/** What the steps that this run took or proposed save together. */
function savingsText(all: readonly News[]): readonly string[] {
  const steps = all.flatMap(({ money }) => (money?.next === undefined ? [] : [savingsOf(money.now, money.next)]));
  const savings = sum(steps);
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
 * `rightsizer: 1 failed, 2 changed, saves 43.10 USD a month`; one line of fewer than 100 characters, most important
 * first. A digest without news is `rightsizer: weekly, 12 services, could save 43.10 USD a month`.
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
 * A run's message in the forms of each channel, or undefined when there is no news and no digest is due: nothing was
 * written, proposed, failed or left undone, no target was newly skipped or alerted, and what waits was said this week.
 */
export function messageFor(report: Report): Notification | undefined {
  if (!report.targets.some((target) => report.digest || isWorthSaying(target))) return undefined;
  const ids = messageIds(report);
  const subject = subjectOf(report);
  const text = emailText(report, EMAIL_CHARACTERS);
  const people = { default: text, email: text, https: chatBody(report, { ids, title: subject }) };
  const used = sum(Object.values(people).map(encodedBytes));
  const machine = machineBody(report, ids, (MESSAGE_BYTES - used) / 2);
  return { subject, bodies: { ...people, sqs: machine, lambda: machine } };
}

/** Descriptions are cut at 8,000 characters, as users report; a margin for the marks around them. */
const CHAT_CHARACTERS = 7000;
/** With a comma behind each. */
const ID_CHARACTERS = 501;

/** What a chat would read as the end of the block of code, or as a mention or a link of Slack. */
function harmless(text: string): string {
  return text.replaceAll('```', "'''").replaceAll('<', '‹');
}

function eventType({ kind, digest }: Report): string {
  if (kind === 'catchUp') return 'rightsizer-catch-up';
  return digest ? 'rightsizer-digest' : 'rightsizer-run';
}

function idOf(ids: readonly string[]): string {
  return fitting(ids, ID_CHARACTERS, ({ length }) => length + 1).join(',');
}

/**
 * The custom notification of Amazon Q Developer in chat applications requires version, source and content.description;
 * the rest is optional (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html, event schema, read 2026-11).
 */
function chatBody(report: Report, { ids, title }: { readonly ids: readonly string[]; readonly title: string }): string {
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

/** How many ids are left in the Report for machines when nothing else fits. */
const LEAST_IDS = 100;
/** What stays of alerts and holds when the evidence goes. */
const LEAST_NOTES = 3;
const NOTE_CHARACTERS = 200;

const utf8 = new TextEncoder();

/** The bytes that a value takes as JSON in UTF-8. */
export function encodedBytes(value: unknown): number {
  return utf8.encode(JSON.stringify(value)).length;
}

/** A text as long as it may be where there is little room. */
export function shortText(text: string): string {
  return shortLine(text, NOTE_CHARACTERS);
}

/** The first notes, shortened; all else that a note has stays. */
export function shortNotes<Note extends { readonly text: string }>(notes: readonly Note[]): readonly Note[] {
  return notes.slice(0, LEAST_NOTES).map((note) => ({ ...note, text: shortText(note.text) }));
}

function bareNotes(notes: readonly ReportedReason[]) {
  return shortNotes(notes).map(({ code, text }) => ({ code, text }));
}

function shortTexts(texts: readonly string[]): readonly string[] {
  return texts.slice(0, LEAST_NOTES).map(shortText);
}

function dropped({ alerts, holds }: TargetReport) {
  const count = (notes: readonly ReportedReason[]) => Math.max(0, notes.length - LEAST_NOTES);
  const counts = { alerts: count(alerts), holds: count(holds) };
  return counts.alerts + counts.holds === 0 ? {} : { dropped: counts };
}

/** A target beside the news that people read of it, which Slack lays out; none where the report does not tell any. */
function told(target: TargetReport, report: Report) {
  const news = newsToTell(target, report);
  return news === undefined ? target : { ...target, news };
}

/** What is long goes, and what the target says beside it. */
function bareNews({ look, waiting, numbers: _n, why: _w, sure: _s, ...news }: News) {
  return { ...news, look: shortTexts(look), waiting: shortTexts(waiting) };
}

/** A target without reasons and evidence; of many alerts and holds the first, shortened, and the number of others. */
function bare(target: TargetReport, report: Report) {
  const { id, outcome, kind, finding, noticeIsNew, holdsAreNew, alerts, holds } = target;
  const { openProposal, deployment, pin, monthlyUsd, publication, copies, detail } = target;
  const notes = {
    noticeIsNew,
    alerts: bareNotes(alerts),
    holdsAreNew,
    holds: bareNotes(holds),
    ...dropped(target),
    openProposal,
  };
  const news = newsToTell(target, report);
  const said = news === undefined ? {} : { news: bareNews(news) };
  return { id, outcome, kind, finding, ...notes, deployment, pin, monthlyUsd, publication, copies, detail, ...said };
}

/**
 * The Report for machines: whole when it fits; else what has news, then that without its evidence, and at last only
 * ids. A digest keeps all targets as long as it can. `omitted` says what is not there.
 */
export function machineBody(report: Report, ids: readonly string[], maximumBytes: number): string {
  const whole = (targets: Report['targets']) => targets.map((target) => told(target, report));
  const short = (targets: Report['targets']) => targets.map((target) => bare(target, report));
  const said = report.targets.filter(isWorthSaying);
  const steps = [
    () => ({ targets: whole(report.targets) }),
    ...(report.digest ? [() => ({ omitted: 'evidence', targets: short(report.targets) })] : []),
    () => ({ omitted: 'unchanged targets', targets: whole(said) }),
    () => ({ omitted: 'unchanged targets, evidence', targets: short(said) }),
    () => ({ omitted: 'targets', targets: [] }),
  ];
  for (const step of steps) {
    const text = JSON.stringify({ ...report, messageIds: ids, ...step() });
    // A character is a byte at least: what is far too long need not be encoded.
    if (text.length <= maximumBytes && encodedBytes(text) <= maximumBytes) return text;
  }
  const fewIds = { ...report, messageIds: ids.slice(0, LEAST_IDS), omitted: 'targets, most ids', targets: [] };
  return JSON.stringify(fewIds);
}
