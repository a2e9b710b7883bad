import { sum } from '../model/sizes.ts';
import { counted } from '../model/words.ts';
import { cents, savingsOf, usdText } from '../money/usd.ts';
import { targetNews } from './news.ts';
import { type OwnerSavings, type Report, type TargetReport, totalsOf } from './report.ts';

/** What a target could save and does not yet, USD a month. */
function possibleSaving(target: TargetReport): number {
  const { now, next, aim } = targetNews(target).money ?? { now: 0 };
  return Math.max(0, savingsOf(now, aim ?? next ?? now));
}

function savingsOfOne(target: TargetReport): OwnerSavings {
  const { id, owner, changes = [] } = target;
  const usd = possibleSaving(target);
  const isRefused = target.holds.some(({ code }) => code === 'Rejected');
  return {
    owner,
    targets: 1,
    realizedUsd: sum(changes.map(({ realized }) => realized?.usd ?? 0)),
    waitingUsd: isRefused ? 0 : usd,
    refusedUsd: isRefused ? usd : 0,
    largest: [{ id, usd }],
  };
}

/** The savings of each owner's targets, those of nobody among them, in the order in which the targets name them. */
export function savingsByOwner(targets: readonly TargetReport[]): readonly OwnerSavings[] {
  return mergedSavings(targets.map(savingsOfOne));
}

/** The savings of parts of a run together. */
export function mergedSavings(parts: readonly OwnerSavings[]): readonly OwnerSavings[] {
  return [...Map.groupBy(parts, ({ owner }) => owner)].map(([owner, own]) => {
    const total = (of: (part: OwnerSavings) => number) => cents(sum(own.map(of)));
    return {
      ...(owner !== undefined && { owner }),
      targets: total((part) => part.targets),
      realizedUsd: total((part) => part.realizedUsd),
      waitingUsd: total((part) => part.waitingUsd),
      refusedUsd: total((part) => part.refusedUsd),
      largest: largestOf(own.flatMap(({ largest }) => largest)),
    };
  });
}

/** What of a report is about the targets of one owner, with their own sums. */
export function reportOfOwner(report: Report, owner: string): Report {
  const targets = report.targets.filter((target) => target.owner === owner);
  const savings = report.savings?.filter((part) => part.owner === owner);
  return { ...report, targets, totals: totalsOf(targets), ...(savings && { savings }) };
}

const LARGEST = 10;

/** The largest savings, those of equal size in the order of their ids. */
export function largestOf(all: OwnerSavings['largest']): OwnerSavings['largest'] {
  const sorted = all.toSorted((a, b) => b.usd - a.usd || (a.id < b.id ? -1 : 1));
  return sorted.filter(({ usd }) => usd > 0).slice(0, LARGEST);
}

/**
 * A week's savings in lines: one for each owner, and the largest that could still be had. None where there is nothing.
 *
 * For example: […, 'payments, 2 services: 13.90 realized, 14.78 waiting, 0.00 refused', 'Largest: shop/qa 14.78']
 */
export function savingsTexts(savings: readonly OwnerSavings[] = []): readonly string[] {
  const told = savings.filter(
    ({ realizedUsd, waitingUsd, refusedUsd }) => realizedUsd !== 0 || waitingUsd + refusedUsd > 0,
  );
  if (told.length === 0) return [];
  const isOwned = savings.some(({ owner }) => owner !== undefined);
  const largest = largestOf(told.flatMap((part) => part.largest)).map(({ id, usd }) => `${id} ${usdText(usd)}`);
  return [
    'Savings in USD a month:',
    ...told.map((part) => partText(part, isOwned)),
    ...(largest.length === 0 ? [] : [`Largest: ${largest.join(', ')}`]),
  ];
}

function partText({ owner = 'no owner', targets, ...usd }: OwnerSavings, isOwned: boolean): string {
  const realized = `${usdText(Math.abs(usd.realizedUsd))} ${usd.realizedUsd < 0 ? 'lost' : 'realized'}`;
  const amounts = `${realized}, ${usdText(usd.waitingUsd)} waiting, ${usdText(usd.refusedUsd)} refused`;
  return `${isOwned ? `${owner}, ` : ''}${counted(targets, 'service')}: ${amounts}`;
}
