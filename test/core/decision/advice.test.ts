import { describe, expect, it } from 'vitest';
import type { RecommendInput } from '../../../core/decision/evidence.ts';
import { readEvidence } from '../../../core/decision/read-evidence.ts';
import {
  booted,
  type Case,
  codes,
  container,
  context,
  DAY_POLICY,
  decided,
  inputOf,
  NO_DATA,
  parameterKeys,
  reasonOf,
  size,
  target,
  viewed,
} from '../../support/builders.ts';
import { bothOf, days, pointsOf, rawEvidence } from '../../support/raw-evidence.ts';

/** Deployed yesterday, where the policy waits a week. */
function early({ target: fields, evidence, ...rest }: Case = {}): RecommendInput {
  const known = context({ daysSinceDeployment: 1 });
  const policy = { ...DAY_POLICY, minimumDaysSinceDeployment: 7 };
  return inputOf({ target: { policy, ...fields }, evidence: { context: known, ...evidence }, ...rest });
}

const RUNNING = {
  task: size(2048, 6144),
  containers: { connect: { cpuUnits: 2048, memoryMiB: 4096 }, instantclient: { memoryMiB: 2048 } },
};

describe('advice', () => {
  it('recommends what utilization says, and applies none of it', () => {
    const { kind, sizes, applicable, verdict, reasons } = decided(early());
    expect([kind, sizes.task, applicable.sizes, verdict.kind]).toEqual([
      'recommended',
      size(1024, 4096),
      RUNNING,
      'advise',
    ]);
    expect(codes(reasons).slice(-2)).toEqual(['RecentDeployment', 'AdviceOnly']);
  });

  it('does not grow on utilization either', () => {
    const { sizes, applicable } = decided(
      early({ service: { taskSize: size(2048, 6144) }, evidence: { cpu: NO_DATA } }),
    );
    expect(sizes.task.cpuUnits).toBe(2048);
    expect(applicable.sizes).toEqual(RUNNING);
  });

  it('leaves alone what is live and more than what runs, for nobody knows that it is too much', () => {
    const live = { ...RUNNING, task: size(4096, 8192) };
    expect(decided(early({ live })).applicable.sizes).toEqual(live);
    const minimum = { containers: { connect: { minimumMemoryMiB: 6500 } } };
    // 6500 + 2048 = 8548: the live sizes hold no such floor, and their CPU stays.
    expect(decided(early({ live, target: minimum })).applicable.sizes.task).toEqual(size(4096, 9216));
  });

  it('does not leave what is live above a maximum', () => {
    const live = { ...RUNNING, task: size(4096, 8192) };
    const maximum = { maximumTaskSize: { cpuUnits: 2048 } };
    // Its memory of 8192 is permitted and stays; 2048 CPU units can have it.
    expect(decided(early({ live, target: maximum })).applicable.sizes.task).toEqual(size(2048, 8192));
  });
});

describe('a stage that never stays up (the connector’s val)', () => {
  const small = [
    container('connect', {
      cpuUnits: 128,
      memoryMiB: 256,
      image: 'confluentinc/cp-kafka-connect:7.7.1',
      heap: { maximumMiB: 2048, source: 'default of the image' },
    }),
    container('instantclient', { essential: false, memoryMiB: 128 }),
  ];
  const val = (fields: Case = {}) =>
    inputOf({
      ...fields,
      service: { taskSize: size(256, 512), containers: small },
      evidence: { cpu: NO_DATA, memory: NO_DATA, context: context({ killsKnown: false }) },
    });

  it('becomes 1024 / 3072 with at least 2560 for connect, without a data point', () => {
    // 2048 × 1.25 = 2560, and 128 for instantclient: 2688. The CPU row of a heap of 2048 is 1024.
    const { sizes, applicable, verdict, reasons, finding } = decided(val());
    expect([sizes.task, finding, verdict.kind]).toEqual([size(1024, 3072), 'Underprovisioned', 'silent']);
    expect(sizes.containers.connect?.memoryMiB).toBeGreaterThanOrEqual(2560);
    expect(sizes.containers.instantclient?.memoryMiB).toBeGreaterThanOrEqual(128);
    expect(applicable.sizes).toEqual(sizes);
    expect(codes(reasons)).toEqual(expect.arrayContaining(['HeapFloor', 'HeapCpu', 'NoData']));
  });

  it('says which heap would do: the 256 MiB of connect hold 256 / 1.25 = 204', () => {
    const { permittedHeapMiB, size: smaller, savesUsdPerMonth } = reasonOf(viewed(val()).heaps, 'HeapDecides');
    expect([permittedHeapMiB, smaller]).toEqual([204, size(256, 512)]);
    expect(savesUsdPerMonth).toBeGreaterThan(0);
  });

  it('keeps what a person made live above that', () => {
    const live = {
      task: size(2048, 4096),
      containers: { connect: { cpuUnits: 2048, memoryMiB: 3900 }, instantclient: { memoryMiB: 128 } },
    };
    expect(decided(val({ live })).applicable.sizes).toEqual(live);
  });
});

