import { type Resource, SIDES } from '../model/resource.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../model/service.ts';
import { type ContainerSize, deployedContainers, type Sizes } from '../model/sizes.ts';
import type { Coded } from '../model/words.ts';
import type { ContainerBound } from '../sizing/container-bounds.ts';
import type { Demand } from './bounds.ts';

export interface KeepInput<Why extends Coded> {
  /** The sizes that a resource is not to fall below. */
  readonly sizes: Sizes;
  readonly containers: readonly ContainerDefinition[];
  readonly reasons: readonly Why[];
}

/** What a container has of a resource in its task; 0 where it has no limit. */
export function amountOf(resource: Resource, container: ContainerSize): number {
  return (resource === 'cpu' ? container.cpuUnits : countedMemoryMiB(container)) ?? 0;
}

/** The task and each of its containers keep at least what `sizes` give them of a resource. */
export function keepResource<Why extends Coded>(
  resource: Resource,
  { sizes, containers, reasons }: KeepInput<Why>,
): Demand<Why> {
  const side = SIDES[resource];
  const bounds: ContainerBound = Object.fromEntries(
    deployedContainers(sizes, containers).map((each) => [each.name, { [side]: amountOf(resource, each) }]),
  );
  return { kind: 'atLeast', [side]: sizes.task[side], containers: bounds, reasons };
}
