import { describe, expect, it } from 'vitest';
import { assess } from '../../../../core/decision/assess.ts';
import type { Breach } from '../../../../core/decision/change-context.ts';
import { activeBreaches, isBelowRestoration } from '../../../../core/decision/guards/restoration.ts';
import type { TaskSize } from '../../../../core/model/task-size.ts';
import type { RolledBack } from '../../../../core/usage/rolled-back.ts';
import {
  AGREED,
  change,
  codes,
  container,
  context,
  DAY,
  decided,
  flat,
  inputOf,
  MORNING,
  NO_DATA,
  parameterKeys,
  reasonOf,
  size,
  skipped,
} from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

const task = (cpuUnits: number, memoryMiB: number) => ({ task: size(cpuUnits, memoryMiB), containers: {} });
const until = '2026-12-20T06:00:00.000Z';
const breach = (fields: Partial<Breach> = {}): Breach => ({
  resources: ['memory'],
  sizes: task(1024, 4096),
  at: '2026-11-22T06:00:00.000Z',
  until,
  what: 'a container was killed for memory',
  ...fields,
});
const took = (taskSize: TaskSize, fields: Partial<RolledBack> = {}) =>
  context({ rolledBack: { at: DAY.startTime, taskSize, ...fields } });

describe('after a change that went wrong', () => {
  it('gives at least what the size before had of the resource, at once, and says why', () => {
    const input = plain({ live: task(512, 2048), change: { breaches: [breach()] } });
    const { applicable, reasons } = decided(input);
    expect(applicable.sizes.task).toEqual(size(512, 4096));
    expect(applicable.restores).toBe(true);
    expect(reasonOf(reasons, 'Breach')).toEqual({
      code: 'Breach',
      at: '2026-11-22T06:00:00.000Z',
      until,
      what: 'a container was killed for memory',
      size: size(1024, 4096),
    });
  });

  it('tells it once for both resources, and restores nothing that is there', () => {
    const both = breach({ resources: ['cpu', 'memory'] });
    const { applicable, reasons } = decided(plain({ live: task(1024, 4096), change: { breaches: [both] } }));
    expect(codes(reasons).filter((code) => code === 'Breach')).toHaveLength(1);
    expect([applicable.sizes.task, applicable.restores]).toEqual([size(1024, 4096), false]);
  });

  it('gives the containers what they had as well', () => {
    const sizes = { task: size(2048, 6144), containers: { connect: { memoryMiB: 4000 } } };
    const live = {
      task: size(1024, 4096),
      containers: { connect: { cpuUnits: 1024, memoryMiB: 3000 }, instantclient: { memoryMiB: 1000 } },
    };
    const { applicable } = decided(inputOf({ live, change: { breaches: [breach({ sizes })] } }));
    expect(applicable.sizes.containers.connect?.memoryMiB).toBeGreaterThanOrEqual(4000);
  });

  it('restores without any data, where a skip would leave what is live', () => {
    const nothing = { cpu: NO_DATA, memory: NO_DATA };
    const live = task(1024, 4096);
    const high = breach({ sizes: task(1024, 8192) });
    expect(decided(plain({ live, evidence: nothing, change: { breaches: [high] } })).applicable.sizes.task).toEqual(
      size(1024, 8192),
    );
    expect(skipped(plain({ live, evidence: nothing, change: { breaches: [breach()] } })).skipReason).toBe('NoData');
  });

  const DAY_MILLISECONDS = 86_400_000;
  const ago = (days: number) => new Date(MORNING - days * DAY_MILLISECONDS).toISOString();
  /** A breach so many days ago, of both resources, when 200 CPU units and 1,000 MiB were needed. */
  const old = (days: number, fields: Partial<Breach> = {}) =>
    breach({ resources: ['cpu', 'memory'], needed: size(200, 1000), at: ago(days), until: ago(days - 28), ...fields });
  /** What is needed now, which is what is used and a quarter more. */
  const after = (found: Breach, cpuUnits: number, memoryMiB: number) => {
    const evidence = { cpu: flat(cpuUnits / 1.25), memory: flat(memoryMiB / 1.25) };
    const input = plain({ evidence });
    return activeBreaches(change({ breaches: [found] }), assess(input.evidence, input.target.policy)).map(
      ({ resources }) => resources,
    );
  };

  it.each<[string, Breach, number, number, readonly (readonly string[])[]]>([
    ['until its day, whatever is needed', old(27.9), 1, 1, [['cpu', 'memory']]],
    ['after its day where the same is needed', old(100), 200, 1000, [['cpu', 'memory']]],
    ['after its day with three quarters of it', old(100), 150, 750, [['cpu', 'memory']]],
    ['in the resource alone in which that much is needed', old(100), 149, 1000, [['memory']]],
    ['no more with less of both', old(28), 149, 749, []],
    ['for 400 days at most', old(400), 200, 1000, []],
    ['where nobody knows what was needed', breach({ at: ago(100), until: ago(72) }), 1, 1, [['memory']]],
  ])('counts %s', (_, found, cpuUnits, memoryMiB, expected) => {
    expect(after(found, cpuUnits, memoryMiB)).toEqual(expected);
  });

  /** A breach of both resources of 4096 / 16384, with what did not come up. */
  const down = (days: number, failed: TaskSize) => old(days, { sizes: task(4096, 16_384), failed, needed: size(1, 1) });

  it.each<[string, Breach, TaskSize]>([
    ['all of it for 120 days', down(120, size(256, 1024)), size(4096, 16_384)],
    ['half of it after that', down(121, size(256, 1024)), size(2048, 8192)],
    ['all of what half would be near to what went wrong', down(121, size(513, 1024)), size(4096, 8192)],
    [
      'all of it where use tells what went wrong',
      old(121, { sizes: task(4096, 16_384), needed: size(1, 1) }),
      size(4096, 16_384),
    ],
  ])('keeps of a size from which it went far down and wrong %s', (_, found, expected) => {
    const [kept] = activeBreaches(change({ breaches: [found] }), {});
    expect(kept?.sizes.task).toEqual(expected);
  });

  it.each([
    [1638, size(2048, 8192)],
    [1639, size(4096, 8192)],
  ])('keeps all of it where half has no quarter to spare: 1.25 × %i of 2048', (used, expected) => {
    const { evidence, target } = plain({ evidence: { cpu: flat(used), memory: NO_DATA } });
    const breaches = [down(121, size(256, 1024))];
    const [kept] = activeBreaches(change({ breaches }), assess(evidence, target.policy));
    expect(kept?.sizes.task).toEqual(expected);
  });

  it('goes down to half of it, and says so', () => {
    const breaches = [down(121, size(256, 1024))];
    const service = { taskSize: size(4096, 16_384) };
    const { applicable, reasons } = decided(plain({ service, change: { breaches, agreement: AGREED } }));
    expect(applicable.sizes.task).toEqual(size(2048, 8192));
    expect(reasonOf(reasons, 'Breach')).toMatchObject({ size: size(2048, 8192) });
  });

  it('does not try the size again after its four weeks, while demand is what it was', () => {
    const { applicable } = decided(plain({ live: task(1024, 4096), change: { breaches: [old(60)] } }));
    expect(applicable.sizes.task).toEqual(size(1024, 4096));
  });
});

