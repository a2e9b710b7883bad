import { describe, expect, it } from 'vitest';
import type { Window } from '../../../core/model/window.ts';
import { bootMinutesAt, findStarts, offStretches, type StartsInput } from '../../../core/usage/starts.ts';

const GAP = Number.NaN;
const PERIOD = 300_000;
const windowOf = (points: number): Window => ({ startTime: 0, endTime: points * PERIOD, periodSeconds: 300 });

function starts(cpu: readonly number[], fields: Partial<StartsInput> = {}) {
  return findStarts({
    cpuMaximumPercent: Float64Array.from(cpu),
    cpuAveragePercent: new Float64Array(cpu.length).fill(GAP),
    cpuWorth: new Float64Array(cpu.length).fill(10.24),
    deployedAt: [],
    pending: new Float64Array(0),
    window: windowOf(cpu.length),
    ...fields,
  });
}

/** The masked points. */
const masked = ({ mask }: ReturnType<typeof findStarts>) => [...mask.keys()].filter((index) => mask[index] === 1);
/** Twenty points at 10 %, and from `at` on the given ones. */
const around = (at: number, points: readonly number[]) =>
  Array.from({ length: 20 }, (_, index) => points[index - at] ?? 10);

describe('findStarts', () => {
  it('finds nothing where nothing starts, however high CPU is', () => {
    expect(starts(around(5, [100, 100]))).toEqual({
      times: [],
      bootMinutes: 0,
      bootCpuUnits: 0,
      peakPercent: 0,
      mask: new Uint8Array(20),
      maskedPoints: 0,
    });
  });

  it('knows deployments, and masks the point in which one began', () => {
    const found = starts(around(5, [24]), { deployedAt: [5 * PERIOD + 7000] });
    expect(found).toMatchObject({ times: [5 * PERIOD], peakPercent: 24, bootMinutes: 0, bootCpuUnits: 0 });
    expect(masked(found)).toEqual([5]);
  });

  it('knows pending tasks', () => {
    const pending = Float64Array.from(around(5, [1])).map((value) => (value === 1 ? 1 : 0));
    expect(masked(starts(around(0, []), { pending }))).toEqual([5]);
  });

  it('knows the first point after an hour in which nothing ran, and no shorter gap', () => {
    expect(masked(starts(around(5, Array(12).fill(GAP))))).toEqual([17]);
    expect(masked(starts(around(5, Array(11).fill(GAP))))).toEqual([]);
    expect(masked(starts(around(8, Array(12).fill(GAP))))).toEqual([]);
  });

  it('counts a start once, though everything tells of it', () => {
    const found = starts(around(0, Array(12).fill(GAP)), {
      deployedAt: [12 * PERIOD],
      pending: Float64Array.from({ length: 20 }, (_, index) => (index === 12 ? 2 : GAP)),
    });
    expect(found).toMatchObject({ times: [12 * PERIOD], maskedPoints: 1 });
  });

  it.each([1, 2, 3, 4, 5])('masks a boot of %i points, 5 minutes each', (points) => {
    const found = starts(around(5, Array(points).fill(100)), { deployedAt: [5 * PERIOD] });
    expect(masked(found)).toEqual(Array.from({ length: points }, (_, index) => 5 + index));
    expect(found).toMatchObject({ bootMinutes: 5 * points, bootCpuUnits: 1024, peakPercent: 100 });
  });

  it.each([
    ['a quarter of the size, where the usual is lower', 10, 25],
    ['twice the usual', 30, 60],
    ['80 % of the size, where the usual is high', 60, 80],
  ])('knows a boot from %s', (_, usual, from) => {
    const bootOf = (percent: number) => {
      const cpu = Array.from({ length: 20 }, (__, index) => (index === 5 ? percent : usual));
      return starts(cpu, { deployedAt: [5 * PERIOD] }).bootMinutes;
    };
    expect(bootOf(from)).toBe(5);
    expect(bootOf(from - 0.1)).toBe(0);
  });

  it('reads from the averages how much of a point a boot filled', () => {
    // Usual 10, boot at 100: an average of 55 is half of the point, one of 100 all of it. 2.5 + 5 minutes.
    const cpuAveragePercent = Float64Array.from(around(5, [55, 100]));
    const found = starts(around(5, [100, 100]), { deployedAt: [5 * PERIOD], cpuAveragePercent });
    expect(found).toMatchObject({ bootMinutes: 7.5, bootCpuUnits: 1024 });
  });

  it('says what a boot burned of its size: 60 % of 1024 units are 614', () => {
    expect(starts(around(5, [60]), { deployedAt: [5 * PERIOD] }).bootCpuUnits).toBe(614);
  });

  it('takes CPU that stays high for half an hour for load: only the start itself is left out', () => {
    const found = starts(around(5, Array(6).fill(100)), { deployedAt: [5 * PERIOD] });
    expect(found).toMatchObject({ bootMinutes: 0, maskedPoints: 1 });
  });

  it('sees the boot in the point behind that of the start, whose rest the old task filled', () => {
    const found = starts(around(5, [10, 100, 100]), { deployedAt: [5 * PERIOD + 280_000] });
    expect(masked(found)).toEqual([5, 6, 7]);
    expect(found.bootMinutes).toBe(10);
  });

  it('sees the boot behind a point without data, and none where there is none', () => {
    const booting = starts(around(5, [GAP, 100]), { deployedAt: [5 * PERIOD] });
    expect(masked(booting)).toEqual([5, 6]);
    expect(booting).toMatchObject({ bootMinutes: 5, peakPercent: 100 });
    const calm = starts(around(5, [GAP, 20]), { deployedAt: [5 * PERIOD] });
    expect(calm).toMatchObject({ bootMinutes: 0, maskedPoints: 1, peakPercent: 0 });
  });

  it('ends a boot where data ends', () => {
    expect(starts(around(5, [100, GAP, 100]), { deployedAt: [5 * PERIOD] }).bootMinutes).toBe(5);
  });

  it('sees a start in the first and in the last point, and none outside', () => {
    const cpu = [100, 10, 10, 100];
    const deployedAt = [-1, 0, 3 * PERIOD, 4 * PERIOD];
    const found = starts(cpu, { deployedAt });
    expect(masked(found)).toEqual([0, 3]);
    expect(found).toMatchObject({ times: [0, 3 * PERIOD], bootMinutes: 5 });
  });

  it('says at which size the longest boot was, from the first point whose size is known', () => {
    const cpu = [...around(5, [100]), ...around(5, [100, 100])];
    const cpuWorth = Float64Array.from(cpu, (_, index) => (index < 20 ? 20.48 : index < 27 ? GAP : 5.12));
    const found = starts(cpu, { deployedAt: [5 * PERIOD, 25 * PERIOD], cpuWorth });
    expect(found).toMatchObject({ bootMinutes: 10, bootCpuUnits: 512 });
  });

  it('says 0 for a size that nobody knows', () => {
    const cpuWorth = new Float64Array(20).fill(GAP);
    const found = starts(around(5, [100]), { deployedAt: [5 * PERIOD], cpuWorth });
    expect(found).toMatchObject({ bootMinutes: 5, bootCpuUnits: 0 });
  });

  it('knows a start without a single point of CPU', () => {
    const found = starts(Array(20).fill(GAP), { deployedAt: [5 * PERIOD] });
    expect(found).toMatchObject({ times: [5 * PERIOD], bootMinutes: 0, peakPercent: 0, maskedPoints: 1 });
  });

  it('takes no peak from a broken point', () => {
    const found = starts(around(5, [Number.POSITIVE_INFINITY]), { deployedAt: [5 * PERIOD] });
    expect(found.peakPercent).toBe(0);
  });
});

