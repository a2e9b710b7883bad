import type { ContainerSettings } from '../../configuration/configuration.ts';
import { validPairs } from '../../model/fargate-grid.ts';
import type { Resource } from '../../model/resource.ts';
import { RESOURCES, SIDES } from '../../model/resource.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../../model/service.ts';
import { ownEntry } from '../../model/sizes.ts';
import { minuteText } from '../../model/time.ts';
import { amountText, type Sentences, WORDS } from '../../model/words.ts';
import type { Constraint } from '../bounds.ts';
import { floorHeapOf, heapFloorMiB } from '../heap-floor.ts';
import type { Guard, GuardContext } from './guard.ts';
import { keep } from './size-it-has.ts';

type ContainerFloor =
  | { readonly code: 'ContainerMinimumMemory'; readonly container: string; readonly amount: number }
  | {
      readonly code: 'HeapFloor';
      readonly container: string;
      readonly maximumHeapMiB: number;
      /** Where the heap was read. */
      readonly source: string;
      readonly amount: number;
    }
  | {
      readonly code: 'MemoryKill';
      readonly container: string;
      readonly limitMiB: number;
      /** ISO time of the newest five-minute interval in which it was killed. */
      readonly at: string;
      readonly amount: number;
    };
type FloorReason =
  | ContainerFloor
  | { readonly code: 'MinimumTaskSize'; readonly resource: Resource; readonly amount: number }
  | { readonly code: 'NeverShrink'; readonly resource: Resource; readonly amount: number }
  | { readonly code: 'HeapCpu'; readonly heapMiB: number; readonly amount: number };

const SENTENCES: Sentences<FloorReason> = {
  MinimumTaskSize: ({ resource, amount }) => `The configured minimum is ${amountText(resource, amount)}.`,
  NeverShrink: ({ resource, amount }) =>
    `The configuration never decreases ${WORDS[resource]} below its ${amountText(resource, amount)}.`,
  ContainerMinimumMemory: ({ container, amount }) =>
    `Container ${container} has a configured minimum of ${amount} MiB.`,
  HeapFloor: ({ container, maximumHeapMiB, source, amount }) =>
    `Container ${container} may grow its heap to ${maximumHeapMiB} MiB (${source}), which takes at least ${amount} MiB.`,
  MemoryKill: ({ container, limitMiB, at, amount }) =>
    `Container ${container} was killed at its limit of ${limitMiB} MiB (last seen ${minuteText(at)}); it gets at least ${amount} MiB until four weeks have passed without a kill or its image changes.`,
  HeapCpu: ({ heapMiB, amount }) =>
    `There is no CPU data; a heap of ${heapMiB} MiB gets the CPU row that Fargate pairs with it, ${amount} units.`,
};

/** The floors of one container. */
function floorReasons(
  container: ContainerDefinition,
  { target, context, withoutHeapOf }: GuardContext,
): readonly ContainerFloor[] {
  const { name } = container;
  const settings: ContainerSettings = ownEntry(target.containers, name) ?? {};
  const reasons: ContainerFloor[] = [];
  if (settings.minimumMemoryMiB !== undefined) {
    reasons.push({ code: 'ContainerMinimumMemory', container: name, amount: settings.minimumMemoryMiB });
  }
  const heap = withoutHeapOf === name ? undefined : floorHeapOf(container, target);
  if (heap !== undefined) {
    reasons.push({ code: 'HeapFloor', container: name, ...heap, amount: heapFloorMiB(heap.maximumHeapMiB) });
  }
  for (const { limitMiB, at, floorMiB } of context?.kills.filter((kill) => kill.container === name) ?? []) {
    reasons.push({ code: 'MemoryKill', container: name, limitMiB, at: new Date(at).toISOString(), amount: floorMiB });
  }
  return reasons;
}

/** Memory floors of the containers there are: configured minimums, heaps, kills. */
export function containerFloors(guard: GuardContext): readonly Constraint<FloorReason>[] {
  return [...guard.service.containers, ...guard.seeded].flatMap((container) =>
    floorReasons(container, guard).map((reason): Constraint<FloorReason> => {
      const containers = { [container.name]: { memoryMiB: reason.amount } };
      return { kind: 'atLeast', containers, reasons: [reason] };
    }),
  );
}

/** Each CPU row's least memory is twice its CPU units: 256/512, 1024/2048. */
const CPU_PER_HEAP_MIB = 0.5;

/**
 * A heap that asks for more memory than there is, and no CPU point at all: a worker that does not stay up. Memory alone would leave it the CPU of a
 * guess that never worked, so it gets the CPU row whose least memory is its heap.
 */
export function heapCpuFloor({
  target,
  service,
  verdicts,
  withoutHeapOf,
}: GuardContext): readonly Constraint<FloorReason>[] {
  const noCpuData = verdicts.cpu?.reasons.some(({ code }) => code === 'NoData') ?? false;
  if (!noCpuData) return [];
  const heaps = service.containers.map((container) => {
    if (container.name === withoutHeapOf) return 0;
    const heap = floorHeapOf(container, target)?.maximumHeapMiB ?? 0;
    return heapFloorMiB(heap) > (countedMemoryMiB(container) ?? service.taskSize.memoryMiB) ? heap : 0;
  });
  const heapMiB = heaps.reduce((total, each) => total + each, 0);
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
  return guard.target.guards.neverShrink.map((resource) =>
    keep(resource, guard, (amount) => [{ code: 'NeverShrink', resource, amount }]),
  );
}

/** Floors of kills, heaps and the configuration: they grow a size under any verdict, with no data at all. */
export const floors: Guard<FloorReason> = {
  name: 'floors',
  constrain: (guard) => [
    minimumTaskSize(guard),
    ...containerFloors(guard),
    ...heapCpuFloor(guard),
    ...neverShrink(guard),
  ],
  sentences: SENTENCES,
};
