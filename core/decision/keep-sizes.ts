import { type Resource, SIDES } from '../model/resource.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../model/service.ts';
import { type ContainerSize, deployedContainers, type ParameterKeys, type Sizes } from '../model/sizes.ts';
import type { Coded } from '../model/words.ts';
import type { ContainerBound } from '../sizing/container-bounds.ts';
import { partKey } from '../sizing/key-groups.ts';
import type { Demand } from './bounds.ts';

export interface KeepInput<Why extends Coded> {
  /** The sizes that a resource is not to fall below. */
  readonly sizes: Sizes;
  readonly containers: readonly ContainerDefinition[];
  readonly keys: ParameterKeys;
  readonly reasons: readonly Why[];
}

/** What a container has of a resource in its task; 0 where it has no limit. */
export function amountOf(resource: Resource, container: ContainerSize): number {
  return (resource === 'cpu' ? container.cpuUnits : countedMemoryMiB(container)) ?? 0;
}

/**
 * Containers with a number of their own. One under the task's own key has all of the task, whatever others take of it, and keeps that with the task:
 * were it asked for beside what the others need, the task would grow at every run.
 */
export function ownContainers<Why extends Coded>(
  resource: Resource,
  { sizes, containers, keys }: Omit<KeepInput<Why>, 'reasons'>,
): ReturnType<typeof deployedContainers> {
  return deployedContainers(sizes, containers).filter(
    (container) => partKey(container, SIDES[resource], keys) !== keys.task[resource],
  );
}

/** The task and each of its containers keep at least what `sizes` give them of a resource. */
export function keepResource<Why extends Coded>(resource: Resource, { reasons, ...kept }: KeepInput<Why>): Demand<Why> {
  const side = SIDES[resource];
  const bounds: ContainerBound = Object.fromEntries(
    ownContainers(resource, kept).map((each) => [each.name, { [side]: amountOf(resource, each) }]),
  );
  return { kind: 'atLeast', [side]: kept.sizes.task[side], containers: bounds, reasons };
}
