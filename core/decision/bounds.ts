import { sum } from '../model/sizes.ts';
import { bySide, RESOURCES, type Resource, SIDES, type TaskSize } from '../model/task-size.ts';
import type { Coded } from '../model/words.ts';
import type { Shortage } from '../sizing/cheapest-size.ts';
import { boundsOf, type ContainerBound, type ContainerBounds } from '../sizing/key-groups.ts';

interface Demanded<Why> {
  readonly cpuUnits?: number;
  readonly memoryMiB?: number;
  readonly containers?: ContainerBound;
  /** Told in the order of the constraints. */
  readonly reasons: readonly Why[];
}

/** The amount of a bound that something passes. */
export interface PassedLimit {
  readonly resource: Resource;
  readonly needed: number;
  readonly amount: number;
}

/**
 * One demand on the size. `atLeast` is firm; `wants` is what utilization asks for. The strict `atMost` forbids: a firm
 * need above it means no change and an alert. The other `atMost` gives way to what is firm. `wants` yields to all.
 */
export type Constraint<Why extends Coded = Coded> = Demand<Why> | Limit<Why>;

export type Demand<Why extends Coded = Coded> = Demanded<Why> & {
  readonly kind: 'atLeast' | 'wants';
  readonly shortage?: Shortage;
};

interface Limit<Why extends Coded> {
  readonly kind: 'atMost';
  readonly cpuUnits?: number;
  readonly memoryMiB?: number;
  /** What to say when utilization wants more. */
  readonly whenExceeded: (limit: PassedLimit) => Why;
  /** Strict only: what to say when something firm needs more. */
  readonly whenConflicting?: (limit: PassedLimit) => Why;
}

export interface Bounds<Why extends Coded = Coded> {
  readonly firm: TaskSize;
  /** What utilization wants within `upper`, and never less than `firm`. */
  readonly needed: TaskSize;
  /** What utilization wants, whatever bounds it. */
  readonly wanted: TaskSize;
  /** The strict bounds alone: nothing passes them. */
  readonly maximum: TaskSize;
  /** All bounds; the ones that are not strict are lifted to what is firm. */
  readonly upper: TaskSize;
  readonly containers: ReadonlyMap<string, ContainerBounds>;
  readonly reasons: readonly Why[];
  /** What too small a size is expected to be short of, where utilization tells. */
  readonly shortage?: Shortage;
  /** Strict bounds that lie below something firm: nothing may change. */
  readonly conflicts: readonly Why[];
}

const UNBOUNDED = bySide(() => Number.POSITIVE_INFINITY);

function larger(size: TaskSize, other: Partial<TaskSize>): TaskSize {
  return bySide((side) => Math.max(size[side], other[side] ?? 0));
}

function smaller(size: TaskSize, other: Partial<TaskSize>): TaskSize {
  return bySide((side) => Math.min(size[side], other[side] ?? size[side]));
}

function boundsByContainer(demands: readonly Demand[]) {
  const containers = new Map<string, ContainerBounds>();
  for (const { kind, containers: bound = {} } of demands) {
    for (const [name, amount] of Object.entries(bound)) {
      const before = boundsOf(containers, name);
      const minimum = kind === 'atLeast' ? larger(before.minimum, amount) : before.minimum;
      containers.set(name, { minimum, needed: larger(before.needed, amount) });
    }
  }
  return containers;
}

/** How what containers have becomes what the task has. */
export interface Addition {
  /** A container's CPU is a hard quota (Windows), so that what utilization wants of it adds up. */
  readonly cpuAddsUp: boolean;
  /** The memory limits of the containers that run pass the task's: the task must hold each, and not all at once. */
  readonly overlaps: boolean;
}

function sideBySide(sizes: readonly TaskSize[]): TaskSize {
  return bySide((side) => sum(sizes.map((size) => size[side])));
}

function beside(sizes: readonly TaskSize[]): TaskSize {
  return { ...sideBySide(sizes), memoryMiB: Math.max(0, ...sizes.map(({ memoryMiB }) => memoryMiB)) };
}

/** The reasons of a kind for each side where `needed` passes a limit: of its tightest limit. */
function exceeded<Why extends Coded>(
  limits: readonly Limit<Why>[],
  needed: TaskSize,
  kind: 'whenExceeded' | 'whenConflicting',
): readonly Why[] {
  return RESOURCES.flatMap((resource): readonly Why[] => {
    const side = SIDES[resource];
    const amountOf = (limit: Partial<TaskSize>) => limit[side] ?? Number.POSITIVE_INFINITY;
    const passed = limits.filter((limit) => needed[side] > amountOf(limit));
    const amount = Math.min(...passed.map(amountOf));
    const tightest = passed.find((limit) => amountOf(limit) === amount);
    const reason = tightest?.[kind]?.({ resource, needed: needed[side], amount });
    return reason === undefined ? [] : [reason];
  });
}

/**
 * Resolves constraints to what is firm, what is needed and what is the most.
 *
 * Firm needs add up: ECS refuses containers whose CPU sums to more than the task's; memory limits that do are not made.
 */
export function resolveBounds<Why extends Coded>(
  constraints: readonly Constraint<Why>[],
  { cpuAddsUp, overlaps }: Addition,
): Bounds<Why> {
  const limits = constraints.filter((each): each is Limit<Why> => each.kind === 'atMost');
  const demands = constraints.filter((each): each is Demand<Why> => each.kind !== 'atMost');
  const containers = boundsByContainer(demands);
  const strict = limits.filter(({ whenConflicting }) => whenConflicting !== undefined);

  const addUp = overlaps ? beside : sideBySide;
  const minimums = addUp([...containers.values()].map(({ minimum }) => minimum));
  const firm = demands.filter(({ kind }) => kind === 'atLeast').reduce(larger, minimums);
  const together = addUp([...containers.values()].map(({ needed }) => needed));
  const wanted = demands.reduce(larger, larger(firm, cpuAddsUp ? together : { memoryMiB: together.memoryMiB }));
  const maximum = strict.reduce(smaller, UNBOUNDED);
  const upper = smaller(maximum, larger(limits.reduce(smaller, UNBOUNDED), firm));
  // A side whose limit gave way to a firm need is not said to be limited, unless utilization wants even more.
  const beyond = bySide((side) => (wanted[side] > upper[side] ? wanted[side] : 0));
  const shortages = demands.flatMap(({ shortage }) => shortage ?? []);
  // At most one of CPU and one of memory.
  const [shortage] = shortages.map((first) => ({ ...first, ...shortages.at(-1) }));
  return {
    firm,
    needed: larger(smaller(wanted, upper), firm),
    wanted,
    maximum,
    upper,
    containers,
    reasons: [...demands.flatMap(({ reasons }) => reasons), ...exceeded(limits, beyond, 'whenExceeded')],
    ...(shortage && { shortage }),
    conflicts: exceeded(strict, firm, 'whenConflicting'),
  };
}
