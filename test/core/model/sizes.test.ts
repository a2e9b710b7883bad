import { describe, expect, it } from 'vitest';
import { countedMemoryMiB } from '../../../core/model/service.ts';
import {
  acceptsOf,
  type ContainerSize,
  deployedContainers,
  hasOneValuePerKey,
  misfit,
  numberOf,
  ownEntry,
  publishedNumbers,
  type Sizes,
  sum,
} from '../../../core/model/sizes.ts';
import {
  CONNECTOR_CONTAINERS,
  CONNECTOR_KEYS,
  container,
  parameterKeys,
  service,
  size,
} from '../../support/builders.ts';

const sizes = (containers: Readonly<Record<string, ContainerSize>> = {}, task = size(1024, 2048)): Sizes => ({
  task,
  containers,
});

describe('publishedNumbers', () => {
  it('lists the task first, then the containers in the order of the file', () => {
    expect(publishedNumbers(CONNECTOR_KEYS)).toEqual([
      { key: 'taskCpu', field: 'cpuUnits' },
      { key: 'taskMemory', field: 'memoryMiB' },
      { key: 'connectContainerCpu', container: 'connect', field: 'cpuUnits' },
      { key: 'connectContainerMemory', container: 'connect', field: 'memoryMiB' },
      { key: 'instantclientContainerMemory', container: 'instantclient', field: 'memoryMiB' },
    ]);
  });

  it('knows reservations', () => {
    expect(publishedNumbers(parameterKeys({ web: { memoryReservation: 's' } }))[2]).toEqual({
      key: 's',
      container: 'web',
      field: 'memoryReservationMiB',
    });
  });
});

describe('numberOf', () => {
  it('finds the number where it belongs, or nothing', () => {
    const all = sizes({ web: { memoryMiB: 7 } });
    expect(numberOf(all, { key: 'x', field: 'cpuUnits' })).toBe(1024);
    expect(numberOf(all, { key: 'x', field: 'memoryMiB' })).toBe(2048);
    expect(numberOf(all, { key: 'x', container: 'web', field: 'memoryMiB' })).toBe(7);
    expect(numberOf(all, { key: 'x', container: 'web', field: 'cpuUnits' })).toBeUndefined();
    expect(numberOf(all, { key: 'x', container: 'constructor', field: 'cpuUnits' })).toBeUndefined();
  });
});

describe('hasOneValuePerKey', () => {
  const shared = parameterKeys({ a: { memory: 'm' }, b: { memory: 'm' } });

  it('is whether numbers that share a key are equal; one that is not there never disagrees', () => {
    expect(hasOneValuePerKey(sizes({ a: { memoryMiB: 5 }, b: { memoryMiB: 5 } }), shared)).toBe(true);
    expect(hasOneValuePerKey(sizes({ a: { memoryMiB: 5 } }), shared)).toBe(true);
    expect(hasOneValuePerKey(sizes({ a: { memoryMiB: 5 }, b: { memoryMiB: 6 } }), shared)).toBe(false);
    expect(hasOneValuePerKey(sizes({ a: { memoryMiB: 5 } }), parameterKeys({ a: { memory: 'taskMemory' } }))).toBe(
      false,
    );
  });
});

describe('deployedContainers', () => {
  it('lays the sizes over what is declared, and adds what is not declared yet', () => {
    const declared = [container('web', { cpuUnits: 1, memoryMiB: 2 })];
    expect(deployedContainers(sizes({ web: { memoryMiB: 9 }, added: { cpuUnits: 3 } }), declared)).toEqual([
      { name: 'web', essential: true, cpuUnits: 1, memoryMiB: 9 },
      { name: 'added', cpuUnits: 3 },
    ]);
  });
});

