import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdviceInput, adviseScaling, cheapest, pricedToday } from '../../../core/scaling/advice.ts';
import {
  leastMinimum,
  maximaInQuestion,
  memoryAt,
  sizesInQuestion,
  targetsInQuestion,
} from '../../../core/scaling/candidates.ts';
import type { ScalingSettings } from '../../../core/scaling/load.ts';
import { LINUX, size } from '../../support/builders.ts';
import { alwaysOfFewer } from '../../support/properties.ts';

const HOURS = 24 * 28;
/** Four weeks of hours at 2000 units, and 8000 in the eight of each day: of tasks of 1024 units at 40 %, 5 and 20. */
const DEMAND = Float64Array.from({ length: HOURS }, (_, hour) => (hour % 24 < 8 ? 8000 : 2000));
const today = { size: size(1024, 2048), targetPercent: 40, minimum: 4, maximum: 30 };
const input = (fields: Partial<AdviceInput> = {}): AdviceInput => ({
  today,
  memoryMiB: 1500,
  platform: LINUX,
  load: { demand: DEMAND, unevenness: 1.2, bootMinutes: 2, periodSeconds: 3600 },
  usdPerHour: 15,
  ...fields,
});

describe('what comes into question', () => {
  it('is the row and the ones beside it, each with the least memory that is needed there', () => {
    expect(sizesInQuestion(input())).toEqual([size(512, 2048), size(1024, 2048), size(2048, 4096)]);
    // 3000 of 1024 are 6000 of 2048: 3072, 3072 and 6144.
    expect(sizesInQuestion(input({ memoryMiB: 3000 }))).toEqual([size(512, 3072), size(1024, 3072), size(2048, 6144)]);
  });

  it('leaves out rows that hold it not, and those outside of the bounds', () => {
    expect(sizesInQuestion(input({ memoryMiB: 5000 }))).toEqual([size(1024, 5120), size(2048, 10240)]);
    expect(sizesInQuestion(input({ least: size(1024, 3000) }))).toEqual([size(1024, 3072), size(2048, 4096)]);
    expect(sizesInQuestion(input({ most: size(1024, 2048) }))).toEqual([size(512, 2048), size(1024, 2048)]);
    expect(sizesInQuestion(input({ most: size(2048, 2048) }))).toEqual([size(512, 2048), size(1024, 2048)]);
    const smallest = { ...today, size: size(256, 512) };
    expect(sizesInQuestion(input({ today: smallest, memoryMiB: 400 }))).toEqual([size(256, 512), size(512, 1024)]);
  });

  it('counts memory in full on a smaller row, in proportion on a larger one', () => {
    expect(memoryAt(1024, 1024, 512)).toBe(1024);
    expect(memoryAt(1024, 512, 2048)).toBe(4096);
  });

  it('is targets of 30 to 80 % and that of today, minima from two or today’s', () => {
    expect(targetsInQuestion({ ...today, targetPercent: 62 })).toEqual([
      30, 35, 40, 45, 50, 55, 60, 62, 65, 70, 75, 80,
    ]);
    expect([1, 2, 9].map((minimum) => leastMinimum({ ...today, minimum }))).toEqual([1, 2, 2]);
  });

  it('is the maximum of today, and 1.3 times what the highest demand takes where that is more', () => {
    // 1.3 × 8000 / 409.6 = 25.4
    expect(maximaInQuestion(DEMAND, today)).toEqual([30]);
    expect(maximaInQuestion(DEMAND, { ...today, maximum: 20 })).toEqual([20, 26]);
    expect(maximaInQuestion(new Float64Array(0), today)).toEqual([30]);
  });
});

