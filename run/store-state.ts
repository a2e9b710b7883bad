import type { Target } from '../core/configuration/configuration.ts';
import type { StoredDocument } from '../core/model/stored-document.ts';
import type { Account, Log } from '../core/ports.ts';
import { isEmptyState, isPersonsState, parseState, type State } from '../core/publication/state-document.ts';
import { renderState } from '../core/publication/state-text.ts';
import type { TargetDocuments } from '../core/publication/target-documents.ts';
import { documentNames } from '../core/publication/target-documents.ts';
import { type Prepared, readDocument } from './write-document.ts';

/** Where a target's state is stored, and as what it was read or written last. */
export interface StatePlace {
  readonly target: Target;
  readonly account: Account;
  readonly stored: StoredDocument | undefined;
  /** Whether this run wrote the version that the state speaks of: then a late run may have covered the state. */
  readonly isOurs?: boolean;
}

async function writeState(account: Account, name: string, text: string): Promise<StoredDocument> {
  return { text, version: await account.documents.write({ name, text, type: 'String', overwrite: true }) };
}

/** A state's versions between two others, newest first; nothing is asked where there is none. */
async function statesBetween(
  account: Account,
  name: string,
  { after, before }: { readonly after: number; readonly before: number },
): Promise<readonly StoredDocument[]> {
  if (before <= after + 1) return [];
  const versions = await account.documents.history(name);
  return versions.filter(({ version }) => version > after && version < before);
}

/**
 * Puts a person's state back that a write covered. SSM has no conditional write, and what people say must not be lost.
 *
 * @returns The person's state as it stands again; undefined when there was none.
 */
async function putPersonsStateBack(
  account: Account,
  name: string,
  between: readonly StoredDocument[],
): Promise<StoredDocument | undefined> {
  const persons = between.find(({ text }) => isPersonsState(parseState(text)));
  if (persons === undefined) return undefined;
  return writeState(account, name, persons.text);
}

export interface Claim {
  readonly state: State;
  readonly destination: 'live' | 'proposed';
  readonly version: number;
}

/**
 * Stores a claim, and tells whether it was first. SSM cannot write on a condition, but counts versions of the state: of
 * two runs at the same moment exactly one was first. What people or the first run wrote in between is put back.
 */
export async function storeClaim(
  { account, documents }: { readonly account: Account; readonly documents: TargetDocuments },
  { state, destination, version }: Claim,
): Promise<{ readonly prepared: Prepared; readonly stored: StoredDocument }> {
  const { state: name } = documents.names;
  const text = renderState(state);
  const stored = await writeState(account, name, text);
  const after = documents.storedState?.version ?? 0;
  const between = await statesBetween(account, name, { after, before: stored.version });
  if ((await putPersonsStateBack(account, name, between)) !== undefined) return { prepared: 'person', stored };
  const isTaken = between.some((each) => parseState(each.text)[destination]?.version === version);
  if (isTaken) await putNewestBack(account, name, { ...between[0], ours: stored.version });
  return { prepared: isTaken ? 'overtaken' : 'go', stored };
}

/** The first run may write its state while it is put back. */
const PUT_BACK_ATTEMPTS = 3;

/** @param covered - `ours` is the version of the claim that covered the text. */
async function putNewestBack(
  account: Account,
  name: string,
  covered: { readonly text?: string; readonly ours: number },
): Promise<void> {
  let { text, ours } = covered;
  for (let attempt = 1; text !== undefined && attempt <= PUT_BACK_ATTEMPTS; attempt += 1) {
    const { version } = await writeState(account, name, text);
    text = (await statesBetween(account, name, { after: ours, before: version }))[0]?.text;
    ours = version;
  }
}

export interface StoredState {
  readonly state: State;
  readonly stored: StoredDocument | undefined;
}

/**
 * Writes a target's state if it differs, unless somebody wrote it since: theirs stands and is returned. Only what
 * another run stored about this run's version is covered. A failure is logged: the next run repeats the message once.
 */
export async function storeState(place: StatePlace, state: State, log: Log): Promise<StoredState> {
  const { target, stored } = place;
  const asItWas: StoredState = { state, stored };
  const text = renderState(state);
  if (text === stored?.text || (stored === undefined && isEmptyState(state))) return asItWas;
  try {
    const now = await overwrite(place, text);
    if (now.text !== text) log.info('somebody else wrote the state: it stays', { target: target.id });
    return { state: now.text === text ? state : parseState(now.text), stored: now };
  } catch (error) {
    const told = { target: target.id, error: String(error) };
    log.warn('the state could not be stored; the next run repeats its message', told);
    return asItWas;
  }
}

/** The document that stands in the end. */
async function overwrite(
  { target, account, stored, isOurs = false }: StatePlace,
  text: string,
): Promise<StoredDocument> {
  const { state: name } = documentNames(target);
  const now = await readDocument(account.documents, name);
  const isTheirs = now !== undefined && now.text !== stored?.text && (!isOurs || isPersonsState(parseState(now.text)));
  if (isTheirs) return now;
  const written = await writeState(account, name, text);
  const between = await statesBetween(account, name, { after: now?.version ?? 0, before: written.version });
  return (await putPersonsStateBack(account, name, between)) ?? written;
}
