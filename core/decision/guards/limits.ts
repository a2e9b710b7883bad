import { amountText, type ReasonsOf } from '../../model/words.ts';
import type { PassedLimit } from '../bounds.ts';
import type { Guard } from './guard.ts';

const MAXIMUM_SENTENCES = {
  MaximumTaskSize: ({ resource, amount, needed }: PassedLimit) =>
    `${amountText(resource, needed)} are needed, and the configured maximum allows ${amount}.`,
  MaximumBelowFloor: ({ resource, amount, needed }: PassedLimit) =>
    `The configured maximum of ${amountText(resource, amount)} is below the ${needed} that must be there: nothing was changed.`,
};

const NEVER_ABOVE_SENTENCES = {
  NeverAbovePolicy: ({ resource, policy, amount, needed }: PassedLimit & { readonly policy: string }) =>
    `${amountText(resource, needed)} are wanted, but ${policy} has only ${amount}: utilization takes this stage no higher.`,
};

/** The configured maximum: a floor above it means no change, and an alert. */
export const maximumTaskSize: Guard<ReasonsOf<typeof MAXIMUM_SENTENCES>> = {
  name: 'maximumTaskSize',
  constrain: ({ target }) => [
    {
      kind: 'atMost',
      ...target.maximumTaskSize,
      whenExceeded: (limit) => ({ code: 'MaximumTaskSize', ...limit }),
      whenConflicting: (limit) => ({ code: 'MaximumBelowFloor', ...limit }),
    },
  ],
  sentences: MAXIMUM_SENTENCES,
};

/** A stage is at most what another policy's stage has; what is firm passes. */
export const neverAbovePolicy: Guard<ReasonsOf<typeof NEVER_ABOVE_SENTENCES>> = {
  name: 'neverAbovePolicy',
  constrain: ({ target, neverAbove }) => {
    const policy = target.policy.neverAbovePolicy;
    if (policy === undefined || neverAbove === undefined) return [];
    return [
      { kind: 'atMost', ...neverAbove, whenExceeded: (limit) => ({ code: 'NeverAbovePolicy', policy, ...limit }) },
    ];
  },
  sentences: NEVER_ABOVE_SENTENCES,
};
