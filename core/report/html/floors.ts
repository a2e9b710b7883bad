import type { DecidedRecommendation, Reason, ReasonCode } from '../../decision/recommendation.ts';
import { type Resource, SIDES } from '../../model/task-size.ts';

/** What a resource of the task cannot go below, and why. */
interface Floor {
  readonly amount: number;
  /** For example: ['heap', 'memory kill'] */
  readonly causes: readonly string[];
}

/** Reasons that put a floor under memory; those of a container count in the sum of all. */
const MEMORY_FLOORS: Readonly<Partial<Record<ReasonCode, string>>> = {
  HeapFloor: 'heap',
  MemoryKill: 'memory kill',
  UnpublishedMemoryKill: 'memory kill',
  TaskMemoryKill: 'memory kill',
  ContainerMinimumMemory: 'configured',
};
const CPU_FLOORS: Readonly<Partial<Record<ReasonCode, string>>> = {
  HeapCpu: 'heap',
  CensoredCpu: 'CPU at its limit',
  SlowStart: 'slow start',
};
/** Reasons that name their resource. */
const EITHER: Readonly<Partial<Record<ReasonCode, string>>> = {
  MinimumTaskSize: 'configured',
  NeverShrink: 'configured',
  KeepsSize: 'too little data',
};

function causeOf(reason: Reason, resource: Resource): readonly string[] {
  const own = (resource === 'memory' ? MEMORY_FLOORS : CPU_FLOORS)[reason.code];
  const named = 'resource' in reason && reason.resource === resource ? EITHER[reason.code] : undefined;
  return [own, named].flatMap((cause) => cause ?? []);
}

/** The floor under a resource of the task; undefined where there is none. */
export function floorOf({ bounds, reasons }: DecidedRecommendation, resource: Resource): Floor | undefined {
  const causes = [...new Set(reasons.flatMap((reason) => causeOf(reason, resource)))];
  return causes.length === 0 ? undefined : { amount: bounds.firm[SIDES[resource]], causes };
}

/** @example floorText({ amount: 2816, causes: ['heap'] }, 'MiB') // 'floor 2816 MiB (heap)' */
export function floorText({ amount, causes }: Floor, unit: string): string {
  return `floor ${amount} ${unit} (${causes.join(', ')})`;
}
