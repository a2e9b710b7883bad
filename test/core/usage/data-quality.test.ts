import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../../core/configuration/policies.ts';
import type { Resource } from '../../../core/model/task-size.ts';
import type { Window } from '../../../core/model/time.ts';
import {
  dataQuality,
  judgeData,
  judgeTarget,
  type ResourceQuality,
  type VerdictInput,
} from '../../../core/usage/data-quality.ts';
import { type Series, usageOf } from '../../../core/usage/usage.ts';
import { DAY, flat, NO_DATA, percentOf, usage } from '../../support/builders.ts';

/** A window of so many points of five minutes. */
const points = (count: number): Window => ({ startTime: 0, endTime: count * 300_000, periodSeconds: 300 });

interface QualityCase {
  readonly resource?: Resource;
  readonly series?: Series;
  readonly expected?: number;
}

function quality({ resource = 'cpu', series = usage([10, null, 20]), expected = 3 }: QualityCase = {}) {
  return dataQuality(resource, series, points(expected));
}

describe('dataQuality', () => {
  it('counts coverage in percent and hours: 2 of 3 points = 66.67 %, 2 × 300 s = 0.17 h', () => {
    expect(quality()).toEqual({
      points: 2,
      expectedPoints: 3,
      offPoints: 0,
      leftOutPoints: 0,
      coveragePercent: 66.67,
      longestGapHours: 0,
      dataHours: 0.17,
      dataDays: 1,
      brokenPoints: 0,
      censoredPoints: 0,
      censoredAt: 0,
      overHundredPoints: 0,
    });
  });

  it('counts the days with a point from the end: 25 hours are two days, the second with one hour', () => {
    const hours = (count: number, from: number) =>
      usage(
        Array.from({ length: 12 * 49 }, (_, index) => (index >= 12 * from && index < 12 * (from + count) ? 1 : null)),
      );
    expect(quality({ series: hours(25, 24), expected: 12 * 49 }).dataDays).toBe(2);
    expect(quality({ series: hours(24, 25), expected: 12 * 49 }).dataDays).toBe(1);
    expect(quality({ series: hours(49, 0), expected: 12 * 49 }).dataDays).toBe(3);
  });

  it('covers nothing when no point is expected', () => {
    expect(quality({ series: usage([]), expected: 0 }).coveragePercent).toBe(0);
  });

  it('names broken points', () => {
    expect(quality({ series: usage([1, -1]) }).brokenPoints).toBe(2);
  });

  // 99 % of 1024 = 1013.76.
  it.each([
    [98.99, 0, 0],
    [99, 1, 1024],
    [100, 1, 1024],
    [300, 1, 1024],
  ])('calls a CPU of %d percent of 1024 units censored: %d point at %d', (point, censoredPoints, censoredAt) => {
    expect(quality({ series: percentOf(1024, [point]) })).toMatchObject({ censoredPoints, censoredAt });
  });

  it('finds 99 % censored for every size, though points are kept to 1/1024', () => {
    for (const size of [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]) {
      expect(quality({ series: percentOf(size, [99]) })).toMatchObject({ censoredPoints: 1, censoredAt: size });
    }
  });

  it('never censors memory: a task that needs more is killed', () => {
    const series = percentOf(1024, [100]);
    expect(quality({ resource: 'memory', series })).toMatchObject({ censoredPoints: 0, censoredAt: 0 });
  });

  it('counts points above the size, and not those at it', () => {
    expect(quality({ series: percentOf(1024, [100, 100.001, 200]) }).overHundredPoints).toBe(2);
  });

  it('expects nothing while nothing ran for an hour: 12 points', () => {
    const series = usage([1, ...Array<null>(12).fill(null), 1, null]);
    // 15 expected, 12 off: 2 of 3 = 66.67 %.
    expect(quality({ series, expected: 15 })).toMatchObject({
      offPoints: 12,
      longestGapHours: 1,
      coveragePercent: 66.67,
    });
  });

  it('expects points in shorter gaps: 11 are 55 minutes', () => {
    const series = usage([1, ...Array<null>(11).fill(null), 1]);
    // 2 of 13 = 15.38 %.
    expect(quality({ series, expected: 13 })).toMatchObject({ offPoints: 0, coveragePercent: 15.38 });
  });

  it('takes no data at all for missing, not for off', () => {
    expect(quality({ series: usage(Array(24).fill(null)), expected: 24 })).toMatchObject({
      points: 0,
      offPoints: 0,
      coveragePercent: 0,
    });
  });

  it('takes points that were left out for there, and their hours for no gap', () => {
    // 30 points, 14 left out, 4 of the other 16 missing: 12 of 16 = 75 %.
    const raw = Array.from({ length: 30 }, (_, index) => (index < 4 ? null : 10));
    const leftOut = Uint8Array.from({ length: 30 }, (_, index) => (index >= 16 ? 1 : 0));
    const series = usageOf({ average: raw, maximum: raw }, leftOut);
    expect(quality({ series, expected: 30 })).toMatchObject({
      points: 12,
      leftOutPoints: 14,
      offPoints: 0,
      longestGapHours: 0,
      coveragePercent: 75,
    });
  });
});

