import type { Resource } from '../model/resource.ts';
import { SIDES } from '../model/resource.ts';
import type { DifferenceCode } from './opinion.ts';
import type { Reason } from './reason.ts';

/** What another size gives of a resource. */
export interface Given {
  readonly resource: Resource;
  readonly amount: number;
}

type ContainerFloor = Extract<
  Reason,
  { code: 'HeapFloor' | 'MemoryKill' | 'UnpublishedMemoryKill' | 'ContainerMinimumMemory' }
>;

const CONTAINER_FLOORS: Readonly<Record<ContainerFloor['code'], DifferenceCode>> = {
  HeapFloor: 'HeapFloor',
  MemoryKill: 'KillFloor',
  UnpublishedMemoryKill: 'KillFloor',
  ContainerMinimumMemory: 'ConfiguredFloor',
};

/** A bound of the task: its code, and how much it is of a resource. */
interface TaskBound {
  readonly code: DifferenceCode;
  readonly amount: number;
}

/** What the other size would break that is firm: floors, what is kept, the way back. */
export function floorCodes(
  reasons: readonly Reason[],
  { resource, amount, firm }: Given & { readonly firm: number },
): readonly DifferenceCode[] {
  const ofTask = reasons.flatMap((reason) => leastOf(reason, resource) ?? []).filter((each) => each.amount > amount);
  const ofContainers = resource === 'memory' && firm > amount ? bindingFloors(reasons) : [];
  return [...ofContainers, ...ofTask.map(({ code }) => code)];
}

/** Of each container the floor that is highest: the others decide nothing. */
function bindingFloors(reasons: readonly Reason[]): readonly DifferenceCode[] {
  const floors = reasons.filter(isContainerFloor);
  const highest = new Map<string, number>();
  for (const { container, amount } of floors) highest.set(container, Math.max(highest.get(container) ?? 0, amount));
  return floors.flatMap(({ code, container, amount }) =>
    amount === highest.get(container) ? [CONTAINER_FLOORS[code]] : [],
  );
}

function isContainerFloor(reason: Reason): reason is ContainerFloor {
  return Object.hasOwn(CONTAINER_FLOORS, reason.code);
}

/** How much a reason says is the least of a resource, where it says that. */
function leastOf(reason: Reason, resource: Resource): TaskBound | undefined {
  switch (reason.code) {
    case 'MinimumTaskSize':
    case 'NeverShrink':
      return reason.resource === resource ? { code: 'ConfiguredFloor', amount: reason.amount } : undefined;
    case 'KeepsSize':
      return reason.resource === resource ? { code: 'DataVerdict', amount: reason.amount } : undefined;
    case 'CensoredCpu':
    case 'SlowStart':
      return resource === 'cpu' ? { code: 'DataVerdict', amount: reason.amount } : undefined;
    case 'HeapCpu':
      return resource === 'cpu' ? { code: 'HeapFloor', amount: reason.amount } : undefined;
    case 'TaskMemoryKill':
      return resource === 'memory' ? { code: 'KillFloor', amount: reason.amount } : undefined;
    case 'Breach':
      return { code: 'WayBack', amount: reason.size[SIDES[resource]] };
    case 'RolledBack':
      return { code: 'WayBack', amount: reason.restored[SIDES[resource]] };
    default:
      return undefined;
  }
}

/** What the other size passes that is the most. */
export function limitCodes(reasons: readonly Reason[], { resource, amount }: Given): readonly DifferenceCode[] {
  return reasons.flatMap((reason): readonly DifferenceCode[] => {
    const isLimit = reason.code === 'MaximumTaskSize' || reason.code === 'NeverAbovePolicy';
    if (!isLimit && reason.code !== 'GrowthRolledBack') return [];
    if (reason.resource !== resource || amount <= reason.amount) return [];
    return [isLimit ? 'ConfiguredLimit' : 'WayBack'];
  });
}
