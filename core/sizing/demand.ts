import type { PeakStatistic, ResourcePolicy } from '../configuration/policy.ts';
import { mean, percentile } from '../usage/statistics.ts';
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

const PEAK_RANKS: Readonly<Record<PeakStatistic, number>> = { max: 100, 'p99.5': 99.5 };

/**
 * Reads a resource's demand by policy: `average + (peak - average) × peakWeightPercent / 100`. Undefined without a data point.
 *
 * @example average 100, peak 300, peakWeightPercent 50 // demand 200
 */
export function demandOf(series: Series, policy: ResourcePolicy): Demand | undefined {
  const average = mean(averagePoints(series));
  const peaks = peakPoints(series);
  const peak = percentile(peaks, PEAK_RANKS[policy.peakStatistic]);
  const highest = percentile(peaks, 100);
  if (average === undefined || peak === undefined || highest === undefined) return undefined;
  return { average, peak, highest, demand: average + ((peak - average) * policy.peakWeightPercent) / 100 };
}

/** A hair below a whole unit counts as that unit, so that binary fractions do not buy the next size. */
const TOLERANCE = 1e-6;

/**
 * The demand with spare room, in whole units: `demand × (1 + headroomPercent / 100)`, rounded up.
 *
 * @example withHeadroom(612, 25) // 765
 */
export function withHeadroom(demand: number, headroomPercent: number): number {
  return Math.ceil(demand * (1 + headroomPercent / 100) - TOLERANCE);
}
