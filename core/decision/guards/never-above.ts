import { amountText, type ReasonsOf } from '../../model/words.ts';
import type { PassedLimit } from '../bounds.ts';
import type { Guard } from './guard.ts';

const SENTENCES = {
  NeverAbovePolicy: ({ resource, policy, amount, needed }: PassedLimit & { readonly policy: string }) =>
    `${amountText(resource, needed)} are wanted, but ${policy} has only ${amount}: utilization takes this stage no higher.`,
};

/** A stage is at most what another policy's stage has; what is firm passes. */
export const neverAbovePolicy: Guard<ReasonsOf<typeof SENTENCES>> = {
  name: 'neverAbovePolicy',
  constrain: ({ target, neverAbove }) => {
    const policy = target.policy.neverAbovePolicy;
    if (policy === undefined || neverAbove === undefined) return [];
    return [
      { kind: 'atMost', ...neverAbove, whenExceeded: (limit) => ({ code: 'NeverAbovePolicy', policy, ...limit }) },
    ];
  },
  sentences: SENTENCES,
};
