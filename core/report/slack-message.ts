import { NEWS_ORDER } from './news-kinds.ts';
import { newsLines } from './news-text.ts';
import { savingsTexts } from './savings-text.ts';
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
import type { SlackAlarm, SlackInput, SlackReport } from './slack-input.ts';

const IDS_SHOWN = 8;

/** Kinds that are not known here come last. */
function rankOf(kind: string): number {
  const rank = (NEWS_ORDER as readonly string[]).indexOf(kind);
  return rank < 0 ? NEWS_ORDER.length : rank;
}

/** A section for each target of which the run tells something, what needs a person first. */
function targetBlocks({ targets }: SlackReport): readonly SlackBlock[] {
  return targets
    .flatMap(({ news }) => news ?? [])
    .sort((a, b) => rankOf(a.kind) - rankOf(b.kind))
    .map((news) => sectionBlock(newsLines(news, { brief: true })));
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
  const savings = savingsTexts(report.savings);
  const summary = savings.length === 0 ? [] : [sectionBlock(savings)];
  const shown = fitting(all, [header, ...summary, closingBlock(report, source, wanted)]);
  const quiet = wanted === 0 ? [sectionBlock([`Nothing new. Targets: ${report.targets.length}.`])] : [];
  return [header, ...summary, ...quiet, ...shown, closingBlock(report, source, wanted - shown.length)];
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
