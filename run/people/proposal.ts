import type { StoredDocument } from '../../core/model/stored-document.ts';
import { shortHash } from '../../core/publication/hash.ts';
import type { State } from '../../core/publication/state-document.ts';
import type { StoredSizes } from '../../core/publication/target-documents.ts';
import { type Acting, RefusedError } from './acting.ts';
import type { Standing } from './standing.ts';

/**
 * Tells at every attempt the proposal that the person means.
 *
 * @throws {RefusedError} When there is none, or another one waits now.
 */
export function meantProposal({ target }: Acting, version: number | undefined): (standing: Standing) => StoredSizes {
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
export function withDecided(state: State, { version, text }: StoredDocument): State {
  const hash = shortHash(text);
  const isOther = state.proposed !== undefined && (state.proposed.version !== version || state.proposed.hash !== hash);
  return isOther ? state : { ...state, proposed: { version, hash, announced: true, ...state.proposed, closed: true } };
}
