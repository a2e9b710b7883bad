import type { ParameterKeys, Target } from '../configuration/configuration.ts';
import type { Policy, Resource } from '../configuration/policy.ts';
import type { Reason } from '../reason.ts';
import { type ContainerDefinition, countedMemoryMiB, type RunningService } from '../service.ts';
import type { Constraint, ContainerBound } from '../sizing/bounds.ts';
import type { TaskSize } from '../sizing/fargate-grid.ts';
import { keysOf, partKey } from '../sizing/key-groups.ts';
import { deployedContainers, MINIMUM_CONTAINER_MEMORY_MIB, type Sizes } from '../sizing/sizes.ts';
import type { ResourceQuality, ResourceVerdict } from '../usage/data-quality.ts';
import { censoredCpu } from './censored-cpu.ts';
import { containerFloors, heapCpuFloor } from './floors.ts';
import type { EvidenceContext } from './recommendation.ts';
import { startsLimit } from './starts-limit.ts';

/** What the guards look at. */
export interface GuardContext {
  readonly target: Target;
  readonly service: RunningService;
  /** By resource; absent where the resource is not measured at all (`size` with CPU only). */
  readonly verdicts: Readonly<Partial<Record<Resource, ResourceVerdict>>>;
  /** What the live document holds, where there is a usable one. */
  readonly live?: Sizes;
  /** Containers that the live document names and ECS does not run yet: their numbers stay. */
  readonly seeded: readonly ContainerDefinition[];
  /** Absent where only series are given. */
  readonly context?: EvidenceContext;
  /** Absent where CPU is not measured or too little is. */
  readonly cpuQuality?: ResourceQuality;
  /** The container whose heap is not asked, to find out what it costs. */
  readonly withoutHeapOf?: string;
  /** The size that this target may not pass, where its policy has such a limit and the other stage is known. */
  readonly neverAbove?: TaskSize;
}

/** One row of the order in docs/contracts.md. A row without `constrain` does not shape the size: the run applies it, or nobody does yet. */
interface Guard {
  readonly name: string;
  readonly constrain?: (context: GuardContext) => readonly Constraint[];
}

/** Who wins: strongest first, in the order of docs/contracts.md. What utilization wants comes after all of them. */
export const GUARDS: readonly Guard[] = [
  { name: 'validity', constrain: (context) => [...declaredContainers(context), ...seededContainers(context)] },
  { name: 'maximumTaskSize', constrain: maximumTaskSize },
  { name: 'pin' },
  { name: 'floors', constrain: configuredFloors },
  { name: 'restoration' },
  { name: 'freeze' },
  {
    name: 'dataVerdict',
    constrain: (guard) => [...keepWithoutEvidence(guard), ...censoredCpu(guard), ...startsLimit(guard)],
  },
  { name: 'neverAbovePolicy', constrain: neverAbovePolicy },
  { name: 'changeGate' },
];

/** The guards' constraints, strongest first. */
export function guardConstraints(context: GuardContext): readonly Constraint[] {
  return GUARDS.flatMap((guard) => guard.constrain?.(context) ?? []);
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

const SIDES = { cpu: 'cpuUnits', memory: 'memoryMiB' } as const satisfies Record<Resource, keyof TaskSize>;
const RESOURCES: readonly Resource[] = ['cpu', 'memory'];

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

/** The task and each of its containers keep at least what they have of a resource. */
function keep(resource: Resource, guard: GuardContext, reasons: readonly Reason[]): Constraint {
  const side = SIDES[resource];
  const has = sizeItHas(resource, guard);
  const containers: ContainerBound = Object.fromEntries(
    deployedContainers(has, guard.service.containers).map((container) => {
      const amount = resource === 'cpu' ? container.cpuUnits : countedMemoryMiB(container);
      return [container.name, { [side]: amount ?? 0 }];
    }),
  );
  return { kind: 'atLeast', [side]: has.task[side], containers, reasons };
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
