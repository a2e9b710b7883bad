import { type ContainerDefinition, countedMemoryMiB, type RunningService } from './service.ts';
import { isValidPair, type OperatingSystem, type TaskSize } from './task-size.ts';

/** The keys in the SSM document under which a container's numbers are published; an absent key is not published. */
export interface ContainerKeys {
  readonly cpu?: string;
  readonly memory?: string;
  readonly memoryReservation?: string;
}

/** Which key of the SSM document holds which number. Several numbers of one resource may share one key. */
export interface ParameterKeys {
  readonly task: { readonly cpu: string; readonly memory: string };
  readonly containers: Readonly<Record<string, ContainerKeys>>;
}

/** The numbers of one container; only those that are published or declared are there. */
export interface ContainerSize {
  readonly cpuUnits?: number;
  readonly memoryMiB?: number;
  readonly memoryReservationMiB?: number;
}

export interface NamedSize extends ContainerSize {
  readonly name: string;
}

/** The sizes of a task and its containers: what an SSM document holds. */
export interface Sizes {
  readonly task: TaskSize;
  readonly containers: Readonly<Record<string, ContainerSize>>;
}

/** One number of a document: its key, where it belongs, and how it is called in `ContainerSize` or `TaskSize`. */
export interface PublishedNumber {
  readonly key: string;
  /** Absent for the task's own numbers. */
  readonly container?: string;
  readonly field: keyof ContainerSize;
}

/** How a key is called in rightsizer.yml, and its number in a size. */
export const CONTAINER_FIELDS = [
  ['cpu', 'cpuUnits'],
  ['memory', 'memoryMiB'],
  ['memoryReservation', 'memoryReservationMiB'],
] as const satisfies ReadonlyArray<readonly [keyof ContainerKeys, keyof ContainerSize]>;

/** Every number that `parameters` publishes, task first, containers in the order of the file. */
export function publishedNumbers(keys: ParameterKeys): readonly PublishedNumber[] {
  const task: PublishedNumber[] = [
    { key: keys.task.cpu, field: 'cpuUnits' },
    { key: keys.task.memory, field: 'memoryMiB' },
  ];
  const containers = Object.entries(keys.containers).flatMap(([container, containerKeys]) =>
    CONTAINER_FIELDS.flatMap(([name, field]) => {
      const key = containerKeys[name];
      return key === undefined ? [] : [{ key, container, field }];
    }),
  );
  return [...task, ...containers];
}

/** The number that `sizes` holds for a published number; undefined when the container or the number is not there. */
export function numberOf(sizes: Sizes, { container, field }: PublishedNumber): number | undefined {
  if (container !== undefined) return ownEntry(sizes.containers, container)?.[field];
  return field === 'cpuUnits' ? sizes.task.cpuUnits : sizes.task.memoryMiB;
}

/** Whether a document can say these sizes: numbers that share a key are equal. */
export function hasOneValuePerKey(sizes: Sizes, keys: ParameterKeys): boolean {
  const values = new Map<string, number>();
  return publishedNumbers(keys).every((published) => {
    const value = numberOf(sizes, published);
    if (value === undefined) return true;
    const before = values.get(published.key) ?? value;
    values.set(published.key, value);
    return before === value;
  });
}

/** The own property `key` of a record that people may have filled with names such as `constructor`. */
export function ownEntry<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The containers as they would be deployed: what is declared, overlaid with the sizes. */
export function deployedContainers(sizes: Sizes, declared: readonly ContainerDefinition[]): readonly NamedSize[] {
  const known = declared.map((container) => ({ ...container, ...ownEntry(sizes.containers, container.name) }));
  const names = new Set(declared.map(({ name }) => name));
  const added = Object.entries(sizes.containers).flatMap(([name, size]) =>
    names.has(name) ? [] : [{ name, ...size }],
  );
  return [...known, ...added];
}

/** The least memory Docker gives a container: client-ecs `ContainerDefinition.memory`, 2026-11-22. */
export const MINIMUM_CONTAINER_MEMORY_MIB = 6;

export interface Accepts {
  readonly operatingSystem: OperatingSystem;
  /** The memory of its containers adds up to more than the task has, and it runs: that is no reason to refuse it. */
  readonly overlaps?: boolean;
}

/**
 * Whether running containers' memory adds up to more than the task's. ECS refuses a container that is larger than the
 * task; that it refuses the sum is documented for CPU only (client-ecs `ContainerDefinition.memory`, 2026-11-22).
 */
export function acceptsOf({ containers, taskSize, platform }: RunningService): Accepts {
  const { operatingSystem } = platform;
  const total = sum(containers.map((container) => countedMemoryMiB(container) ?? 0));
  return total > taskSize.memoryMiB ? { operatingSystem, overlaps: true } : { operatingSystem };
}

/**
 * Why ECS would refuse a task of these sizes, or undefined when it would take it: a valid pair that holds
 * Σ(memoryReservation, else memory), every single memory, and the sum of container CPU (docs/contracts.md).
 */
export function misfit(
  sizes: Sizes,
  declared: readonly ContainerDefinition[],
  { operatingSystem, overlaps = false }: Accepts,
): string | undefined {
  const { cpuUnits, memoryMiB } = sizes.task;
  if (!isValidPair(sizes.task, operatingSystem)) {
    return `${cpuUnits} CPU units with ${memoryMiB} MiB is no task size that Fargate offers`;
  }
  const containers = deployedContainers(sizes, declared);
  const memorySum = sum(containers.map((container) => container.memoryReservationMiB ?? container.memoryMiB ?? 0));
  if (!(memorySum <= memoryMiB || (overlaps && memorySum < Number.POSITIVE_INFINITY)))
    return `the containers sum to ${memorySum} MiB, the task has ${memoryMiB}`;
  const cpuSum = sum(containers.map((container) => container.cpuUnits ?? 0));
  if (!(cpuSum <= cpuUnits)) return `the containers sum to ${cpuSum} CPU units, the task has ${cpuUnits}`;
  return containers.map((container) => containerMisfit(container, memoryMiB)).find((found) => found !== undefined);
}

function containerMisfit(container: NamedSize, taskMemoryMiB: number): string | undefined {
  const { name, memoryMiB: hard, memoryReservationMiB: soft } = container;
  if (hard !== undefined && hard > taskMemoryMiB)
    return `container ${name} has ${hard} MiB, the task has ${taskMemoryMiB}`;
  if (hard !== undefined && soft !== undefined && !(hard > soft)) {
    return `container ${name} has memory ${hard} MiB, which must be above its memoryReservation of ${soft}`;
  }
  const tooSmall = [hard, soft].find(
    (memoryMiB) => memoryMiB !== undefined && memoryMiB < MINIMUM_CONTAINER_MEMORY_MIB,
  );
  return tooSmall === undefined
    ? undefined
    : `container ${name} has ${tooSmall} MiB, the least is ${MINIMUM_CONTAINER_MEMORY_MIB}`;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
