import { type ContainerDefinition, partOf } from '../model/service.ts';
import { type ContainerKeys, type NamedSize, ownEntry, type ParameterKeys } from '../model/sizes.ts';
import { bySide, type TaskSize } from '../model/task-size.ts';

type Side = keyof TaskSize;
type Named = Pick<ContainerDefinition, 'name'>;

export function keysOf(keys: ParameterKeys, { name }: Named): ContainerKeys {
  return ownEntry(keys.containers, name) ?? {};
}

/**
 * The key under which a container's part of the task is published: its CPU; its memory reservation, where that has a
 * key, else its memory. Undefined when neither is published.
 */
export function partKey(container: Named, side: Side, keys: ParameterKeys): string | undefined {
  const { cpu, memory, memoryReservation } = keysOf(keys, container);
  return side === 'cpuUnits' ? cpu : (memoryReservation ?? memory);
}

/** Whether its reservation is what the task holds for a container, and its limit does not count. */
export function reserves(container: NamedSize, keys: ParameterKeys): boolean {
  return container.memoryReservationMiB !== undefined || keysOf(keys, container).memoryReservation !== undefined;
}

/** Whether a container's part of the task is what it declares: no key publishes it, whatever the container needs. */
export function isFixed(container: ContainerDefinition, side: Side, keys: ParameterKeys): boolean {
  return partKey(container, side, keys) === undefined && partOf(container, side) !== undefined;
}

/** The containers that have a number under a key. */
function sharing(key: string, containers: readonly ContainerDefinition[], keys: ParameterKeys) {
  return containers.filter((container) => Object.values(keysOf(keys, container)).includes(key));
}

/**
 * A bound on containers, for the containers that there are: numbers that share a key are one number, so what one of
 * them must have, each of them must have.
 *
 * For example: `a` and `b` publish their memory under one key // { a: { memoryMiB: 300 } } becomes 300 for both
 */
export function boundByKey(
  bound: ContainerBound,
  containers: readonly ContainerDefinition[],
  keys: ParameterKeys,
): ContainerBound {
  const largest = (container: ContainerDefinition, side: Side) => {
    const key = partKey(container, side, keys);
    const group = key === undefined ? [container] : sharing(key, containers, keys);
    const amounts = group.flatMap(({ name }) => ownEntry(bound, name)?.[side] ?? []);
    return amounts.length === 0 ? {} : { [side]: Math.max(...amounts) };
  };
  return Object.fromEntries(
    containers.map((each) => [each.name, { ...largest(each, 'cpuUnits'), ...largest(each, 'memoryMiB') }]),
  );
}

/** What a container must at least have; absent numbers are not constrained. */
export type ContainerBound = Readonly<Record<string, { readonly cpuUnits?: number; readonly memoryMiB?: number }>>;

/** A container's part of the bounds: `minimum` is firm, `needed` includes what utilization wants. */
export interface ContainerBounds {
  readonly minimum: TaskSize;
  readonly needed: TaskSize;
}

const NO_BOUNDS: ContainerBounds = { minimum: bySide(() => 0), needed: bySide(() => 0) };

/** The bounds of a container; nothing where it has none. */
export function boundsOf(containers: ReadonlyMap<string, ContainerBounds>, name: string): ContainerBounds {
  return containers.get(name) ?? NO_BOUNDS;
}
