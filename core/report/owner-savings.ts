import { cents, savingsOf } from '../money/usd.ts';
import { targetNews } from './news.ts';
import { type OwnerSavings, type Report, type TargetReport, totalsOf } from './report.ts';
import { largestOf } from './savings-text.ts';

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
    realizedUsd: changes.reduce((sum, { realized }) => sum + (realized?.usd ?? 0), 0),
    waitingUsd: isRefused ? 0 : usd,
    refusedUsd: isRefused ? usd : 0,
    largest: [{ id, usd }],
  };
}

/**
 * The savings of each owner's targets, those of nobody among them, in the order in which the targets name them.
 *
 * For example: [{ owner: 'payments', targets: 2, realizedUsd: 13.9, waitingUsd: 14.78, refusedUsd: 0, largest: […] }]
 */
export function savingsByOwner(targets: readonly TargetReport[]): readonly OwnerSavings[] {
  return mergedSavings(targets.map(savingsOfOne));
}

/** The savings of parts of a run together. */
export function mergedSavings(parts: readonly OwnerSavings[]): readonly OwnerSavings[] {
  return [...Map.groupBy(parts, ({ owner }) => owner)].map(([owner, own]) => {
    const sum = (of: (part: OwnerSavings) => number) => cents(own.reduce((total, part) => total + of(part), 0));
    return {
      ...(owner !== undefined && { owner }),
      targets: sum(({ targets }) => targets),
      realizedUsd: sum(({ realizedUsd }) => realizedUsd),
      waitingUsd: sum(({ waitingUsd }) => waitingUsd),
      refusedUsd: sum(({ refusedUsd }) => refusedUsd),
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
