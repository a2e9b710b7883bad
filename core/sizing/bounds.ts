import type { Resource } from '../configuration/policy.ts';
import type { Reason } from '../reason.ts';
import type { TaskSize } from './fargate-grid.ts';

/** What a container must at least have; absent numbers are not constrained. */
export type ContainerBound = Readonly<Record<string, { readonly cpuUnits?: number; readonly memoryMiB?: number }>>;

/**
 * One demand on the size. `atLeast` is firm; `atMost` bounds from above; `wants` is what utilization asks for and yields
 * to every bound. Constraints are given strongest first: a later one never breaks an earlier one.
 */
export interface Constraint {
  readonly kind: 'atLeast' | 'atMost' | 'wants';
  readonly cpuUnits?: number;
  readonly memoryMiB?: number;
  readonly containers?: ContainerBound;
  /** Told when the constraint decides something. */
  readonly reasons: readonly Reason[];
  /** `atMost` only: what to say when utilization wants more. */
  readonly whenExceeded?: (resource: Resource, needed: number) => Reason;
  /** `atMost` only: a firm need above this bound means no change and this alert; without it the bound gives way. */
  readonly whenConflicting?: (resource: Resource, needed: number) => Reason;
}

/** A container's part of the bounds: `minimum` is firm, `needed` includes what utilization wants. */
export interface ContainerBounds {
  readonly minimum: TaskSize;
  readonly needed: TaskSize;
}

/** All constraints of a target, resolved. */
export interface Bounds {
  readonly firm: TaskSize;
  readonly needed: TaskSize;
  readonly upper: TaskSize;
  readonly containers: ReadonlyMap<string, ContainerBounds>;
  readonly reasons: readonly Reason[];
  /** A strict bound lies below a firm need: nothing may change. */
  readonly conflict?: Reason;
}

interface Draft {
  firm: TaskSize;
  needed: TaskSize;
  upper: TaskSize;
  containers: Map<string, ContainerBounds>;
  reasons: Reason[];
  conflict: Reason | undefined;
  limits: Constraint[];
}

const NOTHING: TaskSize = { cpuUnits: 0, memoryMiB: 0 };
const UNBOUNDED: TaskSize = { cpuUnits: Number.POSITIVE_INFINITY, memoryMiB: Number.POSITIVE_INFINITY };

function larger(size: TaskSize, other: Partial<TaskSize>): TaskSize {
  return {
    cpuUnits: Math.max(size.cpuUnits, other.cpuUnits ?? 0),
    memoryMiB: Math.max(size.memoryMiB, other.memoryMiB ?? 0),
  };
}

function smaller(size: TaskSize, other: Partial<TaskSize>): TaskSize {
  return {
    cpuUnits: Math.min(size.cpuUnits, other.cpuUnits ?? size.cpuUnits),
    memoryMiB: Math.min(size.memoryMiB, other.memoryMiB ?? size.memoryMiB),
  };
}

function raiseContainers(draft: Draft, bound: ContainerBound, firm: boolean): void {
  for (const [name, amount] of Object.entries(bound)) {
    const before = draft.containers.get(name) ?? { minimum: NOTHING, needed: NOTHING };
    draft.containers.set(name, {
      minimum: firm ? larger(before.minimum, amount) : before.minimum,
      needed: larger(before.needed, amount),
    });
  }
}

/** What the containers need together: memory limits add up; CPU adds up where it is a hard quota (Windows). */
function containerSum(draft: Draft, part: keyof ContainerBounds, cpuAddsUp: boolean): TaskSize {
  let cpuUnits = 0;
  let memoryMiB = 0;
  for (const container of draft.containers.values()) {
    cpuUnits += cpuAddsUp ? container[part].cpuUnits : 0;
    memoryMiB += container[part].memoryMiB;
  }
  return { cpuUnits, memoryMiB };
}

const SIDES = [
  ['cpu', 'cpuUnits'],
  ['memory', 'memoryMiB'],
] as const;

/** The tightest upper bound of a side that `needed` exceeds. */
function exceededLimit(draft: Draft, side: keyof TaskSize, needed: number): Constraint | undefined {
  const exceeded = draft.limits.filter((limit) => needed > (limit[side] ?? Number.POSITIVE_INFINITY));
  return exceeded.sort((a, b) => Number(a[side]) - Number(b[side]))[0];
}

function meetLimits(draft: Draft, firm: boolean): void {
  for (const [resource, side] of SIDES) {
    const needed = firm ? draft.firm[side] : draft.needed[side];
    if (!(needed > draft.upper[side])) continue;
    const limit = exceededLimit(draft, side, needed);
    if (firm) draft.conflict ??= limit?.whenConflicting?.(resource, needed);
    else draft.reasons.push(...[limit?.whenExceeded?.(resource, needed)].filter((reason) => reason !== undefined));
  }
}

function applyConstraint(draft: Draft, constraint: Constraint, cpuAddsUp: boolean): void {
  const { kind, containers = {} } = constraint;
  if (kind === 'atMost') {
    draft.limits.push(constraint);
    draft.upper = larger(
      smaller(draft.upper, constraint),
      constraint.whenConflicting === undefined ? draft.firm : NOTHING,
    );
    meetLimits(draft, true);
    return;
  }
  const firm = kind === 'atLeast';
  raiseContainers(draft, containers, firm);
  if (firm) draft.firm = larger(larger(draft.firm, constraint), containerSum(draft, 'minimum', cpuAddsUp));
  draft.needed = larger(larger(draft.needed, constraint), containerSum(draft, 'needed', cpuAddsUp));
  draft.reasons.push(...constraint.reasons);
  meetLimits(draft, firm);
}

/**
 * Resolves constraints, strongest first, to what is firm, what is needed and what is the most.
 *
 * @param cpuAddsUp - True where a container's CPU is a hard quota (Windows), so that their needs add up.
 */
export function resolveBounds(constraints: readonly Constraint[], cpuAddsUp: boolean): Bounds {
  const draft: Draft = {
    firm: NOTHING,
    needed: NOTHING,
    upper: UNBOUNDED,
    containers: new Map(),
    reasons: [],
    conflict: undefined,
    limits: [],
  };
  for (const constraint of constraints) applyConstraint(draft, constraint, cpuAddsUp);
  const { firm, upper, containers, reasons, conflict } = draft;
  return {
    firm,
    needed: larger(smaller(draft.needed, upper), firm),
    upper,
    containers,
    reasons,
    ...(conflict && { conflict }),
  };
}
