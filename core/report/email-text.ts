import { minuteText } from '../model/time.ts';
import { digestLine } from './digest-text.ts';
import { NEWS } from './news.ts';
import { shortLine } from './one-line.ts';
import { realizedLine } from './realized-text.ts';
import type { Report } from './report.ts';
import { type Paragraph, paragraphsOf } from './target-paragraphs.ts';

/** A longer line, an error or what a person wrote, is cut between two words, so that it cannot take the place of others. */
const LINE_CHARACTERS = 700;

function openingOf({ kind, time }: Report): string {
  return kind === 'catchUp'
    ? 'An earlier run wrote these sizes and could not announce them.'
    : `fargate-rightsizer, run of ${minuteText(time)}.`;
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => shortLine(line, LINE_CHARACTERS)).join('\n');
}

function rankOf({ news }: Paragraph): number {
  return NEWS.indexOf(news);
}

/** What fits into so many characters, each with so many between them; what does not is left out whole. */
function fitting(texts: readonly string[], maximumCharacters: number, between: number): readonly string[] {
  let left = maximumCharacters;
  return texts.filter((text) => {
    const fits = text.length + between <= left;
    left -= fits ? text.length + between : 0;
    return fits;
  });
}

function charactersOf(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + text.length + 2, 0);
}

/** Where everything stands, one line a target. */
function digestOf({ digest, targets }: Report, maximumCharacters: number): readonly string[] {
  if (!digest) return [];
  const title = 'Where everything stands:';
  const lines = targets.map((target) => textOf([digestLine(target)]));
  const realized = realizedLine(targets) ?? [];
  const shown = fitting(lines, maximumCharacters - [title, realized].flat().join('\n').length, 1);
  const rest = lines.length - shown.length;
  const more = rest > 0 ? [`... and ${rest} more services.`] : [];
  return [[title, ...shown, realized, ...more].flat().join('\n')];
}

/**
 * The message as a person reads it on a phone: short lines, what went wrong first, then what changes, why, how sure, money, what to do
 * now; a digest tells at the end where everything stands.
 *
 * @param maximumCharacters - What does not fit is left out whole, and counted in the last line.
 */
export function emailText(report: Report, maximumCharacters: number): string {
  const opening = openingOf(report);
  const all = report.targets
    .flatMap(paragraphsOf)
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map(({ lines }) => textOf(lines));
  const shown = fitting(all, maximumCharacters - opening.length, 2);
  const digest = digestOf(report, maximumCharacters - opening.length - charactersOf(shown));
  const rest = all.length - shown.length;
  const isCut = rest > 0 || digest.some((text) => text.endsWith(' more services.'));
  const left = rest > 0 ? `... and ${rest} more; the` : 'The';
  const closing = isCut ? [`${left} run report in the log has them all (run ${report.runId}).`] : [];
  return `${[opening, ...shown, ...digest, ...closing].join('\n\n')}\n`;
}
