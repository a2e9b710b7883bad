import { describe, expect, it } from 'vitest';
import type { Window } from '../../../core/model/time.ts';
import { bootMinutesAt, findStarts, offStretches, type StartsInput } from '../../../core/usage/starts.ts';

const GAP = Number.NaN;
const PERIOD = 300_000;
const windowOf = (points: number): Window => ({ startTime: 0, endTime: points * PERIOD, periodSeconds: 300 });

/** Deployments that took no time. */
const at = (...times: readonly number[]) => times.map((time) => ({ startTime: time, endTime: time }));

function starts(cpu: readonly number[], fields: Partial<StartsInput> = {}) {
  return findStarts({
    cpuMaximumPercent: Float64Array.from(cpu),
    cpuAveragePercent: new Float64Array(cpu.length).fill(GAP),
    cpuWorth: new Float64Array(cpu.length).fill(10.24),
    deployed: [],
    pending: new Float64Array(0),
    running: new Float64Array(0),
    window: windowOf(cpu.length),
    ...fields,
  });
}

/** The masked points. */
const masked = ({ mask }: ReturnType<typeof findStarts>) => [...mask.keys()].filter((index) => mask[index] === 1);
/** Points at 10 %, and from `at` on the given ones. Few starts among a hundred are starts. */
const around = (at: number, points: readonly number[], length = 100) =>
  Array.from({ length }, (_, index) => points[index - at] ?? 10);

