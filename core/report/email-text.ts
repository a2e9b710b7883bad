import { fitting } from '../model/fitting.ts';
import { sum } from '../model/sizes.ts';
import { minuteText } from '../model/time.ts';
import { shortLine } from '../model/visible.ts';
import { sizeText } from '../model/words.ts';
import { findingText } from './finding-text.ts';
import { moneyTexts } from './money-text.ts';
import { type News, newsOf, targetNews } from './news.ts';
import { newsLines } from './news-text.ts';
import { savingsTexts } from './owner-savings.ts';
import type { Report, TargetReport } from './report.ts';

type Texts = readonly string[];

/** A longer line, an error or what a person wrote, is cut between two words, so it cannot take the place of others. */
const LINE_CHARACTERS = 700;

function openingOf({ kind, time }: Report): string {
  return kind === 'catchUp'
    ? 'An earlier run wrote these sizes and could not announce them.'
    : `fargate-rightsizer, run of ${minuteText(time)}.`;
}

function textOf(lines: Texts): string {
  return lines.map((line) => shortLine(line, LINE_CHARACTERS)).join('\n');
}

function paragraphOf(news: News): string {
  return textOf([...newsLines(news), ...(news.messageId === undefined ? [] : [`Id: ${news.messageId}`])]);
}

/** The characters of a paragraph, and of the empty line behind it. */
function charactersOf(text: string): number {
  return text.length + 2;
}

function standingText(target: TargetReport): string {
  const { outcome, live, deployment } = target;
  if (outcome === 'failed' || outcome === 'notDone') return findingText(target);
  const skipped = outcome === 'skipped' ? `skipped (${findingText(target)}), ` : '';
  if (live === undefined) return `${skipped}nothing is live`;
  const size = live.task === undefined ? `version ${live.version}` : sizeText(live.task);
  const since = deployment?.kind === 'deployed' ? `, deployed since ${minuteText(deployment.since)}` : '';
  return `${skipped}${size} live${since}`;
}

/** How a target stands: what is live, what it could save, and in lines of their own what else is to know. */
export function standingLines(target: TargetReport): Texts {
  const { look, notes, waiting, money } = targetNews(target);
  return [
    `${target.id}: ${[standingText(target), ...moneyTexts(money)].join('; ')}`,
    ...look.map((text) => `  ! ${text}`),
    ...[...notes, ...waiting].map((text) => `  ${text}`),
  ];
}

function digestOf({ digest, targets, savings }: Report, maximumCharacters: number): Texts {
  if (!digest) return [];
  const summary = savingsTexts(savings);
  const heads = [...(summary.length === 0 ? [] : [textOf(summary)]), 'Where everything stands:'].join('\n\n');
  const blocks = targets.map((target) => textOf(standingLines(target)));
  const shown = fitting(blocks, maximumCharacters - heads.length, ({ length }) => length + 1);
  const rest = blocks.length - shown.length;
  const more = rest > 0 ? [`... and ${rest} more services.`] : [];
  return [[heads, ...shown, ...more].join('\n')];
}

/**
 * The message as a person reads it on a phone: a paragraph for each target that has news, what went wrong first; a
 * digest tells at the end where everything stands.
 *
 * @param maximumCharacters - What does not fit is left out whole, and counted in the last line.
 */
export function emailText(report: Report, maximumCharacters: number): string {
  const opening = openingOf(report);
  const all = newsOf({ ...report, digest: false }).map(paragraphOf);
  const room = maximumCharacters - opening.length;
  const shown = fitting(all, room, charactersOf);
  const digest = digestOf(report, room - sum(shown.map(charactersOf)));
  const rest = all.length - shown.length;
  const isCut = rest > 0 || digest.some((text) => text.endsWith(' more services.'));
  const left = rest > 0 ? `... and ${rest} more; the` : 'The';
  const closing = isCut ? [`${left} run report in the log has them all (run ${report.runId}).`] : [];
  return `${[opening, ...shown, ...digest, ...closing].join('\n\n')}\n`;
}
