import { minuteText } from '../model/time.ts';
import type { WeeksExceeded } from '../usage/weeks.ts';

/** By resource: each of the last weeks against the size that the others alone would give. */
export interface UnseenWeeks {
  readonly cpu?: WeeksExceeded | undefined;
  readonly memory?: WeeksExceeded | undefined;
}

function exceededText(name: string, { weeks, weeksExceeded, longestMinutes, at }: WeeksExceeded): string {
  if (weeksExceeded === 0) return `${name} in none`;
  const longest = at === undefined ? '' : `, longest ${longestMinutes} minutes, at ${minuteText(at)}`;
  return `${name} exceeded in ${weeksExceeded} of ${weeks} weeks${longest}`;
}

/**
 * How the choice fared in weeks that it had not seen, a sentence for a message; empty where there are not two weeks to tell apart. What was
 * exceeded comes first.
 *
 * @example unseenWeeksText({ cpu }) // ['Chosen without the week itself: CPU exceeded in 1 of 4 weeks, longest 15 minutes, at 2026-11-20 03:00 UTC.']
 */
export function unseenWeeksText({ cpu, memory }: UnseenWeeks): readonly string[] {
  const known = [['CPU', cpu] as const, ['memory', memory] as const].flatMap(([name, found]) =>
    found === undefined ? [] : [{ name, found }],
  );
  if (known.length === 0) return [];
  if (known.every(({ found }) => found.weeksExceeded === 0)) {
    const weeks = Math.min(...known.map(({ found }) => found.weeks));
    return [`Chosen without the week itself, it would have been exceeded in none of the last ${weeks} weeks.`];
  }
  const worstFirst = known.toSorted((a, b) => b.found.weeksExceeded - a.found.weeksExceeded);
  return [
    `Chosen without the week itself: ${worstFirst.map(({ name, found }) => exceededText(name, found)).join('; ')}.`,
  ];
}
