import type { ContainerSettings, Target } from '../configuration/configuration.ts';
import { validPairs } from '../model/fargate-grid.ts';
import { IMAGE_DEFAULT, repositoryOf } from '../model/heap-setting.ts';
import { type ContainerDefinition, countedMemoryMiB, type HeapSetting } from '../model/service.ts';
import { ownEntry } from '../model/sizes.ts';
import type { Constraint } from './bounds.ts';
import type { GuardContext } from './guard-context.ts';
import type { Reason } from './reason.ts';

/** Share of the heap that a runtime needs on top of it: metaspace, code cache, thread stacks, direct buffers. 2048 → 2560. */
const NON_HEAP_SHARE = 0.25;

/** The least memory for a heap of this size, in MiB. */
export function heapFloorMiB(maximumHeapMiB: number): number {
  return Math.ceil(maximumHeapMiB * (1 + NON_HEAP_SHARE));
}

/** The largest heap that fits a container of this memory, in MiB. */
export function heapThatFitsMiB(memoryMiB: number): number {
  return Math.floor(memoryMiB / (1 + NON_HEAP_SHARE));
}

interface AbsoluteHeap {
  readonly maximumHeapMiB: number;
  readonly source: string;
}

function repositoryMatches(image: string | undefined, repository: string): boolean {
  const name = repositoryOf(image ?? '');
  return name === repository || name.endsWith(`/${repository}`);
}

/** The heap by which a container is judged: configured, said by its definition, by the configured images, by the well-known ones. */
export function heapOf(container: ContainerDefinition, target: Target): AbsoluteHeap | undefined {
  const configured = ownEntry(target.containers, container.name)?.heap;
  if (configured !== undefined) return { maximumHeapMiB: configured.maximumMiB, source: 'rightsizer.yml' };
  const said: HeapSetting | undefined = container.heap;
  const bySelf = said !== undefined && said.source !== IMAGE_DEFAULT;
  const image = target.images.find(({ repository }) => repositoryMatches(container.image, repository));
  if (!bySelf && image !== undefined)
    return { maximumHeapMiB: image.maximumHeapMiB, source: `rightsizer.yml, image ${image.repository}` };
  return said?.maximumMiB === undefined ? undefined : { maximumHeapMiB: said.maximumMiB, source: said.source };
}

/** The heap that sets a floor: a configured minimum wins over a heap that was guessed. */
export function floorHeapOf(container: ContainerDefinition, target: Target): AbsoluteHeap | undefined {
  const settings: ContainerSettings = ownEntry(target.containers, container.name) ?? {};
  const guessed = settings.heap === undefined;
  return guessed && settings.minimumMemoryMiB !== undefined ? undefined : heapOf(container, target);
}

type FloorReason = Extract<Reason, { code: 'ContainerMinimumMemory' | 'HeapFloor' | 'MemoryKill' }>;

/** The floors of one container. */
function floorReasons(
  container: ContainerDefinition,
  { target, context, withoutHeapOf }: GuardContext,
): readonly FloorReason[] {
  const { name } = container;
  const settings: ContainerSettings = ownEntry(target.containers, name) ?? {};
  const reasons: FloorReason[] = [];
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
export function containerFloors(guard: GuardContext): readonly Constraint[] {
  return [...guard.service.containers, ...guard.seeded].flatMap((container) =>
    floorReasons(container, guard).map((reason): Constraint => {
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
export function heapCpuFloor({ target, service, verdicts, withoutHeapOf }: GuardContext): readonly Constraint[] {
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
