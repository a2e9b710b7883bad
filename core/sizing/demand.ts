import type { PeakStatistic, ResourcePolicy } from '../configuration/policy.ts';
import { mean, type Peaks, peaksOf } from '../usage/statistics.ts';
import { averagePoints, peakPoints, type Series } from '../usage/usage.ts';

/** What one resource needed over the window, in CPU units or MiB. */
export interface Demand {
  readonly average: number;
  /** The policy's peak statistic: the demand, before headroom. */
  readonly peak: number;
  /** The highest value seen, whatever the policy's statistic. */
  readonly highest: number;
}

const RANKS: Readonly<Record<PeakStatistic, number>> = {
  max: 100,
  'p99.5': 99.5,
  p99: 99,
  p95: 95,
  p90: 90,
  p50: 50,
};

/** The peaks of a resource by policy. Undefined without a data point. */
export function peaksBy(series: Series, { peakStatistic }: Pick<ResourcePolicy, 'peakStatistic'>): Peaks | undefined {
  return peaksOf(peakPoints(series), RANKS[peakStatistic]);
}

/** Reads a resource's demand by policy. Undefined without a data point. */
export function demandOf(series: Series, policy: ResourcePolicy): Demand | undefined {
  const average = mean(averagePoints(series));
  const peaks = peaksBy(series, policy);
  if (average === undefined || peaks === undefined) return undefined;
  const { highest, percentile: peak } = peaks;
  return { average, peak, highest };
}

/**
 * A hair above a whole unit counts as that unit, so that no rounding buys the next size: points are kept to 1/1024 of a
 * unit, half of which, with the largest headroom of 300 %, is 1/512.
 */
const TOLERANCE = 1 / 512;

/** The demand `× (1 + headroomPercent / 100)`, rounded up to whole units. @example withHeadroom(612, 25) // 765 */
export function withHeadroom(demand: number, headroomPercent: number): number {
  return Math.max(0, Math.ceil(demand * (1 + headroomPercent / 100) - TOLERANCE));
}
