import type { Policy, Resource } from '../configuration/policy.ts';
import type { Reason } from '../reason.ts';
import { countAtLeast, countPoints } from './statistics.ts';
import { peakPoints, type Series } from './usage.ts';

/** How much can be read from one resource's series; counts are points of the series that peaks are read from. */
export interface ResourceQuality {
  readonly points: number;
  readonly expectedPoints: number;
  /** Share of expected points present, 0 to 100, two decimals. */
  readonly coveragePercent: number;
  readonly dataHours: number;
  /** Points refused as negative or infinite. */
  readonly brokenPoints: number;
  /** CPU only: points at 99 % of the task size or more. They say "at least", not "this much". */
  readonly censoredPoints: number;
  /** Points above 100 % of the task size: accepted, and worth knowing. */
  readonly overHundredPoints: number;
}

/** CPU at or above this share of the size, in whole units, is censored: a hard cap hides the demand behind it (DESIGN section 4). */
const CENSORED_SHARE = 0.99;

export interface QualityInput {
  readonly resource: Resource;
  readonly series: Series;
  /** The task size of the resource, in CPU units or MiB. */
  readonly currentSize: number;
  readonly expectedPoints: number;
  readonly periodSeconds: number;
}

/** Counts what a resource's series offers: coverage, broken, censored and over-100 % points. */
export function dataQuality({
  resource,
  series,
  currentSize,
  expectedPoints,
  periodSeconds,
}: QualityInput): ResourceQuality {
  const values = peakPoints(series);
  const points = countPoints(values);
  return {
    points,
    expectedPoints,
    coveragePercent: expectedPoints > 0 ? Math.round((points / expectedPoints) * 10_000) / 100 : 0,
    dataHours: Math.round((points * periodSeconds) / 36) / 100,
    brokenPoints: series.brokenPoints,
    censoredPoints: resource === 'cpu' ? countAtLeast(values, Math.floor(currentSize * CENSORED_SHARE)) : 0,
    overHundredPoints: countAtLeast(values, currentSize * (1 + Number.EPSILON)),
  };
}

/**
 * What utilization may say about a resource: `size` it freely, `grow` it only, or `keep` it because there is too little to go by.
 * The reasons name everything that speaks against shrinking (DESIGN section 5, invariant 2).
 */
export interface ResourceVerdict {
  readonly kind: 'size' | 'grow' | 'keep';
  readonly reasons: readonly Reason[];
}

/** Judges one resource's data before any number is computed from it. */
export function judgeData(resource: Resource, quality: ResourceQuality, policy: Policy): ResourceVerdict {
  if (quality.points === 0) return { kind: 'keep', reasons: [{ code: 'NoData', resource }] };
  if (!(quality.dataHours >= policy.minimumDataHours)) {
    const { dataHours } = quality;
    return {
      kind: 'keep',
      reasons: [{ code: 'InsufficientData', resource, dataHours, minimumDataHours: policy.minimumDataHours }],
    };
  }
  const reasons: Reason[] = [];
  if (quality.brokenPoints > 0) reasons.push({ code: 'BrokenData', resource, points: quality.brokenPoints });
  if (quality.censoredPoints > 0) reasons.push({ code: 'CensoredCpu', points: quality.censoredPoints });
  return { kind: reasons.length > 0 ? 'grow' : 'size', reasons };
}
