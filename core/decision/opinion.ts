import { RESOURCES, type Resource, SIDES, type TaskSize } from '../model/task-size.ts';

/** Compute Optimizer's view of one service. Source: client-compute-optimizer `ECSServiceRecommendation`, 2026-11-23. */
export interface Opinion {
  readonly serviceArn: string;
  readonly finding: Finding;
  readonly findingReasonCodes: readonly FindingReasonCode[];
  /** What it looked at: after a resize this can be a former size. */
  readonly current: TaskSize;
  /** Its best option; a side it says nothing about is that of `current`. Absent where it has no option. */
  readonly task?: TaskSize;
  /** Resources it is silent about, because a scaling policy holds them. */
  readonly silentAbout: readonly Resource[];
  readonly lookbackDays: number;
  /** ISO time. */
  readonly refreshedAt?: string | undefined;
  /** Its own estimate, USD a month; absent without Cost Explorer. */
  readonly savingsUsdPerMonth?: number | undefined;
}

/** Why there is no opinion; `NoOpinion`: it was asked, and has none on this service. */
export type NoOpinionCause = 'NotEnrolled' | 'NotPermitted' | 'Failed' | 'NotAsked' | 'NoOpinion';

/** Its opinions by ARN of the service; a service without an entry is one it has none of. */
export type OpinionAnswer =
  | { readonly kind: 'known'; readonly byArn: ReadonlyMap<string, Opinion> }
  | {
      readonly kind: 'unavailable';
      readonly because: Exclude<NoOpinionCause, 'NoOpinion'>;
      /** One sentence for people. */
      readonly detail: string;
    };

/** Whether Compute Optimizer is on in an account and region. Source: client-compute-optimizer `Status`, 2026-11-23. */
export const ENROLLMENT_STATUSES = ['Active', 'Inactive', 'Pending', 'Failed'] as const;
export type EnrollmentStatus = (typeof ENROLLMENT_STATUSES)[number];

/**
 * Why another opinion differs, in the order in which it is told: it looked at another size; what is firm here it does
 * not know (floors, limits, containers, data too poor to take less); it leaves less headroom; it looks at other days;
 * else it estimates otherwise.
 */
export const DIFFERENCE_CODES = ['FormerSize', 'Bounds', 'Headroom', 'Window', 'OtherEstimate'] as const;
export type DifferenceCode = (typeof DIFFERENCE_CODES)[number];

/** Where there is no opinion: why, and one sentence for people. */
export interface NoOpinion {
  readonly kind: 'none';
  readonly because: NoOpinionCause;
  readonly detail: string;
}

export interface UsableOpinion {
  readonly kind: 'some';
  readonly opinion: Opinion;
  readonly task: TaskSize;
}

/** The opinion of a service; where it finds a size right it may leave out the option. */
export function opinionOn(answer: OpinionAnswer, serviceArn: string | undefined): UsableOpinion | NoOpinion {
  if (answer.kind === 'unavailable') return { kind: 'none', because: answer.because, detail: answer.detail };
  const opinion = serviceArn === undefined ? undefined : answer.byArn.get(serviceArn);
  const task = opinion?.task ?? (opinion?.finding === 'Optimized' ? opinion.current : undefined);
  if (opinion !== undefined && task !== undefined) return { kind: 'some', opinion, task };
  return { kind: 'none', because: 'NoOpinion', detail: 'Compute Optimizer has no recommendation for this service.' };
}

/** AWS Compute Optimizer's words for the verdict on a size. */
export const FINDINGS = ['Optimized', 'Overprovisioned', 'Underprovisioned'] as const;
export type Finding = (typeof FINDINGS)[number];

/** Its words for why. */
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
