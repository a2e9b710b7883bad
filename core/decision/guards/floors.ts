import type { ContainerSettings } from '../../configuration/configuration.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../../model/service.ts';
import { ownEntry, sum } from '../../model/sizes.ts';
import { RESOURCES, type Resource, SIDES, validPairs } from '../../model/task-size.ts';
import { minuteText } from '../../model/time.ts';
import { amountText, type ReasonsOf, WORDS } from '../../model/words.ts';
import { keysOf } from '../../sizing/key-groups.ts';
import type { MemoryKill } from '../../usage/kills.ts';
import type { Constraint } from '../bounds.ts';
import { floorHeapOf, heapFloorMiB } from '../heaps.ts';
import { type Guard, type GuardContext, keep } from './guard.ts';
import { ALARM_SENTENCES, alarmFloors } from './service-alarms.ts';

const UNTIL = 'until four weeks have passed without a kill or its image changes';

interface Killed {
  readonly container: string;
  readonly limitMiB: number;
  /** ISO time of the newest five-minute interval in which it was killed. */
  readonly at: string;
  readonly amount: number;
}

interface Heap {
  readonly container: string;
  readonly maximumHeapMiB: number;
  readonly source: string;
  readonly isGuess?: boolean;
  readonly amount: number;
}

const SENTENCES = {
  ContainerMinimumMemory: ({ container, amount }: { container: string; amount: number }) =>
    `Container ${container} has a configured minimum of ${amount} MiB.`,
  HeapFloor: ({ container, maximumHeapMiB, source, isGuess, amount }: Heap) =>
    isGuess
      ? `Container ${container} is taken to grow its heap to ${maximumHeapMiB} MiB, a guess from the ${source}, and keeps at least ${amount} MiB. Say in its definition or in rightsizer.yml what the heap is.`
      : `Container ${container} may grow its heap to ${maximumHeapMiB} MiB (${source}), which takes at least ${amount} MiB.`,
  MemoryKill: ({ container, limitMiB, at, amount }: Killed) =>
    `Container ${container} was killed at its limit of ${limitMiB} MiB (last seen ${minuteText(at)}); it gets at least ${amount} MiB ${UNTIL}.`,
  TaskMemoryKill: ({ container, limitMiB, at, amount }: Killed) =>
    `Container ${container}, which has no limit of its own, was killed when the task was full at ${limitMiB} MiB (last seen ${minuteText(at)}); the task gets at least ${amount} MiB ${UNTIL}.`,
  UnpublishedMemoryKill: ({ container, limitMiB, at, amount }: Killed) =>
    `Container ${container} was killed at its limit of ${limitMiB} MiB (last seen ${minuteText(at)}), which no key of rightsizer.yml publishes: raise it to at least ${amount} MiB in the task definition, or name its key under parameters.containers.${container}.memory. The task gets room for it ${UNTIL}.`,
  ...ALARM_SENTENCES,
  MinimumTaskSize: ({ resource, amount }: { resource: Resource; amount: number }) =>
    `The configured minimum is ${amountText(resource, amount)}.`,
  NeverShrink: ({ resource, amount }: { resource: Resource; amount: number }) =>
    `The configuration never decreases ${WORDS[resource]} below its ${amountText(resource, amount)}.`,
  HeapCpu: ({ heapMiB, amount }: { heapMiB: number; amount: number }) =>
    `There is no CPU data; a heap of ${heapMiB} MiB gets the CPU row that Fargate pairs with it, ${amount} units.`,
};
type FloorReason = ReasonsOf<typeof SENTENCES>;
type ContainerFloor = Extract<FloorReason, { readonly container: string }>;

function askedHeap(container: ContainerDefinition, { target, withoutHeapOf }: GuardContext) {
  return withoutHeapOf === container.name ? undefined : floorHeapOf(container, target);
}

/** Each CPU row's least memory is twice its CPU units: 256/512, 1024/2048. */
const CPU_PER_HEAP_MIB = 0.5;

/**
 * A heap that asks for more memory than there is, and no CPU point at all: a worker that does not stay up. Memory alone
 * would leave it the CPU of a guess that never worked, so it gets the CPU row whose least memory is its heap.
 */
