import { describe, expect, it } from 'vitest';
import { averagePoints, peakPoints, toUsage } from '../../../core/usage/usage.ts';

const GAP = Number.NaN;

describe('toUsage', () => {
  it('converts percent of the task to units: 50 % of 1024 = 512, 12.5 % = 128', () => {
    expect(toUsage({ maximum: [50, 12.5] }, 1024 / 100).maximum).toEqual(Float64Array.of(512, 128));
  });

  it('keeps 1/1024 of a unit: 1 % of 256 = 2.56, that is 2621 / 1024', () => {
    expect(toUsage({ average: [1] }, 2.56).average).toEqual(Float64Array.of(2621 / 1024));
  });

  it('leaves gaps where there is null, NaN or nothing, and does not call them broken', () => {
    const sparse: { length: number; [index: number]: number | null } = { length: 4, 0: null, 1: GAP, 2: 3 };
    expect(toUsage({ maximum: sparse }, 1)).toEqual({ maximum: Float64Array.of(GAP, GAP, 3, GAP), brokenPoints: 0 });
  });

  it.each([
    ['negative', -1],
    ['negative by a hair', -1e-9],
    ['infinite', Number.POSITIVE_INFINITY],
    ['negative infinite', Number.NEGATIVE_INFINITY],
    ['too large to convert', Number.MAX_VALUE],
  ])('counts and leaves out a point that is %s', (_, point) => {
    const raw = [1, point];
    expect(toUsage({ average: raw, maximum: raw }, 1)).toEqual({
      average: Float64Array.of(1, GAP),
      maximum: Float64Array.of(1, GAP),
      brokenPoints: 2,
    });
  });

  it('takes a denormal number for zero', () => {
    expect(toUsage({ maximum: [Number.MIN_VALUE] }, 1)).toEqual({ maximum: Float64Array.of(0), brokenPoints: 0 });
  });

  it('leaves a missing statistic missing', () => {
    expect(toUsage({}, 1)).toEqual({ brokenPoints: 0 });
    expect(Object.keys(toUsage({ average: [1], maximum: undefined }, 1))).toEqual(['average', 'brokenPoints']);
  });
});

describe('the points that statistics are read from', () => {
  const average = Float64Array.of(1);
  const maximum = Float64Array.of(2);

  it('are the maxima for peaks and the averages for averages', () => {
    const series = { average, maximum, brokenPoints: 0 };
    expect([peakPoints(series), averagePoints(series)]).toEqual([maximum, average]);
  });

  it('are the statistic that is there, when one is missing', () => {
    expect(peakPoints({ average, brokenPoints: 0 })).toBe(average);
    expect(averagePoints({ maximum, brokenPoints: 0 })).toBe(maximum);
  });

  it('are none, when both are missing', () => {
    expect([peakPoints({ brokenPoints: 0 }), averagePoints({ brokenPoints: 0 })]).toEqual([
      new Float64Array(0),
      new Float64Array(0),
    ]);
  });
});
