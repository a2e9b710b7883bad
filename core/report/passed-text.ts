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

/**
 * In how many weeks a size was passed, and the longest stretch of it.
 *
 * @example passedText('CPU', found) // 'CPU passed in 1 of 4 weeks (25 minutes in a row from 2026-11-20 03:00 UTC)'
 */
export function passedText(name: string, { weeks, weeksExceeded, longestMinutes, at }: WeeksExceeded): string {
  const longest = at === undefined ? '' : ` (${longestMinutes} minutes in a row from ${minuteText(at)})`;
  return `${name} passed in ${weeksExceeded} of ${weeks} weeks${longest}`;
}

/** Both resources; one that is not known is left out. */
export function passedTexts({ cpu, memory }: Pick<Alternative, 'cpu' | 'memory'>): readonly string[] {
  const seen = [['CPU', cpu] as const, ['memory', memory] as const];
  return seen.flatMap(([name, found]) => (found === undefined ? [] : [passedText(name, found)]));
}
