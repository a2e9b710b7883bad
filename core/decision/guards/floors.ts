import { validPairs } from '../../model/fargate-grid.ts';
import { RESOURCES, type Resource, SIDES } from '../../model/resource.ts';
import { countedMemoryMiB } from '../../model/service.ts';
import { amountText, type ReasonsOf, WORDS } from '../../model/words.ts';
import type { Constraint } from '../bounds.ts';
import { floorHeapOf, heapFloorMiB } from '../heaps.ts';
import { CONTAINER_FLOOR_SENTENCES, containerFloors } from './container-floors.ts';
import { type Guard, type GuardContext, keep } from './guard.ts';
import { ALARM_SENTENCES, alarmFloors } from './service-alarms.ts';

const SENTENCES = {
  ...CONTAINER_FLOOR_SENTENCES,
  ...ALARM_SENTENCES,
  MinimumTaskSize: ({ resource, amount }: { resource: Resource; amount: number }) =>
    `The configured minimum is ${amountText(resource, amount)}.`,
  NeverShrink: ({ resource, amount }: { resource: Resource; amount: number }) =>
    `The configuration never decreases ${WORDS[resource]} below its ${amountText(resource, amount)}.`,
  HeapCpu: ({ heapMiB, amount }: { heapMiB: number; amount: number }) =>
    `There is no CPU data; a heap of ${heapMiB} MiB gets the CPU row that Fargate pairs with it, ${amount} units.`,
};
type FloorReason = ReasonsOf<typeof SENTENCES>;

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
    const heap = floorHeapOf(container, target);
    const has = countedMemoryMiB(container) ?? service.taskSize.memoryMiB;
    return heap !== undefined && heapFloorMiB(heap) > has ? heap.maximumHeapMiB : 0;
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
  return (guard.target.guards.neverShrink ?? []).map((resource) =>
    keep(resource, guard, (amount) => [{ code: 'NeverShrink', resource, amount }]),
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
