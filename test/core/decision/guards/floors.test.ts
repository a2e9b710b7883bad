import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../core/configuration/configuration.ts';
import type { Constraint } from '../../../../core/decision/bounds.ts';
import { containerFloors, heapCpuFloor } from '../../../../core/decision/guards/floors.ts';
import type { GuardContext } from '../../../../core/decision/guards/guard.ts';
import { floorHeapOf, heapOf, heapThatFitsMiB } from '../../../../core/decision/heaps.ts';
import type { ContainerDefinition } from '../../../../core/model/service.ts';
import { killFloorMiB } from '../../../../core/usage/kills.ts';
import { container, context, parameterKeys, service, size, target, WINDOWS } from '../../../support/builders.ts';

const CONNECT = 'confluentinc/cp-kafka-connect';
const guessed = { maximumMiB: 2048, source: 'default of the image' };
const said = { maximumMiB: 1024, source: 'command' };
const kill = (name: string, limitMiB: number) => ({
  container: name,
  limitMiB,
  at: Date.parse('2026-11-20T03:05:00Z'),
  floorMiB: killFloorMiB(limitMiB),
});

interface Case {
  readonly target?: Partial<Target>;
  readonly containers?: readonly ContainerDefinition[];
  readonly guard?: Partial<GuardContext>;
}

function guard({ target: fields, containers = [container('web')], guard: rest }: Case = {}): GuardContext {
  const running = service({ taskSize: size(256, 512), containers });
  return { target: target(fields), service: running, tasks: 1, verdicts: {}, seeded: [], ...rest };
}

function demands(constraints: readonly Constraint[]) {
  return constraints.filter((each) => each.kind !== 'atMost');
}

/** Code and amount of each floor. */
const floors = (given: Case) =>
  demands(containerFloors(guard(given))).flatMap(({ reasons }) =>
    reasons.map((reason) => [reason.code, 'amount' in reason && reason.amount]),
  );

describe('the heap that a container is judged by', () => {
  const images = [
    { repository: 'example/app', maximumHeapMiB: 300 },
    { repository: 'cp-kafka-connect', maximumHeapMiB: 700 },
  ];
  const heap = (declared: Partial<ContainerDefinition>, fields: Partial<Target> = {}) =>
    heapOf(container('web', declared), target({ images, ...fields }));

  it.each<[string, Partial<ContainerDefinition>, number | undefined]>([
    ['nothing', {}, undefined],
    ['what its definition says', { heap: said }, 1024],
    ['a share of its memory is no maximum', { heap: { ramPercent: 75, source: 'command' } }, undefined],
    ['the configured image', { image: 'example/app:3' }, 300],
    ['the configured image behind a registry', { image: 'registry:5000/example/app@sha256:12' }, 300],
    ['no image that only ends like it', { image: 'my-example/app:3' }, undefined],
    ['the configured image over the well-known one', { image: `${CONNECT}:7.7.1`, heap: guessed }, 700],
    ['what its definition says over the configured image', { image: CONNECT, heap: said }, 1024],
    ['a share that its definition says, too', { image: CONNECT, heap: { ramPercent: 75, source: 'x' } }, undefined],
  ])('is: %s', (_, declared, maximumHeapMiB) => {
    expect(heap(declared)?.maximumHeapMiB).toBe(maximumHeapMiB);
  });

  it('is the well-known image without another', () => {
    expect(heapOf(container('web', { heap: guessed }), target())).toEqual({
      maximumHeapMiB: 2048,
      source: 'default of the image',
    });
  });

  it('is what is configured for the container, over all', () => {
    const configured = { web: { heap: { maximumMiB: 64 } } };
    const found = heap({ image: CONNECT, heap: said }, { containers: configured });
    expect(found).toEqual({ maximumHeapMiB: 64, source: 'rightsizer.yml' });
  });

  it('names the image', () => {
    expect(heap({ image: 'example/app:3' })?.source).toBe('rightsizer.yml, image example/app');
  });

  it('sets no floor beside a configured minimum, unless it is configured itself', () => {
    const guess = container('web', { heap: guessed });
    const minimum = { minimumMemoryMiB: 600 };
    expect(floorHeapOf(guess, target({ containers: { web: minimum } }))).toBeUndefined();
    const both = { ...minimum, heap: { maximumMiB: 64 } };
    expect(floorHeapOf(guess, target({ containers: { web: both } }))?.maximumHeapMiB).toBe(64);
  });

  it('is four fifths of a container: 2560 / 1.25 = 2048; 1023 / 1.25 = 818.4, rounded down', () => {
    expect([heapThatFitsMiB(2560), heapThatFitsMiB(1023)]).toEqual([2048, 818]);
  });
});

