import { type Resource, SIDES } from '../model/resource.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../model/service.ts';
import { deployedContainers, type ParameterKeys, type Sizes } from '../model/sizes.ts';
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

/**
 * The task and each of its containers keep at least what `sizes` give them of a resource. A container under the task's
 * own key has all of the task, whatever others take of it: it keeps that with the task. Were it asked for beside what
 * the others need, the task would grow at every run.
 */
export function keepResource<Why extends Coded>(
  resource: Resource,
  { sizes, containers, keys, reasons }: KeepInput<Why>,
): Demand<Why> {
  const side = SIDES[resource];
  const own = deployedContainers(sizes, containers).filter(
    (container) => partKey(container, side, keys) !== keys.task[resource],
  );
  const bounds: ContainerBound = Object.fromEntries(
    own.map((container) => {
      const amount = resource === 'cpu' ? container.cpuUnits : countedMemoryMiB(container);
      return [container.name, { [side]: amount ?? 0 }];
    }),
  );
  return { kind: 'atLeast', [side]: sizes.task[side], containers: bounds, reasons };
}
