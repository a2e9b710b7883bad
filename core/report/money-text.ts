import { covers } from '../model/fargate-grid.ts';
import { savingsOf, usdText } from '../money/usd.ts';
import type { TargetReport } from './report.ts';

/**
 * A difference of money in words: what is saved, or what it costs more; never a bare minus.
 *
 * @example differenceText(43.1) // 'saves 43.10'; for -3.1 'costs 3.10 more', for 0 'costs the same'
 */
export function differenceText(savesUsd: number): string {
  if (usdText(savesUsd) === '0.00') return 'costs the same';
  return savesUsd > 0 ? `saves ${usdText(savesUsd)}` : `costs ${usdText(-savesUsd)} more`;
}

/** `saves 43.10 USD a month (92.47 -> 49.37)`; a negative saving is a cost and looks like one. */
export function moneyText({ current, recommended }: TargetReport['monthlyUsd']): string | undefined {
  if (current === undefined || recommended === undefined) return undefined;
  const difference = usdText(Math.abs(savingsOf(current, recommended)));
  const range = `(${usdText(current)} -> ${usdText(recommended)})`;
  if (usdText(current) === usdText(recommended)) return `costs ${usdText(current)} USD a month, as before`;
  return current > recommended
    ? `saves ${difference} USD a month ${range}`
    : `costs ${difference} USD a month more ${range}`;
}

/**
 * What a size that was found, and is neither live nor running, is worth.
 *
 * @example possibleText(36.04) // 'could save 36.04 USD a month'; for -36.04 'needs 36.04 USD a month more', for 0 undefined
 */
export function possibleText(savings: number): string | undefined {
  const usd = usdText(Math.abs(savings));
  if (usd === '0.00') return undefined;
  return savings > 0 ? `could save ${usd} USD a month` : `needs ${usd} USD a month more`;
}

/** What a change costs or saves: what it wrote where that is known, else what was recommended. */
export function changeUsd({ publication, monthlyUsd }: TargetReport): TargetReport['monthlyUsd'] {
  const { current, recommended, live } = monthlyUsd;
  const next = publication.kind === 'written' ? (live ?? recommended) : recommended;
  return { ...(current !== undefined && { current }), ...(next !== undefined && { recommended: next }) };
}

/** What waits for a deployment: the risk of running less than what is live, else money; undefined when neither is known. */
export function waitingText({ live, running, monthlyUsd }: TargetReport): string | undefined {
  if (live?.task === undefined || running === undefined) return undefined;
  if (!covers(running.task, live.task)) return 'a larger size waits, the risk stays until it is deployed';
  const { current, live: next } = monthlyUsd;
  if (current === undefined || next === undefined || current <= next) return undefined;
  return `${usdText(savingsOf(current, next))} USD a month wait`;
}
