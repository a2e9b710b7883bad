import {
  blockCharacters,
  contextBlock,
  headerBlock,
  notificationText,
  SLACK_LIMITS,
  type SlackBlock,
  type SlackMessage,
  sectionBlock,
} from './slack-blocks.ts';
import type { SlackAlarm, SlackInput, SlackReport, SlackTarget } from './slack-input.ts';
import { targetBlock, wordOf } from './slack-target.ts';

const IDS_SHOWN = 8;

/** What needs a person comes first. */
const WORD_ORDER = ['FAILED', 'NOT DONE', 'NOT WRITTEN', 'RESTORED', 'ALERT', 'PROPOSED', 'CHANGED'];

/** The run names in its ids whom it speaks about; its Report may hold the others too. A digest speaks about all. */
function isSaid({ id }: SlackTarget, { messageIds, digest }: SlackReport): boolean {
  const starts = [`${id}@`, `${id}/proposed@`];
  return digest || messageIds.length === 0 || messageIds.some((each) => starts.some((start) => each.startsWith(start)));
}

function rankOf(word: string): number {
  const rank = WORD_ORDER.indexOf(word);
  return rank < 0 ? WORD_ORDER.length : rank;
}

function targetBlocks(report: SlackReport): readonly SlackBlock[] {
  // Whom the run names has something to say, though a newer one may say it in fields that are not known here.
  const unknownWord = report.messageIds.length > 0 && !report.digest ? 'TO KNOW' : undefined;
  return report.targets
    .filter((target) => isSaid(target, report))
    .flatMap((target) => {
      const word = wordOf(target) ?? unknownWord;
      return word === undefined ? [] : [{ word, target }];
    })
    .sort((a, b) => rankOf(a.word) - rankOf(b.word))
    .map(({ word, target }) => targetBlock(word, target));
}

/** The first blocks that fit beside the header and the small print. */
function fitting(blocks: readonly SlackBlock[], around: readonly SlackBlock[]): readonly SlackBlock[] {
  const taken = around.reduce((sum, block) => sum + blockCharacters(block), 0);
  let left = SLACK_LIMITS.messageCharacters - taken;
  const shown = blocks.slice(0, SLACK_LIMITS.blocks - around.length);
  const end = shown.findIndex((block) => {
    left -= blockCharacters(block);
    return left < 0;
  });
  return end < 0 ? shown : shown.slice(0, end);
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
  const shown = fitting(all, [header, closingBlock(report, source, wanted)]);
  const quiet = wanted === 0 ? [sectionBlock([`Nothing new. Targets: ${report.targets.length}.`])] : [];
  return [header, ...quiet, ...shown, closingBlock(report, source, wanted - shown.length)];
}

function alarmBlocks({ AlarmDescription, NewStateReason, StateChangeTime, Region }: SlackAlarm, source: string) {
  const place = [Region, StateChangeTime].filter((part) => part !== '').join(', ');
  return [sectionBlock([AlarmDescription, NewStateReason]), contextBlock([`CloudWatch alarm ${place}${source}`])];
}

/** What SNS says about a message beside its text. */
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
