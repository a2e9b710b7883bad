import { describe, expect, it } from 'vitest';
import { peakPoints, type Series, usageOf } from '../../../core/usage/usage.ts';
import { lastWeeks, weeksExceeded, withoutWeek } from '../../../core/usage/weeks.ts';
import { usage } from '../../support/builders.ts';

/** Days: a week is seven points. */
const DAYS = { startTime: Date.parse('2026-11-01T00:00:00Z'), endTime: 0, periodSeconds: 86_400 };
const days = (count: number, others: Readonly<Record<number, number | null>> = {}) =>
  usage(Array.from({ length: count }, (_, day) => (day in others ? (others[day] ?? null) : 1)));
const weeksOf = (series: Series, window: { readonly periodSeconds: number }) => lastWeeks(peakPoints(series), window);

describe('the last weeks', () => {
  it('are four at most, newest first, counted back from the end', () => {
    const weeks = weeksOf(days(30, { 29: 5 }), DAYS);
    expect(weeks.map(({ start, end, highest }) => [start, end, highest])).toEqual([
      [23, 30, 5],
      [16, 23, 1],
      [9, 16, 1],
      [2, 9, 1],
    ]);
  });

  it('may begin with a short one, and leave out those without a point', () => {
    const empty = Object.fromEntries([3, 4, 5, 6, 7, 8, 9].map((day) => [day, null]));
    expect(weeksOf(days(17, empty), DAYS).map(({ start, end }) => [start, end])).toEqual([
      [10, 17],
      [0, 3],
    ]);
  });

  it('are none without a series; a period longer than a week is a week', () => {
    expect(weeksOf(usageOf({}), DAYS)).toEqual([]);
    expect(weeksOf(days(2), { periodSeconds: 30 * 86_400 })).toHaveLength(2);
  });
});

describe('the weeks in which a size was exceeded', () => {
  const exceeded = (others: Readonly<Record<number, number | null>>, size = 4) =>
    weeksExceeded(weeksOf(days(28, others), DAYS), () => size, DAYS);

  it('are counted, with the longest stretch of points in a row and its beginning', () => {
    // Day 2 alone; days 15 and 16; a gap ends a stretch: 23, then 25 and 26. Of the two stretches of two days the newer week's is met first.
    expect(exceeded({ 2: 5, 15: 9, 16: 5, 23: 5, 24: null, 25: 5, 26: 5 })).toEqual({
      weeks: 4,
      weeksExceeded: 3,
      longestMinutes: 2880,
      at: '2026-11-26T00:00:00.000Z',
    });
  });

  it('are none at the size itself', () => {
    expect(exceeded({ 2: 4 })).toEqual({ weeks: 4, weeksExceeded: 0, longestMinutes: 0 });
  });

  it('are counted by the size that stood in each', () => {
    const weeks = weeksOf(days(14, { 3: 5, 10: 5 }), DAYS);
    expect(weeksExceeded(weeks, ({ start }) => (start === 0 ? 4 : 5), DAYS)).toMatchObject({
      weeksExceeded: 1,
      at: '2026-11-04T00:00:00.000Z',
    });
  });

  it('are not known with less than two weeks of data', () => {
    expect(weeksExceeded(weeksOf(days(7), DAYS), () => 4, DAYS)).toBeUndefined();
  });
});

describe('a series without a week', () => {
  it('has no points there and all others, in each statistic that it has', () => {
    const [average, maximum] = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const without = withoutWeek(usageOf({ average, maximum }), 1, 2);
    expect([...(without.average ?? []), ...(without.maximum ?? [])]).toEqual([1, Number.NaN, 3, 4, Number.NaN, 6]);
    expect(withoutWeek(usageOf({ average }), 1, 2)).not.toHaveProperty('maximum');
    expect(withoutWeek(usageOf({ maximum }), 1, 2)).not.toHaveProperty('average');
  });
});
