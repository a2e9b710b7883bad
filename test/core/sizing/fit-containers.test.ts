import { describe, expect, it } from 'vitest';
import type { ContainerDefinition } from '../../../core/model/service.ts';
import type { ContainerKeys } from '../../../core/model/sizes.ts';
import { type ContainerSize, misfit } from '../../../core/model/sizes.ts';
import type { TaskSize } from '../../../core/model/task-size.ts';
import { fitContainers } from '../../../core/sizing/fit-containers.ts';
import type { ContainerBounds } from '../../../core/sizing/key-groups.ts';
import { CONNECTOR_CONTAINERS, CONNECTOR_KEYS, container, parameterKeys, size } from '../../support/builders.ts';

interface Scene {
  readonly task: TaskSize;
  readonly containers: readonly ContainerDefinition[];
  readonly keys: Readonly<Record<string, ContainerKeys>>;
  /** Needs of memory, or of both. */
  readonly needs?: Readonly<Record<string, number | TaskSize>>;
  readonly minimums?: Readonly<Record<string, number>>;
}

function containersOf({
  task,
  containers,
  keys,
  needs = {},
  minimums = {},
}: Scene): Readonly<Record<string, ContainerSize>> {
  const bounds = containers.map(({ name }): readonly [string, ContainerBounds] => {
    const need = needs[name] ?? 0;
    return [name, { minimum: size(0, minimums[name] ?? 0), needed: typeof need === 'number' ? size(0, need) : need }];
  });
  const sizes = fitContainers({ task, containers, keys: parameterKeys(keys), bounds: new Map(bounds) });
  expect(misfit(sizes, containers, { operatingSystem: 'LINUX' })).toBeUndefined();
  return sizes.containers;
}

const scene = (
  task: TaskSize,
  containers: readonly ContainerDefinition[],
  rest: Omit<Scene, 'task' | 'containers'>,
): Scene => ({ task, containers, ...rest });
const web = (declared: Partial<ContainerDefinition> = {}) => container('web', declared);
const log = (declared: Partial<ContainerDefinition> = {}) => container('log', { essential: false, ...declared });

