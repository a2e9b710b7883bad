import { amountText, type ReasonsOf } from '../../model/words.ts';
import type { PassedLimit } from '../bounds.ts';
import type { Guard } from './guard.ts';

const SENTENCES = {
  MaximumTaskSize: ({ resource, amount, needed }: PassedLimit) =>
    `${amountText(resource, needed)} are needed, and the configured maximum allows ${amount}.`,
  MaximumBelowFloor: ({ resource, amount, needed }: PassedLimit) =>
    `The configured maximum of ${amountText(resource, amount)} is below the ${needed} that must be there: nothing was changed.`,
};

/** The configured maximum: a floor above it means no change, and an alert. */
export const maximumTaskSize: Guard<ReasonsOf<typeof SENTENCES>> = {
  name: 'maximumTaskSize',
  constrain: ({ target }) => [
    {
      kind: 'atMost',
      ...target.maximumTaskSize,
      whenExceeded: (limit) => ({ code: 'MaximumTaskSize', ...limit }),
      whenConflicting: (limit) => ({ code: 'MaximumBelowFloor', ...limit }),
    },
  ],
  sentences: SENTENCES,
};