describe('a size that ECS took back', () => {
  it('is not tried again in what it had less of: 512 CPU units and 2048 MiB, where 1024 and 4096 run', () => {
    const input = plain({ evidence: { context: took(size(512, 2048)) }, live: task(512, 2048), change: {} });
    const { applicable, reasons } = decided(input);
    expect([applicable.sizes.task, applicable.restores]).toEqual([size(1024, 4096), true]);
    expect(reasonOf(reasons, 'RolledBack')).toEqual({
      code: 'RolledBack',
      at: '2026-11-21T00:00:00.000Z',
      size: size(512, 2048),
      restored: size(1024, 4096),
    });
  });

  it('may shrink in what it had as much of', () => {
    const input = plain({ evidence: { context: took(size(512, 4096)) }, change: { agreement: AGREED } });
    // CPU stays at 1024, and 1250 MiB do with its least memory.
    expect(decided(input).applicable.sizes.task).toEqual(size(1024, 2048));
  });

  it('is not tried again in what it had more of, and says what was needed: 1000 × 1.25 = 1250', () => {
    const evidence = { cpu: flat(1000), context: took(size(2048, 4096)) };
    const { sizes, reasons, applicable } = decided(plain({ evidence, live: task(2048, 4096), change: {} }));
    expect(sizes.task.cpuUnits).toBe(1024);
    expect(reasonOf(reasons, 'GrowthRolledBack')).toEqual({
      code: 'GrowthRolledBack',
      resource: 'cpu',
      needed: 1250,
      amount: 1024,
    });
    expect([applicable.sizes.task.cpuUnits, applicable.restores]).toEqual([1024, true]);
  });

  it('leaves growth up to what ran before it, where less runs today', () => {
    const known = took(size(4096, 8192), { before: size(2048, 4096) });
    const { sizes } = decided(plain({ evidence: { cpu: flat(900), context: known }, change: {} }));
    // 900 × 1.25 = 1125: 2048, as before the growth to 4096.
    expect(sizes.task).toEqual(size(2048, 4096));
  });

  it.each([
    ['CPU at its limit, which asks for 2048', { cpu: flat(1024) }, {}],
    ['no data, where the growth is live', { cpu: NO_DATA }, { live: task(2048, 4096) }],
  ])('is stronger than what the data says: %s', (_, points, fields) => {
    const evidence = { ...points, context: took(size(2048, 4096)) };
    expect(decided(plain({ evidence, ...fields, change: {} })).applicable.sizes.task.cpuUnits).toBe(1024);
  });

  it('leaves the CPU of containers alone, when it limits what their memory asks for', () => {
    const containers = [container('web', { cpuUnits: 512, memoryMiB: 4096 })];
    const input = inputOf({
      target: { parameters: parameterKeys({ web: { cpu: 'c', memory: 'm' } }) },
      service: { taskSize: size(1024, 4096), containers },
      evidence: { cpu: NO_DATA, memory: NO_DATA, context: took(size(1024, 8192)) },
      live: { task: size(1024, 8192), containers: { web: { cpuUnits: 1024, memoryMiB: 8192 } } },
      change: {},
    });
    const { task: restored, containers: sizes } = decided(input).applicable.sizes;
    expect(restored).toEqual(size(1024, 4096));
    expect(sizes.web).toMatchObject({ memoryMiB: 4096 });
  });
});

describe('whether the way back asks for more than what is live', () => {
  it.each([
    ['no', 'without live sizes', plain({ change: { breaches: [breach()] } }), false],
    ['no', 'without anything remembered', plain({ live: task(512, 2048) }), false],
    ['no', 'of the other resource', plain({ live: task(512, 4096), change: { breaches: [breach()] } }), false],
    ['yes', 'of a breach', plain({ live: task(512, 3072), change: { breaches: [breach()] } }), true],
    [
      'yes',
      'of a size that was taken back',
      plain({ live: task(512, 2048), evidence: { context: took(size(512, 2048)) } }),
      true,
    ],
    [
      'no',
      'of another size that was taken back',
      plain({ live: task(512, 3072), evidence: { context: took(size(512, 2048)) } }),
      false,
    ],
  ])('is %s: %s', (_, _situation, input, expected) => {
    expect(isBelowRestoration(input)).toBe(expected);
  });
});
