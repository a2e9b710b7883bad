import type { Alternative } from '../decision/hold-out.ts';
import { minuteText } from '../model/time.ts';
import type { WeeksExceeded } from '../usage/weeks.ts';

/** What a neighbor of the recommended size has more or less of. */
export const ALTERNATIVE_NAMES: Readonly<Record<Alternative['kind'], string>> = {
  recommended: 'recommended',
  lessCpu: 'less CPU',
  moreCpu: 'more CPU',
  lessMemory: 'less memory',
  moreMemory: 'more memory',
};

/** By resource; one that is not known is absent. */
export interface ByResource {
  readonly cpu?: WeeksExceeded | undefined;
  readonly memory?: WeeksExceeded | undefined;
}

function known({ cpu, memory }: ByResource) {
  return [['CPU', cpu] as const, ['memory', memory] as const].flatMap(([name, found]) =>
    found === undefined ? [] : [{ name, found }],
  );
}

/**
 * In how many weeks a size was exceeded, and the longest stretch of it.
 *
 * For example: 'CPU exceeded in 1 of 4 weeks (25 minutes in a row from 2026-11-20 03:00 UTC)'
 */
export function exceededText(name: string, { weeks, weeksExceeded, longestMinutes, at }: WeeksExceeded): string {
  const longest = at === undefined ? '' : ` (${longestMinutes} minutes in a row from ${minuteText(at)})`;
  return `${name} exceeded in ${weeksExceeded} of ${weeks} weeks${longest}`;
}

/** Both resources; one that is not known is left out. */
export function exceededTexts(found: ByResource): readonly string[] {
  return known(found).map(({ name, found: each }) => exceededText(name, each));
}

/**
 * How the choice fares in weeks that it had not seen, a sentence for a message; empty where there are not two weeks to tell
 * apart. What was exceeded comes first.
 *
 * For example: ['Sized without the week itself: CPU exceeded in 1 of 4 weeks (15 minutes in a row from 2026-11-20 03:00 UTC).']
 */
export function unseenWeeksText(holdOut: ByResource): readonly string[] {
  const found = known(holdOut).toSorted((a, b) => b.found.weeksExceeded - a.found.weeksExceeded);
  if (found.length === 0) return [];
  if (found.every(({ found: each }) => each.weeksExceeded === 0)) {
    const weeks = Math.min(...found.map(({ found: each }) => each.weeks));
    return [`Sized without the week itself, it would have been exceeded in none of the last ${weeks} weeks.`];
  }
  return [
    `Sized without the week itself: ${found.map(({ name, found: each }) => exceededText(name, each)).join('; ')}.`,
  ];
}
