import { amountText } from '../../model/words.ts';
import type { PassedLimit } from '../bounds.ts';
import type { Guard } from './guard.ts';

type NeverAboveReason = { readonly code: 'NeverAbovePolicy'; readonly policy: string } & PassedLimit;

/** A stage is at most what another policy's stage has; what is firm passes. */
export const neverAbovePolicy: Guard<NeverAboveReason> = {
  name: 'neverAbovePolicy',
  constrain: ({ target, neverAbove }) => {
    const policy = target.policy.neverAbovePolicy;
    if (policy === undefined || neverAbove === undefined) return [];
    return [
      { kind: 'atMost', ...neverAbove, whenExceeded: (limit) => ({ code: 'NeverAbovePolicy', policy, ...limit }) },
    ];
  },
  sentences: {
    NeverAbovePolicy: ({ resource, policy, amount, needed }) =>
      `${amountText(resource, needed)} are wanted, but ${policy} has only ${amount}: utilization takes this stage no higher.`,
  },
};
