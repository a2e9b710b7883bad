import { oneLine } from '../model/visible.ts';

/**
 * Slack's limits (docs.slack.dev/reference/block-kit: blocks, blocks/header-block, blocks/context-block,
 * composition-objects/text-object, read 2026-11). The last one is in no reference: messages of some 13,200 characters are
 * refused with `msg_blocks_too_long` (github.com/slackapi/bolt-js, issue 2509), and how Slack counts is not said, so what is
 * counted here is the JSON with every character outside ASCII as an escape of six.
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

/** Slack decodes these three in every text object, plain ones too (docs.slack.dev, formatting message text, 2026-11). */
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