export function heapCpuFloor(guard: GuardContext): readonly Constraint<FloorReason>[] {
  const { service, verdicts } = guard;
  const noCpuData = verdicts.cpu?.reasons.some(({ code }) => code === 'NoData') ?? false;
  if (!noCpuData) return [];
  const heaps = service.containers.map((container) => {
    const heap = askedHeap(container, guard);
    const has = countedMemoryMiB(container) ?? service.taskSize.memoryMiB;
    return heap !== undefined && heapFloorMiB(heap) > has ? heap.maximumHeapMiB : 0;
  });
  const heapMiB = sum(heaps);
  const rows = validPairs(service.platform.operatingSystem).map(({ cpuUnits }) => cpuUnits);
  const amount = rows.find((cpuUnits) => cpuUnits >= heapMiB * CPU_PER_HEAP_MIB);
  if (heapMiB === 0 || amount === undefined) return [];
  return [{ kind: 'atLeast', cpuUnits: amount, reasons: [{ code: 'HeapCpu', heapMiB, amount }] }];
}

function minimumTaskSize({ target: { minimumTaskSize: bound } }: GuardContext): Constraint<FloorReason> {
  const reasons = RESOURCES.flatMap((resource): FloorReason[] => {
    const amount = bound[SIDES[resource]];
    return amount === undefined ? [] : [{ code: 'MinimumTaskSize', resource, amount }];
  });
  return { kind: 'atLeast', ...bound, reasons };
}

function neverShrink(guard: GuardContext): readonly Constraint<FloorReason>[] {
  return (guard.target.guards.neverShrink ?? []).map((resource) =>
    keep(resource, guard, (amount) => [{ code: 'NeverShrink', resource, amount }]),
  );
}

type KillCode = 'MemoryKill' | 'TaskMemoryKill' | 'UnpublishedMemoryKill';

/** A container without a limit is killed at the task's; a limit that nobody publishes can only be raised by hand. */
function killCode(container: ContainerDefinition, { target: { parameters } }: GuardContext): KillCode {
  const { memory } = keysOf(parameters, container);
  if (container.memoryMiB === undefined && memory === undefined) return 'TaskMemoryKill';
  return memory === undefined ? 'UnpublishedMemoryKill' : 'MemoryKill';
}

/** Whether there is enough data of the service to say that it runs with the memory that it has. */
function isRunning({ verdicts: { memory } }: GuardContext): boolean {
  return memory !== undefined && memory.kind !== 'keep';
}

function heapFloor(container: ContainerDefinition, guard: GuardContext): readonly ContainerFloor[] {
  const heap = askedHeap(container, guard);
  if (heap === undefined) return [];
  const { maximumHeapMiB, source, isGuess = false } = heap;
  const whole = heapFloorMiB(heap);
  const has = container.memoryMiB ?? guard.service.taskSize.memoryMiB;
  // A guess is no reason to grow what runs: it was configured that way.
  const amount = isGuess && isRunning(guard) ? Math.min(whole, has) : whole;
  return [
    { code: 'HeapFloor', container: container.name, maximumHeapMiB, source, ...(isGuess && { isGuess }), amount },
  ];
}

function floorsOf(container: ContainerDefinition, guard: GuardContext): readonly ContainerFloor[] {
  const { target, context } = guard;
  const { name } = container;
  const { minimumMemoryMiB: amount }: ContainerSettings = ownEntry(target.containers, name) ?? {};
  const kills = context?.kills.filter((kill) => kill.container === name) ?? [];
  const killFloor = ({ limitMiB, at, floorMiB }: MemoryKill): ContainerFloor => {
    const time = new Date(at).toISOString();
    return { code: killCode(container, guard), container: name, limitMiB, at: time, amount: floorMiB };
  };
  return [
    ...(amount === undefined ? [] : [{ code: 'ContainerMinimumMemory', container: name, amount } as const]),
    ...heapFloor(container, guard),
    ...kills.map(killFloor),
  ];
}

/** Memory floors of the containers there are: configured minimums, heaps, kills. */
export function containerFloors(guard: GuardContext): readonly Constraint<ContainerFloor>[] {
  return [...guard.service.containers, ...guard.seeded].flatMap((container) =>
    floorsOf(container, guard).map((reason): Constraint<ContainerFloor> => {
      const { code, amount: memoryMiB } = reason;
      if (code === 'TaskMemoryKill') return { kind: 'atLeast', memoryMiB, reasons: [reason] };
      return { kind: 'atLeast', containers: { [container.name]: { memoryMiB } }, reasons: [reason] };
    }),
  );
}

/** Floors of kills, heaps, the configuration and alarms: they grow a size under any verdict, with no data at all. */
export const floors: Guard<FloorReason> = {
  name: 'floors',
  constrain: (guard) => [
    minimumTaskSize(guard),
    ...containerFloors(guard),
    ...heapCpuFloor(guard),
    ...neverShrink(guard),
    ...alarmFloors(guard),
  ],
  sentences: SENTENCES,
};
