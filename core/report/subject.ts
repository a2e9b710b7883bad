import { usdText } from '../money/usd.ts';
import { changeUsd, possibleText } from './money-text.ts';
import { NEWS, type News, newsOf } from './news.ts';
import { isChange, type Report, type TargetReport, totalsOf } from './report.ts';

/** SNS takes fewer than 100 characters. */
const SUBJECT_CHARACTERS = 99;

const WORDS: Readonly<Record<News, string>> = {
  breach: 'BREACH',
  rolledBack: 'ROLLED BACK',
  failed: 'failed',
  changed: 'changed',
  proposed: 'proposed',
  recorded: 'recorded',
  copied: 'copied',
  held: 'held',
  toKnow: 'to know',
};
/** Causes in which a size is changed for a reason that money belongs to; a baseline, other keys and a repair are none. */
const PAID: readonly string[] = ['resize', 'restore'];

/** What the changed and proposed sizes save together. */
function savingsOf(targets: readonly TargetReport[]): number {
  const resized = targets.filter(({ publication }) => isChange(publication) && PAID.includes(publication.cause));
  return totalsOf(resized.map((target) => ({ ...target, monthlyUsd: changeUsd(target) }))).monthlyUsd.savings;
}

function savingsText(savings: number): readonly string[] {
  const usd = usdText(Math.abs(savings));
  if (savings === 0) return [];
  return [savings > 0 ? `saves ${usd} USD a month` : `costs ${usd} USD a month more`];
}

function digestParts({ targets, totals }: Report): readonly string[] {
  const services = `${targets.length} ${targets.length === 1 ? 'service' : 'services'}`;
  return ['weekly', services, possibleText(totals.monthlyUsd.savings) ?? []].flat();
}

function newsParts(counts: ReadonlyMap<News | undefined, number>, targets: readonly TargetReport[]): readonly string[] {
  const counted = NEWS.flatMap((news) => {
    const count = counts.get(news);
    return count === undefined ? [] : [`${count} ${WORDS[news]}`];
  });
  return [...counted, ...savingsText(savingsOf(targets))];
}

/**
 * `rightsizer: 2 changed, 1 failed, saves 43.10 USD a month`; one line of fewer than 100 characters, most important first. A digest
 * without news is `rightsizer: weekly, 12 services, could save 43.10 USD a month`.
 */
export function subjectOf(report: Report): string {
  const counts = new Map<News | undefined, number>();
  for (const news of report.targets.map(newsOf)) counts.set(news, (counts.get(news) ?? 0) + 1);
  counts.delete(undefined);
  const parts = report.digest && counts.size === 0 ? digestParts(report) : newsParts(counts, report.targets);
  return parts.reduce((text, part, index) => {
    const longer = `${text}${index === 0 ? '' : ','} ${part}`;
    return longer.length > SUBJECT_CHARACTERS ? text : longer;
  }, 'rightsizer:');
}
