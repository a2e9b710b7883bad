import type { PeakStatistic, ResourcePolicy } from '../configuration/policy.ts';
import { highest, mean, percentile } from '../usage/statistics.ts';
import { averagePoints, peakPoints, type Series } from '../usage/usage.ts';

/** What one resource needed over the window, in CPU units or MiB. */
export interface Demand {
  readonly average: number;
  /** The policy's peak statistic. */
  readonly peak: number;
  /** The highest value seen, whatever the policy's statistic. */
  readonly highest: number;
  /** Between average and peak, by the policy's weight; before headroom. */
  readonly demand: number;
}

/** The rank of each statistic; 100 is the highest value. */
const RANKS: Readonly<Record<PeakStatistic, number>> = { max: 100, 'p99.5': 99.5, p99: 99, p95: 95, p90: 90, p50: 50 };

function peakOf(values: Float64Array, statistic: PeakStatistic): number | undefined {
  return statistic === 'max' ? highest(values) : percentile(values, RANKS[statistic]);
}

/**
 * Reads a resource's demand by policy: `average + (peak - average) × peakWeightPercent / 100`. Undefined without a data point.
 *
 * @example average 100, peak 300, peakWeightPercent 50 // demand 200
 */
export function demandOf(series: Series, policy: ResourcePolicy): Demand | undefined {
  const average = mean(averagePoints(series));
  const peaks = peakPoints(series);
  const peak = peakOf(peaks, policy.peakStatistic);
  const top = highest(peaks);
  if (average === undefined || peak === undefined || top === undefined) return undefined;
  return { average, peak, highest: top, demand: average + ((peak - average) * policy.peakWeightPercent) / 100 };
}

/**
 * A hair above a whole unit counts as that unit, so that no rounding buys the next size: points are kept to 1/1024 of a unit, half of
 * which, with the largest headroom of 300 %, is 1/512.
 */
const TOLERANCE = 1 / 512;

/**
 * The demand with spare room, in whole units: `demand × (1 + headroomPercent / 100)`, rounded up.
 *
 * @example withHeadroom(612, 25) // 765
 */
export function withHeadroom(demand: number, headroomPercent: number): number {
  return Math.max(0, Math.ceil(demand * (1 + headroomPercent / 100) - TOLERANCE));
}
