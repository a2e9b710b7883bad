import { describe, expect, it } from 'vitest';
import { type AdviceInput, billLines } from '../../../core/scaling/advice.ts';
import { LINUX, size } from '../../support/builders.ts';

/** A day of 3000 units and one hour of 6000 at noon, by five minutes: the example of docs/algorithm.md. */
const DEMAND = Float64Array.from({ length: 288 }, (_, index) => (index >= 144 && index < 156 ? 6000 : 3000));
const input = (maximum = 30): AdviceInput => ({
  today: { size: size(1024, 2048), targetPercent: 30, minimum: 2, maximum },
  memoryMiB: 1500,
  platform: LINUX,
  load: { demand: DEMAND, unevenness: 1.2, bootMinutes: 2, periodSeconds: 300 },
  usdPerHour: 15,
});

function billOf(minimum: number, targetPercent: number, given = input()) {
  const line = billLines(given, { size: size(1024, 2048), minimum: 8 }).find((each) => each.minimum === minimum);
  return line?.points.find(({ settings }) => settings.targetPercent === targetPercent);
}

describe('the lines of the bill', () => {
  it('are of the least minimum, today’s, the one in question, and half as many again', () => {
    const minima = (today: number) => {
      const { today: settings, ...rest } = input();
      const lines = billLines(
        { ...rest, today: { ...settings, minimum: today } },
        { size: size(1024, 2048), minimum: 8 },
      );
      return lines.map(({ minimum }) => minimum);
    };
    expect(minima(2)).toEqual([2, 8, 12]);
    expect(minima(9)).toEqual([2, 8, 9, 14]);
  });

  it('are what a month comes to, tasks and shortage', () => {
    expect(billOf(2, 30)).toMatchObject({ hoursShort: 0 });
    // 10.52 tasks of 36.04 USD; 4.21 of them and 2.53 hours; 8 of them.
    expect(billOf(2, 30)?.billUsd).toBeCloseTo(379.17, 0);
    expect(billOf(2, 75)?.billUsd).toBeCloseTo(189.69, 0);
    expect(billOf(8, 75)).toMatchObject({ tasks: 8, hoursShort: 0 });
  });

  it('take the maximum that is better of today’s and one with room, and none below the minimum', () => {
    // 6000 units take 5.9 tasks even when full: four are short all of the hour, 1.3 × 6000 / 768 = 11 are not.
    expect(billOf(2, 75, input(4))?.settings.maximum).toBe(11);
    expect(billOf(12, 80, input(4))?.settings.maximum).toBe(12);
  });
});