describe('bootMinutesAt', () => {
  it('scales by the ratio of CPU, 6 × 1024 / 512 = 12, and is never faster than what was seen', () => {
    expect(bootMinutesAt({ bootMinutes: 6, bootCpuUnits: 1024 }, 512)).toBe(12);
    expect(bootMinutesAt({ bootMinutes: 6, bootCpuUnits: 1024 }, 2048)).toBe(6);
  });
});

describe('offStretches', () => {
  const off = (cpu: readonly number[]) =>
    offStretches(Float64Array.from(cpu), windowOf(cpu.length)).map(({ startTime, endTime }) => [
      startTime / PERIOD,
      endTime / PERIOD,
    ]);

  it.each<[string, readonly number[], number[][]]>([
    ['12 points are an hour', around(3, Array(12).fill(GAP)), [[3, 15]]],
    ['11 points are not', around(3, Array(11).fill(GAP)), []],
    ['at the beginning', around(0, Array(12).fill(GAP)), [[0, 12]]],
    ['at the end', around(8, Array(12).fill(GAP)), [[8, 20]]],
    [
      'twice',
      [...around(0, Array(12).fill(GAP)), ...around(6, Array(14).fill(GAP))],
      [
        [0, 12],
        [26, 40],
      ],
    ],
    ['nothing at all', Array(12).fill(GAP), [[0, 12]]],
    ['no points', [], []],
  ])('are stretches of an hour or more: %s', (_, cpu, expected) => {
    expect(off(cpu)).toEqual(expected);
  });
});
