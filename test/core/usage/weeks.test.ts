import { describe, expect, it } from 'vitest';
import { peakPoints, type Series, usageOf } from '../../../core/usage/usage.ts';
import { lastWeeks } from '../../../core/usage/weeks.ts';
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
