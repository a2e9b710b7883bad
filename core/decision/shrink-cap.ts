import { isSameSize, type Platform } from '../model/fargate-grid.ts';
import { hourlyUsd, referencePrice } from '../model/reference-price.ts';
import type { DecidedRecommendation } from './recommendation.ts';

/** A target that would shrink, and what that saves. */
export interface Shrinking {
  readonly id: string;
  /** Of one task in an hour, by the reference price. */
  readonly savesUsdPerHour: number;
}

/** Whether a target would shrink now, and by how much money; undefined when it would not. */
export function shrinkingOf(
  id: string,
  { applicable: { sizes, withoutShrink } }: DecidedRecommendation,
  platform: Platform,
): Shrinking | undefined {
  if (isSameSize(sizes.task, withoutShrink.task)) return undefined;
  const price = referencePrice(platform);
  return { id, savesUsdPerHour: hourlyUsd(withoutShrink.task, price) - hourlyUsd(sizes.task, price) };
}

/**
 * Which targets may shrink: those that save most, and by their ids where they save the same. Targets that an earlier delivery of the same
 * run has shrunk already count.
 *
 * @example allowedToShrink([{ id: 'a', savesUsdPerHour: 1 }, { id: 'b', savesUsdPerHour: 2 }], 1) // the set of 'b'
 */
export function allowedToShrink(shrinking: readonly Shrinking[], most: number): ReadonlySet<string> {
  const sorted = [...shrinking].sort(
    (a, b) => b.savesUsdPerHour - a.savesUsdPerHour || (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
  return new Set(sorted.slice(0, Math.max(0, most)).map(({ id }) => id));
}