describe('the floors of a container', () => {
  const web = (declared: Partial<ContainerDefinition>) => [container('web', declared)];

  it('are none without anything that asks for one', () => {
    expect(floors({})).toEqual([]);
  });

  it('are the heap and a quarter: 2048 × 1.25 = 2560', () => {
    expect(floors({ containers: web({ heap: guessed }) })).toEqual([['HeapFloor', 2560]]);
  });

  it('are the configured minimum, which wins over a guessed heap', () => {
    const containers = { web: { minimumMemoryMiB: 600 } };
    expect(floors({ target: { containers }, containers: web({ heap: guessed }) })).toEqual([
      ['ContainerMinimumMemory', 600],
    ]);
  });

  it('are both, when both are configured', () => {
    const containers = { web: { minimumMemoryMiB: 600, heap: { maximumMiB: 1000 } } };
    expect(floors({ target: { containers } })).toEqual([
      ['ContainerMinimumMemory', 600],
      ['HeapFloor', 1250],
    ]);
  });

  const published = parameterKeys({ web: { memory: 'webMemory' } });
  const known = context({ kills: [kill('web', 512), kill('other', 9000)] });
  const killed = (code: string) => ({
    code,
    container: 'web',
    limitMiB: 512,
    at: '2026-11-20T03:05:00.000Z',
    amount: 640,
  });

  it('are its kills, whatever else is configured, and those of no other', () => {
    const given: Case = {
      target: { parameters: published, containers: { web: { minimumMemoryMiB: 600 } } },
      containers: web({ memoryMiB: 512 }),
      guard: { context: known },
    };
    expect(floors(given)).toEqual([
      ['ContainerMinimumMemory', 600],
      ['MemoryKill', 640],
    ]);
    expect(containerFloors(guard(given))[1]).toEqual({
      kind: 'atLeast',
      containers: { web: { memoryMiB: 640 } },
      reasons: [killed('MemoryKill')],
    });
  });

  it('are of the task, where the killed container has no limit of its own: beside others it adds nothing', () => {
    const given: Case = { containers: [...web({}), container('app', { memoryMiB: 512 })], guard: { context: known } };
    expect(containerFloors(guard(given))).toEqual([
      { kind: 'atLeast', memoryMiB: 640, reasons: [killed('TaskMemoryKill')] },
    ]);
  });

  it('are its own where a key will give it a limit', () => {
    const given: Case = { target: { parameters: published }, containers: web({}), guard: { context: known } };
    expect(floors(given)).toEqual([['MemoryKill', 640]]);
  });

  it('say where to raise a limit that no key publishes, and make room for it', () => {
    const given: Case = { containers: web({ memoryMiB: 512 }), guard: { context: known } };
    expect(containerFloors(guard(given))).toEqual([
      { kind: 'atLeast', containers: { web: { memoryMiB: 640 } }, reasons: [killed('UnpublishedMemoryKill')] },
    ]);
  });

  it('are less beside a heap for Go: 1000 MiB and a tenth', () => {
    const go = { maximumMiB: 1000, nonHeapShare: 0.1, source: 'environment GOMEMLIMIT' };
    expect(floors({ containers: web({ heap: go }) })).toEqual([['HeapFloor', 1100]]);
    // 1110 / 1.1 = 1009.1
    expect(heapThatFitsMiB(1110, { nonHeapShare: 0.1 })).toBe(1009);
  });

  it('never grow on a guess what runs with what it has', () => {
    const guess = { ...guessed, isGuess: true };
    const runs = { verdicts: { memory: { kind: 'size', reasons: [] } } } as const;
    const silent = { verdicts: { memory: { kind: 'keep', reasons: [] } } } as const;
    const amounts = (declared: Partial<ContainerDefinition>, of: Partial<GuardContext>) =>
      floors({ containers: web(declared), guard: of });
    expect(amounts({ heap: guess, memoryMiB: 1024 }, runs)).toEqual([['HeapFloor', 1024]]);
    // Without a limit it has the task's 512; with 4096 nothing goes below 2048 × 1.25.
    expect(amounts({ heap: guess }, runs)).toEqual([['HeapFloor', 512]]);
    expect(amounts({ heap: guess, memoryMiB: 4096 }, runs)).toEqual([['HeapFloor', 2560]]);
    // It may not run for want of memory, and what somebody said is no guess.
    expect(amounts({ heap: guess, memoryMiB: 1024 }, silent)).toEqual([['HeapFloor', 2560]]);
    expect(amounts({ heap: guessed, memoryMiB: 1024 }, runs)).toEqual([['HeapFloor', 2560]]);
  });

  it('leave out the heap whose cost is asked for, and no other', () => {
    const containers = [container('web', { heap: said }), container('job', { heap: guessed })];
    const left = containerFloors(guard({ containers, guard: { withoutHeapOf: 'job' } }));
    expect(left.map((each) => 'containers' in each && each.containers)).toEqual([{ web: { memoryMiB: 1280 } }]);
  });

  it('hold for containers that are seeded', () => {
    const seeded = [container('job', { heap: said })];
    expect(floors({ guard: { seeded } })).toEqual([['HeapFloor', 1280]]);
  });
});

