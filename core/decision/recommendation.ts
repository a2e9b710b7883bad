import type { Target } from '../configuration/configuration.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import type { SkipReason } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import type { TargetVerdict } from '../usage/target-verdict.ts';
import type { Assessments } from './assessment.ts';
import type { Agreement, ChangeContext } from './change-context.ts';
import type { Evidence, EvidenceContext } from './evidence.ts';
import type { Finding, FindingReasonCode } from './finding.ts';
import type { HoldOut } from './hold-out.ts';
import type { ObservedRisk } from './observed-risk.ts';
import type { OpinionAnswer } from './opinion.ts';
import type { Reason } from './reason.ts';
import type { SecondOpinion } from './second-opinion.ts';
import type { Spread } from './what-if.ts';

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
  readonly verdict: TargetVerdict<Reason>;
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
  readonly verdict: TargetVerdict<Reason>;
  readonly reasons: readonly Reason[];
  readonly assessments: Assessments;
  readonly context?: EvidenceContext;
}

export type Recommendation = DecidedRecommendation | SkippedRecommendation;
