import type { MetricDataRequest, MetricQuery, Statistic } from './metric-query.ts';
import type { MetricSeries, MinuteSample } from './metric-series.ts';

export interface DataPoints {
  /** Epoch seconds of the beginning of each period. */
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

const none: DataPoints = { timestamps: [], values: [] };

/** The points of one query in the order asked for; empty for an unknown metric, another unit or a period of no use. */
export function dataPoints(
  series: MetricSeries | undefined,
  query: MetricQuery,
  request: MetricDataRequest,
  nowSeconds: number,
): DataPoints {
  const { startSeconds, endSeconds } = request;
  if (series === undefined || !(query.unit === undefined || query.unit === series.unit)) return none;
  if (!periodFitsAge(query.periodSeconds, startSeconds, nowSeconds)) return none;
  const first = Math.max(roundStart(startSeconds, nowSeconds), roundStart(oldestKept(nowSeconds), nowSeconds));
  const points = collect(series, query, first, Math.min(endSeconds, nowSeconds));
  return request.ascending
    ? points
    : { timestamps: points.timestamps.toReversed(), values: points.values.toReversed() };
}

/** Walks the periods from the first on; a minute counts when it is over and begins before the end. */
function collect(series: MetricSeries, query: MetricQuery, firstSeconds: number, endSeconds: number): DataPoints {
  const periodMinutes = query.periodSeconds / 60;
  const endMinute = Math.floor(endSeconds / 60);
  const sample: MinuteSample = { sum: 0, count: 0, minimum: 0, maximum: 0 };
  const timestamps: number[] = [];
  const values: number[] = [];
  for (let begin = firstSeconds / 60; begin < endMinute; begin += periodMinutes) {
    const total = { sum: 0, count: 0, minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY };
    for (let minute = begin; minute < Math.min(begin + periodMinutes, endMinute); minute += 1) {
      if (!series.read(minute, sample)) continue;
      total.sum += sample.sum;
      total.count += sample.count;
      total.minimum = Math.min(total.minimum, sample.minimum);
      total.maximum = Math.max(total.maximum, sample.maximum);
    }
    if (total.count === 0) continue;
    timestamps.push(begin * 60);
    values.push(round(statisticOf(total, query.statistic)));
  }
  return { timestamps, values };
}

function statisticOf(total: MinuteSample, statistic: Statistic): number {
  if (statistic === 'Average') return total.sum / total.count;
  if (statistic === 'Sum') return total.sum;
  if (statistic === 'SampleCount') return total.count;
  return statistic === 'Maximum' ? total.maximum : total.minimum;
}

/** Six decimals keep a page of 100,800 points small, and order: an average never passes its maximum by rounding. */
function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : value;
}

const minute = 60;
const day = 86_400;

/** Steps in which CloudWatch keeps data that begins this long ago: `MetricStat.Period` in client-cloudwatch. */
function stepSeconds(startSeconds: number, nowSeconds: number): number {
  const age = nowSeconds - startSeconds;
  if (age <= 15 * day) return minute;
  return age <= 63 * day ? 5 * minute : 60 * minute;
}

/** The start that CloudWatch takes for the one that was asked for: down to the step of its age. */
export function roundStart(startSeconds: number, nowSeconds: number): number {
  const step = stepSeconds(startSeconds, nowSeconds);
  return Math.floor(startSeconds / step) * step;
}

/** Whether a period gives any points for a range that begins there; when not, AWS answers none, without an error. */
export function periodFitsAge(periodSeconds: number, startSeconds: number, nowSeconds: number): boolean {
  return periodSeconds % stepSeconds(startSeconds, nowSeconds) === 0;
}

/** Nothing older is kept at all. */
export function oldestKept(nowSeconds: number): number {
  return nowSeconds - 455 * day;
}