describe('misfit', () => {
  it('takes the connector as it runs', () => {
    expect(misfit(sizes({}, size(2048, 6144)), CONNECTOR_CONTAINERS, { operatingSystem: 'LINUX' })).toBeUndefined();
  });

  it.each<[string, Sizes, RegExp]>([
    ['a pair that is none', sizes({}, size(256, 4096)), /256 CPU units with 4096 MiB is no task size/],
    ['NaN', sizes({}, size(Number.NaN, 4096)), /no task size/],
    [
      'containers that sum to more memory',
      sizes({ a: { memoryMiB: 1025 }, b: { memoryMiB: 1024 } }),
      /sum to 2049 MiB, the task has 2048/,
    ],
    ['containers whose sum is no number', sizes({ a: { memoryMiB: Number.NaN } }), /sum to NaN MiB/],
    [
      'containers that sum to more CPU',
      sizes({ a: { cpuUnits: 1000 }, b: { cpuUnits: 25 } }),
      /sum to 1025 CPU units, the task has 1024/,
    ],
    ['a CPU that is no number', sizes({ a: { cpuUnits: Number.NaN } }), /NaN CPU units/],
    [
      'a limit above the task, though its reservation fits',
      sizes({ a: { memoryMiB: 2049, memoryReservationMiB: 10 } }),
      /container a has 2049 MiB, the task has 2048/,
    ],
    [
      'a limit that is not above its reservation',
      sizes({ a: { memoryMiB: 100, memoryReservationMiB: 100 } }),
      /must be above its memoryReservation of 100/,
    ],
    ['a limit below the least', sizes({ a: { memoryMiB: 5 } }), /container a has 5 MiB, the least is 6/],
    ['a reservation below the least', sizes({ a: { memoryReservationMiB: 0 } }), /has 0 MiB, the least is 6/],
  ])('refuses %s', (_, wrong, problem) => {
    expect(misfit(wrong, [], { operatingSystem: 'LINUX' })).toMatch(problem);
  });

  it('refuses a size that Windows does not have', () => {
    expect(misfit(sizes({}, size(256, 512)), [], { operatingSystem: 'WINDOWS' })).toMatch(/no task size/);
  });

  it('takes limits that add up to more where those that run do, each within the task', () => {
    const both = sizes({ a: { memoryMiB: 2048 }, b: { memoryMiB: 1024 } });
    const overlapping = { operatingSystem: 'LINUX', overlaps: true } as const;
    expect(misfit(both, [], overlapping)).toBeUndefined();
    expect(misfit(sizes({ a: { memoryMiB: 2049 } }), [], overlapping)).toMatch(/container a has 2049 MiB/);
    expect(misfit(sizes({ a: { memoryMiB: Number.NaN } }), [], overlapping)).toMatch(/sum to NaN MiB/);
  });

  it('counts a reservation instead of the limit', () => {
    const overcommitted = { memoryMiB: 2048, memoryReservationMiB: 1024 };
    expect(misfit(sizes({ a: overcommitted, b: overcommitted }), [], { operatingSystem: 'LINUX' })).toBeUndefined();
  });
});

describe('acceptsOf', () => {
  it('says that limits overlap where more than the task has is declared: 4096 + 2048', () => {
    expect(acceptsOf(service())).toEqual({ operatingSystem: 'LINUX' });
    expect(acceptsOf(service({ taskSize: size(2048, 5120) }))).toEqual({ operatingSystem: 'LINUX', overlaps: true });
    expect(acceptsOf(service({ taskSize: size(256, 512), containers: [container('a')] }))).not.toHaveProperty(
      'overlaps',
    );
  });
});

describe('countedMemoryMiB', () => {
  it('is the reservation, else the limit, else nothing', () => {
    expect(countedMemoryMiB({ memoryMiB: 2, memoryReservationMiB: 1 })).toBe(1);
    expect(countedMemoryMiB({ memoryMiB: 2 })).toBe(2);
    expect(countedMemoryMiB({})).toBeUndefined();
  });
});

describe('small things', () => {
  it('finds own entries only', () => {
    expect(ownEntry<number>({ a: 1 }, 'a')).toBe(1);
    expect(ownEntry<number>({}, 'toString')).toBeUndefined();
  });

  it('sums', () => {
    expect([sum([]), sum([1, 2, 3])]).toEqual([0, 6]);
  });
});
