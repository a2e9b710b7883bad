import type { StoredDocument } from '../../core/model/stored-document.ts';
import { minuteText } from '../../core/model/time.ts';
import { parseContext } from '../../core/publication/plan-publication.ts';
import { parseDocument, type SizesDocument } from '../../core/publication/sizes-document.ts';
import type { State } from '../../core/publication/state-document.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, type Wish } from './fulfil.ts';
import { isClosed, type MeantProposal, ProposalInMind, rejectionOf, withDecided } from './proposal.ts';
import { resultOf } from './result.ts';
import {
  pinText,
  pinThatHolds,
  plainDocument,
  runningDocument,
  runningService,
  type Standing,
  says,
} from './standing.ts';

export interface Approval extends MeantProposal {
  readonly why?: string;
}

/**
 * Makes the proposal live that a person was shown. Where nothing is live yet the running sizes go first, so that a way back exists.
 *
 * @throws {RefusedError} When there is no such proposal, it has been decided, or it does not fit any more.
 */
export async function approve(acting: Acting, { why, ...meant }: Approval): Promise<PersonsResult> {
  const inMind = new ProposalInMind(acting, meant);
  const fulfilled = await fulfil(acting, (standing) => {
    const proposed = inMind.of(standing);
    return wishOf(acting, standing, { proposed, ...(why !== undefined && { why }) });
  });
  const { changed, live } = fulfilled;
  const version = live === undefined ? '' : ` as version ${live.version}`;
  const summary = changed ? `approved, live${version}.` : `is approved already, live${version}; nothing was written.`;
  const notes = changed ? [`Takes effect with the next deployment of ${acting.target.id}.`] : [];
  return resultOf(acting, fulfilled, { command: 'approve', summary, notes });
}

interface Shown {
  readonly proposed: StoredDocument;
  readonly why?: string;
}

function wishOf(acting: Acting, standing: Standing, { proposed, why }: Shown): Wish {
  const plain = plainDocument(proposed.text);
  const isLive = plain !== undefined && says(standing.documents.live, plain);
  const finish = (state: State) => withDecided(state, proposed);
  if (isLive) return { sizes: { document: plain, cause: 'approve' }, finish };
  checkOpen(acting, standing, proposed);
  const document = fittingDocument(acting, standing, proposed);
  const baseline = runningDocument(acting, standing);
  const watched = watchedOf(standing, baseline);
  return {
    sizes: {
      document,
      cause: 'approve',
      ...(why !== undefined && { why }),
      ...(baseline && { baseline }),
      ...(watched && { watched }),
    },
    finish,
  };
}

function checkOpen({ target, person }: Acting, standing: Standing, proposed: StoredDocument): void {
  const pin = pinThatHolds(standing, person.at);
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

function fittingDocument(acting: Acting, standing: Standing, { text, version }: StoredDocument): SizesDocument {
  const parsed = parseDocument(text, parseContext(acting.target, runningService(acting, standing)));
  if (parsed.kind === 'valid') return parsed.document;
  const problem =
    parsed.kind === 'invalid' ? parsed.problem : 'its keys are not those that rightsizer.yml publishes now';
  throw new RefusedError(
    `Proposal ${version} of ${acting.target.id} cannot be used: ${problem}. The next run proposes anew.`,
  );
}

function watchedOf({ documents: { live, state } }: Standing, baseline: SizesDocument | undefined) {
  const before = live === undefined ? baseline : plainDocument(live.text);
  const { proposedForecast: forecast } = state;
  return before === undefined || forecast === undefined ? undefined : { before, forecast, shrinks: false };
}
