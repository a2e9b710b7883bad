import { defined } from '../../core/model/defined.ts';
import { minuteText } from '../../core/model/time.ts';
import { publishedPart, type SizesDocument } from '../../core/publication/sizes-document.ts';
import type { State } from '../../core/publication/state-document.ts';
import { documentOf, type StoredSizes, says } from '../../core/publication/target-documents.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, resultOf, type Wish } from './fulfil.ts';
import { isClosed, meantProposal, rejectionOf, withDecided } from './proposal.ts';
import { pinText, pinThatHolds, runningDocument, runningService, type Standing } from './standing.ts';

export interface Approval {
  /** Absent: the one that waits. */
  readonly proposal?: number;
  readonly why?: string;
}

/**
 * Makes the proposal live that a person was shown. Where nothing is live yet the running sizes go first, so that a rollback can return to them.
 *
 * @throws {RefusedError} When there is no such proposal, it has been decided, or it does not fit any more.
 */
export async function approve(acting: Acting, { why, proposal }: Approval): Promise<PersonsResult> {
  const meant = meantProposal(acting, proposal);
  const fulfilled = await fulfil(acting, (standing) => wishOf(acting, standing, { proposed: meant(standing), why }));
  const { changed, live } = fulfilled;
  const version = live.kind === 'absent' ? '' : ` as version ${live.version}`;
  const summary = changed ? `approved, live${version}.` : `is approved already, live${version}; nothing was written.`;
  const notes = changed ? [`Takes effect with the next deployment of ${acting.target.id}.`] : [];
  return resultOf(acting, fulfilled, { command: 'approve', summary, notes });
}

interface Shown {
  readonly proposed: StoredSizes;
  readonly why: string | undefined;
}

function wishOf(acting: Acting, standing: Standing, { proposed, why }: Shown): Wish {
  const plain = documentOf(proposed);
  const finish = (state: State) => withDecided(state, proposed);
  if (plain !== undefined && says(standing.documents.live, plain))
    return { sizes: { document: plain, cause: 'approve' }, finish };
  checkOpen(acting, standing, proposed);
  const document = fittingDocument(acting, standing, proposed);
  const baseline = runningDocument(acting, standing);
  const watched = watchedOf(acting, standing, baseline);
  return { sizes: { document, cause: 'approve', ...defined({ why, baseline, watched }) }, finish };
}

function checkOpen({ target }: Acting, standing: Standing, proposed: StoredSizes): void {
  const pin = pinThatHolds(standing);
  if (pin !== undefined) {
    throw new RefusedError(
      `${target.id} is ${pinText(pin)}. First: rightsizer unpin ${target.service} ${target.stage}`,
    );
  }
  if (!isClosed(standing, proposed)) return;
  const rejected = rejectionOf(standing, proposed);
  throw new RefusedError(
    rejected === undefined
      ? `The recommendation for ${target.id} has moved on since proposal ${proposed.version}; nothing waits. The next run proposes anew where it should.`
      : `Proposal ${proposed.version} of ${target.id} was rejected by ${rejected.by} on ${minuteText(rejected.at)} (${rejected.why}). To have these sizes all the same: rightsizer pin ${target.service} ${target.stage} --set … --why …`,
  );
}

function fittingDocument(acting: Acting, standing: Standing, proposed: StoredSizes): SizesDocument {
  runningService(acting, standing);
  if (proposed.kind === 'valid') return proposed.document;
  const problem =
    proposed.kind === 'invalid' ? proposed.problem : 'its keys are not those that rightsizer.yml publishes now';
  throw new RefusedError(
    `Proposal ${proposed.version} of ${acting.target.id} cannot be used: ${problem}. The next run proposes anew.`,
  );
}

function watchedOf({ target }: Acting, { documents }: Standing, baseline: SizesDocument | undefined) {
  const { live, state } = documents;
  const before = live.kind === 'absent' ? baseline : documentOf(live);
  const { proposedForecast: forecast } = state;
  if (before === undefined || forecast === undefined) return undefined;
  return { before: publishedPart(before, target.parameters), forecast, shrinks: false };
}
