import { describe, expect, it } from 'vitest';
import { assess } from '../../../core/decision/assess.ts';
import type { EvidenceContext } from '../../../core/decision/evidence.ts';
import {
  codes,
  context,
  DAY_POLICY,
  decided,
  flat,
  inputOf,
  NO_DATA,
  percentOf,
  size,
} from '../../support/builders.ts';

const held = { name: 'cpu60', kind: 'targetTracking', resource: 'cpu', targetPercent: 60 } as const;
const steps = { name: 'steps', kind: 'step' } as const;

function verdicts(known: Partial<EvidenceContext>) {
  const { cpu, memory } = assess(inputOf({ evidence: { context: context(known) } }).evidence, DAY_POLICY);
  return { cpu: cpu?.verdict, memory: memory?.verdict };
}

describe('what speaks against shrinking', () => {
  const free = { kind: 'size', reasons: [] };

  it('is nothing, where nobody scales and kills are recorded', () => {
    expect(verdicts({})).toEqual({ cpu: free, memory: free });
  });

  it('is target tracking of that resource alone', () => {
    const reason = { code: 'TargetTracking', resource: 'cpu', policy: 'cpu60', targetPercent: 60 };
    expect(verdicts({ scaling: [held] })).toEqual({ cpu: { kind: 'grow', reasons: [reason] }, memory: free });
    const { targetPercent: _, ...silent } = { ...held, resource: 'memory' as const };
    expect(verdicts({ scaling: [silent] }).memory?.reasons).toEqual([
      { code: 'TargetTracking', resource: 'memory', policy: 'cpu60' },
    ]);
  });

  it('is no target tracking of something else', () => {
    expect(verdicts({ scaling: [{ name: 'requests', kind: 'targetTracking' }] })).toEqual({ cpu: free, memory: free });
  });

  it('is step scaling, of both', () => {
    const { cpu, memory } = verdicts({ scaling: [steps] });
    expect(cpu?.reasons).toEqual([{ code: 'StepScaling', resource: 'cpu', policy: 'steps' }]);
    expect(memory?.reasons).toEqual([{ code: 'StepScaling', resource: 'memory', policy: 'steps' }]);
  });

  it('is that nobody knows who scales, of both', () => {
    const { cpu, memory } = verdicts({ scalingUnknown: 'denied' });
    expect(cpu).toEqual({ kind: 'grow', reasons: [{ code: 'ScalingUnknown', resource: 'cpu', detail: 'denied' }] });
    expect(memory).toEqual({
      kind: 'grow',
      reasons: [{ code: 'ScalingUnknown', resource: 'memory', detail: 'denied' }],
    });
  });

  it('is that nobody records kills, for memory', () => {
    expect(verdicts({ killsKnown: false })).toEqual({
      cpu: free,
      memory: { kind: 'grow', reasons: [{ code: 'KillsUnknown' }] },
    });
  });
});

describe('memory whose percentage is no need', () => {
  const follows = { percent: 87, since: Date.parse('2026-11-10T12:00:00Z') };
  const told = { code: 'MemoryFollowsSize', percent: 87, since: '2026-11-10' };
  const reasonsOf = (known: Partial<EvidenceContext>) => verdicts(known).memory?.reasons;

  it('follows the size: neither grown nor shrunk by what it used', () => {
    const held = (memory: number) => {
      const input = inputOf({ evidence: { memory: flat(memory), context: context({ levels: { follows } }) } });
      return { size: decided(input).sizes.task.memoryMiB, code: codes(decided(input).reasons)[0] };
    };
    // Without it 5900 × 1.25 = 7375 would get 8192, and 1000 would get 4096.
    expect([held(5900), held(1000)]).toEqual([
      { size: 6144, code: 'MemoryFollowsSize' },
      { size: 6144, code: 'MemoryFollowsSize' },
    ]);
  });

  it('is remembered when the window has forgotten it', () => {
    const input = inputOf({ evidence: { memory: flat(5900), context: context() }, change: { follows } });
    expect(decided(input).sizes.task.memoryMiB).toBe(6144);
  });

  it('was full for two weeks without a kill', () => {
    expect(reasonsOf({ levels: { fullDays: 13 } })).toEqual([{ code: 'MemoryFull', fullDays: 13 }]);
    expect(reasonsOf({ levels: { fullDays: 13 }, killsKnown: false })).toEqual([{ code: 'KillsUnknown' }]);
  });

  it('was not vouched for by a recorder that came later than the first of those days', () => {
    const fullSince = Date.parse('2026-11-08T06:00:00Z');
    const since = (killsUnknownUntil: number) =>
      reasonsOf({ levels: { fullDays: 14, fullSince }, killsUnknownUntil })?.map(({ code }) => code);
    expect([since(fullSince), since(fullSince + 1)]).toEqual([['MemoryFull'], []]);
    const cutOff = (killsUnknownUntil: number) =>
      reasonsOf({ levels: { follows: { ...follows, percent: 97 } }, killsUnknownUntil })?.map(({ code }) => code);
    expect([cutOff(follows.since), cutOff(follows.since + 1)]).toEqual([['MemoryFollowsSize'], []]);
  });

  it('is a need where something was killed', () => {
    expect(reasonsOf({ levels: { follows, fullDays: 14 }, killedInWindow: true })).toEqual([]);
  });

  it('may be cut off by kills from 95 % on, where nobody would know of them', () => {
    const at = (percent: number) =>
      reasonsOf({ levels: { follows: { ...follows, percent } }, killsKnown: false })?.map(({ code }) => code);
    expect([at(94), at(95)]).toEqual([['MemoryFollowsSize', 'KillsUnknown'], ['KillsUnknown']]);
    expect(reasonsOf({ levels: { follows } })).toEqual([told]);
  });
});

