import { describe, expect, it } from 'vitest';
import {
  cyclePoints,
  type Forecast,
  forecastOf,
  forecastText,
  type Outcome,
  outcomeSince,
  outcomeText,
  wrongOf,
} from '../../../core/decision/after-change.ts';
import type { RecommendInput } from '../../../core/decision/evidence.ts';
import type { TaskSize } from '../../../core/model/task-size.ts';
import { booted, context, DAY, decided, flat, inputOf, NO_DATA, size, usage, viewed } from '../../support/builders.ts';

const HOUR = 3_600_000;
/** A day of five-minute points. */
const DAY_CYCLE = 288;
const forecast = (fields: Partial<Forecast> = {}): Forecast => ({
  size: size(1024, 4096),
  neededCpuUnits: 875,
  neededMemoryMiB: 3750,
  exceededPercent: 0,
  bootMinutes: 4,
  ...fields,
});
const outcome = (fields: Partial<Outcome> = {}): Outcome => ({
  points: 12,
  cpuPeak: 880,
  memoryPeak: 3500,
  censoredPoints: 0,
  censoredPercent: 0,
  kills: 0,
  bootMinutes: 0,
  ...fields,
});

const forecastFor = (input: RecommendInput, task: TaskSize) => forecastOf(decided(input), { size: task, tasks: 2 });

describe('a forecast', () => {
  it('is what was needed, what passes it, and how long starts took', () => {
    // 700 × 1.25 = 875 and 3000 × 1.25 = 3750.
    const known = context({ starts: booted(4, 1024) });
    const input = inputOf({ evidence: { context: known } });
    const one = forecastOf(decided(input), { size: size(1024, 4096), tasks: 1 });
    // Kills are those of both tasks, CPU is that of one.
    expect(forecastFor(input, size(1024, 4096))).toEqual({
      ...forecast(),
      exceededPercent: expect.any(Number),
      killsAMonth: expect.closeTo(2 * Number(one.killsAMonth), 2),
    });
  });

  it('rounds up, and says the same of CPU as the risk does', () => {
    // The 99.5th percentile is the one point above 512, and a bound forbids more.
    const cpu = usage([...Array<number>(23).fill(100), 600.3]);
    const input = inputOf({ target: { maximumTaskSize: { cpuUnits: 512 } }, evidence: { cpu } });
    const { sizes } = decided(input);
    const said = viewed(input).risk.cpu?.expected?.aMonth ?? Number.NaN;
    const found = forecastFor(input, sizes.task);
    expect(found.neededCpuUnits).toBe(751);
    expect(found.exceededPercent).toBeCloseTo((100 * said) / 730, 2);
  });

  it('says nothing of a resource on which utilization had no say', () => {
    const input = inputOf({ evidence: { memory: NO_DATA } });
    expect(forecastFor(input, size(1024, 6144))).not.toHaveProperty('neededMemoryMiB');
    const other = inputOf({ evidence: { cpu: NO_DATA } });
    expect(forecastFor(other, size(2048, 4096))).not.toHaveProperty('neededCpuUnits');
  });

  it('is of CPU alone, where memory is not measured', () => {
    const { memory: _, ...evidence } = inputOf().evidence;
    expect(forecastFor({ ...inputOf(), evidence }, size(1024, 4096))).not.toHaveProperty('killsAMonth');
  });
});

describe('what happened since a deployment', () => {
  const kill = (at: number) => ({ container: 'connect', limitMiB: 4096, at, floorMiB: 5120 });
  const evidence = (fields = {}) => inputOf({ evidence: fields }).evidence;

  it('counts whole points from the deployment on', () => {
    const cpu = usage(Array.from({ length: 24 }, (_, hour) => hour));
    // Half past six: the point of seven o'clock is the first, 17 are left, and the highest is 23.
    const found = outcomeSince(evidence({ cpu }), DAY.startTime + 6.5 * HOUR, size(20, 4096));
    // 99 % of 20 is 19.8: 20 to 23 are at the limit, 4 of 17.
    expect(found).toEqual({
      points: 17,
      cpuPeak: 23,
      memoryPeak: 3000,
      censoredPoints: 4,
      censoredPercent: 23.53,
      kills: 0,
      bootMinutes: 0,
    });
  });

  it('is nothing, when it was after the window, or without data', () => {
    const nothing = { points: 0, censoredPoints: 0, censoredPercent: 0, kills: 0, bootMinutes: 0 };
    expect(outcomeSince(evidence(), DAY.endTime, size(1024, 4096))).toEqual(nothing);
    expect(outcomeSince(evidence({ cpu: NO_DATA, memory: NO_DATA }), DAY.startTime, size(1024, 4096))).toEqual(nothing);
  });

  it('is the whole window for a deployment before it, also where memory is not measured', () => {
    const { memory: _, ...known } = evidence();
    expect(outcomeSince(known, DAY.startTime - HOUR, size(1024, 4096))).toEqual({
      points: 24,
      cpuPeak: 700,
      censoredPoints: 0,
      censoredPercent: 0,
      kills: 0,
      bootMinutes: 0,
    });
  });

  it('counts the kills and the starts that came after', () => {
    const deployedAt = DAY.startTime + HOUR;
    const kills = [kill(deployedAt - 1), kill(deployedAt)];
    const early = evidence({ context: context({ kills, starts: booted(9, 1024) }) });
    // The only start was at the beginning of the window, before the deployment.
    expect(outcomeSince(early, deployedAt, size(1024, 4096))).toMatchObject({ kills: 1, bootMinutes: 0 });
    expect(outcomeSince(early, DAY.startTime, size(1024, 4096))).toMatchObject({ kills: 2, bootMinutes: 9 });
  });
});

