import { RESOURCES, type Resource } from '../../model/resource.ts';
import { amountText, NAMES, type ReasonsOf } from '../../model/words.ts';
import { DATA_SENTENCES } from '../../usage/data-reason.ts';
import type { Constraint } from '../bounds.ts';
import { CENSORED_SENTENCES, censoredCpu } from './censored-cpu.ts';
import { type Guard, type GuardContext, keep } from './guard.ts';
import { belowRolledBack } from './restoration.ts';
import { START_SENTENCES, startsLimit } from './starts-limit.ts';

const SENTENCES = {
  ...DATA_SENTENCES,
  ...CENSORED_SENTENCES,
  ...START_SENTENCES,
  KeepsSize: ({ resource, amount }: { resource: Resource; amount: number }) =>
    `${NAMES[resource]} keeps at least its ${amountText(resource, amount)}.`,
  AdviceOnly: () => 'This is advice: the data is not good enough to apply it.',
};
type VerdictReason = ReasonsOf<typeof SENTENCES>;

/** No data, little data, broken or censored data: at least the size it has (docs/contracts.md, what always holds, 2). */
function keepWithoutEvidence(guard: GuardContext): readonly Constraint<VerdictReason>[] {
  return RESOURCES.flatMap((resource) => {
    const verdict = guard.verdicts[resource];
    if (verdict === undefined || verdict.kind === 'size') return [];
    return [keep(resource, guard, (amount) => [...verdict.reasons, { code: 'KeepsSize', resource, amount }])];
  });
}

/** What the verdict demands where utilization is not heard at all: what is measured keeps its size. */
export function unheard(guard: GuardContext): readonly Constraint[] {
  const kept = RESOURCES.filter((resource) => guard.verdicts[resource] !== undefined);
  return belowRolledBack(guard, [...kept.map((resource) => keep(resource, guard, () => [])), ...startsLimit(guard)]);
}

/** What the data says governs what utilization may: where it is not good enough, what is found is advice. */
export const dataVerdict: Guard<VerdictReason> = {
  name: 'dataVerdict',
  constrain: (guard) =>
    belowRolledBack(guard, [...keepWithoutEvidence(guard), ...censoredCpu(guard), ...startsLimit(guard)]),
  hold: ({ acts, firm }, weaker) => (acts ? weaker() : { ...weaker(), sizes: firm, withoutShrink: firm }),
  sentences: SENTENCES,
};
