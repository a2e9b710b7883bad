import { countAtLeast, countPoints } from '../usage/statistics.ts';
import { peakPoints, type Series } from '../usage/usage.ts';
import { weeksFromStart } from '../usage/weeks.ts';

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
  const weeks = weeksFromStart(values, periodSeconds).filter((week) => countPoints(week) > 0);
  return {
    points,
    exceededPoints,
    exceededPercent: points === 0 ? 0 : Math.round((exceededPoints / points) * 100_000) / 1000,
    weeks: weeks.length,
    weeksExceeded: weeks.filter((week) => exceeded(week, size) > 0).length,
  };
}
