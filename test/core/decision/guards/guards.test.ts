import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../core/configuration/configuration.ts';
import { GUARDS, guardDemands } from '../../../../core/decision/guards/guards.ts';
import { heapFloorMiB } from '../../../../core/decision/heaps.ts';
import {
  codes,
  container,
  DAY_POLICY,
  decided,
  flat,
  inputOf,
  NO_DATA,
  parameterKeys,
  reasonOf,
  service,
  size,
  target,
} from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

const bound = (minimum: Target['minimumTaskSize'], maximum: Target['maximumTaskSize'] = {}) => ({
  minimumTaskSize: minimum,
  maximumTaskSize: maximum,
});
const development = { ...DAY_POLICY, name: 'development', neverAbovePolicy: 'production' };

describe('the order of the guards (docs/contracts.md)', () => {
  it('is one list', () => {
    expect(GUARDS.map(({ name }) => name)).toEqual([
      'validity',
      'maximumTaskSize',
      'pin',
      'floors',
      'restoration',
      'freeze',
      'dataVerdict',
      'neverAbovePolicy',
      'growthBudget',
      'reversals',
      'changeGate',
      'shrinkCap',
      'increaseCap',
      'rejection',
    ]);
  });

  it('alerts for each resource whose maximum is below a floor', () => {
    const both = {
      ...bound({}, { cpuUnits: 512, memoryMiB: 2048 }),
      guards: { neverShrink: ['cpu', 'memory'] as const },
    };
    expect(codes(decided(plain({ target: both })).alerts)).toEqual(['MaximumBelowFloor', 'MaximumBelowFloor']);
  });

  it('changes nothing and alerts, when no size between maximum and floor exists', () => {
    // 512 CPU units end at 4096 MiB.
    const input = plain({ target: { ...bound({ memoryMiB: 5000 }, { cpuUnits: 512 }) } });
    const { sizes, alerts, finding } = decided(input);
    expect(sizes.task).toEqual(size(1024, 4096));
    expect(alerts).toEqual([{ code: 'NoPairHoldsFloor', needed: size(0, 5000) }]);
    expect(finding).toBe('Underprovisioned');
  });

  it('alerts without any data at all as well', () => {
    const input = plain({
      target: bound({ memoryMiB: 8192 }, { memoryMiB: 4096 }),
      evidence: { cpu: NO_DATA, memory: NO_DATA },
    });
    expect(codes(decided(input).alerts)).toEqual(['MaximumBelowFloor']);
  });

  it('changes nothing that is live, when it alerts', () => {
    const live = { task: size(2048, 8192), containers: {} };
    const input = plain({ target: bound({ cpuUnits: 4096 }, { cpuUnits: 2048 }), live });
    expect(decided(input).sizes).toEqual(live);
    expect(decided(input).kind).toBe('recommended');
  });

  it('gives floors that are no size by themselves, though another stage has less', () => {
    // 7000 MiB are no step: between production's 6144 and the floor there is no size, so production's gives way.
    const input = plain({
      target: { policy: development, ...bound({ memoryMiB: 7000 }) },
      neverAbove: size(2048, 6144),
    });
    expect(decided(input).sizes.task).toEqual(size(1024, 7168));
    expect(decided(input).alerts).toEqual([]);
  });

  it('caps what utilization wants at the other stage: neverAbovePolicy beats utilization', () => {
    const input = plain({ target: { policy: development }, evidence: { cpu: flat(900) }, neverAbove: size(512, 4096) });
    // 900 × 1.25 = 1125.
    expect(decided(input).sizes.task).toEqual(size(512, 2048));
    expect(reasonOf(decided(input).reasons, 'NeverAbovePolicy')).toEqual({
      code: 'NeverAbovePolicy',
      resource: 'cpu',
      policy: 'production',
      needed: 1125,
      amount: 512,
    });
  });

  it('ignores another stage, where the policy does not look at one or it is not known', () => {
    expect(decided(plain({ neverAbove: size(256, 512) })).sizes.task).toEqual(size(256, 2048));
    expect(decided(plain({ target: { policy: development } })).sizes.task).toEqual(size(256, 2048));
  });

  it('caps what utilization wants at the maximum, and says what was needed', () => {
    const input = plain({ target: bound({}, { cpuUnits: 512, memoryMiB: 1024 }), evidence: { cpu: flat(900) } });
    expect(decided(input).sizes.task).toEqual(size(512, 1024));
    const limits = decided(input).reasons.filter(({ code }) => code === 'MaximumTaskSize');
    expect(limits).toEqual([
      { code: 'MaximumTaskSize', resource: 'cpu', needed: 1125, amount: 512 },
      { code: 'MaximumTaskSize', resource: 'memory', needed: 1250, amount: 1024 },
    ]);
    expect(decided(input).alerts).toEqual([]);
  });

  it('takes the closest size, when the bounds leave none for what is needed', () => {
    // 2500 × 1.25 = 3125 MiB, and 256 CPU units end at 2048.
    const input = plain({ target: bound({}, { cpuUnits: 256 }), evidence: { memory: flat(2500) } });
    expect(decided(input).sizes.task).toEqual(size(256, 2048));
    expect(reasonOf(decided(input).reasons, 'NoPairHolds')).toEqual({
      code: 'NoPairHolds',
      needed: size(250, 3125),
      size: size(256, 2048),
    });
  });

  it('never shrinks what the configuration says', () => {
    const input = plain({ target: { guards: { neverShrink: ['cpu'] } } });
    expect(decided(input).sizes.task).toEqual(size(1024, 2048));
    expect(reasonOf(decided(input).reasons, 'NeverShrink').amount).toBe(1024);
  });
});

