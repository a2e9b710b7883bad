import type { Policy } from '../configuration/policy.ts';
import type { Resource } from '../model/resource.ts';
import { DAY_SECONDS, expectedPoints, HOUR_MILLISECONDS, HOUR_SECONDS, type Window } from '../model/time.ts';
import type { DataReason } from './data-reason.ts';
import { offStretches } from './starts.ts';
import { countPoints } from './statistics.ts';
import { peakPoints, type Series } from './usage.ts';

/** How much can be read from one resource's series; counts are points of the series that peaks are read from. */
export interface ResourceQuality {
  readonly points: number;
  readonly expectedPoints: number;
  /** Points in stretches of an hour or more without any: nothing ran, and nothing was expected. */
  readonly offPoints: number;
  /** Points that are there and were left out on purpose: starts, two revisions side by side, unknown sizes. */
  readonly leftOutPoints: number;
  /** Share of the points that could be there (expected, less off and left out), 0 to 100, two decimals. */
  readonly coveragePercent: number;
  readonly longestGapHours: number;
  readonly dataHours: number;
  /** Days, counted back from the end, in which there is a point. */
  readonly dataDays: number;
  /** Points refused as negative or infinite. */
  readonly brokenPoints: number;
  /** CPU only: points at 99 % of the size in force or more. They say "at least", not "this much". */
  readonly censoredPoints: number;
  /** The largest CPU size at which a point was censored, in CPU units; 0 without one. */
  readonly censoredAt: number;
  /** Points above 100 % of the task size: accepted, and worth knowing. */
  readonly overHundredPoints: number;
}

function daysWithPoints(values: Float64Array, perDay: number): number {
  let days = 0;
  for (let end = values.length; end > 0; end -= perDay) {
    if (countPoints(values.subarray(Math.max(0, end - perDay), end)) > 0) days += 1;
  }
  return days;
}

/** Counts what a resource's series offers: coverage, gaps, broken, censored and over-100 % points. */
export function dataQuality(resource: Resource, series: Series, window: Window): ResourceQuality {
  const values = peakPoints(series);
  const points = countPoints(values);
  const expected = expectedPoints(window);
  // What is left out was there: its hours are no gap.
  const off = points === 0 ? [] : offStretches(values, window, series.leftOut);
  const hours = off.map(({ startTime, endTime }) => (endTime - startTime) / HOUR_MILLISECONDS);
  const offPoints = Math.round((hours.reduce((total, each) => total + each, 0) * HOUR_SECONDS) / window.periodSeconds);
  const { leftOutPoints, brokenPoints, overHundredPoints } = series;
  const possible = Math.max(points, expected - offPoints - leftOutPoints);
  return {
    points,
    expectedPoints: expected,
    offPoints,
    leftOutPoints,
    coveragePercent: possible > 0 ? Math.round((points / possible) * 10_000) / 100 : 0,
    longestGapHours: Math.round(Math.max(0, ...hours) * 100) / 100,
    dataHours: Math.round((points * window.periodSeconds) / 36) / 100,
    dataDays: daysWithPoints(values, DAY_SECONDS / window.periodSeconds),
    brokenPoints,
    censoredPoints: resource === 'cpu' ? series.censoredPoints : 0,
    censoredAt: resource === 'cpu' ? series.censoredAt : 0,
    overHundredPoints,
  };
}

/**
 * What utilization may say about a resource: `size` it freely, `grow` it only, or `keep` it because there is too little to go by.
 * The reasons name everything that speaks against shrinking (docs/contracts.md, what always holds, 2).
 */
export interface ResourceVerdict<Why = DataReason> {
  readonly kind: 'size' | 'grow' | 'keep';
  readonly reasons: readonly Why[];
}

const JOB_DAYS = 14;

/**
 * A service that is off between its runs has few hours of data, however long it is watched. Enough is an eighth of the hours that the policy wants,
 * on fourteen days, and all of what there could be while it ran.
 */
function isJobWithEnough({ dataHours, dataDays, coveragePercent }: ResourceQuality, policy: Policy): boolean {
  const isCovered = coveragePercent >= policy.minimumCoveragePercent;
  return dataHours >= policy.minimumDataHours / 8 && dataDays >= JOB_DAYS && isCovered;
}

/**
 * Judges one resource's data before any number is computed from it.
 *
 * @param others - What else speaks against shrinking it: a scaling policy that controls it, kills that nobody records.
 */
export function judgeData(
  resource: Resource,
  quality: ResourceQuality,
  { policy, others = [] }: { readonly policy: Policy; readonly others?: readonly DataReason[] },
): ResourceVerdict {
  if (quality.points === 0) return { kind: 'keep', reasons: [{ code: 'NoData', resource }] };
  const { dataHours } = quality;
  const { minimumDataHours } = policy;
  if (!(dataHours >= minimumDataHours) && !isJobWithEnough(quality, policy)) {
    return { kind: 'keep', reasons: [{ code: 'InsufficientData', resource, dataHours, minimumDataHours }] };
  }
  const reasons: DataReason[] = [];
  if (quality.brokenPoints > 0) reasons.push({ code: 'BrokenData', resource, points: quality.brokenPoints });
  reasons.push(...others);
  return { kind: reasons.length > 0 ? 'grow' : 'size', reasons };
}