describe('findStarts', () => {
  it('finds nothing where nothing starts, however high CPU is', () => {
    expect(starts(around(5, [100, 100]))).toEqual({
      times: [],
      bootMinutes: 0,
      bootCpuUnits: 0,
      peakPercent: 0,
      mask: new Uint8Array(100),
      maskedPoints: 0,
    });
  });

  it('knows deployments, and leaves out a quarter of an hour', () => {
    const found = starts(around(5, [24]), { deployed: at(5 * PERIOD + 7000) });
    expect(found).toMatchObject({ times: [5 * PERIOD], peakPercent: 24, bootMinutes: 0, bootCpuUnits: 0 });
    expect(masked(found)).toEqual([5, 6, 7]);
  });

  it('leaves out as long as the tasks of a deployment take to start, an hour at most', () => {
    const until = (endTime: number) =>
      masked(starts(around(5, [], 200), { deployed: [{ startTime: 5 * PERIOD, endTime }] }));
    expect(until(10 * PERIOD + 1)).toEqual([5, 6, 7, 8, 9, 10]);
    expect(until(99 * PERIOD)).toHaveLength(12);
  });

  const often = (count: number) =>
    starts(around(0, []), { deployed: at(...Array.from({ length: count }, (_, index) => index * 5 * PERIOD)) });

  it('leaves out less of each of many deployments: a quarter of the points is the most', () => {
    // Three points of each, then two, then one of 100.
    expect([8, 9, 12, 13, 20].map((count) => often(count).maskedPoints)).toEqual([24, 18, 24, 13, 20]);
  });

  it('leaves out ten minutes of each of thirty deployments a day, which take eight minutes to boot', () => {
    const day = Array.from({ length: 288 }, (_, index) => (index % 9 < 2 && index < 270 ? 100 : 10));
    const found = starts(day, { deployed: at(...Array.from({ length: 30 }, (_, index) => index * 9 * PERIOD)) });
    expect(found.maskedPoints).toBe(60);
    expect(day.filter((percent, index) => percent === 100 && found.mask[index] === 0)).toEqual([]);
  });

  it('leaves out nothing where deployments follow each other all the time', () => {
    const found = starts(around(0, []), {
      deployed: at(...Array.from({ length: 26 }, (_, index) => index * 3 * PERIOD)),
    });
    expect(found).toMatchObject({ maskedPoints: 0, bootMinutes: 0, peakPercent: 0 });
    expect(found.times).toHaveLength(26);
  });

  it('takes other starts for what the service does, and for load, where they are more than a tenth of the points', () => {
    const pending = (count: number) =>
      Float64Array.from({ length: 100 }, (_, index) => (index % 8 === 0 && index < count * 8 ? 1 : 0));
    const masks = [3, 4, 6, 10, 11].map(
      (count) => starts(around(0, []), { pending: pending(count), running: new Float64Array(100) }).maskedPoints,
    );
    expect(masks).toEqual([9, 8, 6, 10, 0]);
  });

  it('leaves out the same, whatever was used', () => {
    const deployed = at(5 * PERIOD);
    expect(starts(around(5, [100, 100, 100, 100]), { deployed }).mask).toEqual(
      starts(around(5, [1]), { deployed }).mask,
    );
  });

  it('knows pending tasks', () => {
    const pending = Float64Array.from(around(5, [1])).map((value) => (value === 1 ? 1 : 0));
    const running = (tasks: number) => new Float64Array(100).fill(tasks);
    expect(masked(starts(around(0, []), { pending, running: running(0) }))).toEqual([5, 6, 7]);
  });

  it('takes a pending task beside running ones for scaling out, which is no start', () => {
    const pending = Float64Array.from(around(5, [1])).map((value) => (value === 1 ? 1 : 0));
    expect(starts(around(5, [100]), { pending, running: new Float64Array(100).fill(2) }).times).toEqual([]);
    // Nobody says how many run: a point before tells.
    expect(starts(around(5, [100]), { pending }).times).toEqual([]);
    expect(starts(around(4, [GAP, 100]), { pending }).times).toEqual([5 * PERIOD]);
  });

  it('knows the first point after an hour in which nothing ran, and no shorter gap', () => {
    expect(masked(starts(around(5, Array(12).fill(GAP))))).toEqual([17, 18, 19]);
    expect(masked(starts(around(5, Array(11).fill(GAP))))).toEqual([]);
    expect(masked(starts(around(88, Array(12).fill(GAP))))).toEqual([]);
  });

  it('counts a start once, though everything tells of it', () => {
    const found = starts(around(0, Array(12).fill(GAP)), {
      deployed: at(12 * PERIOD),
      pending: Float64Array.from({ length: 100 }, (_, index) => (index === 12 ? 2 : GAP)),
    });
    expect(found).toMatchObject({ times: [12 * PERIOD], maskedPoints: 3 });
  });

  it.each([1, 2, 3, 4, 5])('measures a boot of %i points, 5 minutes each', (points) => {
    const found = starts(around(5, Array(points).fill(100)), { deployed: at(5 * PERIOD) });
    expect(found).toMatchObject({ bootMinutes: 5 * points, bootCpuUnits: 1024, peakPercent: 100 });
  });

  it.each([
    ['a quarter of the size, where the usual is lower', 10, 25],
    ['twice the usual', 30, 60],
    ['80 % of the size, where the usual is high', 60, 80],
  ])('knows a boot from %s', (_, usual, from) => {
    const bootOf = (percent: number) => {
      const cpu = Array.from({ length: 100 }, (__, index) => (index === 5 ? percent : usual));
      return starts(cpu, { deployed: at(5 * PERIOD) }).bootMinutes;
    };
    expect(bootOf(from)).toBe(5);
    expect(bootOf(from - 0.1)).toBe(0);
  });

  it('reads from the averages how much of a point a boot filled', () => {
    // Usual 10, boot at 100: an average of 55 is half of the point, one of 100 all of it. 2.5 + 5 minutes.
    const cpuAveragePercent = Float64Array.from(around(5, [55, 100]));
    const found = starts(around(5, [100, 100]), { deployed: at(5 * PERIOD), cpuAveragePercent });
    expect(found).toMatchObject({ bootMinutes: 7.5, bootCpuUnits: 1024 });
  });

  it('says what a boot burned of its size: 60 % of 1024 units are 614', () => {
    expect(starts(around(5, [60]), { deployed: at(5 * PERIOD) }).bootCpuUnits).toBe(614);
  });

  it('takes CPU that stays high for half an hour for load', () => {
    const found = starts(around(5, Array(6).fill(100)), { deployed: at(5 * PERIOD) });
    expect(found).toMatchObject({ bootMinutes: 0, maskedPoints: 3 });
  });

  it('sees the boot in the point behind that of the start, whose rest the old task filled', () => {
    const found = starts(around(5, [10, 100, 100]), { deployed: at(5 * PERIOD + 280_000) });
    expect(masked(found)).toEqual([5, 6, 7]);
    expect(found.bootMinutes).toBe(10);
  });

  it('sees the boot behind a point without data, and none where there is none', () => {
    const booting = starts(around(5, [GAP, 100]), { deployed: at(5 * PERIOD) });
    expect(booting).toMatchObject({ bootMinutes: 5, peakPercent: 100 });
    const calm = starts(around(5, [GAP, 20]), { deployed: at(5 * PERIOD) });
    expect(calm).toMatchObject({ bootMinutes: 0, maskedPoints: 3, peakPercent: 0 });
  });

  it('ends a boot where data ends', () => {
    expect(starts(around(5, [100, GAP, 100]), { deployed: at(5 * PERIOD) }).bootMinutes).toBe(5);
  });

  it('sees a start in the first and in the last point, and none outside', () => {
    const cpu = [100, ...Array<number>(98).fill(10), 100];
    const deployed = at(-1, 0, 99 * PERIOD, 100 * PERIOD);
    const found = starts(cpu, { deployed });
    expect(masked(found)).toEqual([0, 1, 2, 99]);
    expect(found).toMatchObject({ times: [0, 99 * PERIOD], bootMinutes: 5 });
  });

  it('says at which size the longest boot was, from the first point whose size is known', () => {
    const cpu = [...around(5, [100]), ...around(5, [100, 100])];
    const cpuWorth = Float64Array.from(cpu, (_, index) => (index < 100 ? 20.48 : index < 107 ? GAP : 5.12));
    const found = starts(cpu, { deployed: at(5 * PERIOD, 105 * PERIOD), cpuWorth });
    expect(found).toMatchObject({ bootMinutes: 10, bootCpuUnits: 512 });
  });

  it('says 0 for a size that nobody knows', () => {
    const cpuWorth = new Float64Array(100).fill(GAP);
    const found = starts(around(5, [100]), { deployed: at(5 * PERIOD), cpuWorth });
    expect(found).toMatchObject({ bootMinutes: 5, bootCpuUnits: 0 });
  });

  it('knows a start without a single point of CPU', () => {
    const found = starts(Array(20).fill(GAP), { deployed: at(5 * PERIOD) });
    expect(found).toMatchObject({ times: [5 * PERIOD], bootMinutes: 0, peakPercent: 0, maskedPoints: 3 });
  });

  it('takes no peak from a broken point', () => {
    const found = starts(around(5, [Number.POSITIVE_INFINITY]), { deployed: at(5 * PERIOD) });
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
    ['12 points are an hour', around(3, Array(12).fill(GAP), 20), [[3, 15]]],
    ['11 points are not', around(3, Array(11).fill(GAP), 20), []],
    ['at the beginning', around(0, Array(12).fill(GAP), 20), [[0, 12]]],
    ['at the end', around(8, Array(12).fill(GAP), 20), [[8, 20]]],
    [
      'twice',
      [...around(0, Array(12).fill(GAP), 20), ...around(6, Array(14).fill(GAP), 20)],
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
