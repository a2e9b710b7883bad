import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import type { Policy } from '../../core/configuration/policy.ts';
import { isSameSize, isValidPair, type TaskSize, validPairs } from '../../core/model/task-size.ts';
import { choosePair } from '../../core/sizing/choose-pair.ts';
import { withHeadroom } from '../../core/sizing/demand.ts';
import { answerSizingRequest } from '../../core/sizing-request.ts';
import { LINUX, NO_SHORTAGE, UNBOUNDED } from '../support/builders.ts';
import { always, RUNS } from '../support/properties.ts';

const DAYS = 21;
const POLICIES = Object.values(builtInPolicies);
type Points = readonly (number | null)[];

interface Given {
  readonly policy: Policy;
  readonly task: TaskSize;
  /** Percent of the task at each hour. */
  readonly cpu: Points;
  readonly memory: Points;
}

/** The size that a line of `rightsizer size` is answered with. */
function answered({ policy, task, cpu, memory }: Given): TaskSize {
  const line = {
    id: 1,
    policy: policy.name,
    task,
    periodSeconds: 3600,
    endTime: '2026-11-22T00:00:00Z',
    unit: 'percent',
    cpu: { maximum: cpu },
    memory: { maximum: memory },
  };
  const answer = answerSizingRequest(JSON.stringify(line), { [policy.name]: policy });
  if (answer.kind === 'error') throw new Error(answer.message);
  return answer.task;
}

const policies = fc.constantFrom(...POLICIES);
const tasks = fc.constantFrom(...validPairs('LINUX').filter(({ cpuUnits }) => cpuUnits <= 8192));

/** Hours of three weeks: noise over a base, a busy part of the day, and some hours that stand out. */
function loads(most: number): fc.Arbitrary<readonly number[]> {
  return fc
    .record({
      base: fc.double({ min: 0.5, max: most / 4, noNaN: true }),
      busy: fc.double({ min: 0, max: most / 4, noNaN: true }),
      noise: fc.array(fc.double({ min: 0, max: most / 8, noNaN: true }), {
        minLength: 24 * DAYS,
        maxLength: 24 * DAYS,
      }),
      spikes: fc.array(fc.tuple(fc.nat({ max: 24 * DAYS - 1 }), fc.double({ min: 0, max: most, noNaN: true })), {
        maxLength: 4,
      }),
    })
    .map(({ base, busy, noise, spikes }) => {
      const at = new Map(spikes);
      return noise.map((each, hour) => at.get(hour) ?? base + each + (hour % 24 >= 8 && hour % 24 < 18 ? busy : 0));
    });
}

const given = fc.record({ policy: policies, task: tasks, cpu: loads(90), memory: loads(90) });

const rows = [...new Set(validPairs('LINUX').map(({ cpuUnits }) => cpuUnits))];
/** How many CPU rows lie between two sizes. */
const rowsBetween = (a: TaskSize, b: TaskSize) => rows.indexOf(a.cpuUnits) - rows.indexOf(b.cpuUnits);

/** How many of the sizes change, where each may move by one CPU row at most. */
function changes(change: fc.Arbitrary<(points: readonly number[]) => Points>, direction: 'down' | 'any'): number {
  let changed = 0;
  always(given, change, (before, apply) => {
    const after = { ...before, cpu: apply(before.cpu), memory: apply(before.memory) };
    const [old, now] = [answered(before), answered(after)];
    const rowsUp = rowsBetween(now, old);
    expect(rowsUp).toBeGreaterThanOrEqual(-1);
    expect(rowsUp).toBeLessThanOrEqual(direction === 'down' ? 0 : 1);
    if (direction === 'down') expect(now.memoryMiB).toBeLessThanOrEqual(old.memoryMiB);
    if (!isSameSize(old, now)) changed += 1;
  });
  return changed;
}

describe('a size changes little with what is little', () => {
  // Estimates narrow with the history and the last days count most, so a size may fall.
  it('a quiet day more makes none larger', () => {
    const quiet = (points: readonly number[]) => [...points, ...Array<number>(24).fill(Math.min(...points))];
    changes(fc.constant(quiet), 'down');
  });

  // Only where the sample is the highest, or the last one above a percentile, does it count at all.
  it('a missing sample moves at most one in a hundred, and by one row at most', () => {
    const without = fc
      .nat({ max: 24 * DAYS - 1 })
      .map((missing) => (points: readonly number[]) => points.map((each, hour) => (hour === missing ? null : each)));
    expect(changes(without, 'any')).toBeLessThanOrEqual(RUNS.numRuns / 100);
  });
});

describe('a flat load', () => {
  it('gets the cheapest pair that holds it with the headroom, where a shortage costs nothing', () => {
    always(tasks, fc.integer({ min: 1, max: 95 }), fc.integer({ min: 1, max: 95 }), (task, cpu, memory) => {
      for (const builtIn of POLICIES) {
        const policy = { ...builtIn, shortage: NO_SHORTAGE };
        const hours = (percent: number) => Array<number>(24 * DAYS).fill(percent);
        const needed = {
          cpuUnits: withHeadroom((task.cpuUnits * cpu) / 100, policy.cpu.headroomPercent),
          memoryMiB: withHeadroom((task.memoryMiB * memory) / 100, policy.memory.headroomPercent),
        };
        expect(answered({ policy, task, cpu: hours(cpu), memory: hours(memory) })).toEqual(
          choosePair(needed, UNBOUNDED, { platform: LINUX }),
        );
      }
    });
  });
});

