import type { Coded, ReasonsOf } from '../../model/words.ts';
import { usdText } from '../../money/usd.ts';
import { type Applicable, asking, type Guard } from './guard.ts';

const SENTENCES = {
  IncreaseCap: ({ usdPerMonth, maximumIncreaseUsdPerRun: most }: Increase) =>
    `Growth by ${usdText(usdPerMonth)} USD a month waits: one run may add ${usdText(most)} (maximumIncreaseUsdPerRun). Approve it to have it now.`,
};
type Increase = { readonly usdPerMonth: number; readonly maximumIncreaseUsdPerRun: number };
type IncreaseReason = ReasonsOf<typeof SENTENCES>;

/** A target that utilization would grow. */
export interface Growing {
  readonly id: string;
  /** What it would cost more. */
  readonly usdPerMonth: number;
  /** What it would cost, in percent of what it costs. */
  readonly percent: number;
}

/**
 * Which targets may grow: those first that grow most of what they have, and by their ids where they grow alike, as long as the money lasts.
 *
 * @example allowedToGrow([{ id: 'a', usdPerMonth: 30, percent: 200 }, { id: 'b', usdPerMonth: 30, percent: 400 }], 50) // new Set(['b'])
 */
export function allowedToGrow(growing: readonly Growing[], mostUsd: number): ReadonlySet<string> {
  const sorted = growing.toSorted((a, b) => b.percent - a.percent || (a.id < b.id ? -1 : 1));
  const allowed = new Set<string>();
  let left = mostUsd;
  for (const { id, usdPerMonth } of sorted) {
    if (usdPerMonth > left) continue;
    left -= usdPerMonth;
    allowed.add(id);
  }
  return allowed;
}

/** What may change of a target when others took the money of the run: a person may approve the rest. */
export function withinIncrease<Why extends Coded>(
  applicable: Applicable<Why>,
  found: Increase,
): Applicable<Why | IncreaseReason> {
  const { sizes, withoutGrowth = sizes } = applicable;
  return asking(applicable, withoutGrowth, [...applicable.alerts, { code: 'IncreaseCap', ...found }]);
}

/** The most that utilization may add to the costs in one run. It is asked when all targets of the run are decided. */
export const increaseCap: Guard<IncreaseReason> = { name: 'increaseCap', sentences: SENTENCES };
