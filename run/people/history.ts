import type { Mode } from '../../core/configuration/configuration.ts';
import { defined } from '../../core/model/defined.ts';
import { ownEntry } from '../../core/model/sizes.ts';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import { parseContext, type SizesDocument } from '../../core/publication/sizes-document.ts';
import { type HistoryEntry, rejectedUntil, type State } from '../../core/publication/state-document.ts';
import { shortHash } from '../../core/publication/stored-text.ts';
import { documentOf, type Pin, parseSizes, type StoredSizes } from '../../core/publication/target-documents.ts';
import type { Acting } from './acting.ts';
import { isClosed, rejectionOf } from './proposal.ts';
import { readStanding, type Standing } from './standing.ts';

/** One number of a document that differs from the version before. */
export interface ChangedSize {
  readonly key: string;
  readonly before?: string;
  readonly after?: string;
}

export interface VersionLine {
  readonly version: number;
  /** Absent where the text is no document. */
  readonly document?: SizesDocument;
  /** Against the version before; every key where that is not kept. */
  readonly changes: readonly ChangedSize[];
  /** What the state remembers of it: it knows the last 20 versions. */
  readonly entry?: Omit<HistoryEntry, 'version' | 'hash'>;
  /** The version whose text was put back as this one after two writers met. */
  readonly putBackFrom?: number;
}

export type ProposalStatus = 'waits' | 'live' | 'rejected' | 'closed';

export interface ProposalLine {
  readonly version: number;
  readonly status: ProposalStatus;
  readonly changes: readonly ChangedSize[];
  readonly rejected?: { readonly by: string; readonly at: string; readonly why: string; readonly until: string };
}

export interface TargetHistory {
  readonly target: string;
  readonly mode: Mode;
  /** Newest first, at most 100; the first is live. */
  readonly versions: readonly VersionLine[];
  /** The last pin, whether it still holds or not. */
  readonly pin?: Pin & { readonly holds: boolean };
  /** There is a pin that cannot be read; runs keep to it. */
  readonly unreadablePin: boolean;
  readonly proposal?: ProposalLine;
}

export async function targetHistory(acting: Acting): Promise<TargetHistory> {
  const standing = await readStanding(acting);
  const { account, documents } = standing;
  const context = parseContext(acting.target, standing.service);
  const kept = await account.documents.history(documents.names.live);
  const versions = kept.map((stored) => parseSizes(stored, context));
  const { pin } = documents;
  return {
    target: acting.target.id,
    mode: acting.target.mode,
    versions: versions.map((stored, index) => versionLine(documents.state, stored, versions.slice(index + 1))),
    ...('pin' in pin && { pin: { ...pin.pin, holds: pin.kind === 'active' } }),
    unreadablePin: pin.kind === 'unreadable',
    ...defined({ proposal: proposalOf(standing) }),
  };
}

function versionLine(state: State, stored: StoredSizes, older: readonly StoredSizes[]): VersionLine {
  const { version, document } = stored;
  const own = entryOf(state, stored);
  const original = own === undefined ? putBackFrom(state, stored, older) : undefined;
  const entry = own ?? (original && entryOf(state, original));
  const { version: _, hash: __, ...known } = entry ?? {};
  const remembered = entry && (known as Omit<HistoryEntry, 'version' | 'hash'>);
  const changes = changesOf(older[0]?.document, document);
  return { version, changes, ...defined({ document, entry: remembered, putBackFrom: original?.version }) };
}

function entryOf({ history }: State, { version, text }: StoredDocument): HistoryEntry | undefined {
  return history.find((entry) => entry.version === version && entry.hash === shortHash(text));
}

/** A run that overwrote a person's version unknowingly puts it back: two versions later the same text stands again. */
function putBackFrom(state: State, { version, text }: StoredDocument, older: readonly StoredDocument[]) {
  const original = older.find((each) => each.version === version - 2);
  return original?.text === text && entryOf(state, original) !== undefined ? original : undefined;
}

function changesOf(before: SizesDocument = {}, after: SizesDocument = {}): readonly ChangedSize[] {
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return keys.flatMap((key) => {
    const [old, made] = [ownEntry(before, key), ownEntry(after, key)];
    if (old === made) return [];
    return [{ key, ...defined({ before: old, after: made }) }];
  });
}

function proposalOf(standing: Standing): ProposalLine | undefined {
  const { proposed, live } = standing.documents;
  if (proposed.kind === 'absent') return undefined;
  const changes = changesOf(documentOf(live), proposed.document);
  const rejection = rejectionOf(standing, proposed);
  const common = { version: proposed.version, changes };
  if (changes.length === 0) return { ...common, status: 'live' };
  if (!isClosed(standing, proposed)) return { ...common, status: 'waits' };
  if (rejection === undefined) return { ...common, status: 'closed' };
  const { by, at, why } = rejection;
  return { ...common, status: 'rejected', rejected: { by, at, why, until: rejectedUntil(rejection) } };
}