describe('a series that is out of the ordinary', () => {
  const HOURS = 24 * DAYS;
  const of = (at: (hour: number) => number | null): Points => Array.from({ length: HOURS }, (_, hour) => at(hour));
  const SERIES: Readonly<Record<string, Points>> = {
    'one spike': of((hour) => (hour === 200 ? 100 : 1)),
    'a step on the last day': of((hour) => (hour >= HOURS - 24 ? 90 : 5)),
    'all null but one': of((hour) => (hour === 7 ? 50 : null)),
    'alternating extremes': of((hour) => (hour % 2 === 0 ? 0 : 100)),
    denormals: of(() => Number.MIN_VALUE),
    'all zero': of(() => 0),
    'far above what is there': of(() => 250),
  };
  const CASES = Object.keys(SERIES).flatMap((cpu) => Object.keys(SERIES).map((memory) => [cpu, memory] as const));

  /** The least of Fargate's amounts that holds one. */
  const least = (side: keyof TaskSize, amount: number) =>
    Math.min(
      ...validPairs('LINUX')
        .map((pair) => pair[side])
        .filter((each) => each >= amount),
    );
  const highest = (points: Points, amount: number) => (Math.max(...points.map((each) => each ?? 0)) / 100) * amount;

  it.each(CASES)('gives a valid size that the load explains: CPU %s, memory %s', (cpu, memory) => {
    const task = { cpuUnits: 1024, memoryMiB: 4096 };
    for (const policy of POLICIES) {
      const [cpuPoints, memoryPoints] = [SERIES[cpu] ?? [], SERIES[memory] ?? []];
      const size = answered({ policy, task, cpu: cpuPoints, memory: memoryPoints });
      expect(isValidPair(size, 'LINUX')).toBe(true);
      // CPU: not above what stands or the peak with its headroom, one row more where a cap hid the peak, two where it
      // did for hours of the last day; more only where the memory comes with it.
      const seen = highest(cpuPoints, task.cpuUnits);
      const peak = seen * (1 + policy.cpu.headroomPercent / 100);
      const hoursAtLimit = cpuPoints.slice(-24).filter((percent) => (percent ?? 0) >= 99).length;
      const rows = hoursAtLimit >= 6 ? 2 : 1;
      const capped = seen >= task.cpuUnits ? task.cpuUnits * rows + 1 : task.cpuUnits;
      const row = least('cpuUnits', Math.max(capped, peak));
      const forced = Math.min(
        ...validPairs('LINUX')
          .filter((pair) => pair.memoryMiB >= size.memoryMiB)
          .map((pair) => pair.cpuUnits),
      );
      expect(size.cpuUnits).toBeLessThanOrEqual(Math.max(row, forced));
      // Memory: not above what stands, twice the highest value, or the least of the row.
      const doubled = least('memoryMiB', 2 * highest(memoryPoints, task.memoryMiB));
      const ofRow = validPairs('LINUX').find(({ cpuUnits }) => cpuUnits === size.cpuUnits)?.memoryMiB ?? 0;
      expect(size.memoryMiB).toBeLessThanOrEqual(Math.max(task.memoryMiB, doubled, ofRow));
    }
  });
});

describe('a size never falls', () => {
  const amounts = fc.double({ min: 0, max: 300, noNaN: true });
  type Knob = readonly [
    name: string,
    side: keyof TaskSize,
    set: (policy: Policy, amount: number) => Policy,
    read: (policy: Policy) => number,
  ];
  const KNOBS: readonly Knob[] = [
    [
      'the CPU headroom',
      'cpuUnits',
      (policy, headroomPercent) => ({ ...policy, cpu: { ...policy.cpu, headroomPercent } }),
      ({ cpu }) => cpu.headroomPercent,
    ],
    [
      'the memory headroom',
      'memoryMiB',
      (policy, headroomPercent) => ({ ...policy, memory: { ...policy.memory, headroomPercent } }),
      ({ memory }) => memory.headroomPercent,
    ],
    [
      'the cost of an hour without CPU',
      'cpuUnits',
      (policy, cpuUsdPerHour) => ({ ...policy, shortage: { ...policy.shortage, cpuUsdPerHour } }),
      ({ shortage }) => shortage.cpuUsdPerHour,
    ],
    [
      'the cost of a kill',
      'memoryMiB',
      (policy, memoryUsdPerKill) => ({ ...policy, shortage: { ...policy.shortage, memoryUsdPerKill } }),
      ({ shortage }) => shortage.memoryUsdPerKill,
    ],
  ];

  it.each(KNOBS)('when %s rises', (_, side, set, read) => {
    always(given, amounts, (before, more) => {
      const after = { ...before, policy: set(before.policy, read(before.policy) + more) };
      expect(answered(after)[side]).toBeGreaterThanOrEqual(answered(before)[side]);
    });
  });
});
