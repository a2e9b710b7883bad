import type { Resource } from '../configuration/policy.ts';
import type { Reason } from '../reason.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../service.ts';
import type { Constraint, ContainerBound } from '../sizing/bounds.ts';
import type { TaskSize } from '../sizing/fargate-grid.ts';
import { deployedContainers, type Sizes } from '../sizing/sizes.ts';

export const SIDES = { cpu: 'cpuUnits', memory: 'memoryMiB' } as const satisfies Record<Resource, keyof TaskSize>;
export const RESOURCES: readonly Resource[] = ['cpu', 'memory'];

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
