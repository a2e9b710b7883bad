import type { Platform } from '../model/fargate-grid.ts';
import type { ChangeContext } from './change-context.ts';
import { allowedToShrink, type Shrinking, shrinkingOf, withinCap } from './guards/shrink-cap.ts';
import type { DecidedRecommendation } from './recommendation.ts';

/** A target that would shrink, and what is remembered of its holds. */
export interface WouldShrink extends Pick<ChangeContext, 'heldSince'> {
  readonly id: string;
  readonly recommendation: DecidedRecommendation;
  readonly platform: Platform;
}

export interface ShrinkLimit {
  readonly maximumShrinksPerRun: number;
  /** Targets that an earlier delivery of the same run has shrunk already. */
  readonly shrunk: number;
  /** The time of the run, epoch milliseconds. */
  readonly time: number;
}

/**
 * The recommendations of all targets of a run that would shrink, by id: those that save most may, the others keep what does not shrink them.
 */
export function capShrinks(
  all: readonly WouldShrink[],
  { maximumShrinksPerRun, shrunk, time }: ShrinkLimit,
): ReadonlyMap<string, DecidedRecommendation> {
  const shrinking = all.flatMap(({ id, recommendation, platform }): readonly Shrinking[] => {
    const found = shrinkingOf(id, recommendation.applicable, platform);
    return found === undefined ? [] : [found];
  });
  const allowed = allowedToShrink(shrinking, maximumShrinksPerRun - shrunk);
  return new Map(
    all.map(({ id, recommendation, heldSince }) => {
      if (allowed.has(id)) return [id, recommendation];
      const applicable = withinCap(recommendation.applicable, { maximumShrinksPerRun, heldSince, time });
      return [id, { ...recommendation, applicable }];
    }),
  );
}

/** Whether what may change now makes the task smaller than the stronger guards ask for. */
export function wouldShrink({ applicable }: DecidedRecommendation, platform: Platform): boolean {
  return shrinkingOf('', applicable, platform) !== undefined;
}
