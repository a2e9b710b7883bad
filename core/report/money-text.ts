import { covers } from '../sizing/fargate-grid.ts';
import type { TargetReport } from './report.ts';

/** `saves 43.10 USD a month (92.47 -> 49.37)`; a negative saving is a cost and looks like one. */
export function moneyText({ current, recommended }: TargetReport['monthlyUsd']): string | undefined {
  if (current === undefined || recommended === undefined) return undefined;
  const difference = Math.abs(current - recommended).toFixed(2);
  const range = `(${current.toFixed(2)} -> ${recommended.toFixed(2)})`;
  if (current === recommended) return `costs ${current.toFixed(2)} USD a month, as before`;
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
  const usd = Math.abs(savings).toFixed(2);
  if (Number(usd) === 0) return undefined;
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
  return `${(current - next).toFixed(2)} USD a month wait`;
}