describe('the heap that decides', () => {
  const heap = (maximumMiB: number) => ({ maximumMiB, source: 'command' });
  const heaps = (a: number | undefined, b: number | undefined, memoryMiB?: number) =>
    inputOf({
      target: { parameters: parameterKeys() },
      service: {
        taskSize: size(1024, 8192),
        containers: [a, b].map((maximum, index) =>
          container(`c${index}`, {
            ...(memoryMiB !== undefined && { memoryMiB }),
            ...(maximum !== undefined && { heap: heap(maximum) }),
          }),
        ),
      },
    });
  const told = (input: RecommendInput) => viewed(input).heaps.map(({ container: name }) => name);

  it('is named, and no other', () => {
    const keys = parameterKeys({ c0: { memory: 'a' }, c1: { memory: 'b' } });
    const sized = (a: number | undefined, b: number | undefined) => {
      const input = heaps(a, b, 1000);
      return told({ ...input, target: { ...input.target, parameters: keys } });
    };
    expect([sized(64, 6000), sized(6000, 64), sized(undefined, 6000), sized(64, 64)]).toEqual([
      ['c1'],
      ['c0'],
      ['c1'],
      [],
    ]);
  });

  it('is judged by the room of the task, where the container has no limit', () => {
    const input = heaps(6000, undefined);
    // A heap of 6000 asks for 7500; without it 3000 × 1.25 = 3750 ask for 4096, in which 3276 fit: 4096 / 1.25.
    expect(reasonOf(viewed(input).heaps, 'HeapDecides')).toMatchObject({
      permittedHeapMiB: 3276,
      size: size(1024, 4096),
    });
  });

  it('is not said of a heap that would be permitted anyway', () => {
    // It buys CPU alone, for a memory that nobody publishes stays as declared.
    const input = inputOf({
      target: { parameters: parameterKeys() },
      service: { taskSize: size(256, 2048), containers: [container('c0', { memoryMiB: 2000, heap: heap(2000) })] },
      evidence: { cpu: NO_DATA },
    });
    const { reasons } = decided(input);
    expect(codes(reasons)).toContain('HeapCpu');
  });
});

describe('boot spikes', () => {
  it('stay out of the steady statistic: 10 % of 2048 × 1.2 = 246', () => {
    const window = days(28);
    // Two boots a day, ten minutes each: 112 of 8064 points, 1.4 %, which the 99.5th percentile would see.
    const starts = (index: number) => index % 144 === 72;
    const booting = pointsOf(window, (index) => (starts(index) || starts(index - 1) ? 100 : 10));
    const pending = pointsOf(window, (index) => (starts(index) ? 1 : 0));
    const running = pending.map((tasks) => 1 - tasks);
    const input = (metrics: Parameters<typeof rawEvidence>[0]) => ({
      target: target(),
      evidence: readEvidence(rawEvidence({ window, ...metrics })),
    });
    const { assessments, reasons, verdict } = decided(input({ metrics: { cpu: bothOf(booting), pending, running } }));
    expect([assessments.cpu?.needed, verdict.kind]).toEqual([246, 'act']);
    expect(reasonOf(reasons, 'Starts')).toMatchObject({ starts: 56, peakPercent: 100, bootMinutes: 10 });
    expect(codes(reasons)).not.toContain('CensoredCpu');
    // Nobody knows of the starts without the pending tasks: 2048 × 1.2 = 2458.
    expect(decided(input({ metrics: { cpu: bothOf(booting) } })).assessments.cpu?.needed).toBe(2458);
  });

  it('limit how far CPU shrinks: 10 × 2048 / 15 = 1365.3, so 2048', () => {
    const known = context({ starts: booted(10, 2048) });
    const { sizes, reasons } = decided(inputOf({ target: { maximumStartMinutes: 15 }, evidence: { context: known } }));
    expect(sizes.task.cpuUnits).toBe(2048);
    expect(reasonOf(reasons, 'SlowStart').amount).toBe(1366);
  });
});