describe('what breaks a forecast', () => {
  it.each<[string, Partial<Outcome>, Partial<Forecast>]>([
    ['nothing', {}, {}],
    ['CPU at its limit in one point of a hundred', { censoredPoints: 3, points: 300 }, {}],
    ['CPU at its limit twice as often as was forecast', { censoredPoints: 24, points: 300 }, { exceededPercent: 4 }],
    // 2 of 12 points are 17 %, and of a day of 288 no more than 1 %.
    ['CPU at its limit no more often than a whole day may', { censoredPoints: 2 }, {}],
    ['CPU at its limit for less than twelve points', { censoredPoints: 11, points: 11 }, {}],
    ['memory that is full as it was forecast', { memoryPeak: 4000 }, { neededMemoryMiB: 4000 }],
    ['memory below 95 % of its size', { memoryPeak: 3891 }, { neededMemoryMiB: 3000 }],
    ['memory of which nothing was forecast', { memoryPeak: 4096 }, { neededMemoryMiB: undefined }],
    ['full memory for less than twelve points', { memoryPeak: 4096, points: 11 }, {}],
    ['starts half as long again', { bootMinutes: 6 }, {}],
    ['starts two minutes longer', { bootMinutes: 3 }, { bootMinutes: 1 }],
    ['starts where none were seen before', { bootMinutes: 60 }, { bootMinutes: 0 }],
  ] as readonly [string, Partial<Outcome>, Partial<Forecast>][])('not %s', (_, happened, expected) => {
    expect(wrongOf(forecast(expected), outcome(happened), DAY_CYCLE)).toBeUndefined();
  });

  it.each<[string, Partial<Outcome>, string, string]>([
    // More than 1 % of a day's 288 points is 3 of them.
    ['CPU', { censoredPoints: 3, censoredPercent: 25 }, 'cpu', 'CPU stood at its limit in 25 % of the points'],
    ['a kill', { kills: 1, points: 0 }, 'memory', 'a container was killed for memory'],
    // 95 % of 4096 is 3891.2.
    ['memory', { memoryPeak: 3892 }, 'memory', 'memory reached 3892 of 4096 MiB'],
    ['starts', { bootMinutes: 6.5 }, 'cpu', 'starts take 6.5 minutes instead of 4'],
  ])('is %s', (_, happened, resource, what) => {
    expect(wrongOf(forecast(), outcome(happened), DAY_CYCLE)).toEqual({ resources: [resource], what });
  });

  it('is all of it at once, each resource named once', () => {
    const all = outcome({ censoredPoints: 12, censoredPercent: 20, kills: 2, memoryPeak: 4096, bootMinutes: 20 });
    expect(wrongOf(forecast(), all, DAY_CYCLE)).toEqual({
      resources: ['cpu', 'memory'],
      what:
        'CPU stood at its limit in 20 % of the points; a container was killed for memory; ' +
        'memory reached 4096 of 4096 MiB; starts take 20 minutes instead of 4',
    });
  });
});

describe('a full cycle', () => {
  const fiveMinutes = { ...DAY, periodSeconds: 300 };

  it('is a week of points for a policy that asks for a week of data, a day for others', () => {
    expect(cyclePoints({ minimumDataHours: 168 }, fiveMinutes)).toBe(2016);
    expect(cyclePoints({ minimumDataHours: 167 }, fiveMinutes)).toBe(288);
  });
});

describe('the history', () => {
  it('has the forecast in words', () => {
    expect(forecastText(forecast({ exceededPercent: 0.02, killsAMonth: 0.1 }))).toBe(
      'needs CPU 875 of 1024, memory 3750 of 4096; short of CPU 0.02 % of the time, 0.1 memory kills a month',
    );
    expect(forecastText({ size: size(1024, 4096), exceededPercent: 0, bootMinutes: 0 })).toBe(
      'short of CPU 0 % of the time',
    );
  });

  it('has what happened in words', () => {
    expect(outcomeText(outcome())).toBe('CPU up to 880, memory up to 3500');
    const { cpuPeak: _, memoryPeak: _memory, ...none } = outcome({ points: 0 });
    expect(outcomeText(none)).toBe('no data');
    expect(outcomeText({ ...none, memoryPeak: 3500 })).toBe('memory up to 3500');
    expect(outcomeText({ ...none, points: 3, cpuPeak: 5 })).toBe('CPU up to 5');
  });

  it('reads a whole day at once', () => {
    expect(outcomeText(outcomeSince(inputOf({ evidence: { cpu: flat(1) } }).evidence, 0, size(256, 512)))).toBe(
      'CPU up to 1, memory up to 3000',
    );
  });
});
