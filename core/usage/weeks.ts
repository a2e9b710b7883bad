import { WEEK_SECONDS, type Window } from '../model/time.ts';
import { highest } from './statistics.ts';

/** A week of a resource's peaks; the end is exclusive. */
export interface Week {
  readonly start: number;
  readonly end: number;
  readonly points: Float64Array;
  readonly highest: number;
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

/** Up to four weeks of points, newest first, counted from the end; without empty ones; the first may be short. */
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
