import { type ContainerDefinition, countedMemoryMiB } from '../../model/service.ts';
import { MINIMUM_CONTAINER_MEMORY_MIB, type ParameterKeys } from '../../model/sizes.ts';
import { keysOf, partKey } from '../../sizing/key-groups.ts';
import type { Constraint } from '../bounds.ts';
import type { Guard, GuardContext } from './guard.ts';

/** Numbers without a key stay as declared, and the task must hold them. What is published has the least ECS takes. */
function declaredContainers({ target: { parameters }, service }: GuardContext): Constraint<never> {
  const bounds = service.containers.map((container) => {
    const cpuUnits = partKey(container, 'cpuUnits', parameters) === undefined ? (container.cpuUnits ?? 0) : 1;
    return [container.name, { cpuUnits, memoryMiB: leastMemoryMiB(container, parameters) }] as const;
  });
  const hardLimits = service.containers
    .filter((container) => keysOf(parameters, container).memory === undefined)
    .map(({ memoryMiB }) => memoryMiB ?? 0);
  const memoryMiB = Math.max(0, ...hardLimits);
  return { kind: 'atLeast', memoryMiB, containers: Object.fromEntries(bounds), reasons: [] };
}

function leastMemoryMiB(container: ContainerDefinition, parameters: ParameterKeys): number {
  const { memory, memoryReservation } = keysOf(parameters, container);
  if (memoryReservation !== undefined) return MINIMUM_CONTAINER_MEMORY_MIB;
  if (memory === undefined) return countedMemoryMiB(container) ?? 0;
  // A published limit must be above the reservation beside it.
  return Math.max(MINIMUM_CONTAINER_MEMORY_MIB, (container.memoryReservationMiB ?? 0) + 1);
}

function seededContainers({ seeded }: GuardContext): readonly Constraint<never>[] {
  return seeded.map((container) => ({
    kind: 'atLeast',
    containers: {
      [container.name]: { cpuUnits: container.cpuUnits ?? 0, memoryMiB: countedMemoryMiB(container) ?? 0 },
    },
    reasons: [],
  }));
}

/** What ECS would refuse is never asked for; core/decision/choose.ts says where no valid size is left. */
export const validity: Guard<never> = {
  name: 'validity',
  constrain: (context) => [declaredContainers(context), ...seededContainers(context)],
  sentences: {},
};