describe('memory above 100 % of the task', () => {
  const points = (count: number) => Array.from({ length: 24 }, (_, hour) => (hour < count ? 176 : 50));
  const withReservation = inputOf().evidence.service.containers.map((each) => ({ ...each, memoryReservationMiB: 512 }));
  const told = (count: number, fields: Parameters<typeof inputOf>[0] = {}) => {
    const evidence = { memory: percentOf(6144, points(count)), context: context() };
    return decided(inputOf({ ...fields, evidence }));
  };

  it('for twelve points never grows a task: the percentages are of something else', () => {
    const { sizes, reasons, verdict } = told(12);
    expect(sizes.task.memoryMiB).toBe(6144);
    expect(verdict.kind).toBe('advise');
    const said = reasons.filter(({ code }) => code === 'MemoryAboveSize');
    expect(said).toEqual([{ code: 'MemoryAboveSize', points: 12, containers: [] }]);
  });

  it('names the containers whose soft limits it may be of', () => {
    const { reasons } = told(24, { service: { containers: withReservation } });
    expect(reasons).toContainEqual({ code: 'MemoryAboveSize', points: 24, containers: ['connect', 'instantclient'] });
  });

  it('for less than an hour counts as it is: 176 % of 6144 with 25 % are 13517', () => {
    expect(told(11).sizes.task.memoryMiB).toBe(14_336);
  });
});

describe('a resource that a scaling policy holds', () => {
  it('keeps its size, while the other is sized', () => {
    const input = inputOf({ evidence: { cpu: flat(200), context: context({ scaling: [held] }) } });
    // Memory 3000 × 1.25 = 3750; 2048 CPU units begin at 4096 MiB.
    expect(decided(input).sizes.task).toEqual(size(2048, 4096));
    expect(codes(decided(input).reasons)).toContain('TargetTracking');
  });

  it('never shrinks, however often it runs on its own result', () => {
    const points = Array.from({ length: 24 }, (_, hour) => 30 + (hour % 5));
    let current = { taskSize: size(4096, 16_384), containers: inputOf().evidence.service.containers };
    for (let run = 0; run < 10; run += 1) {
      // Whatever the size, its policy holds the utilization where it is.
      const cpu = percentOf(current.taskSize.cpuUnits, points);
      const input = inputOf({ service: current, evidence: { cpu, context: context({ scaling: [held] }) } });
      const { task, containers } = decided(input).sizes;
      expect(task.cpuUnits).toBe(4096);
      current = {
        taskSize: task,
        containers: current.containers.map((each) => ({ ...each, ...containers[each.name] })),
      };
    }
    // Without the policy the same utilization would have gone down at each run.
    const free = inputOf({ service: current, evidence: { cpu: percentOf(4096, points) } });
    expect(decided(free).sizes.task.cpuUnits).toBe(2048);
  });
});

describe('a resource that a scaling policy holds high', () => {
  it('does not grow at every run: 85 % × 1.25 = 106 % of whatever it has', () => {
    const cpu = percentOf(2048, Array(24).fill(85));
    const input = inputOf({ evidence: { cpu, memory: flat(4500), context: context({ scaling: [held] }) } });
    // Memory 4500 × 1.25 = 5625.
    expect(decided(input).sizes.task).toEqual(size(2048, 6144));
    expect(decided(input).assessments.cpu?.needed).toBeUndefined();
  });

  it('still steps up where it stands at its limit: all day, so two rows', () => {
    const cpu = percentOf(2048, Array(24).fill(100));
    const input = inputOf({ evidence: { cpu, context: context({ scaling: [held] }) } });
    expect(decided(input).sizes.task.cpuUnits).toBe(8192);
  });
});

describe('memory without a record of kills', () => {
  it('keeps its size, and CPU is sized', () => {
    const input = inputOf({ evidence: { context: context({ killsKnown: false }) } });
    // 700 × 1.25 = 875 CPU units; 1024 have up to 8192 MiB.
    expect(decided(input).sizes.task).toEqual(size(1024, 6144));
  });
});

describe('memory that climbs', () => {
  const growth = { slopeMiBPerDay: 60, usualDays: 7, baseMiB: 500, daysUntilLimit: 9, neededMiB: 3400 };

  it('is sized for the usual time between deployments: 3400 × 1.25 = 4250', () => {
    const { assessments, reasons } = decided(inputOf({ evidence: { context: context({ growth }) } }));
    expect([assessments.cpu?.needed, assessments.memory?.needed]).toEqual([875, 4250]);
    expect(codes(reasons)).toContain('LeakSuspected');
  });

  it('never needs less than it used: 3500 × 1.25 = 4375', () => {
    const { assessments } = decided(inputOf({ evidence: { memory: flat(3500), context: context({ growth }) } }));
    expect(assessments.memory?.needed).toBe(4375);
  });

  it('says nothing without enough data', () => {
    const input = inputOf({ evidence: { memory: NO_DATA, context: context({ growth }) } });
    expect(decided(input).assessments.memory?.needed).toBeUndefined();
  });
});