describe('the floors of containers', () => {
  it('are the heap and a quarter: 2048 × 1.25 = 2560; 1001 × 1.25 = 1251.25, rounded up', () => {
    expect([2048, 1001].map((maximumHeapMiB) => heapFloorMiB({ maximumHeapMiB }))).toEqual([2560, 1252]);
  });

  it('hold together, so that the larger counts', () => {
    const input = inputOf({
      target: { containers: { connect: { minimumMemoryMiB: 1000, heap: { maximumMiB: 4096 } } } },
    });
    expect(codes(decided(input).reasons).slice(0, 2)).toEqual(['ContainerMinimumMemory', 'HeapFloor']);
    // 4096 × 1.25 = 5120.
    expect(decided(input).sizes.containers.connect?.memoryMiB).toBeGreaterThanOrEqual(5120);
  });

  it('are nothing for a container without settings, or one that is not there', () => {
    const input = inputOf({ target: { containers: { connect: {}, gone: { minimumMemoryMiB: 9000 } } } });
    expect(codes(decided(input).reasons)).not.toContain('ContainerMinimumMemory');
    expect(decided(input).sizes.task).toEqual(size(1024, 4096));
  });
});

describe('the numbers that nobody publishes', () => {
  const constraints = (containers: Parameters<typeof service>[0], keys = parameterKeys({ web: { cpu: 'c' } })) =>
    guardDemands({
      target: target({ parameters: keys }),
      tasks: 1,
      service: service(containers),
      verdicts: {},
      seeded: [],
    })[0]?.constraints[0];

  it('are held as declared: CPU and memory without a key, and every limit without one', () => {
    const containers = [
      container('web', { cpuUnits: 100, memoryMiB: 300 }),
      container('log', { cpuUnits: 50, memoryMiB: 4000, memoryReservationMiB: 64 }),
      container('bare'),
    ];
    expect(constraints({ containers })).toEqual({
      kind: 'atLeast',
      memoryMiB: 4000,
      containers: {
        web: { cpuUnits: 1, memoryMiB: 300 },
        log: { cpuUnits: 50, memoryMiB: 64 },
        bare: { cpuUnits: 0, memoryMiB: 0 },
      },
      reasons: [],
    });
  });

  it('leave at least 6 MiB to what is published, and a limit above its declared reservation', () => {
    const keys = parameterKeys({ a: { memory: 'a' }, b: { memory: 'b' }, c: { memoryReservation: 'c' } });
    const containers = [
      container('a', { memoryMiB: 300 }),
      container('b', { memoryMiB: 300, memoryReservationMiB: 64 }),
      container('c', { memoryReservationMiB: 64 }),
    ];
    expect(constraints({ containers }, keys)).toMatchObject({
      containers: { a: { memoryMiB: 6 }, b: { memoryMiB: 65 }, c: { memoryMiB: 6 } },
    });
  });
});

describe('containers that are seeded', () => {
  it('are firm with the numbers that they have', () => {
    const seeded = [
      container('proxy', { cpuUnits: 256, memoryMiB: 512, memoryReservationMiB: 128 }),
      container('agent', { memoryMiB: 64 }),
      container('helper', { cpuUnits: 32 }),
    ];
    const running = service({ containers: [] });
    const [validity] = guardDemands({ target: target(), service: running, tasks: 1, verdicts: {}, seeded });
    expect(validity?.constraints.slice(1)).toEqual([
      { kind: 'atLeast', containers: { proxy: { cpuUnits: 256, memoryMiB: 128 } }, reasons: [] },
      { kind: 'atLeast', containers: { agent: { cpuUnits: 0, memoryMiB: 64 } }, reasons: [] },
      { kind: 'atLeast', containers: { helper: { cpuUnits: 32, memoryMiB: 0 } }, reasons: [] },
    ]);
  });
});
