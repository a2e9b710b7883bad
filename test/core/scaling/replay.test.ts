import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Load,
  lagOf,
  outcomeOf,
  replay,
  seenOf,
  trackOf,
  unevennessAt,
  unevennessOf,
} from '../../../core/scaling/load.ts';
import { size } from '../../support/builders.ts';
import { always } from '../../support/properties.ts';

/** Ten points of five minutes at 1000 units, then ten at 4000. */
const STEP = Float64Array.from({ length: 20 }, (_, index) => (index < 10 ? 1000 : 4000));
const load = (fields: Partial<Load> = {}): Load => ({
  demand: STEP,
  unevenness: 1,
  bootMinutes: 2,
  periodSeconds: 300,
  ...fields,
});
const settings = { size: size(1024, 2048), targetPercent: 50, minimum: 2, maximum: 20 };

describe('how evenly tasks share their work', () => {
  it('is the median of the hottest to the mean, where the mean is above 30 %', () => {
    const average = Float64Array.of(40, 50, 60, 30, Number.NaN);
    const maximum = Float64Array.of(48, 75, 120, 300, 90);
    expect(unevennessOf(average, maximum)).toBe(1.5);
  });

  it('is even where nothing is busy, and where the hottest is below the mean', () => {
    expect(unevennessOf(Float64Array.of(10), Float64Array.of(30))).toBe(1);
    expect(unevennessOf(Float64Array.of(50), Float64Array.of(45))).toBe(1);
  });

  it('is further apart in smaller tasks by the square root of the sizes, and no nearer in larger ones', () => {
    // 1 + 0.5 × √(1024 / 256)
    expect(unevennessAt({ unevenness: 1.5 }, 1024, 256)).toBe(2);
    expect(unevennessAt({ unevenness: 1.5 }, 1024, 4096)).toBe(1.5);
  });
});

describe('the lag of target tracking', () => {
  it('is three minutes of alarm and the boot until tasks come, a quarter of an hour until they go', () => {
    expect(lagOf(load())).toEqual({ out: 1, in: 3 });
    expect(lagOf(load({ bootMinutes: 2.1 }))).toEqual({ out: 2, in: 3 });
    expect(lagOf(load({ periodSeconds: 60 }))).toEqual({ out: 5, in: 15 });
  });

  it('answers the highest demand of the points that it has seen, and leaves out what nobody knows', () => {
    const demand = Float64Array.of(1, 5, Number.NaN, 2, 1, 1, 1, 1);
    const seen = seenOf(load({ demand }));
    expect([...seen.demand]).toEqual([1, 5, 2, 1, 1, 1, 1]);
    // A point after the demand it comes, three more it stays: 5 at index 1 is answered at 2 to 5.
    expect([...seen.answered]).toEqual([1, 1, 5, 5, 5, 2, 2]);
  });
});

describe('a month of settings', () => {
  it('has as many tasks as the demand takes at the target, an alarm late', () => {
    // 1000 / 512 is 2 tasks for 11 points, 4000 / 512 is 8 for 9: (22 + 72) / 20.
    expect(replay(load(), settings).tasks).toBe(4.7);
  });

  it('is short while the tasks of before have more than they can do: one point of twenty, 36.5 hours', () => {
    // 4000 units on 2 × 1024 at the first point of the step.
    expect(replay(load(), settings).hoursShort).toBe(36.5);
    expect(replay(load(), { ...settings, minimum: 3 }).hoursShort).toBe(36.5);
    expect(replay(load(), { ...settings, minimum: 4 })).toEqual({ tasks: (11 * 4 + 9 * 8) / 20, hoursShort: 0 });
  });

  it('is short for as long as the maximum is too few', () => {
    expect(replay(load(), { ...settings, maximum: 3 })).toEqual({ tasks: (22 + 27) / 20, hoursShort: 365 });
  });

  it('is short where the hottest task is, be the mean far below it', () => {
    // 2.1 × 4000 = 8400 on 8 × 1024 = 8192, and 2100 on 2048.
    expect(replay(load({ unevenness: 2.1 }), settings).hoursShort).toBe(730);
    expect(replay(load({ unevenness: 2.04 }), settings).hoursShort).toBe(36.5);
  });

  it('judges a smaller row by the unevenness that it will have', () => {
    // From 4096 to 1024: 1 + 0.52 × 2 = 2.04.
    const found = outcomeOf(trackOf(seenOf(load({ unevenness: 1.52 })), settings, 4096), 2);
    expect(found).toEqual(replay(load({ unevenness: 2.04 }), settings));
  });

  it('is nothing without a point', () => {
    const none = load({ demand: Float64Array.of(Number.NaN) });
    expect(replay(none, settings)).toEqual({ tasks: 0, hoursShort: 0 });
  });

  it('costs no less and is short for no longer with a higher minimum, or a lower target', () => {
    const demands = fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 40 });
    always(demands, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 30, max: 80 }), (values, minimum, target) => {
      const one = load({ demand: Float64Array.from(values), unevenness: 1.3 });
      const low = replay(one, { ...settings, minimum, targetPercent: target });
      const better = [
        replay(one, { ...settings, minimum: minimum + 1, targetPercent: target }),
        replay(one, { ...settings, minimum, targetPercent: target - 5 }),
      ];
      return better.every(({ tasks, hoursShort }) => tasks >= low.tasks && hoursShort <= low.hoursShort);
    });
  });
});
