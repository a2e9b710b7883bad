import { type Resource, SIDES } from '../model/resource.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../model/service.ts';
import { deployedContainers, type Sizes } from '../model/sizes.ts';
import type { Coded } from '../model/words.ts';
import type { ContainerBound } from '../sizing/container-bounds.ts';
import type { Demand } from './bounds.ts';

export interface KeepInput<Why extends Coded> {
  /** The sizes that a resource is not to fall below. */
  readonly sizes: Sizes;
  readonly containers: readonly ContainerDefinition[];
  readonly reasons: readonly Why[];
}

/** The task and each of its containers keep at least what `sizes` give them of a resource. */
export function keepResource<Why extends Coded>(
  resource: Resource,
  { sizes, containers, reasons }: KeepInput<Why>,
): Demand<Why> {
  const side = SIDES[resource];
  const bounds: ContainerBound = Object.fromEntries(
    deployedContainers(sizes, containers).map((container) => {
      const amount = resource === 'cpu' ? container.cpuUnits : countedMemoryMiB(container);
      return [container.name, { [side]: amount ?? 0 }];
    }),
  );
  return { kind: 'atLeast', [side]: sizes.task[side], containers: bounds, reasons };
}
