import type { SkipReason } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import type { TaskSize } from '../model/task-size.ts';
import { minuteText } from '../model/time.ts';
import { type ReasonsOf, sizeText } from '../model/words.ts';
import type { TargetVerdict } from '../usage/data-quality.ts';
import type { Assessments } from './assess.ts';
import type { Bounds } from './bounds.ts';
import { CHOICE_SENTENCES, type ChoiceReason } from './choose.ts';
import type { EvidenceContext } from './evidence.ts';
import { FACT_SENTENCES, type Fact } from './facts.ts';
import type { Applicable } from './guards/guard.ts';
import { GUARDS, type GuardReason } from './guards/guards.ts';
import { HEAP_SENTENCES, type HeapDecides } from './heaps.ts';
import type { Finding, FindingReasonCode } from './opinion.ts';
import { OBJECTION_SENTENCES, type ObjectionReason } from './required-opinion.ts';
import { SCALING_SENTENCES, type ScalingReason } from './scaling-advice.ts';
import { UTILIZATION_SENTENCES, type UtilizationReason } from './utilization.ts';

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

const DRIFT_SENTENCES = {
  Drifted: ({ since, size }: { since: string; size: TaskSize }) =>
    `ECS runs ${sizeText(size)}, deployed ${minuteText(since)}, which is not what is live: somebody changed it by hand, or the deployment does not read the document.`,
};

/** Why a recommendation is what it is: a closed set of codes, each with the numbers that its sentence needs. */
export type Reason =
  | GuardReason
  | UtilizationReason
  | ChoiceReason
  | HeapDecides
  | Fact
  | ObjectionReason
  | ScalingReason
  | ReasonsOf<typeof DRIFT_SENTENCES>;

export type ReasonCode = Reason['code'];

type Texts = Readonly<Record<string, (reason: never) => string>>;

function sentencesOf(isWanted: (guard: string) => boolean): Texts {
  return Object.assign({}, ...GUARDS.filter(({ name }) => isWanted(name)).map(({ sentences }) => sentences));
}

/** All sentences by chapter of the story; each stands in the file of the guard or step that gives the reason. */
const CHAPTERS = {
  Evidence: FACT_SENTENCES,
  'Statistic and headroom': UTILIZATION_SENTENCES,
  Floors: sentencesOf((guard) => guard === 'floors'),
  Guards: { ...sentencesOf((guard) => guard !== 'floors'), ...OBJECTION_SENTENCES },
  Choice: { ...CHOICE_SENTENCES, ...HEAP_SENTENCES, ...DRIFT_SENTENCES },
  Scaling: SCALING_SENTENCES,
} satisfies Readonly<Record<string, Texts>>;

export type Chapter = keyof typeof CHAPTERS;

const SENTENCES: Texts = Object.assign({}, ...Object.values(CHAPTERS));

/** In which chapter a reason is told; one of an earlier run, of which only the sentence is known, with the choice. */
export function chapterOf(code: string): Chapter {
  const chapters = Object.entries(CHAPTERS) as readonly (readonly [Chapter, Texts])[];
  return chapters.find(([, sentences]) => Object.hasOwn(sentences, code))?.[0] ?? 'Choice';
}

export function explain(reason: Reason): string {
  const sentence = SENTENCES[reason.code] as (reason: Reason) => string;
  return sentence(reason);
}
