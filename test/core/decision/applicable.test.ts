import { describe, expect, it } from 'vitest';
import type { ActivePin } from '../../../core/decision/change-context.ts';
import { AGREED, codes, container, decided, inputOf, NO_DATA, parameterKeys, size } from '../../support/builders.ts';
import { plain } from '../../support/plain.ts';

const said = { until: '2026-12-20T06:00:00.000Z', by: 'jane', why: 'trial' };
const task = (cpuUnits: number, memoryMiB: number) => ({ task: size(cpuUnits, memoryMiB), containers: {} });
const pin = (cpuUnits: number, memoryMiB: number): ActivePin => ({ ...said, sizes: task(cpuUnits, memoryMiB) });

it('is what was found, where nothing is remembered of changes', () => {
  const { sizes, applicable } = decided(plain());
  expect(applicable).toEqual({
    sizes,
    withoutShrink: sizes,
    proposal: sizes,
    holds: [],
    alerts: [],
    agreement: {},
    restores: false,
  });
});

describe('a pin', () => {
  it('is written exactly, at once, and nothing else is proposed', () => {
    const { applicable } = decided(plain({ change: { pin: pin(4096, 9216), agreement: AGREED } }));
    const sizes = task(4096, 9216);
    expect(applicable).toEqual({
      sizes,
      withoutShrink: sizes,
      proposal: sizes,
      holds: [{ code: 'Pinned', ...said }],
      alerts: [],
      // Nothing was recommended to anybody: what was agreed on before stands.
      agreement: AGREED,
      restores: false,
    });
  });

  it('that cannot be read keeps what is live, else what runs', () => {
    const live = task(512, 4096);
    for (const [fields, kept] of [
      [{ live }, live.task],
      [{}, size(1024, 4096)],
    ] as const) {
      const { applicable } = decided(plain({ ...fields, change: { pin: said } }));
      expect(applicable.sizes.task).toEqual(kept);
      expect(applicable.alerts).toEqual([{ code: 'PinUnusable', until: said.until }]);
    }
  });

  it.each([
    ['no task size of Fargate', task(1024, 4097)],
    ['a container without its number', { task: size(2048, 6144), containers: { connect: { memoryMiB: 4096 } } }],
    [
      'containers that sum to more than the task',
      {
        task: size(2048, 6144),
        containers: { connect: { cpuUnits: 2048, memoryMiB: 4097 }, instantclient: { memoryMiB: 2048 } },
      },
    ],
  ])('that nobody could deploy is not used: %s', (_, sizes) => {
    const { applicable } = decided(inputOf({ change: { pin: { ...said, sizes } } }));
    expect([applicable.sizes.task, codes(applicable.alerts)]).toEqual([size(2048, 6144), ['PinUnusable']]);
  });

  it('that no document could say is not used: two numbers under one key', () => {
    const sizes = { task: size(1024, 4096), containers: { a: { memoryMiB: 1000 }, b: { memoryMiB: 1001 } } };
    const input = inputOf({
      target: { parameters: parameterKeys({ a: { memory: 'm' }, b: { memory: 'm' } }) },
      service: { containers: [container('a', { memoryMiB: 2000 }), container('b', { memoryMiB: 2000 })] },
      change: { pin: { ...said, sizes } },
    });
    expect(codes(decided(input).applicable.alerts)).toEqual(['PinUnusable']);
  });

  it('says each resource that is above the maximum', () => {
    const target = { maximumTaskSize: { cpuUnits: 1024, memoryMiB: 4096 } };
    const { applicable } = decided(plain({ target, change: { pin: pin(2048, 8192) } }));
    expect(applicable.alerts).toEqual([
      { code: 'PinAboveMaximum', resource: 'cpu', amount: 1024, needed: 2048 },
      { code: 'PinAboveMaximum', resource: 'memory', amount: 4096, needed: 8192 },
    ]);
  });

  it('says each resource that is below a floor of the task', () => {
    const target = { minimumTaskSize: { cpuUnits: 1024, memoryMiB: 4096 } };
    expect(decided(plain({ target, change: { pin: pin(512, 2048) } })).applicable.alerts).toEqual([
      { code: 'PinBelowFloor', resource: 'cpu', amount: 512, needed: 1024 },
      { code: 'PinBelowFloor', resource: 'memory', amount: 2048, needed: 4096 },
    ]);
  });

  it('says a container that is below its floor, though the task would hold it: 2048 × 1.25 = 2560', () => {
    const sizes = {
      task: size(2048, 6144),
      containers: { connect: { cpuUnits: 2048, memoryMiB: 2000 }, instantclient: { memoryMiB: 2048 } },
    };
    const target = { containers: { connect: { heap: { maximumMiB: 2048 } } } };
    expect(decided(inputOf({ target, change: { pin: { ...said, sizes } } })).applicable.alerts).toEqual([
      { code: 'PinBelowFloor', resource: 'memory', amount: 2000, needed: 2560 },
    ]);
  });

  it('is written without any data, where a target would be skipped', () => {
    const evidence = { cpu: NO_DATA, memory: NO_DATA };
    expect(decided(plain({ evidence, change: { pin: pin(1024, 4096) } })).applicable.sizes.task).toEqual(
      size(1024, 4096),
    );
  });
});

describe('a verdict that only advises', () => {
  it('applies nothing, proposes what it advises, and lets what was agreed on stand', () => {
    const evidence = { cpu: NO_DATA, memory: NO_DATA };
    const target = { minimumTaskSize: { memoryMiB: 5000 } };
    const { applicable } = decided(plain({ target, evidence, change: { agreement: AGREED } }));
    expect(applicable.agreement).toEqual(AGREED);
    expect([applicable.sizes.task, applicable.proposal.task]).toEqual([size(1024, 5120), size(1024, 5120)]);
  });
});
