import type { ReasonsOf } from '../../model/words.ts';
import type { Rejected } from '../change-context.ts';
import type { Guard } from './guard.ts';

const SENTENCES = {
  Rejected: ({ at, until, by, why }: Rejected) =>
    `Rejected by ${by} on ${at.slice(0, 10)} (${why}): not proposed again before ${until.slice(0, 10)}, unless another size is found.`,
};

/** A rejection keeps a proposal waiting, as long as it is the one that would be made. */
export const rejection: Guard<ReasonsOf<typeof SENTENCES>> = {
  name: 'rejection',
  hold: ({ input: { target }, change: { rejected } }, weaker) => {
    const open = weaker();
    if (target.mode !== 'propose' || rejected === undefined) return open;
    return { ...open, holds: [...open.holds, { code: 'Rejected', ...rejected }] };
  },
  sentences: SENTENCES,
};
