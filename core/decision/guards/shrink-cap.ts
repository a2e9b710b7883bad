import { hourlyUsd, isSameSize, type Platform, referencePrice } from '../../model/task-size.ts';
import type { Coded, ReasonsOf } from '../../model/words.ts';
import { type ChangeContext, heldSince } from '../change-context.ts';
import type { Applicable, Guard } from './guard.ts';

const SENTENCES = {
  ShrinkCap: ({ maximumShrinksPerRun: most, since }: { maximumShrinksPerRun: number; since: string }) =>
    `Decrease on hold since ${since}: at most ${most} services get smaller in one run (maximumShrinksPerRun).`,
};
type CapReason = ReasonsOf<typeof SENTENCES>;

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
 * Which targets may shrink: those that save most, and by their ids where they save the same. Targets that an earlier
 * delivery of the same run has shrunk already count.
 */
export function allowedToShrink(shrinking: readonly Shrinking[], most: number): ReadonlySet<string> {
  const sorted = shrinking.toSorted((a, b) => b.savesUsdPerHour - a.savesUsdPerHour || (a.id < b.id ? -1 : 1));
  return new Set(sorted.slice(0, Math.max(0, most)).map(({ id }) => id));
}

/** What may change of a target when other targets took the shrinks of the run. */
export function withinCap<Why extends Coded>(
  applicable: Applicable<Why>,
  { maximumShrinksPerRun, ...change }: Pick<ChangeContext, 'heldSince' | 'time'> & { maximumShrinksPerRun: number },
): Applicable<Why | CapReason> {
  const hold = { code: 'ShrinkCap', maximumShrinksPerRun, since: heldSince('ShrinkCap', change) } as const;
  return { ...applicable, sizes: applicable.withoutShrink, holds: [...applicable.holds, hold] };
}

/** The most targets that shrink in one run. It is asked when all targets of the run are decided. */
export const shrinkCap: Guard<CapReason> = { name: 'shrinkCap', sentences: SENTENCES };
