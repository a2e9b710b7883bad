import { defined } from '../../core/model/defined.ts';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import { minuteText } from '../../core/model/time.ts';
import { publishedPart, type SizesDocument } from '../../core/publication/sizes-document.ts';
import { type Rejection, rejectedUntil, type State } from '../../core/publication/state-document.ts';
import { shortHash } from '../../core/publication/stored-text.ts';
import { documentOf, type StoredSizes, says } from '../../core/publication/target-documents.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, resultOf, type Wish } from './fulfil.ts';
import { pinText, pinThatHolds, runningDocument, runningService, type Standing } from './standing.ts';

/**
 * Tells at every attempt the proposal that the person means.
 *
 * @throws {RefusedError} When there is none, or another one waits now.
 */
function meantProposal({ target }: Acting, version: number | undefined): (standing: Standing) => StoredSizes {
  let seen: StoredSizes | undefined;
  return ({ documents: { proposed, state } }) => {
    if (proposed.kind === 'absent') {
      const applies = 'Its mode is apply: runs write what deployments read, and propose only growth beyond its budget.';
      throw new RefusedError(`No proposal waits for ${target.id}.${target.mode === 'apply' ? ` ${applies}` : ''}`);
    }
    const meant = version ?? seen?.version ?? proposed.version;
    if (proposed.version !== meant || (seen !== undefined && seen.text !== proposed.text)) {
      throw new RefusedError(
        `Proposal ${meant} of ${target.id} is not the one that waits: that is ${proposed.version}, ${proposed.text}. Nothing was written.`,
      );
    }
    if (state.proposed !== undefined && state.proposed.version > proposed.version) {
      throw new RefusedError(
        `A run is writing proposal ${state.proposed.version} of ${target.id}, or was cut off while it did. Look again in a minute, or after the next run.`,
      );
    }
    seen = proposed;
    return proposed;
  };
}

/** Whether nobody is asked about a proposal any more: a person has decided, or the recommendation has moved on. */
export function isClosed({ documents: { state } }: Standing, { version }: StoredDocument): boolean {
  return state.proposed?.version === version && state.proposed.closed === true;
}

/** Who refused exactly this proposal; undefined when nobody did. */
export function rejectionOf({ documents: { state } }: Standing, { text }: StoredDocument) {
  return state.rejected?.hash === shortHash(text) ? state.rejected : undefined;
}

/** The state after a person decided on a proposal; another one that a run has made since stays open. */
function withDecided(state: State, { version, text }: StoredDocument): State {
  const hash = shortHash(text);
  const isOther = state.proposed !== undefined && (state.proposed.version !== version || state.proposed.hash !== hash);
  return isOther ? state : { ...state, proposed: { version, hash, announced: true, ...state.proposed, closed: true } };
}

export interface Approval {
  /** Absent: the one that waits. */
  readonly proposal?: number;
  readonly why?: string;
}

/**
 * Makes the proposal live that a person was shown. Where nothing is live, the running sizes go first, for rollbacks.
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

export interface Refusal extends Approval {
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
