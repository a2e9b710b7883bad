import { describe, expect, it } from 'vitest';
import { lookbackWindow } from '../../../core/model/time.ts';
import {
  busyHours,
  earlierHours,
  earlierPeak,
  hoursOfLastYear,
  lastYear,
  lastYearBusyHours,
} from '../../../core/usage/before-window.ts';

const HOUR = 3_600_000;
const NONE = Number.NaN;

/** Hours before a window with what 1 % was worth; the same of both resources. */
function hoursOf(percent: readonly number[], worth: readonly number[]) {
  const [all, each] = [Float64Array.from(percent), Float64Array.from(worth)];
  const window = { startTime: 0, endTime: percent.length * HOUR, periodSeconds: 3600 };
  return { hours: { window, cpu: all, memory: all }, worth: { cpu: each, memory: each } };
}

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
  const peakOf = (percent: readonly number[], worth: readonly number[]) => earlierPeak(hoursOf(percent, worth));

  it('is the highest amount, by the size of its time, with its hour: 40 % of 8192, not 90 % of 2048', () => {
    expect(peakOf([90, 40, 30, 40], [20.48, 81.92, 81.92, 81.92])).toEqual({ peakMiB: 3276.8, at: HOUR, days: 4 / 24 });
  });

  it('is none where percentages are above 100, which are of what containers reserve and not of the task', () => {
    expect(peakOf([90, 234, 30, 40], [20, 20, 20, 20])).toBeUndefined();
    expect(peakOf([90, 100, 30, 40], [20, 20, 20, 20])).toMatchObject({ peakMiB: 2000, at: HOUR });
  });

  it('passes over hours without a point, without a size, and of numbers that are no use: one of four is known', () => {
    expect(peakOf([NONE, 99, Number.POSITIVE_INFINITY, 10], [10, NONE, 10, 10])).toEqual({
      peakMiB: 100,
      at: 3 * HOUR,
      days: 1 / 24,
    });
    expect(peakOf([-5, 0, NONE, NONE], [10, 10, 10, 10])).toBeUndefined();
    expect(peakOf([], [])).toBeUndefined();
  });
});

describe('CPU by the hour', () => {
  const at = (hour: number, count: number, periodSeconds = 1800) => ({
    startTime: hour * HOUR,
    endTime: hour * HOUR + count * periodSeconds * 1000,
    periodSeconds,
  });
  const earlier = (percent: readonly number[], worth: readonly number[]) => [
    ...busyHours(new Float64Array(0), at(percent.length, 0), hoursOf(percent, worth)).cpuUnits,
  ];

  it('is the mean of the points in it, as far as there are some: (100 + 300) / 2', () => {
    const cpu = Float64Array.of(100, 300, NONE, 150, NONE, NONE);
    expect(busyHours(cpu, at(5, 6))).toEqual({ cpuUnits: Float64Array.of(200, 150, NONE), startTime: 5 * HOUR });
  });

  it('is before the window of the size of its time: 90 % of 2048 units, then 40 % of 1024', () => {
    expect(earlier([90, 40], [20.48, 10.24]).map(Math.round)).toEqual([1843, 410]);
  });

  it('goes on in the window, whose first hour is the one that is known whole', () => {
    const cpu = Float64Array.of(900, 100, 300);
    const begun = { ...at(2, 3), startTime: 1.5 * HOUR, endTime: 3 * HOUR };
    const { cpuUnits, startTime } = busyHours(cpu, begun, hoursOf([50, 40], [10, 10]));
    expect([[...cpuUnits], startTime]).toEqual([[500, 400, 200], 0]);
  });

  it('is a hair more than its size where it stood there: nobody knows what was wanted', () => {
    const [atLimit, above, below] = earlier([99, 120, 98.9], [10.24, 10.24, 10.24]);
    expect([atLimit, above]).toEqual([1024.1024, 1228.8]);
    expect(below).toBeCloseTo(1012.736);
  });

  it('is not known of an hour without a point, without a size, or of no use', () => {
    expect(earlier([NONE, 50, Number.POSITIVE_INFINITY, -1, 50], [10, NONE, 10, 10, 10])).toEqual([
      NONE,
      NONE,
      NONE,
      NONE,
      500,
    ]);
  });
});

