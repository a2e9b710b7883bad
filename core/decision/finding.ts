import type { TaskSize } from '../model/fargate-grid.ts';
import { RESOURCES, type Resource, SIDES } from '../model/resource.ts';

/** AWS Compute Optimizer's words for the verdict on a size. */
export const FINDINGS = ['Optimized', 'Overprovisioned', 'Underprovisioned'] as const;
export type Finding = (typeof FINDINGS)[number];

/** AWS Compute Optimizer's words for why. */
export const FINDING_REASON_CODES = [
  'CPUOverprovisioned',
  'CPUUnderprovisioned',
  'MemoryOverprovisioned',
  'MemoryUnderprovisioned',
] as const;
export type FindingReasonCode = (typeof FINDING_REASON_CODES)[number];

export interface FindingInput {
  readonly current: TaskSize;
  readonly recommended: TaskSize;
  /** What the task must hold; a resource is underprovisioned when this is above its current size. */
  readonly needed: TaskSize;
}

const NAMES = { cpu: 'CPU', memory: 'Memory' } as const satisfies Record<Resource, string>;

/** The codes of each resource that is too small for what is needed, or larger than what is recommended. */
export function findingReasonCodes({ current, recommended, needed }: FindingInput): readonly FindingReasonCode[] {
  return RESOURCES.flatMap((resource): FindingReasonCode[] => {
    const [name, side] = [NAMES[resource], SIDES[resource]];
    if (needed[side] > current[side]) return [`${name}Underprovisioned`];
    return recommended[side] < current[side] ? [`${name}Overprovisioned`] : [];
  });
}

/** The finding: too small anywhere is `Underprovisioned`, else too large anywhere is `Overprovisioned`. */
export function findingOf(input: FindingInput): Finding {
  const codes = findingReasonCodes(input);
  if (codes.some((code) => code.endsWith('Underprovisioned'))) return 'Underprovisioned';
  return codes.length > 0 ? 'Overprovisioned' : 'Optimized';
}
