import type { TaskSize } from '../model/fargate-grid.ts';
import { minuteText } from '../model/time.ts';
import { type ReasonsOf, sizeText } from '../model/words.ts';
import { CHOICE_SENTENCES, type ChoiceReason } from './choose.ts';
import { FACT_SENTENCES, type Fact } from './facts.ts';
import { GUARDS, type GuardReason } from './guards/guards.ts';
import { HEAP_SENTENCES, type HeapDecides } from './heaps.ts';
import { OBJECTION_SENTENCES, type ObjectionReason } from './required-opinion.ts';
import { SCALING_SENTENCES, type ScalingReason } from './scaling-advice.ts';
import { UTILIZATION_SENTENCES, type UtilizationReason } from './utilization.ts';

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

/** All sentences by the chapter of the story in which they are told; each stands in the file of the guard or step that gives the reason. */
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

/** The sentence for a reason, with the numbers of its evidence. */
export function explain(reason: Reason): string {
  const sentence = SENTENCES[reason.code] as (reason: Reason) => string;
  return sentence(reason);
}
