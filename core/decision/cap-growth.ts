import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from '../model/reference-price.ts';
import type { Evidence } from './evidence.ts';
import { pricePercent } from './guards/growth-budget.ts';
import { allowedToGrow, type Growing, withinIncrease } from './guards/increase-cap.ts';
import { savingOf } from './payoff.ts';
import type { DecidedRecommendation } from './recommendation.ts';

/** A target that was decided. */
export interface MayGrow extends Pick<Evidence, 'service' | 'pricing'> {
  readonly id: string;
  readonly recommendation: DecidedRecommendation;
}

export interface IncreaseLimit {
  readonly maximumIncreaseUsdPerRun: number;
  /** What an earlier delivery of the same run has added already. */
  readonly addedUsdPerMonth: number;
}

/** What utilization would make a target cost more; by the reference price of one task where no price is known. */
function growingOf({ id, recommendation: { applicable }, ...evidence }: MayGrow): Growing | undefined {
  const { sizes, withoutGrowth } = applicable;
  if (withoutGrowth === undefined || applicable.asks === true) return undefined;
  const { platform } = evidence.service;
  const price = referencePrice(platform);
  const { usdPerMonth: saved } = savingOf(withoutGrowth.task, sizes.task, evidence);
  const more = (hourlyUsd(sizes.task, price) - hourlyUsd(withoutGrowth.task, price)) * HOURS_PER_MONTH;
  const percent = pricePercent(sizes.task, withoutGrowth.task, platform);
  return { id, usdPerMonth: saved === undefined ? more : -saved, percent };
}

/** The recommendations of the targets of a run that utilization grows beyond the money of the run, by id: they keep what does not grow them. */
export function capGrowth(
  all: readonly MayGrow[],
  { maximumIncreaseUsdPerRun, addedUsdPerMonth }: IncreaseLimit,
): ReadonlyMap<string, DecidedRecommendation> {
  const growing = new Map(all.flatMap((each) => growingOf(each) ?? []).map((each) => [each.id, each]));
  const allowed = allowedToGrow([...growing.values()], maximumIncreaseUsdPerRun - addedUsdPerMonth);
  const capped = all.flatMap(({ id, recommendation }) => {
    const found = growing.get(id);
    if (found === undefined || allowed.has(id)) return [];
    const { usdPerMonth } = found;
    const applicable = withinIncrease(recommendation.applicable, { usdPerMonth, maximumIncreaseUsdPerRun });
    return [[id, { ...recommendation, applicable }] as const];
  });
  return new Map(capped);
}
