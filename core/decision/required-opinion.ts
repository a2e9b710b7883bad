import type { Sizes } from '../model/sizes.ts';
import { RESOURCES, type Resource, SIDES, type TaskSize } from '../model/task-size.ts';
import { amountText, NAMES, type ReasonsOf, sizeText } from '../model/words.ts';
import type { DataReason, TargetVerdict } from '../usage/data-quality.ts';
import type { RecommendInput } from './evidence.ts';
import { type Holdable, withoutAnyShrink } from './found.ts';
import { type NoOpinionCause, type OpinionAnswer, opinionOn } from './opinion.ts';

export const OBJECTION_SENTENCES = {
  SecondOpinionMissing: ({ resource, detail }: { resource: Resource; because: NoOpinionCause; detail: string }) =>
    `${NAMES[resource]} is not decreased: the policy requires a second opinion, and there is none. ${detail}`,
  /** The amount is what was found, the size what Compute Optimizer would take. */
  SecondOpinionLarger: ({ resource, amount, size }: { resource: Resource; amount: number; size: TaskSize }) =>
    `${NAMES[resource]} is not decreased to ${amountText(resource, amount)}: the policy requires a second opinion, and Compute Optimizer would take ${sizeText(size)}.`,
};
export type ObjectionReason = ReasonsOf<typeof OBJECTION_SENTENCES>;

const NOT_ASKED: OpinionAnswer = {
  kind: 'unavailable',
  because: 'NotAsked',
  detail: 'Compute Optimizer was not asked.',
};

export interface Heard {
  readonly verdict: TargetVerdict<DataReason | ObjectionReason>;
  readonly objections: readonly ObjectionReason[];
  /** What may change all the same: everything but a shrink. */
  readonly supported?: Sizes;
}

/**
 * Where the policy requires a second opinion, a shrink is only advised unless one is as small. Growth passes, and so
 * does what a stronger guard takes away.
 */
export function hearSecondOpinion(verdict: TargetVerdict, found: Holdable): Heard {
  const { input, wanted } = found;
  if (input.target.policy.secondOpinion !== 'required') return { verdict, objections: [] };
  const supported = withoutAnyShrink(found);
  const objections = RESOURCES.flatMap((resource) => {
    const amount = wanted.task[SIDES[resource]];
    return amount < supported.task[SIDES[resource]] ? objection(resource, amount, input) : [];
  });
  if (objections.length === 0) return { verdict, objections };
  const reasons = [...verdict.reasons, ...objections];
  return verdict.kind === 'act'
    ? { verdict: { kind: 'advise', reasons }, objections, supported }
    : { verdict: { ...verdict, reasons }, objections };
}

function objection(resource: Resource, amount: number, input: RecommendInput): readonly ObjectionReason[] {
  const heard = opinionOn(input.opinion ?? NOT_ASKED, input.evidence.service.serviceArn);
  if (heard.kind === 'none')
    return [{ code: 'SecondOpinionMissing', resource, because: heard.because, detail: heard.detail }];
  const { opinion, task: size } = heard;
  if (opinion.silentAbout.includes(resource)) {
    const detail = 'It says nothing about what a scaling policy holds.';
    return [{ code: 'SecondOpinionMissing', resource, because: 'NoOpinion', detail }];
  }
  return size[SIDES[resource]] > amount ? [{ code: 'SecondOpinionLarger', resource, amount, size }] : [];
}
