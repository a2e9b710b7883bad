import { firstFitting } from '../model/fitting.ts';
import { sum } from '../model/sizes.ts';
import { oneLine } from '../model/visible.ts';
import { NEWS_ORDER } from './news-kinds.ts';
import { newsLines } from './news-text.ts';
import { savingsTexts } from './owner-savings.ts';
import type { SlackAlarm, SlackInput, SlackReport } from './slack-input.ts';

const IDS_SHOWN = 8;

/** Kinds that are not known here come last. */
function rankOf(kind: string): number {
  const rank = (NEWS_ORDER as readonly string[]).indexOf(kind);
  return rank < 0 ? NEWS_ORDER.length : rank;
}

function targetBlocks({ targets }: SlackReport): readonly SlackBlock[] {
  return targets
    .flatMap(({ news }) => news ?? [])
    .sort((a, b) => rankOf(a.kind) - rankOf(b.kind))
    .map((news) => sectionBlock(newsLines(news, { brief: true })));
}

function fittingBlocks(blocks: readonly SlackBlock[], around: readonly SlackBlock[]): readonly SlackBlock[] {
  const room = SLACK_LIMITS.messageCharacters - sum(around.map(blockCharacters));
  return firstFitting(blocks.slice(0, SLACK_LIMITS.blocks - around.length), room, blockCharacters);
}

function idsLine({ messageIds }: SlackReport): readonly string[] {
  const rest = messageIds.length - IDS_SHOWN;
  const shown = messageIds.slice(0, IDS_SHOWN).join(', ');
  return shown === '' ? [] : [`Ids: ${shown}${rest > 0 ? `, and ${rest} more` : ''}`];
}

function closingBlock(report: SlackReport, source: string, rest: number): SlackBlock {
  const left = rest > 0 ? [`... and ${rest} more; the run report in the log has them all.`] : [];
  return contextBlock([`Run ${report.runId}${source}`, ...idsLine(report), ...left]);
}

function reportBlocks(report: SlackReport, source: string, header: SlackBlock): readonly SlackBlock[] {
  const all = targetBlocks(report);
  const { changed, failed, notDone } = report.totals;
  // A run that was too large for one message of the topic came without its targets.
  const wanted = all.length > 0 ? all.length : Math.max(report.messageIds.length, changed + failed + notDone);
  const savings = savingsTexts(report.savings);
  const summary = savings.length === 0 ? [] : [sectionBlock(savings)];
  const shown = fittingBlocks(all, [header, ...summary, closingBlock(report, source, wanted)]);
  const quiet = wanted === 0 ? [sectionBlock([`Nothing new. Targets: ${report.targets.length}.`])] : [];
  return [header, ...summary, ...quiet, ...shown, closingBlock(report, source, wanted - shown.length)];
}

function alarmBlocks({ AlarmDescription, NewStateReason, StateChangeTime, Region }: SlackAlarm, source: string) {
  const place = [Region, StateChangeTime].filter((part) => part !== '').join(', ');
  return [sectionBlock([AlarmDescription, NewStateReason]), contextBlock([`CloudWatch alarm ${place}${source}`])];
}

export interface SnsEnvelope {
  readonly subject: string;
  readonly messageId: string;
}

/**
 * A message of the topic as Slack blocks: a header, a section for each target that has something to say, and in small
 * print the ids by which a repeated message is recognized. What Slack's limits leave no room for is counted in the last
 * line. All of it is plain text, so nothing in a name or an error can mention, link or format.
 */
export function slackMessage(input: SlackInput, { subject, messageId }: SnsEnvelope): SlackMessage {
  const source = messageId === '' ? '' : `, message ${messageId}`;
  const title = input.kind === 'alarm' ? `${input.alarm.NewStateValue}: ${input.alarm.AlarmName}` : subject;
  return { text: notificationText(title), blocks: blocksOf(input, source, headerBlock(title)) };
}

function blocksOf(input: SlackInput, source: string, header: SlackBlock): readonly SlackBlock[] {
  if (input.kind === 'report') return reportBlocks(input.report, source, header);
  if (input.kind === 'alarm') return [header, ...alarmBlocks(input.alarm, source)];
  return [header, sectionBlock(input.text.split('\n')), contextBlock([`A message of the topic${source}`])];
}

/**
 * Slack's limits (docs.slack.dev/reference/block-kit: blocks, blocks/header-block, blocks/context-block,
 * composition-objects/text-object, read 2026-11). The last one is in no reference: messages of some 13,200 characters
 * are refused with `msg_blocks_too_long` (github.com/slackapi/bolt-js, issue 2509), and how Slack counts is not said,
 * so what is counted here is the JSON with every character outside ASCII as an escape of six.
 */
export const SLACK_LIMITS = {
  blocks: 50,
  headerCharacters: 150,
  textCharacters: 3000,
  messageCharacters: 12_000,
} as const;

/** Text that Slack shows as it is: no formatting, no links, no mentions, no emoji. */
export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

export type SlackBlock =
  | { readonly type: 'header' | 'section'; readonly text: PlainText }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] };

/** What an incoming webhook takes. `text` is what notifications show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** Slack decodes these in every text object, plain ones too (docs.slack.dev, formatting message text, 2026-11). */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * One line of text for Slack, never longer than this after escaping; what is cut ends with an ellipsis.
 *
 * @example slackText('<!channel> R&D', 30) // '&lt;!channel&gt; R&amp;D'
 */
export function slackText(text: string, maximumCharacters: number): string {
  const line = oneLine(text).trim();
  if (escaped(line).length <= maximumCharacters) return escaped(line);
  let fitting = '';
  for (const character of line) {
    const next = fitting + escaped(character);
    if (next.length > maximumCharacters - 1) break;
    fitting = next;
  }
  return `${fitting}…`;
}

function plainText(text: string): PlainText {
  return { type: 'plain_text', text, emoji: false };
}

/** The title of a message; an empty one is refused by Slack, so it falls back on the program's name. */
export function headerBlock(title: string): SlackBlock {
  const text = slackText(title, SLACK_LIMITS.headerCharacters) || 'fargate-rightsizer';
  return { type: 'header', text: plainText(text) };
}

/** Keeps one name or error of somebody else from taking the place of everything after it. */
const LINE_CHARACTERS = 600;

/** Lines under each other, as many as fit; the rest is an ellipsis. Empty lines are left out. */
export function sectionBlock(lines: readonly string[]): SlackBlock {
  const all = lines.map((line) => slackText(line, LINE_CHARACTERS)).filter((line) => line !== '');
  let text = all[0] ?? '…';
  for (const line of all.slice(1)) {
    const isFull = text.length + line.length + 1 > SLACK_LIMITS.textCharacters - 2;
    text += isFull ? '\n…' : `\n${line}`;
    if (isFull) break;
  }
  return { type: 'section', text: plainText(text) };
}

/** Small print of a few lines, one element a line; short, because it stands under every message. */
export function contextBlock(lines: readonly string[]): SlackBlock {
  const elements = lines.map((line) => plainText(slackText(line, LINE_CHARACTERS / 2) || '…'));
  return { type: 'context', elements };
}

/** How many characters a block takes of a message at most, however Slack counts. */
export function blockCharacters(block: SlackBlock): number {
  return JSON.stringify(block).replace(/[^\x20-\x7e]/g, '\\u0000').length;
}

/** The text of a notification, in which Slack would see formatting: the characters that do it become spaces. */
export function notificationText(title: string): string {
  return slackText(title.replace(/[*_~`@#|[\]]/g, ' '), SLACK_LIMITS.headerCharacters) || 'fargate-rightsizer';
}
