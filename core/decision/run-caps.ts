import { sum } from '../model/sizes.ts';
import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from '../model/task-size.ts';
import type { ChangeContext } from './change-context.ts';
import type { Evidence } from './evidence.ts';
import { pricePercent } from './guards/growth-budget.ts';
import { allowedToGrow, type Growing, withinIncrease } from './guards/increase-cap.ts';
import { allowedToShrink, type Shrinking, shrinkingOf, withinCap } from './guards/shrink-cap.ts';
import { savingOf } from './payoff.ts';
import type { DecidedRecommendation } from './recommendation.ts';

/** What a run may change in all, as rightsizer.yml says. */
export interface RunLimits {
  readonly maximumShrinksPerRun: number;
  /** Absent: growth has no limit in a run. */
  readonly maximumIncreaseUsdPerRun?: number | undefined;
}

export interface SpentBy {
  readonly id: string;
  readonly shrinks: boolean;
  readonly addedUsdPerMonth: number;
}

/** What an earlier delivery of the same run has used up of it. */
export interface Spent {
  readonly shrunk: number;
  readonly addedUsdPerMonth: number;
}

/** A target that was decided and that the run may change; and what is remembered of its holds. */
export interface OpenTarget extends Pick<Evidence, 'service' | 'pricing'>, Pick<ChangeContext, 'heldSince'> {
  readonly id: string;
  readonly recommendation: DecidedRecommendation;
}

/** What the limits must know of a target that they may hold back. Small: targets decided apart can be compared. */
export interface Candidate {
  readonly id: string;
  readonly shrinking?: Shrinking;
  /** What utilization would add to its costs where it may shrink in the other resource too, and where it may not. */
  readonly growing?: { readonly shrunk: Growing; readonly unshrunk: Growing };
}

export interface Allowed {
  readonly toShrink: ReadonlySet<string>;
  readonly toGrow: ReadonlySet<string>;
}

type Applicable = DecidedRecommendation['applicable'];

/** What the limits of a run may hold back of a target; undefined where they cannot. */
export function candidateOf(target: OpenTarget, { maximumIncreaseUsdPerRun }: RunLimits): Candidate | undefined {
  const { id, service } = target;
  const { applicable } = target.recommendation;
  const shrinking = shrinkingOf(id, applicable, service.platform);
  const shrunk = maximumIncreaseUsdPerRun === undefined ? undefined : growingOf(target, applicable);
  const unshrunk = shrunk && growingOf(target, { ...applicable, sizes: applicable.withoutShrink });
  const growing = shrunk && unshrunk && { shrunk, unshrunk };
  if (shrinking === undefined && growing === undefined) return undefined;
  return { id, ...(shrinking && { shrinking }), ...(growing && { growing }) };
}

/** What utilization would make a target cost more; by the reference price of one task where no price is known. */
function growingOf({ id, ...evidence }: OpenTarget, applicable: Applicable): Growing | undefined {
  const { sizes, withoutGrowth } = applicable;
  if (withoutGrowth === undefined || applicable.asks === true) return undefined;
  const { platform } = evidence.service;
  const price = referencePrice(platform);
  const { usdPerMonth: saved } = savingOf(withoutGrowth.task, sizes.task, evidence);
  const more = (hourlyUsd(sizes.task, price) - hourlyUsd(withoutGrowth.task, price)) * HOURS_PER_MONTH;
  const percent = pricePercent(sizes.task, withoutGrowth.task, platform);
  return { id, usdPerMonth: saved === undefined ? more : -saved, percent };
}

/** Who may change of a run's candidates: those shrink that save most, those grow that grow by the largest share. */
export function allowedChanges(candidates: readonly Candidate[], limits: RunLimits & Spent): Allowed {
  const {
    maximumShrinksPerRun,
    maximumIncreaseUsdPerRun = Number.POSITIVE_INFINITY,
    shrunk,
    addedUsdPerMonth,
  } = limits;
  const shrinking = candidates.flatMap((each) => each.shrinking ?? []);
  const toShrink = allowedToShrink(shrinking, maximumShrinksPerRun - shrunk);
  const growing = candidates.flatMap((each) => growingIn(each, toShrink) ?? []);
  return { toShrink, toGrow: allowedToGrow(growing, maximumIncreaseUsdPerRun - addedUsdPerMonth) };
}

/** What a candidate would add to its costs where these may shrink. */
export function growingIn({ id, growing }: Candidate, toShrink: ReadonlySet<string>): Growing | undefined {
  return growing?.[toShrink.has(id) ? 'shrunk' : 'unshrunk'];
}

export function spentBy(all: readonly SpentBy[]): Spent {
  return {
    shrunk: all.filter(({ shrinks }) => shrinks).length,
    addedUsdPerMonth: sum(all.map(({ addedUsdPerMonth }) => addedUsdPerMonth)),
  };
}

/** A target's recommendation with what the run may change of it; what it may not keeps its size and says why. */
export function withinCaps(
  target: OpenTarget,
  { toShrink, toGrow }: Allowed,
  limits: RunLimits & { readonly time: number },
): DecidedRecommendation {
  const { maximumShrinksPerRun, maximumIncreaseUsdPerRun, time } = limits;
  const { id, recommendation, heldSince } = target;
  const candidate = candidateOf(target, limits);
  const isCapped = candidate?.shrinking !== undefined && !toShrink.has(id);
  const capped: Applicable = isCapped
    ? withinCap(recommendation.applicable, { maximumShrinksPerRun, heldSince, time })
    : recommendation.applicable;
  const growing = candidate?.growing?.[isCapped ? 'unshrunk' : 'shrunk'];
  if (growing === undefined || maximumIncreaseUsdPerRun === undefined || toGrow.has(id)) {
    return isCapped ? { ...recommendation, applicable: capped } : recommendation;
  }
  const { usdPerMonth } = growing;
  return { ...recommendation, applicable: withinIncrease(capped, { usdPerMonth, maximumIncreaseUsdPerRun }) };
}
