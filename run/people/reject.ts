import { minuteText } from '../../core/model/time.ts';
import { shortHash } from '../../core/publication/hash.ts';
import { type Rejection, rejectedUntil } from '../../core/publication/state-document.ts';
import { documentOf, type StoredSizes, says } from '../../core/publication/target-documents.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, resultOf, type Wish } from './fulfil.ts';
import { isClosed, meantProposal, rejectionOf, withDecided } from './proposal.ts';
import type { Standing } from './standing.ts';

export interface Refusal {
  /** Absent: the one that waits. */
  readonly proposal?: number;
  readonly why: string;
}

/**
 * Refuses the proposal that waits: it is not made again until another size is found, or 28 days have passed.
 *
 * @throws {RefusedError} When there is no such proposal, or it is live already.
 */
export async function reject(acting: Acting, { why, proposal }: Refusal): Promise<PersonsResult> {
  const { by, at } = acting.person;
  const meant = meantProposal(acting, proposal);
  let rejected: Rejection | undefined;
  const fulfilled = await fulfil(acting, (standing): Wish => {
    const proposed = meant(standing);
    checkNotLive(acting, standing, proposed);
    // Who was first.
    const earlier = isClosed(standing, proposed) ? rejectionOf(standing, proposed) : undefined;
    const refusal = earlier ?? { hash: shortHash(proposed.text), at, by, why };
    rejected = refusal;
    return { finish: (state) => ({ ...withDecided(state, proposed), rejected: refusal }) };
  });
  const until = rejected === undefined ? '' : `, not proposed again before ${minuteText(rejectedUntil(rejected))}`;
  const summary = fulfilled.changed
    ? `rejected${until} unless another size is found.`
    : `is rejected already by ${rejected?.by}${until}; nothing was written.`;
  return resultOf(acting, fulfilled, { command: 'reject', summary });
}

function checkNotLive({ target }: Acting, { documents: { live } }: Standing, proposed: StoredSizes): void {
  const plain = documentOf(proposed);
  if (plain === undefined || !says(live, plain)) return;
  throw new RefusedError(
    `The proposed sizes of ${target.id} are live already. To go back: rightsizer rollback ${target.service} ${target.stage} --why …`,
  );
}
