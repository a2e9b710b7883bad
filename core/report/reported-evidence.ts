import type { Assessment } from '../decision/assess.ts';
import type { EvidenceContext } from '../decision/evidence.ts';
import type { Reason, ReasonCode, Recommendation } from '../decision/recommendation.ts';
import type { Risk } from '../decision/views.ts';
import type { ByResource } from '../model/task-size.ts';
import type { TargetVerdict } from '../usage/data-quality.ts';
import type { TaskCounts } from '../usage/task-counts.ts';

/** What was read from a resource, without what was worked out from it on the way. */
export type ReportedAssessment = Omit<Assessment, 'expected'>;

/** What a decision was made from, without the series themselves. docs/report.md says what each field means. */
export interface ReportedEvidence {
  readonly verdict: TargetVerdict<Reason>;
  readonly confidence: Confidence;
  readonly resources: ByResource<ReportedAssessment>;
  readonly risk: Risk;
  readonly context?: ReturnType<typeof reportedContext>;
}

/** `lower` where something was estimated or is not known; the codes are those of the reasons that say what. */
export interface Confidence {
  readonly kind: 'full' | 'lower';
  readonly because: readonly LoweringCode[];
}

const LOWERING = {
  ContainersEstimated: 'containers are not measured',
  KillsUnknown: 'memory kills are not recorded',
  ScalingUnknown: 'scaling policies are not known',
  BrokenData: 'points are broken',
  LowCoverage: 'points are missing',
  MuchLeftOut: 'many points are left out',
  InsufficientData: 'there is little data',
  SizeHistory: 'former sizes are not known',
} as const satisfies Partial<Record<ReasonCode, string>>;
type LoweringCode = keyof typeof LOWERING;

function confidenceOf({ reasons }: Recommendation): Confidence {
  const because = (Object.keys(LOWERING) as readonly LoweringCode[]).filter((code) =>
    reasons.some(
      (reason) => reason.code === code && (reason.code !== 'SizeHistory' || reason.source === 'CurrentSize'),
    ),
  );
  return { kind: because.length === 0 ? 'full' : 'lower', because };
}

/**
 * @example confidenceText({ kind: 'lower', because: ['KillsUnknown'] })
 * // 'lower confidence: memory kills are not recorded'
 */
export function confidenceText({ kind, because }: Confidence): string {
  const words = because.map((code) => LOWERING[code]);
  return `${kind} confidence${words.length === 0 ? '' : `: ${words.join(', ')}`}`;
}

/** A service that restarts all day would fill the report with its starts. */
const NEWEST_STARTS = 20;

function iso(time: number): string {
  return new Date(time).toISOString();
}

function reportedCounts({ tasks: _, ...counts }: TaskCounts): Omit<TaskCounts, 'tasks'> {
  return counts;
}

/** What was known beside the series. Times are ISO. */
function reportedContext({ timeline, starts, kills, counts, ...context }: EvidenceContext) {
  const { resizes, mixedPoints, unknownPoints, daysSinceDeployment, killsKnown, scaling, growth } = context;
  const { times, peakPercent, bootMinutes, bootCpuUnits, maskedPoints: leftOutPoints } = starts;
  // The newest ones.
  const newest = times.slice(-NEWEST_STARTS).map(iso);
  return {
    sizeHistory: { source: timeline.source, resizes, mixedPoints, unknownPoints },
    ...(daysSinceDeployment !== undefined && { daysSinceDeployment }),
    starts: { count: times.length, newest, peakPercent, bootMinutes, bootCpuUnits, leftOutPoints },
    kills: kills.map((kill) => ({ ...kill, at: iso(kill.at) })),
    killsKnown,
    scaling,
    ...(growth && { growth }),
    ...(counts && { counts: reportedCounts(counts) }),
  };
}

/** The evidence of a recommendation as it is reported. */
export function reportedEvidence(recommendation: Recommendation, risk: Risk = {}): ReportedEvidence {
  const { verdict, assessments, context } = recommendation;
  return {
    verdict,
    confidence: confidenceOf(recommendation),
    resources: Object.fromEntries(
      Object.entries(assessments).map(([resource, { expected: _, ...read }]) => [resource, read]),
    ),
    risk,
    ...(context && { context: reportedContext(context) }),
  };
}
