import { type Broken, brokenBounds } from './bounds.ts';
import type { Measured } from './measures.ts';

/** A plant, the bound that it breaks, and what a year of 52 weeks measured. */
type Row = readonly [plant: string, bound: string, measured: number];

const ROWS: readonly Row[] = [
  // The prices ask for a memory step more than ever was needed: half a kill a month is expected without it.
  ['diurnal', 'cost at the end', 2.09],
];

/** What breaks a bound today. A repair deletes its rows. */
export const KNOWN_FAILURES: readonly Broken[] = ROWS.map(([plant, bound, measured]) => ({ plant, bound, measured }));

export function isKnown({ plant, bound }: Broken): boolean {
  return KNOWN_FAILURES.some((known) => known.plant === plant && known.bound === bound);
}

/** Known failures of the plants that were measured which are none any more: their rows can go. */
export function mended(all: readonly Measured[]): readonly Broken[] {
  const broken = all.flatMap(brokenBounds);
  return KNOWN_FAILURES.filter(
    ({ plant, bound }) =>
      all.some((each) => each.plant === plant) && !broken.some((each) => each.plant === plant && each.bound === bound),
  );
}
