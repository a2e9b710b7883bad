import type { StoredDocument } from '../ports.ts';
import { shortHash } from './hash.ts';
import type { Cause } from './plan-publication.ts';
import type { AnnouncedVersion, HistoryEntry, State } from './state-document.ts';

/** A write that is about to be made: its text, the version it will get, and why. */
export interface Intent {
  readonly destination: 'live' | 'proposed';
  readonly text: string;
  readonly version: number;
  readonly cause: Cause;
  readonly reasons: readonly string[];
  /** ISO time of the run's schedule. */
  readonly at: string;
  readonly runId: string;
}

const AUTHOR = 'rightsizer';

/** The state before a write: what is about to become live or proposed, not yet announced. Versions that never came to be go. */
export function stateWithIntent(state: State, intent: Intent): State {
  const { destination, version, text, cause, reasons, at, runId } = intent;
  const entry: AnnouncedVersion = { version, hash: shortHash(text), announced: false };
  if (destination === 'proposed') return { ...state, proposed: entry, runId };
  const made: HistoryEntry = { version, hash: entry.hash, at, author: AUTHOR, cause, reasons };
  return { ...state, live: entry, history: [made, ...state.history.filter((each) => each.version < version)], runId };
}

/** The state after the message: what it speaks about has been announced. */
export function stateAnnounced(state: State, destination: 'live' | 'proposed'): State {
  const entry = state[destination];
  return entry === undefined ? state : { ...state, [destination]: { ...entry, announced: true } };
}

/** Whether a stored document is the one that the state was about to write, and nobody has been told. */
export function isUnannounced(entry: AnnouncedVersion | undefined, stored: StoredDocument | undefined): boolean {
  if (entry === undefined || stored === undefined || entry.announced) return false;
  return entry.version === stored.version && entry.hash === shortHash(stored.text);
}
