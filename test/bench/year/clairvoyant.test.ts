import { describe, expect, it } from 'vitest';
import { clairvoyantUsd, isEnough, needsOf } from '../../../bench/year/clairvoyant.ts';
import type { Plant } from '../../../bench/year/plant.ts';
import { plant } from './plants.ts';

/** USD a week of a task that runs all the time, by Fargate's price list of us-east-1. */
const week = (vcpus: number, gb: number) => 168 * (vcpus * 0.04048 + gb * 0.004445);

const usdOf = (fields: Partial<Plant>, weeks = 1) => {
  const grown = plant(fields);
  return clairvoyantUsd(grown, needsOf(grown, weeks * 7 + 35), weeks);
};

describe('the clairvoyant', () => {
  it('takes the cheapest size that holds what is asked for', () => {
    // 200 units and 600 MiB: a quarter of a vCPU with 1 GB.
    expect(usdOf({})[0]).toBeCloseTo(week(0.25, 1));
    // 257 units need the next row, and its least memory is 1 GB.
    expect(usdOf({ cpuUnits: () => 257 })[0]).toBeCloseTo(week(0.5, 1));
    expect(usdOf({ sidecar: { limitMiB: 1024, usesMiB: 500 } })[0]).toBeCloseTo(week(0.25, 2));
  });

  it('knows what comes within five weeks, and not what comes later', () => {
    const usd = usdOf({ cpuUnits: ({ week: at }) => (at >= 6 ? 500 : 200) }, 3);
    expect(usd.map((each) => Math.round(each * 100))).toEqual(
      [week(0.25, 1), week(0.25, 1), week(0.5, 1)].map((each) => Math.round(each * 100)),
    );
  });

  it('pays for the tasks that run with its own size', () => {
    // Half the time nothing; the rest one task.
    expect(usdOf({ tasks: ({ hour }) => (hour < 12 ? 0 : 1) })[0]).toBeCloseTo(week(0.25, 1) / 2);
    // 1,000 units are four tasks of 256 or two of 512: the same CPU, and half the memory.
    const tasks: Plant['tasks'] = (_at, { cpuUnits, taskCpuUnits }) => Math.ceil(cpuUnits / taskCpuUnits);
    expect(usdOf({ cpuUnits: () => 1000, tasks })[0]).toBeCloseTo(2 * week(0.5, 1));
  });

  it('takes no size with which tasks do not come up or boot for more than twice as long', () => {
    const size = { cpuUnits: 512, memoryMiB: 1024 };
    const enough = (fields: Partial<Plant>) => isEnough(plant(fields), size, needsOf(plant(fields), 1));
    expect(enough({})).toBe(true);
    expect(enough({ comesUp: ({ cpuUnits }) => cpuUnits > 512 })).toBe(false);
    expect(enough({ boot: { cpuUnits: 1024, minutes: 3 } })).toBe(true);
    expect(enough({ boot: { cpuUnits: 1025, minutes: 3 } })).toBe(false);
  });

  it('says which plant no size is enough for', () => {
    expect(() => usdOf({ name: 'huge', enoughMiB: () => 300_000 })).toThrow(
      'huge: no size of Fargate is enough in week 0',
    );
  });
});
