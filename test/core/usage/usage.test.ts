import { describe, expect, it } from 'vitest';
import { averagePoints, peakPoints, toUsage, usageOf } from '../../../core/usage/usage.ts';

const GAP = Number.NaN;
const CLEAN = { brokenPoints: 0, overHundredPoints: 0, censoredPoints: 0, censoredAt: 0, leftOutPoints: 0 } as const;

describe('toUsage', () => {
  it('converts percent of the task to units: 50 % of 1024 = 512, 12.5 % = 128', () => {
    expect(toUsage({ maximum: [50, 12.5] }, 1024 / 100).maximum).toEqual(Float64Array.of(512, 128));
  });

  it('keeps 1/1024 of a unit: 1 % of 256 = 2.56, that is 2621 / 1024', () => {
    expect(toUsage({ average: [1] }, 2.56).average).toEqual(Float64Array.of(2621 / 1024));
  });

  it('leaves gaps where there is null, NaN or nothing, and does not call them broken', () => {
    const sparse: { length: number; [index: number]: number | null } = { length: 4, 0: null, 1: GAP, 2: 3 };
    expect(toUsage({ maximum: sparse }, 1)).toEqual({ ...CLEAN, maximum: Float64Array.of(GAP, GAP, 3, GAP) });
  });

  it.each([
    ['negative', -1],
    ['negative by a hair', -1e-9],
    ['infinite', Number.POSITIVE_INFINITY],
    ['negative infinite', Number.NEGATIVE_INFINITY],
    ['too large to convert', Number.MAX_VALUE],
    ['more than the largest task has, which is 249,856 MiB', 249_857],
  ])('counts and leaves out a point that is %s', (_, point) => {
    const raw = [1, point];
    expect(toUsage({ average: raw, maximum: raw }, 1)).toEqual({
      ...CLEAN,
      average: Float64Array.of(1, GAP),
      maximum: Float64Array.of(1, GAP),
      brokenPoints: 2,
    });
  });

  it('keeps a point that is all that the largest task has', () => {
    expect(usageOf({ maximum: [249_856] })).toEqual({ ...CLEAN, maximum: Float64Array.of(249_856) });
  });

  it.each([Number.MIN_VALUE, 1e-300])('takes %d for zero', (tiny) => {
    expect(toUsage({ maximum: [tiny] }, 1)).toEqual({ ...CLEAN, maximum: Float64Array.of(0) });
  });

  it('leaves a missing statistic missing', () => {
    expect(toUsage({}, 1)).toEqual(CLEAN);
    const some = toUsage({ average: [1], maximum: undefined }, 1);
    expect(Object.keys(some).sort()).toEqual(['average', ...Object.keys(CLEAN)].sort());
  });
});

describe('toUsage where the size changed', () => {
  it('reads each point as percent of the size of its time: 50 % of 1024 and of 512', () => {
    const series = toUsage({ maximum: [50, 50] }, Float64Array.of(10.24, 5.12));
    expect(series.maximum).toEqual(Float64Array.of(512, 256));
  });

  it('leaves out what has no known size, without calling it broken', () => {
    const series = toUsage({ maximum: [50, -1, 100, 4] }, Float64Array.of(GAP, GAP, GAP, 1));
    expect(series).toMatchObject({ brokenPoints: 0, censoredPoints: 0, leftOutPoints: 3 });
    expect(series.maximum).toEqual(Float64Array.of(GAP, GAP, GAP, 4));
    expect(toUsage({ maximum: [1, 2] }, Float64Array.of(1)).maximum).toEqual(Float64Array.of(1, GAP));
  });

  it('leaves out what is masked, and counts only points that are there', () => {
    const series = toUsage({ average: [100, null, 7] }, 1, Uint8Array.of(1, 1, 0));
    expect(series).toMatchObject({ brokenPoints: 0, censoredPoints: 0, leftOutPoints: 1 });
    expect(series.average).toEqual(Float64Array.of(GAP, GAP, 7));
  });

  it('remembers the largest size at which a point was censored', () => {
    const series = toUsage({ maximum: [99, 120, 100, 98] }, Float64Array.of(5.12, 10.24, 2.56, 40.96));
    expect(series).toMatchObject({ censoredPoints: 3, overHundredPoints: 1, censoredAt: 1024 });
  });
});

describe('usageOf', () => {
  it('takes absolute points as they are: nothing of them is censored', () => {
    expect(usageOf({ average: [100, null, -1], maximum: [5000, GAP, 3] })).toEqual({
      ...CLEAN,
      brokenPoints: 1,
      average: Float64Array.of(100, GAP, GAP),
      maximum: Float64Array.of(5000, GAP, 3),
    });
  });

  it('leaves out what is masked, and counts only points that are there', () => {
    const series = usageOf({ maximum: [9, null, 3] }, Uint8Array.of(1, 1, 0));
    expect(series.maximum).toEqual(Float64Array.of(GAP, GAP, 3));
    expect(series.leftOutPoints).toBe(1);
  });
});

describe('a maximum below its average, or missing beside one', () => {
  it('is that average: more use counts, whichever statistic says so', () => {
    const raw = { average: [60, 30, null, 50, -1], maximum: [40, 35, 20, null, 7] };
    expect(usageOf(raw).maximum).toEqual(Float64Array.of(60, 35, 20, 50, 7));
    expect(toUsage({ average: [99], maximum: [null] }, 2)).toMatchObject({ censoredPoints: 1, censoredAt: 200 });
    expect(usageOf({ average: [9, null], maximum: [null, null] }, Uint8Array.of(1, 1)).leftOutPoints).toBe(1);
  });
});

describe('the points that statistics are read from', () => {
  const average = Float64Array.of(1);
  const maximum = Float64Array.of(2);

  it('are the maxima for peaks and the averages for averages', () => {
    const series = { average, maximum, ...CLEAN };
    expect([peakPoints(series), averagePoints(series)]).toEqual([maximum, average]);
  });

  it('are the statistic that is there, when one is missing', () => {
    expect(peakPoints({ ...CLEAN, average })).toBe(average);
    expect(averagePoints({ ...CLEAN, maximum })).toBe(maximum);
  });

  it('are none, when both are missing', () => {
    expect([peakPoints(CLEAN), averagePoints(CLEAN)]).toEqual([new Float64Array(0), new Float64Array(0)]);
  });
});
