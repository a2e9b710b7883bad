import type { TaskSize } from '../model/fargate-grid.ts';

/** What a container must at least have; absent numbers are not constrained. */
export type ContainerBound = Readonly<Record<string, { readonly cpuUnits?: number; readonly memoryMiB?: number }>>;

/** A container's part of the bounds: `minimum` is firm, `needed` includes what utilization wants. */
export interface ContainerBounds {
  readonly minimum: TaskSize;
  readonly needed: TaskSize;
}

const NOTHING: TaskSize = { cpuUnits: 0, memoryMiB: 0 };
const NO_BOUNDS: ContainerBounds = { minimum: NOTHING, needed: NOTHING };

/** The bounds of a container; nothing where it has none. */
export function boundsOf(containers: ReadonlyMap<string, ContainerBounds>, name: string): ContainerBounds {
  return containers.get(name) ?? NO_BOUNDS;
}