describe('judgeData', () => {
  const good: ResourceQuality = { ...quality(), dataHours: 168 };
  const { production } = builtInPolicies;

  it('lets utilization size a resource that has a week of good data', () => {
    expect(judgeData('memory', good, { policy: production })).toEqual({ kind: 'size', reasons: [] });
  });

  it('keeps without data', () => {
    const verdict = judgeData('memory', { ...good, points: 0 }, { policy: production });
    expect(verdict).toEqual({ kind: 'keep', reasons: [{ code: 'NoData', resource: 'memory' }] });
  });

  it.each([167.99, 1, Number.NaN])('keeps with %d hours, when the policy wants 168', (dataHours) => {
    const reason = { code: 'InsufficientData', resource: 'cpu', dataHours, minimumDataHours: 168 };
    expect(judgeData('cpu', { ...good, dataHours }, { policy: production })).toEqual({
      kind: 'keep',
      reasons: [reason],
    });
  });

  // 168 / 8 = 21 hours; 2 points of 16 that were watched: 168 hours.
  const job = { ...good, dataHours: 21, dataDays: 14, coveragePercent: 80, points: 2, offPoints: 14 };

  it('lets a job be sized that ran for an eighth of the hours on fourteen days, whenever it was on', () => {
    expect(judgeData('cpu', job, { policy: production }).kind).toBe('size');
  });

  it.each([
    ['too few hours', { dataHours: 20.99 }],
    ['too few days', { dataDays: 13 }],
    ['too few hours in which it was off', { offPoints: 13 }],
    ['points missing while it ran', { coveragePercent: 79.99 }],
  ])('keeps a job with %s', (_, fields) => {
    expect(judgeData('cpu', { ...job, ...fields }, { policy: production }).kind).toBe('keep');
  });

  it('only grows on broken data and when something else speaks against shrinking, and says both', () => {
    const others = [{ code: 'KillsUnknown' }] as const;
    expect(judgeData('memory', { ...good, brokenPoints: 3 }, { policy: production, others })).toEqual({
      kind: 'grow',
      reasons: [{ code: 'BrokenData', resource: 'memory', points: 3 }, { code: 'KillsUnknown' }],
    });
  });
});

const policy = { ...builtInPolicies.production, minimumDataHours: 12, minimumDaysSinceDeployment: 7 };
const good: ResourceQuality = dataQuality('cpu', flat(5), DAY);
const none: ResourceQuality = dataQuality('memory', NO_DATA, DAY);

function judge(cpu: Partial<ResourceQuality>, memory?: Partial<ResourceQuality>, fields: Partial<VerdictInput> = {}) {
  const of = (resource: 'cpu' | 'memory', quality: Partial<ResourceQuality>) => {
    const all = { ...good, ...quality };
    return { quality: all, verdict: judgeData(resource, all, { policy }) };
  };
  const resources = { cpu: of('cpu', cpu), ...(memory && { memory: of('memory', memory) }) };
  return judgeTarget({ resources, policy, ...fields });
}

describe('judgeTarget', () => {
  it('acts on good data', () => {
    expect(judge({}, {})).toEqual({ kind: 'act', reasons: [] });
    expect(judge({ coveragePercent: 80 }, {}, { daysSinceDeployment: 7 })).toEqual({ kind: 'act', reasons: [] });
  });

  it('is silent, when no resource has enough data', () => {
    expect(judge(none, none)).toEqual({
      kind: 'silent',
      reasons: [
        { code: 'NoData', resource: 'cpu' },
        { code: 'NoData', resource: 'memory' },
      ],
    });
    expect(judge({ dataHours: 11, dataDays: 0 })).toEqual({
      kind: 'silent',
      reasons: [{ code: 'InsufficientData', resource: 'cpu', dataHours: 11, minimumDataHours: 12 }],
    });
    expect(judgeTarget({ resources: {}, policy }).kind).toBe('silent');
  });

  it('acts on one resource, though the other has no data', () => {
    expect(judge({}, none)).toEqual({ kind: 'act', reasons: [] });
  });

  it('advises on holes, of either resource', () => {
    const reason = { code: 'LowCoverage', coveragePercent: 79.99, minimumCoveragePercent: 80 };
    expect(judge({ coveragePercent: 79.99 }, {})).toEqual({
      kind: 'advise',
      reasons: [{ ...reason, resource: 'cpu' }],
    });
    expect(judge({}, { coveragePercent: 79.99 })).toEqual({
      kind: 'advise',
      reasons: [{ ...reason, resource: 'memory' }],
    });
    expect(judge({ coveragePercent: Number.NaN }).kind).toBe('advise');
  });

  it('advises where more than a quarter of the points with data is left out: 24 count, 8 do not; 9 do not', () => {
    expect(judge({ leftOutPoints: 8 }, {}).kind).toBe('act');
    expect(judge({}, { leftOutPoints: 9 })).toEqual({
      kind: 'advise',
      reasons: [{ code: 'MuchLeftOut', resource: 'memory', leftOutPercent: 27 }],
    });
    expect(judge({}, { ...none, leftOutPoints: 9 }).kind).toBe('act');
  });

  it('advises soon after a deployment', () => {
    expect(judge({}, {}, { daysSinceDeployment: 6.9 })).toEqual({
      kind: 'advise',
      reasons: [{ code: 'RecentDeployment', daysSinceDeployment: 6.9, minimumDaysSinceDeployment: 7 }],
    });
  });
});
