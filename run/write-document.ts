import { anewAdvice, type DocumentType, type StoredDocument } from '../core/model/stored-document.ts';
import {
  type Account,
  allReadable,
  DocumentExistsError,
  type DocumentStore,
  type Log,
  PortError,
} from '../core/ports.ts';
import { type ParseContext, renderDocument, type SizesDocument } from '../core/publication/sizes-document.ts';
import type { State } from '../core/publication/state-document.ts';
import { parseSizes, storedOf } from '../core/publication/target-documents.ts';
import type { RunningTarget } from './decide-target.ts';

export type WriteResult =
  | { readonly kind: 'written'; readonly version: number }
  /** A run beside this one wrote the very same text, or is about to: nothing left to do, and nothing to announce. */
  | { readonly kind: 'overtaken' }
  /** Somebody else wrote: theirs stands. */
  | { readonly kind: 'foreign'; readonly detail: string };

export interface GuardedWrite {
  readonly name: string;
  readonly text: string;
  readonly type: DocumentType;
  /** What was read when the decision was made; absent when there was nothing. */
  readonly read?: StoredDocument | undefined;
  /** A document that must be as it was read, too: the pin. */
  readonly beside?: { readonly name: string; readonly read: StoredDocument | undefined };
  /** Called right before the write if nobody else wrote: the intent goes first. It may find the write is another's. */
  readonly prepare?: () => Promise<Prepared>;
}

/** `go`: write; `overtaken`: another run writes; `person`: a person's command came in between. */
export type Prepared = 'go' | 'overtaken' | 'person';

/** A target's documents as they were read, and where they are. */
type Place = Pick<RunningTarget, 'account' | 'documents'> & { readonly log: Log };

/** A live or proposed document that is about to be written, and the state that says so before it is. */
export interface IntendedWrite {
  readonly destination: 'live' | 'proposed';
  readonly document: SizesDocument;
  readonly context: ParseContext;
  readonly state: State;
  /** Stores that state; `stored` as what. */
  readonly storeIntent: () => Promise<{ readonly prepared: Prepared; readonly stored: StoredDocument | undefined }>;
  /** Whether a person's pin must be as it was read, too. */
  readonly minds?: 'pin';
}

type Intended =
  | Exclude<WriteResult, { kind: 'written' }>
  | (Extract<WriteResult, { kind: 'written' }> & Pick<RunningTarget, 'documents'>);

/** The state with the intent, then the document: what stands after both, unless somebody else wrote one of them. */
export async function writeIntended(place: Place, write: IntendedWrite): Promise<Intended> {
  const { account, documents, log } = place;
  const { destination, document, context, state, storeIntent, minds } = write;
  const { names } = documents;
  const text = renderDocument(document);
  let { storedState } = documents;
  const prepare = async (): Promise<Prepared> => {
    const { prepared, stored } = await storeIntent();
    storedState = stored;
    return prepared;
  };
  const result = await writeGuarded(
    account,
    {
      name: names[destination],
      text,
      type: 'SecureString',
      read: storedOf(documents[destination]),
      prepare,
      ...(minds === 'pin' && { beside: { name: names.pin, read: storedOf(documents.pin) } }),
    },
    log,
  );
  if (result.kind !== 'written') return result;
  const { version } = result;
  const written = { [destination]: parseSizes({ text, version }, context) };
  return { kind: 'written', version, documents: { ...documents, ...written, state, storedState } };
}

/** A document as it stands now. @throws {PortError} When it cannot be read. */
export async function readDocument(documents: DocumentStore, name: string): Promise<StoredDocument | undefined> {
  return allReadable(await documents.read([name])).get(name);
}

function isSame(a: StoredDocument | undefined, b: StoredDocument | undefined): boolean {
  return a?.version === b?.version && a?.text === b?.text;
}

function person(name: string): WriteResult {
  return { kind: 'foreign', detail: `Somebody changed ${name} while this run was deciding; nothing was written.` };
}

function foreign(name: string, version: number | undefined): WriteResult {
  const what = version === undefined ? `deleted ${name}` : `wrote version ${version} of ${name}`;
  return { kind: 'foreign', detail: `Somebody ${what} while this run was deciding; theirs stands.` };
}

/**
 * Writes a document unless somebody else did since it was read: rereads just before the write, and checks the returned
 * version after it. SSM has no conditional write, so a foreign version can still slip in; it is put back as the newest
 * (docs/contracts.md). A write whose answer was lost is recognized by rereading: it never makes a second version.
 */
export async function writeGuarded(account: Account, write: GuardedWrite, log: Log): Promise<WriteResult> {
  const { beside } = write;
  const now = allReadable(await account.documents.read([write.name, ...(beside === undefined ? [] : [beside.name])]));
  const before = now.get(write.name);
  // A document that was deleted and made anew begins with version 1 again.
  if (!isSame(before, write.read)) {
    if (before?.text === write.text) return { kind: 'overtaken' };
    return foreign(write.name, before?.version);
  }
  if (beside !== undefined && !isSame(now.get(beside.name), beside.read)) return person(beside.name);
  checkType(write, before);
  const prepared = (await write.prepare?.()) ?? 'go';
  if (prepared === 'overtaken') return { kind: 'overtaken' };
  if (prepared === 'person') return person(write.name);
  const expected = (before?.version ?? 0) + 1;
  const version = await put(account, write, { expected, overwrite: before !== undefined });
  if (version === undefined) return foreign(write.name, (await readDocument(account.documents, write.name))?.version);
  if (version === expected) return { kind: 'written', version };
  log.warn('another version slipped in between reading and writing', { name: write.name, expected, version });
  return putBack(account, write, version);
}

/** @throws {PortError} Where a write would be refused whatever it says. */
export function checkType(
  { name, type }: Pick<GuardedWrite, 'name' | 'type'>,
  before: StoredDocument | undefined,
): void {
  if (before?.type === undefined || before.type === type) return;
  throw new PortError(`${name} is stored as ${before.type} and not as ${type}. ${anewAdvice(name)}`);
}

interface Attempt {
  readonly expected: number;
  readonly overwrite: boolean;
}

/** The new version, or undefined when the document exists and must not be overwritten. */
async function put(
  account: Account,
  write: GuardedWrite,
  { expected, overwrite }: Attempt,
): Promise<number | undefined> {
  const { name, text, type } = write;
  try {
    return await account.documents.write({ name, text, type, overwrite });
  } catch (error) {
    const after = await readDocument(account.documents, name).catch(() => undefined);
    if (after?.version === expected && after.text === text) return expected;
    if (error instanceof DocumentExistsError) return undefined;
    throw error;
  }
}

/** Restores the version that somebody else wrote just before ours; the same text from a twin needs no restoring. */
async function putBack(account: Account, { name, text, type }: GuardedWrite, ours: number): Promise<WriteResult> {
  const theirs = (await account.documents.history(name)).find(({ version }) => version === ours - 1);
  if (theirs === undefined || theirs.text === text) return { kind: 'written', version: ours };
  await account.documents.write({ name, text: theirs.text, type, overwrite: true });
  return foreign(name, theirs.version);
}
