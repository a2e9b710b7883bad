import { WEEK_SECONDS } from '../model/time.ts';
import type { Window } from '../model/window.ts';
import { highest } from './statistics.ts';
import type { Series } from './usage.ts';

/** A week of a resource's peaks; the end is exclusive. */
export interface Week {
  readonly start: number;
  readonly end: number;
  readonly points: Float64Array;
  readonly highest: number;
}

/** In how many weeks a size was exceeded. */
export interface WeeksExceeded {
  /** Weeks with data, at most four. */
  readonly weeks: number;
  readonly weeksExceeded: number;
  /** The longest stretch above the size within a week; 0 when there is none. */
  readonly longestMinutes: number;
  /** ISO time at which it began. */
  readonly at?: string;
}

const WEEKS = 4;

/** The weeks of a series counted from its beginning, oldest first; the last may be short. */
export function weeksFromStart(values: Float64Array, periodSeconds: number): readonly Float64Array[] {
  const perWeek = pointsPerWeek(periodSeconds);
  return Array.from({ length: Math.ceil(values.length / perWeek) }, (_, week) =>
    values.subarray(week * perWeek, (week + 1) * perWeek),
  );
}

function pointsPerWeek(periodSeconds: number): number {
  return Math.max(1, Math.round(WEEK_SECONDS / periodSeconds));
}

/** The last four weeks of points, newest first, counted back from its end; those without a point are left out, and the first may be short. */
export function lastWeeks(values: Float64Array, { periodSeconds }: Pick<Window, 'periodSeconds'>): readonly Week[] {
  const perWeek = pointsPerWeek(periodSeconds);
  const count = Math.min(WEEKS, Math.ceil(values.length / perWeek));
  return Array.from({ length: count }, (_, back) => values.length - back * perWeek).flatMap((end) => {
    const start = Math.max(0, end - perWeek);
    const points = values.subarray(start, end);
    const top = highest(points);
    return top === undefined ? [] : [{ start, end, points, highest: top }];
  });
}

/** Points in a row; the index of the first. */
interface Stretch {
  readonly start: number;
  readonly points: number;
}

/** The longest stretch above a size; a point without data ends it. Of equals the first. */
function longestAbove(values: Float64Array, size: number): Stretch {
  let best: Stretch = { start: 0, points: 0 };
  let running = 0;
  for (let index = 0; index < values.length; index += 1) {
    running = (values[index] as number) > size ? running + 1 : 0;
    if (running > best.points) best = { start: index - running + 1, points: running };
  }
  return best;
}

/**
 * In how many weeks the size that stood in them was exceeded, and the longest stretch of it; undefined with less than two weeks of data.
 *
 * For example: // hours of two weeks, three in a row above 512 in one of them
 * weeksExceeded(weeks, () => 512, window) // { weeks: 2, weeksExceeded: 1, longestMinutes: 180, at: '2026-11-20T03:00:00.000Z' }
 */
export function weeksExceeded(
  weeks: readonly Week[],
  sizeIn: (week: Week) => number,
  { startTime, periodSeconds }: Window,
): WeeksExceeded | undefined {
  if (weeks.length < 2) return undefined;
  let [exceeded, first] = [0, 0];
  let longest = 0;
  for (const week of weeks) {
    const size = sizeIn(week);
    if (week.highest <= size) continue;
    exceeded += 1;
    const stretch = longestAbove(week.points, size);
    if (stretch.points <= longest) continue;
    longest = stretch.points;
    first = week.start + stretch.start;
  }
  return {
    weeks: weeks.length,
    weeksExceeded: exceeded,
    longestMinutes: Math.round((longest * periodSeconds) / 60),
    ...(longest > 0 && { at: new Date(startTime + first * periodSeconds * 1000).toISOString() }),
  };
}

function masked(points: Float64Array, start: number, end: number): Float64Array {
  return points.slice().fill(Number.NaN, start, end);
}

/** A series as it were, had the points between two indexes never been seen; the end is exclusive. */
export function withoutWeek(series: Series, start: number, end: number): Series {
  const { average, maximum } = series;
  return {
    ...series,
    ...(average && { average: masked(average, start, end) }),
    ...(maximum && { maximum: masked(maximum, start, end) }),
  };
}
