import type { Policy } from '../configuration/policy.ts';
import { RESOURCES, type Resource } from '../model/resource.ts';
import type { ResourceQuality, ResourceVerdict } from './data-quality.ts';
import type { DataReason } from './data-reason.ts';

/**
 * What may be done with what utilization says about a target: `act` on it, `advise` it without applying it, or be `silent`.
 * Floors and kills may grow a size under any verdict.
 */
export interface TargetVerdict<Why = DataReason> {
  readonly kind: 'act' | 'advise' | 'silent';
  readonly reasons: readonly Why[];
}

export interface VerdictInput {
  readonly resources: Readonly<
    Partial<Record<Resource, { readonly quality: ResourceQuality; readonly verdict: ResourceVerdict }>>
  >;
  readonly policy: Policy;
  /** Absent when no deployment is known. */
  readonly daysSinceDeployment?: number;
}

function lowCoverage({ resources, policy }: VerdictInput): readonly DataReason[] {
  return RESOURCES.flatMap((resource): DataReason[] => {
    const assessed = resources[resource];
    if (assessed === undefined || assessed.verdict.kind === 'keep') return [];
    const { coveragePercent } = assessed.quality;
    const { minimumCoveragePercent } = policy;
    return coveragePercent >= minimumCoveragePercent
      ? []
      : [{ code: 'LowCoverage', resource, coveragePercent, minimumCoveragePercent }];
  });
}

/** What is left out above this share of the points with data may well be what matters (docs/algorithm.md). */
const MOST_LEFT_OUT_PERCENT = 25;

function muchLeftOut({ resources }: VerdictInput): readonly DataReason[] {
  return RESOURCES.flatMap((resource): DataReason[] => {
    const assessed = resources[resource];
    if (assessed === undefined || assessed.verdict.kind === 'keep') return [];
    const { points, leftOutPoints } = assessed.quality;
    const leftOutPercent = Math.round((leftOutPoints / (points + leftOutPoints)) * 100);
    return leftOutPercent > MOST_LEFT_OUT_PERCENT ? [{ code: 'MuchLeftOut', resource, leftOutPercent }] : [];
  });
}

function recentDeployment({ daysSinceDeployment, policy }: VerdictInput): readonly DataReason[] {
  const { minimumDaysSinceDeployment } = policy;
  if (daysSinceDeployment === undefined || daysSinceDeployment >= minimumDaysSinceDeployment) return [];
  return [{ code: 'RecentDeployment', daysSinceDeployment, minimumDaysSinceDeployment }];
}

/** Percentages of nobody knows what: somebody should look before anything is done with them. */
function aboveSize({ resources: { memory } }: VerdictInput): readonly DataReason[] {
  return memory?.verdict.reasons.filter(({ code }) => code === 'MemoryAboveSize') ?? [];
}

/** Judges a target before any number: silent when no resource has enough data, advise when what there is has holes. */
export function judgeTarget(input: VerdictInput): TargetVerdict {
  const all = Object.values(input.resources);
  if (all.every(({ verdict }) => verdict.kind === 'keep')) {
    return { kind: 'silent', reasons: all.flatMap(({ verdict }) => verdict.reasons) };
  }
  const reasons = [...aboveSize(input), ...lowCoverage(input), ...muchLeftOut(input), ...recentDeployment(input)];
  return { kind: reasons.length > 0 ? 'advise' : 'act', reasons };
}
