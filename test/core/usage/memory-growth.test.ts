import { describe, expect, it } from 'vitest';
import { memoryGrowth } from '../../../core/usage/memory-growth.ts';

const DAY = 86_400_000;
const GAP = Number.NaN;

/** Four weeks of hours from a value for each day since the start; tasks start on these days. */
function growth(
  valueAt: (daysSinceStart: number, day: number) => number,
  startDays: readonly number[],
  limitMiB = 4096,
) {
  const memory = Float64Array.from({ length: 28 * 24 }, (_, hour) => {
    const day = hour / 24;
    return valueAt(day - Math.max(0, ...startDays.filter((start) => start <= day)), day);
  });
  const window = { startTime: 0, endTime: 28 * DAY, periodSeconds: 3600 };
  return memoryGrowth({ memory, starts: startDays.map((day) => day * DAY), limitMiB, window });
}

const weekly = [7, 14, 21];
const climb = (days: number) => 500 + 60 * days;

describe('memoryGrowth', () => {
  it('is 60 MiB a day from 500, every 7 days: 500 + 60 × 7 = 920', () => {
    const found = growth(climb, weekly);
    expect(found?.slopeMiBPerDay).toBeCloseTo(60, 6);
    expect(found?.baseMiB).toBeCloseTo(500, 6);
    expect(found?.usualDays).toBe(7);
    expect(found?.neededMiB).toBeCloseTo(920, 6);
    // At the end of the window it is at 920 again: (4096 - 920) / 60 = 52.93.
    expect(found?.daysUntilLimit).toBeCloseTo(52.93, 2);
  });

  it('reads through gaps', () => {
    expect(growth((days) => (days % 1 < 0.4 ? GAP : climb(days)), weekly)?.slopeMiBPerDay).toBeCloseTo(60, 6);
  });

  it('has no days left, when it is full', () => {
    expect(growth(climb, weekly, 800)?.daysUntilLimit).toBe(0);
  });

  it('does not count the stretch that is not over for the usual time', () => {
    // Stretches of 10 and 10 days, and 8 that go on.
    expect(growth(climb, [10, 20])?.usualDays).toBe(10);
  });

  it('takes starts that follow each other for one', () => {
    const found = growth(climb, [7, 7.05, 14, 21]);
    expect(found?.slopeMiBPerDay).toBeCloseTo(60, 6);
  });

  it.each<[string, Parameters<typeof growth>[0], readonly number[]]>([
    ['no start to fall back at', (_, day) => 500 + 60 * day, []],
    ['a start before the window', (_, day) => 500 + 60 * day, [0]],
    ['a start after the window', (_, day) => 500 + 60 * day, [28]],
    ['flat', () => 500, weekly],
    ['falling', (days) => 1500 - 60 * days, weekly],
    // 1 % of 4096 = 40.96.
    ['a climb below 1 % of the task a day', (days) => 500 + 40 * days, weekly],
    ['ragged', (days, day) => climb(days) + (Math.round(day * 24) % 2 === 0 ? 800 : 0), weekly],
    ['one stretch that does not climb', (days, day) => (day < 7 ? 500 : climb(days)), weekly],
    ['stretches too short to tell', climb, Array.from({ length: 27 }, (_, day) => day + 1)],
    ['no data', () => GAP, weekly],
  ])('is no growth: %s', (_, valueAt, starts) => {
    expect(growth(valueAt, starts)).toBeUndefined();
  });
});
