import { amountText } from '../../model/words.ts';
import type { PassedLimit } from '../bounds.ts';
import type { Guard } from './guard.ts';

type MaximumReason =
  | ({ readonly code: 'MaximumTaskSize' } & PassedLimit)
  | ({ readonly code: 'MaximumBelowFloor' } & PassedLimit);

/** The configured maximum: a floor above it means no change, and an alert. */
export const maximumTaskSize: Guard<MaximumReason> = {
  name: 'maximumTaskSize',
  constrain: ({ target }) => [
    {
      kind: 'atMost',
      ...target.maximumTaskSize,
      whenExceeded: (limit) => ({ code: 'MaximumTaskSize', ...limit }),
      whenConflicting: (limit) => ({ code: 'MaximumBelowFloor', ...limit }),
    },
  ],
  sentences: {
    MaximumTaskSize: ({ resource, amount, needed }) =>
      `${amountText(resource, needed)} are needed, and the configured maximum allows ${amount}.`,
    MaximumBelowFloor: ({ resource, amount, needed }) =>
      `The configured maximum of ${amountText(resource, amount)} is below the ${needed} that must be there: nothing was changed.`,
  },
};
