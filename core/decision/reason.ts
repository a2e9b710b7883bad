import type { TaskSize } from '../model/fargate-grid.ts';
import { minuteText } from '../model/time.ts';
import { type Sentences, sizeText } from '../model/words.ts';
import { CHOICE_SENTENCES, type ChoiceReason } from './choose.ts';
import { FACT_SENTENCES, type Fact } from './facts.ts';
import { GUARDS, type GuardReason } from './guards/guards.ts';
import { HEAP_SENTENCES, type HeapDecides } from './heaps.ts';
import { OBJECTION_SENTENCES, type ObjectionReason } from './required-opinion.ts';
import { SCALING_SENTENCES, type ScalingReason } from './scaling-advice.ts';
import { UTILIZATION_SENTENCES, type UtilizationReason } from './utilization.ts';

/** Somebody deployed other sizes than those that are live. */
interface Drifted {
  readonly code: 'Drifted';
  readonly since: string;
  readonly size: TaskSize;
}

const DRIFT_SENTENCES: Sentences<Drifted> = {
  Drifted: ({ since, size }) =>
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
  | Drifted;

export type ReasonCode = Reason['code'];

/** All sentences: each stands in the file of the guard or step that gives the reason. */
const SENTENCES: Readonly<Record<string, (reason: never) => string>> = Object.assign(
  {},
  ...GUARDS.map(({ sentences }) => sentences),
  UTILIZATION_SENTENCES,
  CHOICE_SENTENCES,
  HEAP_SENTENCES,
  FACT_SENTENCES,
  OBJECTION_SENTENCES,
  SCALING_SENTENCES,
  DRIFT_SENTENCES,
);

/** The sentence for a reason, with the numbers of its evidence. */
export function explain(reason: Reason): string {
  const sentence = SENTENCES[reason.code] as (reason: Reason) => string;
  return sentence(reason);
}