describe('scaling advice', () => {
  it('prices today: 20 tasks for nine hours of a day and 5 for fifteen, short in the first of each hill', () => {
    // Tasks come an hour late and stay an hour longer; before the window the first hour is taken to be as it is.
    const now = pricedToday(input());
    expect(now.tasks).toBeCloseTo((9 * 20 + 15 * 5) / 24 + (20 - 5) / HOURS);
    // 8000 × 1.2 on 5 × 1024, on 27 of 28 days.
    expect(now.hoursShort).toBeCloseTo((27 / HOURS) * 730);
    expect(now.billUsd).toBeCloseTo(now.priceUsd + 15 * now.hoursShort);
  });

  it('is the cheapest that is short for no longer', () => {
    const found = adviseScaling(input());
    expect(found?.better.hoursShort).toBeLessThanOrEqual(found?.today.hoursShort ?? 0);
    expect(found?.better.billUsd).toBeLessThan((found?.today.billUsd ?? 0) * 0.95);
    // 8000 × 1.2 / 1024 = 9.4: a minimum of ten is never short, and is worth 15 USD an hour.
    expect(found?.better.hoursShort).toBe(0);
  });

  it('is the worked example of docs/algorithm.md: minimum 2 → 8, target 30 → 75 %', () => {
    const demand = Float64Array.from({ length: 28 * 288 }, (_, point) =>
      point % 288 >= 12 && point % 288 < 24 ? 6000 : 3000,
    );
    const load = { demand, unevenness: 1.2, bootMinutes: 2, periodSeconds: 300 };
    const settings = { size: size(1024, 2048), targetPercent: 30, minimum: 2, maximum: 30 };
    const found = adviseScaling(input({ today: settings, memoryMiB: 2048, load }));
    // (22.75 × 10 + 1.25 × 20) / 24 = 10.5208 tasks, at 0.04937 × 730 = 36.0401 USD.
    expect(found?.today).toMatchObject({ hoursShort: 0, priceUsd: expect.closeTo(379.17, 2) });
    expect(found?.better).toMatchObject({
      settings: { ...settings, minimum: 8, targetPercent: 75 },
      tasks: 8,
      hoursShort: 0,
      priceUsd: expect.closeTo(288.32, 2),
    });
    const few = pricedToday(input({ today: { ...settings, targetPercent: 75 }, memoryMiB: 2048, load }));
    expect(few.tasks).toBeCloseTo((22.75 * 4 + 1.25 * 8) / 24);
    expect(few.hoursShort).toBeCloseTo((730 * 5) / 1440);
    expect(few.billUsd).toBeCloseTo(189.69, 1);
  });

  it('says nothing where the bill would fall by less than 5 %', () => {
    const better = adviseScaling(input())?.better;
    expect(adviseScaling(input({ today: better?.settings ?? today }))).toBeUndefined();
  });

  it('says nothing where nothing may be chosen', () => {
    expect(cheapest(input(), () => false)).toBeUndefined();
    expect(adviseScaling(input({ most: size(256, 512) }))).toBeUndefined();
  });

  it('is never dearer, never short for longer, one row at most, and settles within ten rounds', () => {
    const tasks = fc.array(fc.integer({ min: 100, max: 6000 }), { minLength: 24, maxLength: 48 });
    const settings = fc.record({
      targetPercent: fc.constantFrom(40, 60, 75),
      minimum: fc.integer({ min: 1, max: 6 }),
      maximum: fc.integer({ min: 7, max: 12 }),
    });
    alwaysOfFewer(tasks, settings, (demand, scaling) => {
      let now: ScalingSettings = { ...today, ...scaling };
      for (let round = 0; round < 10; round += 1) {
        const load = { ...input().load, demand: Float64Array.from(demand) };
        const found = adviseScaling(input({ today: now, load }));
        if (found === undefined) return true;
        const { settings: next, billUsd, hoursShort } = found.better;
        const step = next.size.cpuUnits / now.size.cpuUnits;
        if (billUsd > found.today.billUsd || hoursShort > found.today.hoursShort + 1e-9) return false;
        if (step < 0.5 || step > 2) return false;
        now = next;
      }
      return false;
    });
  });
});
