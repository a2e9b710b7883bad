import type { SkipReason } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import type { TargetVerdict } from '../usage/data-quality.ts';
import type { Assessments } from './assess.ts';
import type { Bounds } from './bounds.ts';
import type { EvidenceContext } from './evidence.ts';
import type { Finding, FindingReasonCode } from './finding.ts';
import type { Applicable } from './guards/guard.ts';
import type { Reason } from './reason.ts';

/** A size was decided; `optimized` exactly when the task keeps its size. */
export interface DecidedRecommendation {
  readonly kind: 'recommended' | 'optimized';
  readonly sizes: Sizes;
  readonly applicable: Applicable<Reason>;
  readonly verdict: TargetVerdict<Reason>;
  readonly finding: Finding;
  readonly findingReasonCodes: readonly FindingReasonCode[];
  readonly reasons: readonly Reason[];
  /** Something a person must look at: a bound that forbids what is needed. */
  readonly alerts: readonly Reason[];
  readonly assessments: Assessments;
  readonly context?: EvidenceContext;
  /** What was asked of the size: views.ts tells from it what other sizes would mean. */
  readonly bounds: Bounds<Reason>;
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
