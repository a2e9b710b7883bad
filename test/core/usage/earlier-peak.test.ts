import { describe, expect, it } from 'vitest';
import { lookbackWindow } from '../../../core/model/time.ts';
import { earlierHours, earlierPeak } from '../../../core/usage/earlier-peak.ts';

const HOUR = 3_600_000;

describe('earlierHours', () => {
  it('are the whole hours before the window, 63 days back from its end: 35 × 24 for one of 28 days', () => {
    const hours = earlierHours(lookbackWindow(Date.parse('2026-12-31T06:00:00Z'), 28));
    expect(hours).toEqual({
      startTime: Date.parse('2026-10-29T06:00:00Z'),
      endTime: Date.parse('2026-12-03T06:00:00Z'),
      periodSeconds: 3600,
    });
  });

  it('are none where the window reaches back that far itself', () => {
    expect(earlierHours(lookbackWindow(Date.parse('2026-12-31T06:00:00Z'), 63))).toBeUndefined();
  });
});

describe('earlierPeak', () => {
  const window = { startTime: 0, endTime: 4 * HOUR, periodSeconds: 3600 };
  const peakOf = (percent: readonly number[], worth: readonly number[]) =>
    earlierPeak({ percent: Float64Array.from(percent), worth: Float64Array.from(worth), window });

  it('is the highest amount, by the size of its time, with its hour: 40 % of 8192, not 90 % of 2048', () => {
    expect(peakOf([90, 40, 30, 40], [20.48, 81.92, 81.92, 81.92])).toEqual({
      peakMiB: 3276.8,
      at: HOUR,
      days: 4 / 24,
    });
  });

  it('is none where percentages are above 100, which are of what containers reserve and not of the task', () => {
    expect(peakOf([90, 234, 30, 40], [20, 20, 20, 20])).toBeUndefined();
    expect(peakOf([90, 100, 30, 40], [20, 20, 20, 20])).toMatchObject({ peakMiB: 2000, at: HOUR });
  });

  it('passes over hours without a point, without a size, and of numbers that are no use: one of four is known', () => {
    const percent = [Number.NaN, 99, Number.POSITIVE_INFINITY, 10];
    expect(peakOf(percent, [10, Number.NaN, 10, 10])).toEqual({ peakMiB: 100, at: 3 * HOUR, days: 1 / 24 });
    expect(peakOf([-5, 0, Number.NaN, Number.NaN], [10, 10, 10, 10])).toBeUndefined();
    expect(peakOf([], [])).toBeUndefined();
  });
});
