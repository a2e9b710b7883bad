import type { Target } from '../configuration/configuration.ts';
import type { Resource } from '../configuration/policy.ts';
import type { Pricing } from '../money/tariff.ts';
import type { ScalingPolicy } from '../ports.ts';
import type { Reason } from '../reason.ts';
import type { RunningService, SkipReason } from '../service.ts';
import type { ContainerNeed } from '../sizing/container-needs.ts';
import type { Demand } from '../sizing/demand.ts';
import type { TaskSize } from '../sizing/fargate-grid.ts';
import type { CpuRow, KillRisk } from '../sizing/shortage.ts';
import type { Sizes } from '../sizing/sizes.ts';
import type { ResourceQuality, ResourceVerdict } from '../usage/data-quality.ts';
import type { MemoryKill } from '../usage/kills.ts';
import type { MemoryGrowth } from '../usage/memory-growth.ts';
import type { RolledBack } from '../usage/rolled-back.ts';
import type { Deployment, SizeTimeline } from '../usage/size-timeline.ts';
import type { Starts } from '../usage/starts.ts';
import type { TargetVerdict } from '../usage/target-verdict.ts';
import type { Series } from '../usage/usage.ts';
import type { Window } from '../usage/window.ts';
import type { Agreement, ChangeContext } from './change-context.ts';
import type { Finding, FindingReasonCode } from './finding.ts';
import type { HoldOut } from './hold-out.ts';
import type { ObservedRisk } from './observed-risk.ts';
import type { OpinionAnswer } from './opinion.ts';
import type { SecondOpinion } from './second-opinion.ts';
import type { Spread } from './what-if.ts';

/** The usage of one container, where Container Insights measures it. */
export interface ContainerUsage {
  readonly cpu: Series;
  readonly memory: Series;
}

/** Everything a target is sized from; usage in CPU units and MiB. */
export interface Evidence {
  readonly window: Window;
  readonly service: RunningService;
  readonly cpu: Series;
  /** Absent: memory is not measured at all, and the smallest memory of the CPU is right. All NaN: it keeps what it has. */
  readonly memory?: Series;
  readonly containers: Readonly<Record<string, ContainerUsage>>;
  /** What its tasks cost, for money that is shown and for thresholds of money; absent: not known. */
  readonly pricing?: Pricing;
  /** What is known beside the series; absent where only series are given (`size`). */
  readonly context?: EvidenceContext;
}

/** What is known of a service beside its series. */
export interface EvidenceContext {
  readonly timeline: SizeTimeline;
  /** Size changes inside the window. */
  readonly resizes: number;
  /** Points in which two revisions ran side by side, and those whose size is not known. */
  readonly mixedPoints: number;
  readonly unknownPoints: number;
  /** From the last deployment to the end of the window; absent when none is known. */
  readonly daysSinceDeployment?: number;
  readonly starts: Starts;
  readonly kills: readonly MemoryKill[];
  /** Whether somebody records memory kills in the target's account and region. */
  readonly killsKnown: boolean;
  readonly scaling: readonly ScalingPolicy[];
  /** Why nobody knows who scales the service; absent where that is known. */
  readonly scalingUnknown?: string;
  /** Why nobody knows its deployments; absent where they are known. */
  readonly historyUnknown?: string;
  /** How many tasks ran at each point; absent without Container Insights. */
  readonly runningTasks?: Float64Array;
  readonly growth?: MemoryGrowth;
  /** The deployments that ECS remembers. */
  readonly deployments: readonly Deployment[];
  /** A size whose deployment failed, and that is not tried again. */
  readonly rolledBack?: RolledBack;
}

/** Everything that one target is decided from. */
export interface RecommendInput {
  readonly target: Target;
  readonly evidence: Evidence;
  /** What the live document holds, where there is a usable one. */
  readonly live?: Sizes;
  /** The size this target may not pass (guard 8), where there is one. */
  readonly neverAbove?: TaskSize;
  /** What is known of changes; absent where nothing is kept, and nothing waits then. */
  readonly change?: ChangeContext;
  /** What Compute Optimizer said of the services of the account; absent where nobody asked it. */
  readonly opinion?: OpinionAnswer;
}

/** What was read from one resource on the way to the decision. */
export interface Assessment {
  readonly quality: ResourceQuality;
  readonly verdict: ResourceVerdict;
  /** Absent without a data point. */
  readonly demand?: Demand;
  /** The demand with headroom, in CPU units or MiB; absent where utilization has no say. */
  readonly needed?: number;
  /** CPU: what the row costs that is taken because the one below would be short too often. */
  readonly shortage?: CpuRow['below'];
  /** Memory: what too little of it is expected to cost. */
  readonly killRisk?: KillRisk;
  /** By container: what it needs and where that was read. Empty where utilization has no say. */
  readonly containers: readonly ContainerNeed[];
}

export type Assessments = Readonly<Partial<Record<Resource, Assessment>>>;

/** What may change now, after everything that can forbid or delay it. */
export interface Applicable {
  readonly sizes: Sizes;
  /** The same without any shrink, for a run that may shrink no more targets. */
  readonly withoutShrink: Sizes;
  /** What a person is asked to approve. */
  readonly proposal: Sizes;
  /** What is kept waiting: what it waits for, and since when. */
  readonly holds: readonly Reason[];
  /** Something a person must look at. */
  readonly alerts: readonly Reason[];
  readonly agreement: Agreement;
  /** Whether the way back asks for more than what is live. */
  readonly restores: boolean;
}

/** How often sizes would have been too small, by what is known. */
export interface Risk extends Readonly<Partial<Record<Resource, ObservedRisk>>> {
  /** Absent where there are not two weeks to tell apart. */
  readonly holdOut?: HoldOut;
}

/** A size was decided; `optimized` exactly when the task keeps its size. */
export interface DecidedRecommendation {
  readonly kind: 'recommended' | 'optimized';
  readonly sizes: Sizes;
  /** What may be written now. */
  readonly applicable: Applicable;
  readonly verdict: TargetVerdict;
  readonly finding: Finding;
  readonly findingReasonCodes: readonly FindingReasonCode[];
  readonly reasons: readonly Reason[];
  /** Something a person must look at: a bound that forbids what is needed. */
  readonly alerts: readonly Reason[];
  readonly assessments: Assessments;
  readonly context?: EvidenceContext;
  readonly risk: Risk;
  readonly spread: Spread;
  /** What Compute Optimizer thinks of the size; absent where nobody asked it. */
  readonly secondOpinion?: SecondOpinion;
}

/** Nothing can be said; the sizes are the running ones. */
export interface SkippedRecommendation {
  readonly kind: 'skipped';
  readonly skipReason: SkipReason;
  readonly sizes: Sizes;
  readonly verdict: TargetVerdict;
  readonly reasons: readonly Reason[];
  readonly assessments: Assessments;
  readonly context?: EvidenceContext;
}

export type Recommendation = DecidedRecommendation | SkippedRecommendation;
