import { fitting } from '../../model/fitting.ts';
import type { Coded, ReasonsOf } from '../../model/words.ts';
import { usdText } from '../../money/usd.ts';
import { type Applicable, asking, type Guard } from './guard.ts';

const SENTENCES = {
  IncreaseCap: ({ usdPerMonth, maximumIncreaseUsdPerRun: most }: Increase) =>
    `Growth by ${usdText(usdPerMonth)} USD a month waits: one run may add ${usdText(most)} (maximumIncreaseUsdPerRun). Approve it to have it now.`,
};
type Increase = { readonly usdPerMonth: number; readonly maximumIncreaseUsdPerRun: number };
type CapReason = ReasonsOf<typeof SENTENCES>;

export interface Growing {
  readonly id: string;
  readonly usdPerMonth: number;
  /** What it would cost, in percent of what it costs. */
  readonly percent: number;
}

/**
 * Which targets may grow while the money lasts: first those that grow by the largest share, equal ones by their ids.
 */
export function allowedToGrow(growing: readonly Growing[], mostUsd: number): ReadonlySet<string> {
  const sorted = growing.toSorted((a, b) => b.percent - a.percent || (a.id < b.id ? -1 : 1));
  return new Set(fitting(sorted, mostUsd, ({ usdPerMonth }) => usdPerMonth).map(({ id }) => id));
}

/** What may change of a target when others took the money of the run: a person may approve the rest. */
export function withinIncrease<Why extends Coded>(
  applicable: Applicable<Why>,
  found: Increase,
): Applicable<Why | CapReason> {
  const { sizes, withoutGrowth = sizes } = applicable;
  return asking(applicable, withoutGrowth, [...applicable.alerts, { code: 'IncreaseCap', ...found }]);
}

/** The most that utilization may add to the costs in one run. It is asked when all targets of the run are decided. */
export const increaseCap: Guard<CapReason> = { name: 'increaseCap', sentences: SENTENCES };
