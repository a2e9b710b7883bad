import { hourlyUsd, isSameSize, type Platform, referencePrice } from '../../model/fargate-grid.ts';
import { fitting } from '../../model/fitting.ts';
import type { Coded, ReasonsOf } from '../../model/words.ts';
import { usdText } from '../../money/usd.ts';
import { type ChangeContext, heldSince } from '../change-context.ts';
import { type Applicable, asking, type Guard } from './guard.ts';

const SHRINK_SENTENCES = {
  ShrinkCap: ({ maximumShrinksPerRun: most, since }: { maximumShrinksPerRun: number; since: string }) =>
    `Decrease on hold since ${since}: at most ${most} services get smaller in one run (maximumShrinksPerRun).`,
};
type ShrinkReason = ReasonsOf<typeof SHRINK_SENTENCES>;

const INCREASE_SENTENCES = {
  IncreaseCap: ({ usdPerMonth, maximumIncreaseUsdPerRun: most }: Increase) =>
    `Growth by ${usdText(usdPerMonth)} USD a month waits: one run may add ${usdText(most)} (maximumIncreaseUsdPerRun). Approve it to have it now.`,
};
type Increase = { readonly usdPerMonth: number; readonly maximumIncreaseUsdPerRun: number };
type IncreaseReason = ReasonsOf<typeof INCREASE_SENTENCES>;

export interface Shrinking {
  readonly id: string;
  /** Of one task in an hour, by the reference price. */
  readonly savesUsdPerHour: number;
}

/** Whether a target would shrink now, and by how much money; undefined when it would not. */
export function shrinkingOf(
  id: string,
  { sizes, withoutShrink }: Pick<Applicable, 'sizes' | 'withoutShrink'>,
  platform: Platform,
): Shrinking | undefined {
  if (isSameSize(sizes.task, withoutShrink.task)) return undefined;
  const price = referencePrice(platform);
  return { id, savesUsdPerHour: hourlyUsd(withoutShrink.task, price) - hourlyUsd(sizes.task, price) };
}

/**
 * Which targets may shrink: those that save most, and by their ids where they save the same. Targets that an earlier delivery of the same
 * run has shrunk already count.
 */
export function allowedToShrink(shrinking: readonly Shrinking[], most: number): ReadonlySet<string> {
  const sorted = shrinking.toSorted((a, b) => b.savesUsdPerHour - a.savesUsdPerHour || (a.id < b.id ? -1 : 1));
  return new Set(sorted.slice(0, Math.max(0, most)).map(({ id }) => id));
}

/** What may change of a target when other targets took the shrinks of the run. */
export function withinCap<Why extends Coded>(
  applicable: Applicable<Why>,
  { maximumShrinksPerRun, ...change }: Pick<ChangeContext, 'heldSince' | 'time'> & { maximumShrinksPerRun: number },
): Applicable<Why | ShrinkReason> {
  const hold = { code: 'ShrinkCap', maximumShrinksPerRun, since: heldSince('ShrinkCap', change) } as const;
  return { ...applicable, sizes: applicable.withoutShrink, holds: [...applicable.holds, hold] };
}

/** The most targets that shrink in one run. It is asked when all targets of the run are decided. */
export const shrinkCap: Guard<ShrinkReason> = { name: 'shrinkCap', sentences: SHRINK_SENTENCES };

export interface Growing {
  readonly id: string;
  readonly usdPerMonth: number;
  /** What it would cost, in percent of what it costs. */
  readonly percent: number;
}

/**
 * Which targets may grow: those first that grow most of what they have, and by their ids where they grow alike, as long as the money lasts.
 */
export function allowedToGrow(growing: readonly Growing[], mostUsd: number): ReadonlySet<string> {
  const sorted = growing.toSorted((a, b) => b.percent - a.percent || (a.id < b.id ? -1 : 1));
  return new Set(fitting(sorted, mostUsd, ({ usdPerMonth }) => usdPerMonth).map(({ id }) => id));
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
export const increaseCap: Guard<IncreaseReason> = { name: 'increaseCap', sentences: INCREASE_SENTENCES };
