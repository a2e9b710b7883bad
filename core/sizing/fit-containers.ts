import type { ContainerKeys, ParameterKeys } from '../configuration/configuration.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../service.ts';
import type { ContainerBounds } from './bounds.ts';
import { distribute, type Part } from './distribute.ts';
import type { TaskSize } from './fargate-grid.ts';
import { type ContainerSize, MINIMUM_CONTAINER_MEMORY_MIB, ownEntry, type Sizes, sum } from './sizes.ts';

export interface FitInput {
  readonly task: TaskSize;
  readonly containers: readonly ContainerDefinition[];
  readonly keys: ParameterKeys;
  readonly bounds: ReadonlyMap<string, ContainerBounds>;
}

const NO_BOUNDS: ContainerBounds = {
  minimum: { cpuUnits: 0, memoryMiB: 0 },
  needed: { cpuUnits: 0, memoryMiB: 0 },
};

function keysOf(input: FitInput, container: string): ContainerKeys {
  return ownEntry(input.keys.containers, container) ?? {};
}

type KeyOf = (container: ContainerDefinition) => string | undefined;

/** What a container that no key publishes counts with: what it declares, or the memory it was observed to use. */
function unpublished(container: ContainerDefinition, side: keyof TaskSize, { needed }: ContainerBounds): number {
  if (side === 'cpuUnits') return container.cpuUnits ?? 0;
  return countedMemoryMiB(container) ?? needed.memoryMiB;
}

/** Splits one resource of the task over its containers: by name, the amount that the task must hold for it. */
function fitResource(input: FitInput, side: keyof TaskSize, keyOf: KeyOf): ReadonlyMap<string, number> {
  const total = input.task[side];
  const taskKey = side === 'cpuUnits' ? input.keys.task.cpu : input.keys.task.memory;
  const fixed = new Map<string, number>();
  const parts: Part[] = [];
  for (const container of input.containers) {
    const { name, essential } = container;
    const bounds = input.bounds.get(name) ?? NO_BOUNDS;
    const key = keyOf(container);
    if (key === undefined) fixed.set(name, unpublished(container, side, bounds));
    else if (key === taskKey) fixed.set(name, total);
    else parts.push({ name, key, essential, minimum: bounds.minimum[side], needed: bounds.needed[side] });
  }
  const least = side === 'cpuUnits' ? 1 : MINIMUM_CONTAINER_MEMORY_MIB;
  return new Map([...fixed, ...distribute(Math.max(0, total - sum([...fixed.values()])), parts, least)]);
}

/** The key of the number that the task must hold for a container's memory: its reservation, where it has one. */
function countedMemoryKey(container: ContainerDefinition, keys: ContainerKeys): string | undefined {
  if (keys.memoryReservation !== undefined) return keys.memoryReservation;
  return container.memoryReservationMiB === undefined ? keys.memory : undefined;
}

interface MemoryRoom {
  /** What the task holds for this container. */
  readonly counted: number;
  /** The most its hard limit may be: what nobody else has been given. */
  readonly mostMiB: number;
}

function fitMemory(
  container: ContainerDefinition,
  keys: ContainerKeys,
  { counted, mostMiB }: MemoryRoom,
): ContainerSize {
  const reserves = keys.memoryReservation !== undefined || container.memoryReservationMiB !== undefined;
  if (!reserves) return keys.memory === undefined ? {} : { memoryMiB: counted };
  const hardMiB = keys.memory === undefined ? container.memoryMiB : mostMiB;
  const softMiB = Math.min(counted, (hardMiB ?? Number.POSITIVE_INFINITY) - 1);
  return {
    ...(keys.memory !== undefined && { memoryMiB: mostMiB }),
    ...(keys.memoryReservation !== undefined && { memoryReservationMiB: softMiB }),
  };
}

/** Numbers that share a key get one value that suits all: a hard limit two containers share is the smaller of the two. */
function alignSharedLimits(
  containers: Record<string, ContainerSize>,
  keys: ParameterKeys,
): Record<string, ContainerSize> {
  const limits = new Map<string, number>();
  for (const [name, { memoryMiB }] of Object.entries(containers)) {
    const key = ownEntry(keys.containers, name)?.memory;
    if (key !== undefined && memoryMiB !== undefined)
      limits.set(key, Math.min(memoryMiB, limits.get(key) ?? memoryMiB));
  }
  const aligned = Object.entries(containers).map(([name, size]) => {
    const limit = limits.get(ownEntry(keys.containers, name)?.memory ?? '');
    return [name, limit === undefined ? size : { ...size, memoryMiB: limit }] as const;
  });
  return Object.fromEntries(aligned);
}

/**
 * Fits the containers inside a task: what a container declares and no key publishes stays; the others get at least their
 * minimum, then what they need, and the essential ones share what the task has left, because it is paid for.
 *
 * @example task 4096 MiB, `connect` needs 3750 (essential), `sidecar` needs 60 // connect 4036, sidecar 60
 */
export function fitContainers(input: FitInput): Sizes {
  const cpu = fitResource(input, 'cpuUnits', (container) => keysOf(input, container.name).cpu);
  const memory = fitResource(input, 'memoryMiB', (container) =>
    countedMemoryKey(container, keysOf(input, container.name)),
  );
  const countedSum = sum([...memory.values()]);
  const containers = input.containers.map((container): readonly [string, ContainerSize] => {
    const keys = keysOf(input, container.name);
    const counted = memory.get(container.name) ?? 0;
    const others = keys.memory === input.keys.task.memory ? 0 : countedSum - counted;
    return [
      container.name,
      {
        ...(keys.cpu !== undefined && { cpuUnits: cpu.get(container.name) ?? 0 }),
        ...fitMemory(container, keys, { counted, mostMiB: input.task.memoryMiB - others }),
      },
    ];
  });
  const published = containers.filter(([, size]) => Object.keys(size).length > 0);
  return { task: input.task, containers: alignSharedLimits(Object.fromEntries(published), input.keys) };
}
