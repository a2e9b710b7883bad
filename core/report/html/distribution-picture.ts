import type { Policy } from '../../configuration/policy.ts';
import type { Evidence } from '../../decision/evidence.ts';
import type { Recommendation } from '../../decision/recommendation.ts';
import { type Resource, SIDES } from '../../model/task-size.ts';
import { NAMES, UNITS } from '../../model/words.ts';
import { countPoints, highest } from '../../usage/statistics.ts';
import { peakPoints } from '../../usage/usage.ts';
import { floorOf } from './floors.ts';

const BINS = 48;

/** Share of the points from `from` (inclusive) on, 0 to 100; the last bin has the highest point. */
function binsOf(values: Float64Array, binWidth: number) {
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor(value / binWidth));
    if (!Number.isNaN(bin)) counts[bin] = Number(counts[bin]) + 1;
  }
  const points = countPoints(values);
  return counts.map((each, bin) => ({
    from: bin * binWidth,
    sharePercent: Math.round((each / points) * 10_000) / 100,
  }));
}

/** The distribution of a resource's peaks with the statistic that decided; undefined without a data point. */
export function distributionPicture(
  { evidence, recommendation, policy }: { evidence: Evidence; recommendation: Recommendation; policy: Policy },
  resource: Resource,
) {
  const series = evidence[resource];
  const assessment = recommendation.assessments[resource];
  const demand = assessment?.demand;
  const top = series && highest(peakPoints(series));
  if (series === undefined || demand === undefined || top === undefined) return undefined;
  const { peakStatistic } = policy[resource];
  const unit = UNITS[resource];
  const needed = assessment?.needed;
  const decided = recommendation.kind === 'skipped' ? undefined : recommendation;
  const floor = decided && floorOf(decided, resource);
  const marks = [
    { label: peakStatistic === 'max' ? 'highest' : peakStatistic, amount: Math.ceil(demand.peak) },
    ...(needed === undefined ? [] : [{ label: 'needed', amount: needed }]),
    ...(decided ? [{ label: 'recommended', amount: decided.sizes.task[SIDES[resource]] }] : []),
    ...(floor === undefined ? [] : [{ label: `floor (${floor.causes.join(', ')})`, amount: floor.amount }]),
  ];
  const binWidth = Math.max(1, ...marks.map(({ amount }) => amount), top) / BINS;
  const words = marks.map(({ label, amount }) => `${label} ${amount}`).join(', ');
  return {
    title: `${NAMES[resource]} distribution`,
    description: `How often the peaks were how high, in ${unit}: ${words}.`,
    unit,
    bins: binsOf(peakPoints(series), binWidth),
    binWidth,
    marks,
  };
}

export type DistributionPicture = NonNullable<ReturnType<typeof distributionPicture>>;