describe('last year', () => {
  const WINDOW = hoursOfLastYear(lookbackWindow(Date.parse('2026-11-22T06:00:00Z'), 28));
  const TODAY = { cpuUnits: Float64Array.of(100, 300, NONE), startTime: 0 };
  const BEFORE = 28 * 24;
  const ALL = 63 * 24;
  const hours = (at: (hour: number) => number) => {
    const used = Float64Array.from({ length: ALL }, (_, hour) => at(hour));
    return { window: WINDOW, cpu: used, memory: used };
  };

  it('is read around the same weekday, a Sunday: four weeks before it and five after it', () => {
    expect(WINDOW).toEqual({
      startTime: Date.parse('2025-10-26T06:00:00Z'),
      endTime: Date.parse('2025-12-28T06:00:00Z'),
      periodSeconds: 3600,
    });
  });

  it('says how much more was used then than in the four weeks before: 2200 over 1000', () => {
    const december = hours((hour) => (hour === BEFORE + 240 ? 2200 : hour < BEFORE ? 1000 : 1500));
    expect(lastYear(december)).toEqual({ times: 2.2, at: Date.parse('2025-12-03T06:00:00Z') });
  });

  it('says of CPU what each hour would be, if it rises so from the 300 units of today: 450, and 660 once', () => {
    const december = hours((hour) => (hour === BEFORE + 240 ? 2200 : hour < BEFORE ? 1000 : 1500));
    const busy = lastYearBusyHours(december, TODAY);
    expect(busy?.startTime).toBe(Date.parse('2025-11-23T06:00:00Z'));
    expect(busy?.cpuUnits).toHaveLength(35 * 24);
    expect([busy?.cpuUnits[0], busy?.cpuUnits[240]]).toEqual([450, 660]);
  });

  it.each([
    { what: 'never more', at: () => 9000 },
    { what: 'less', at: (hour: number) => (hour < BEFORE ? 9000 : 100) },
  ])('says nothing where it was $what, however much it was', ({ at }) => {
    expect(lastYear(hours(at))).toBeUndefined();
    expect(lastYearBusyHours(hours(at), TODAY)).toBeUndefined();
  });

  it.each([
    { what: 'before', from: 14 * 24 - 1, until: BEFORE },
    { what: 'after', from: BEFORE + 14 * 24 - 1, until: ALL },
  ])('says nothing where less than two weeks are known of the weeks $what', ({ from, until }) => {
    const known = (first: number) =>
      hours((hour) => (hour >= first && hour < until ? NONE : hour < BEFORE ? 1000 : 2000));
    expect(lastYear(known(from))).toBeUndefined();
    expect(lastYear(known(from + 1))).toMatchObject({ times: 2 });
  });

  it('says nothing of CPU where none is known today', () => {
    const nothing = { cpuUnits: Float64Array.of(NONE), startTime: 0 };
    expect(
      lastYearBusyHours(
        hours((hour) => (hour < BEFORE ? 1000 : 1500)),
        nothing,
      ),
    ).toBeUndefined();
  });

  it('passes over hours that are no use', () => {
    const odd = [Number.POSITIVE_INFINITY, -1, 0, NONE];
    const found = hours((hour) => odd[hour % 50] ?? (hour < BEFORE ? 1000 : 1500));
    expect(lastYear(found)?.times).toBe(1.5);
    // Hour 672 is the 22nd of fifty, and 700 begins fifty anew.
    expect([...(lastYearBusyHours(found, TODAY)?.cpuUnits.slice(27, 33) ?? [])]).toEqual([
      450,
      NONE,
      NONE,
      0,
      NONE,
      450,
    ]);
  });
});