describe('fitContainers', () => {
  it('fits the connector: what each needs, and the rest by what they declare, for it is paid for', () => {
    const bounds = new Map([
      ['connect', { minimum: size(0, 0), needed: size(875, 3750) }],
      ['instantclient', { minimum: size(0, 0), needed: size(0, 60) }],
    ]);
    const fitted = { task: size(1024, 4096), containers: CONNECTOR_CONTAINERS, keys: CONNECTOR_KEYS, bounds };
    // 4096 - 3750 - 60 = 286 go 4096 : 2048, 190 and 95, the last unit to the first; instantclient has no key for CPU.
    expect(fitContainers(fitted)).toEqual({
      task: size(1024, 4096),
      containers: { connect: { cpuUnits: 1024, memoryMiB: 3941 }, instantclient: { memoryMiB: 155 } },
    });
  });

  it.each<[string, Scene, Readonly<Record<string, ContainerSize>>]>([
    [
      'publishes only what has a key, and leaves room for what is declared: 1024 - 300 = 724, 256 - 100 = 156',
      scene(size(256, 1024), [web(), log({ cpuUnits: 100, memoryMiB: 300 })], {
        keys: { web: { cpu: 'c', memory: 'm' } },
      }),
      { web: { cpuUnits: 156, memoryMiB: 724 } },
    ],
    [
      'leaves the observed need to a container that declares nothing and has no key: 1024 - 200 = 824',
      scene(size(256, 1024), [web(), log()], { keys: { web: { memory: 'm' } }, needs: { log: 200 } }),
      { web: { memoryMiB: 824 } },
    ],
    [
      'counts a container with its reservation, not its limit: 1024 - 100 = 924',
      scene(size(256, 1024), [web(), log({ memoryMiB: 900, memoryReservationMiB: 100 })], {
        keys: { web: { memory: 'm' } },
      }),
      { web: { memoryMiB: 924 } },
    ],
    [
      'gives a container that shares the keys of the task all of it',
      scene(size(512, 1024), [web()], { keys: { web: { cpu: 'taskCpu', memory: 'taskMemory' } } }),
      { web: { cpuUnits: 512, memoryMiB: 1024 } },
    ],
    [
      'gives a container the memory of the task as its limit, and reserves the rest beside others: 1024 - 300 = 724',
      scene(size(256, 1024), [web(), log({ memoryMiB: 300 })], {
        keys: { web: { memory: 'taskMemory', memoryReservation: 's' } },
      }),
      { web: { memoryMiB: 1024, memoryReservationMiB: 724 } },
    ],
    [
      'reserves one less than the limit of the only container, as ECS wants it',
      scene(size(256, 1024), [web()], { keys: { web: { memory: 'm', memoryReservation: 's' } } }),
      { web: { memoryMiB: 1024, memoryReservationMiB: 1023 } },
    ],
    [
      'sizes a reservation alone like a limit: 500 are left, for 1024 : 24',
      scene(size(256, 1024), [web(), log()], {
        keys: { web: { memoryReservation: 's' }, log: { memory: 'l' } },
        needs: { web: 500, log: 24 },
      }),
      { web: { memoryReservationMiB: 988 }, log: { memoryMiB: 36 } },
    ],
    [
      'reserves less than a declared limit',
      scene(size(256, 1024), [web({ memoryMiB: 800 })], { keys: { web: { memoryReservation: 's' } } }),
      { web: { memoryReservationMiB: 799 } },
    ],
    [
      'sizes a limit above a declared reservation for what is needed: 1024 - 424 = 600',
      scene(size(256, 1024), [web({ memoryReservationMiB: 200 }), container('api')], {
        keys: { web: { memory: 'm' }, api: { memory: 'a' } },
        needs: { web: 600, api: 424 },
      }),
      { web: { memoryMiB: 601 }, api: { memoryMiB: 424 } },
    ],
    [
      'does not lower a limit that stands beside a reservation, for it costs nothing; 1892 are left, for 150 : 1948',
      scene(size(256, 2048), [log({ memoryMiB: 900, memoryReservationMiB: 100 }), web()], {
        keys: { log: { memory: 'm', memoryReservation: 's' }, web: { memory: 'w' } },
        needs: { log: 150 },
      }),
      { log: { memoryMiB: 900, memoryReservationMiB: 286 }, web: { memoryMiB: 1762 } },
    ],
    [
      'lowers it to the task, where that is smaller; 500 are left, for 100 : 412',
      scene(size(256, 512), [log({ memoryMiB: 900, memoryReservationMiB: 100 }), web()], {
        keys: { log: { memory: 'm', memoryReservation: 's' }, web: { memory: 'w' } },
      }),
      { log: { memoryMiB: 512, memoryReservationMiB: 104 }, web: { memoryMiB: 408 } },
    ],
    [
      'gives two containers that share keys one amount of each: 2 × 512 = 1024',
      scene(size(256, 1024), [web(), log()], {
        keys: { web: { cpu: 'c', memory: 'm' }, log: { cpu: 'c', memory: 'm' } },
      }),
      { web: { cpuUnits: 128, memoryMiB: 512 }, log: { cpuUnits: 128, memoryMiB: 512 } },
    ],
    [
      'gives two limits that share a key the larger of what both have; 2036 are left, for 100 : 9',
      scene(
        size(256, 2048),
        [log({ memoryMiB: 300, memoryReservationMiB: 100 }), web({ memoryMiB: 700, memoryReservationMiB: 9 })],
        { keys: { log: { memory: 'm', memoryReservation: 's' }, web: { memory: 'm', memoryReservation: 't' } } },
      ),
      { log: { memoryMiB: 1875, memoryReservationMiB: 1874 }, web: { memoryMiB: 1875, memoryReservationMiB: 174 } },
    ],
    [
      'keeps a reservation below the limit of another container that has its key',
      scene(size(256, 1024), [web(), log()], {
        keys: { web: { memory: 'y', memoryReservation: 'x' }, log: { memory: 'x' } },
      }),
      { web: { memoryMiB: 513, memoryReservationMiB: 512 }, log: { memoryMiB: 512 } },
    ],
    [
      'takes the limit that counts for one that does not, and reserves below it; 24 are left, for 1024 : 500',
      scene(size(256, 1024), [web(), log()], {
        keys: { web: { memory: 'y', memoryReservation: 'x' }, log: { memory: 'y' } },
        needs: { web: 500, log: 500 },
      }),
      { web: { memoryMiB: 507, memoryReservationMiB: 506 }, log: { memoryMiB: 507 } },
    ],
    [
      'gives the minimum, when the task is too small for the needs: 1024 - 700 = 324',
      scene(size(256, 1024), [web(), container('api')], {
        keys: { web: { memory: 'm' }, api: { memory: 'a' } },
        needs: { web: 700, api: 5000 },
        minimums: { web: 700 },
      }),
      { web: { memoryMiB: 700 }, api: { memoryMiB: 324 } },
    ],
    [
      'never gives less than 6 MiB and 1 CPU unit; 500 are left, for 512 : 6, and 254, for 256 : 1',
      scene(size(256, 512), [web(), log()], {
        keys: { web: { cpu: 'a', memory: 'm' }, log: { cpu: 'b', memory: 'l' } },
      }),
      { web: { cpuUnits: 255, memoryMiB: 500 }, log: { cpuUnits: 1, memoryMiB: 12 } },
    ],
    [
      'has no numbers for containers that are not there',
      scene(size(256, 512), [web()], { keys: { web: { memory: 'm' }, gone: { memory: 'm', cpu: 'g' } } }),
      { web: { memoryMiB: 512 } },
    ],
    ['has nothing to do without containers', scene(size(256, 512), [], { keys: {} }), {}],
  ])('%s', (_, given, expected) => {
    expect(containersOf(given)).toEqual(expected);
  });

  it('leaves limits that overlap where they are, or gives what is needed, within the task; none is the whole task', () => {
    const containers = [web({ memoryMiB: 4096 }), log({ memoryMiB: 1024 }), container('api'), container('cron')];
    const keys = parameterKeys({
      web: { memory: 'w' },
      log: { memory: 'l' },
      api: { memory: 'a' },
      cron: { memory: 'l' },
    });
    const bounds = new Map([['log', { minimum: size(0, 0), needed: size(0, 1200.5) }]]);
    const fitted = (task: TaskSize) =>
      fitContainers({ task, containers: containers.slice(0, 3), keys, bounds, overlaps: true }).containers;
    expect(fitted(size(1024, 4096))).toEqual({
      web: { memoryMiB: 4096 },
      log: { memoryMiB: 1201 },
      api: { memoryMiB: 4096 },
    });
    expect(fitted(size(1024, 2048)).web).toEqual({ memoryMiB: 2048 });
    const shared = fitContainers({ task: size(1024, 4096), containers, keys, bounds, overlaps: true }).containers;
    expect([shared.log, shared.cron]).toEqual([{ memoryMiB: 4096 }, { memoryMiB: 4096 }]);
  });

  it('keeps what the task uses beside its containers free of them, as far as they do not need it', () => {
    const keys = parameterKeys({ web: { memory: 'w' }, log: { memory: 'l' } });
    const bounds = new Map([['web', { minimum: size(0, 0), needed: size(0, 700) }]]);
    const webOf = (besideMiB: number) =>
      fitContainers({ task: size(256, 1024), containers: [web(), log()], keys, bounds, besideMiB }).containers.web;
    // 1024 - 6 for log - 700 = 318, and 118 beside 200, for 1024 : 6; the last unit to log. Only 318 are not needed.
    expect([webOf(0), webOf(200), webOf(400)]).toEqual([{ memoryMiB: 1016 }, { memoryMiB: 817 }, { memoryMiB: 700 }]);
  });
});