describe('the CPU of a heap that never ran', () => {
  const noData = { cpu: { kind: 'keep', reasons: [{ code: 'NoData', resource: 'cpu' }] } } as const;
  const cpu = (given: Case) =>
    demands(heapCpuFloor(guard({ ...given, guard: { verdicts: noData, ...given.guard } }))).map(
      ({ reasons }) => reasons[0],
    );
  const small = container('web', { memoryMiB: 256, heap: guessed });

  it('is the row whose least memory is the heap: 2048 / 2 = 1024', () => {
    expect(cpu({ containers: [small] })).toEqual([{ code: 'HeapCpu', heapMiB: 2048, amount: 1024 }]);
  });

  it('adds heaps up: 2048 + 1024 = 3072 asks for 1536, so 2048', () => {
    const job = container('job', { memoryMiB: 100, heap: said });
    expect(cpu({ containers: [small, job] })).toEqual([{ code: 'HeapCpu', heapMiB: 3072, amount: 2048 }]);
  });

  it('takes the task for a container without a limit: 512 MiB hold no heap of 2048', () => {
    expect(cpu({ containers: [container('web', { heap: guessed })] })).toHaveLength(1);
    const fits = container('web', { heap: { maximumMiB: 400, source: 'command' } });
    expect(cpu({ containers: [fits] })).toEqual([]); // 400 × 1.25 = 500
  });

  it.each<[string, Case]>([
    ['there is no heap', {}],
    ['the heap fits what it has', { containers: [container('web', { memoryMiB: 2560, heap: guessed })] }],
    [
      'a configured minimum wins over it',
      { containers: [small], target: { containers: { web: { minimumMemoryMiB: 300 } } } },
    ],
    ['its cost is asked for', { containers: [small], guard: { withoutHeapOf: 'web' } }],
    ['CPU has data', { containers: [small], guard: { verdicts: { cpu: { kind: 'size', reasons: [] } } } }],
    ['CPU is not measured', { containers: [small], guard: { verdicts: {} } }],
    ['no row is that large', { containers: [container('web', { heap: { maximumMiB: 200_000, source: 'x' } })] }],
  ])('is not asked for, when %s', (_, given) => {
    expect(cpu(given)).toEqual([]);
  });

  it('is a row of the operating system: Windows begins at 1024', () => {
    const heap = { maximumMiB: 600, source: 'command' };
    const running = service({
      platform: WINDOWS,
      taskSize: size(1024, 2048),
      containers: [container('web', { memoryMiB: 300, heap })],
    });
    expect(heapCpuFloor({ target: target(), service: running, tasks: 1, verdicts: noData, seeded: [] })).toMatchObject([
      { cpuUnits: 1024 },
    ]);
  });
});
