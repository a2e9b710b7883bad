import { countAtLeast, countPoints } from '../usage/statistics.ts';
import { peakPoints, type Series } from '../usage/usage.ts';

/** How often the window's peaks passed a size: what would have happened, not a forecast. */
export interface ObservedRisk {
  readonly points: number;
  /** Points above the size. */
  readonly exceededPoints: number;
  /** Share of points above the size, 0 to 100, three decimals. */
  readonly exceededPercent: number;
  readonly weeks: number;
  readonly weeksExceeded: number;
}

const WEEK_SECONDS = 7 * 24 * 3600;

function exceeded(values: Float64Array, size: number): number {
  return countAtLeast(values, size * (1 + Number.EPSILON));
}

/**
 * Counts how often a resource's peaks were above `size`, and in how many of the window's weeks.
 *
 * @param size - CPU units or MiB, as the series.
 */
export function observedRisk(series: Series, size: number, periodSeconds: number): ObservedRisk {
  const values = peakPoints(series);
  const points = countPoints(values);
  const exceededPoints = exceeded(values, size);
  const pointsPerWeek = Math.max(1, Math.round(WEEK_SECONDS / periodSeconds));
  const starts = Array.from({ length: Math.ceil(values.length / pointsPerWeek) }, (_, week) => week * pointsPerWeek);
  const weeks = starts
    .map((start) => values.subarray(start, start + pointsPerWeek))
    .filter((week) => countPoints(week) > 0);
  return {
    points,
    exceededPoints,
    exceededPercent: points === 0 ? 0 : Math.round((exceededPoints / points) * 100_000) / 1000,
    weeks: weeks.length,
    weeksExceeded: weeks.filter((week) => exceeded(week, size) > 0).length,
  };
}
