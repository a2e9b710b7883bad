import type { Policy } from '../configuration/policy.ts';
import type { Resource } from '../model/resource.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import { type ContainerDefinition, countedMemoryMiB } from '../model/service.ts';
import type { ParameterKeys } from '../model/sizes.ts';
import { MINIMUM_CONTAINER_MEMORY_MIB, type Sizes } from '../model/sizes.ts';
import { keysOf, partKey } from '../sizing/key-groups.ts';
import type { Constraint } from './bounds.ts';
import { censoredCpu } from './censored-cpu.ts';
import { containerFloors, heapCpuFloor } from './floors.ts';
import type { GuardContext } from './guard-context.ts';
import { holdResource, keepResource } from './keep-sizes.ts';
import type { Reason } from './reason.ts';
import { belowRolledBack, restoration } from './restoration.ts';
import { startsLimit } from './starts-limit.ts';

/** One row of the order in docs/contracts.md. */
interface Guard {
  readonly name: string;
  readonly constrain: (context: GuardContext) => readonly Constraint[];
  /** Whether nothing weaker is heard. */
  readonly ends?: (context: GuardContext) => boolean;
}

/** Who wins: strongest first, in the order of docs/contracts.md. What utilization wants comes after all of them. */
export const GUARDS: readonly Guard[] = [
  { name: 'validity', constrain: (context) => [...declaredContainers(context), ...seededContainers(context)] },
  { name: 'maximumTaskSize', constrain: maximumTaskSize },
  // Constrains nothing: a pinned target's sizes are the pin's (applicable.ts).
  { name: 'pin', constrain: () => [] },
  { name: 'floors', constrain: configuredFloors },
  { name: 'restoration', constrain: restoration },
  { name: 'freeze', constrain: keepFrozen, ends: ({ frozen }) => frozen !== undefined },
  {
    name: 'dataVerdict',
    constrain: (guard) =>
      belowRolledBack(guard, [...keepWithoutEvidence(guard), ...censoredCpu(guard), ...startsLimit(guard)]),
  },
  { name: 'neverAbovePolicy', constrain: neverAbovePolicy },
  { name: 'changeGate', constrain: ({ gate = [] }) => gate },
];

/** The guards' constraints, strongest first. */
export function guardConstraints(context: GuardContext): readonly Constraint[] {
  const last = GUARDS.findIndex(({ ends }) => ends?.(context));
  return GUARDS.slice(0, last < 0 ? GUARDS.length : last + 1).flatMap(({ constrain }) => constrain(context));
}

/** Numbers that no key publishes stay as declared, and the task must hold them. What is published has the least ECS takes. */
function declaredContainers({ target: { parameters }, service }: GuardContext): readonly Constraint[] {
  const bounds = service.containers.map((container) => {
    const cpuUnits = partKey(container, 'cpuUnits', parameters) === undefined ? (container.cpuUnits ?? 0) : 1;
    return [container.name, { cpuUnits, memoryMiB: leastMemoryMiB(container, parameters) }] as const;
  });
  const hardLimits = service.containers
    .filter((container) => keysOf(parameters, container).memory === undefined)
    .map(({ memoryMiB }) => memoryMiB ?? 0);
  const memoryMiB = Math.max(0, ...hardLimits);
  return [{ kind: 'atLeast', memoryMiB, containers: Object.fromEntries(bounds), reasons: [] }];
}

function leastMemoryMiB(container: ContainerDefinition, parameters: ParameterKeys): number {
  const { memory, memoryReservation } = keysOf(parameters, container);
  if (memoryReservation !== undefined) return MINIMUM_CONTAINER_MEMORY_MIB;
  if (memory === undefined) return countedMemoryMiB(container) ?? 0;
  // A published limit must be above the reservation beside it.
  return Math.max(MINIMUM_CONTAINER_MEMORY_MIB, (container.memoryReservationMiB ?? 0) + 1);
}

function seededContainers({ seeded }: GuardContext): readonly Constraint[] {
  return seeded.map((container) => ({
    kind: 'atLeast',
    containers: {
      [container.name]: { cpuUnits: container.cpuUnits ?? 0, memoryMiB: countedMemoryMiB(container) ?? 0 },
    },
    reasons: [],
  }));
}

function maximumTaskSize({ target }: GuardContext): readonly Constraint[] {
  return [
    {
      kind: 'atMost',
      ...target.maximumTaskSize,
      whenExceeded: (limit) => ({ code: 'MaximumTaskSize', ...limit }),
      whenConflicting: (limit) => ({ code: 'MaximumBelowFloor', ...limit }),
    },
  ];
}

function configuredFloors(context: GuardContext): readonly Constraint[] {
  return [...minimumTaskSize(context), ...containerFloors(context), ...heapCpuFloor(context), ...neverShrink(context)];
}

function minimumTaskSize({ target: { minimumTaskSize: bound } }: GuardContext): readonly Constraint[] {
  const reasons = RESOURCES.flatMap((resource): Reason[] => {
    const amount = bound[SIDES[resource]];
    return amount === undefined ? [] : [{ code: 'MinimumTaskSize', resource, amount }];
  });
  return [{ kind: 'atLeast', ...bound, reasons }];
}

function neverShrink(guard: GuardContext): readonly Constraint[] {
  return guard.target.guards.neverShrink.map((resource) => {
    const amount = sizeItHas(resource, guard).task[SIDES[resource]];
    return keep(resource, guard, [{ code: 'NeverShrink', resource, amount }]);
  });
}

/** What a target has of a resource: what runs, or what is live where that is more, is permitted, and waits for its deployment. */
function sizeItHas(resource: Resource, { target, service, live }: GuardContext): Sizes {
  const running: Sizes = { task: service.taskSize, containers: {} };
  const side = SIDES[resource];
  const most = target.maximumTaskSize[side] ?? Number.POSITIVE_INFINITY;
  return live !== undefined && live.task[side] > running.task[side] && live.task[side] <= most ? live : running;
}

/** Nothing ordinary changes: what is there stays, as far as stronger guards allow it. */
function keepFrozen({ frozen, service }: GuardContext): readonly Constraint[] {
  if (frozen === undefined) return [];
  const { containers } = service;
  return RESOURCES.map((resource) => holdResource(resource, { sizes: frozen, containers }));
}

/** The task and each of its containers keep at least what they have of a resource. */
function keep(resource: Resource, guard: GuardContext, reasons: readonly Reason[]): Constraint {
  const { containers } = guard.service;
  return keepResource(resource, { sizes: sizeItHas(resource, guard), containers, reasons });
}

/** No data, little data, broken or censored data: at least the size it has (docs/contracts.md, what always holds, 2). */
function keepWithoutEvidence(guard: GuardContext): readonly Constraint[] {
  return RESOURCES.flatMap((resource) => {
    const verdict = guard.verdicts[resource];
    if (verdict === undefined || verdict.kind === 'size') return [];
    const amount = sizeItHas(resource, guard).task[SIDES[resource]];
    return [keep(resource, guard, [...verdict.reasons, { code: 'KeepsSize', resource, amount }])];
  });
}

function neverAbovePolicy({ target, neverAbove }: GuardContext): readonly Constraint[] {
  const policy: Policy['neverAbovePolicy'] = target.policy.neverAbovePolicy;
  if (policy === undefined || neverAbove === undefined) return [];
  return [{ kind: 'atMost', ...neverAbove, whenExceeded: (limit) => ({ code: 'NeverAbovePolicy', policy, ...limit }) }];
}
