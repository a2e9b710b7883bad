import { type Resource, SIDES } from '../model/resource.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../model/service.ts';
import { deployedContainers, type Sizes } from '../model/sizes.ts';
import type { ContainerBound } from '../sizing/container-bounds.ts';
import type { Constraint } from './bounds.ts';
import type { Reason } from './reason.ts';

export interface KeepInput {
  /** The sizes that a resource is not to fall below. */
  readonly sizes: Sizes;
  readonly containers: readonly ContainerDefinition[];
  readonly reasons?: readonly Reason[];
}

type Demand = Extract<Constraint, { readonly kind: 'atLeast' | 'wants' }>;

/** The task and each of its containers keep at least what `sizes` give them of a resource. */
export function keepResource(resource: Resource, { sizes, containers, reasons = [] }: KeepInput): Demand {
  const side = SIDES[resource];
  const bounds: ContainerBound = Object.fromEntries(
    deployedContainers(sizes, containers).map((container) => {
      const amount = resource === 'cpu' ? container.cpuUnits : countedMemoryMiB(container);
      return [container.name, { [side]: amount ?? 0 }];
    }),
  );
  return { kind: 'atLeast', [side]: sizes.task[side], containers: bounds, reasons };
}

/** As `keepResource`, but it yields to every guard that says how much is the most: freeze windows and the change gate delay, and forbid nothing. */
export function holdResource(resource: Resource, input: KeepInput): Demand {
  return { ...keepResource(resource, input), kind: 'wants' };
}
