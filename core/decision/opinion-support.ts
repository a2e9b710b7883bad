import type { Resource } from '../model/resource.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import type { Sizes } from '../model/sizes.ts';
import type { TargetVerdict } from '../usage/target-verdict.ts';
import { changeInputOf } from './applicable.ts';
import type { Assessments } from './assessment.ts';
import { withoutAnyShrink } from './change-gate.ts';
import type { OpinionAnswer } from './opinion.ts';
import type { Reason } from './reason.ts';
import type { RecommendInput } from './recommendation.ts';
import { opinionOn } from './second-opinion.ts';

const NOT_ASKED: OpinionAnswer = {
  kind: 'unavailable',
  because: 'NotAsked',
  detail: 'Compute Optimizer was not asked.',
};

/** The verdict with the second opinion heard. */
export interface Heard {
  readonly verdict: TargetVerdict<Reason>;
  /** Why what was found only advises. */
  readonly objections: readonly Reason[];
  /** What may change all the same: everything but a shrink. */
  readonly supported?: Sizes;
}

/**
 * Where the policy requires a second opinion, a shrink without one that is as small only advises. Growth passes, and so does what a stronger guard
 * takes away.
 */
export function hearSecondOpinion(
  verdict: TargetVerdict<Reason>,
  found: { readonly input: RecommendInput; readonly assessments: Assessments; readonly wanted: Sizes },
): Heard {
  const { input, wanted } = found;
  if (input.target.policy.secondOpinion !== 'required') return { verdict, objections: [] };
  const supported = withoutAnyShrink(changeInputOf(found));
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

function objection(resource: Resource, amount: number, input: RecommendInput): readonly Reason[] {
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
