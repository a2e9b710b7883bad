import type { Target } from '../core/configuration/configuration.ts';
import type { StoredDocument } from '../core/model/stored-document.ts';
import { type Account, allReadable, type Log } from '../core/ports.ts';
import { documentNames } from '../core/publication/document-names.ts';
import { isEmptyState, isPersonsState, parseState, type State } from '../core/publication/state-document.ts';
import { renderState } from '../core/publication/state-text.ts';

/** Where a target's state is stored, and as what it was read or written last. */
export interface StatePlace {
  readonly target: Target;
  readonly account: Account;
  readonly stored?: StoredDocument;
}

/** The versions of a state that came between reading one and writing another. */
export interface Between {
  readonly after: number;
  readonly before: number;
}

/** A state's versions between two others, newest first; nothing is asked where there is none. */
export async function statesBetween(
  account: Account,
  name: string,
  { after, before }: Between,
): Promise<readonly StoredDocument[]> {
  if (before <= after + 1) return [];
  const versions = await account.documents.history(name);
  return versions.filter(({ version }) => version > after && version < before);
}

/**
 * Puts a person's state back that a write covered. SSM has no conditional write: what people say must not be lost by it.
 *
 * @returns The person's state as it stands again; undefined when there was none.
 */
export async function putPersonsStateBack(
  account: Account,
  name: string,
  between: readonly StoredDocument[],
): Promise<StoredDocument | undefined> {
  const persons = between.find(({ text }) => isPersonsState(parseState(text)));
  if (persons === undefined) return undefined;
  const { text } = persons;
  return { text, version: await account.documents.write({ name, text, type: 'String', overwrite: true }) };
}

/** A target's state, and as what it is stored; absent when it is not. */
export interface StoredState {
  readonly state: State;
  readonly stored?: StoredDocument;
}

/**
 * Writes a target's state when it differs from what is stored, unless a person's command wrote it since: theirs stands, and is given back. A
 * failure is logged: the next run repeats the message once.
 */
export async function storeState(place: StatePlace, state: State, log: Log): Promise<StoredState> {
  const { target, stored } = place;
  const asItWas: StoredState = { state, ...(stored && { stored }) };
  const text = renderState(state);
  if (text === stored?.text || (stored === undefined && isEmptyState(state))) return asItWas;
  try {
    const now = await overwrite(place, text);
    if (now.text !== text) log.info('a person wrote the state: it stays', { target: target.id });
    return { state: now.text === text ? state : parseState(now.text), stored: now };
  } catch (error) {
    const told = { target: target.id, error: String(error) };
    log.warn('the state could not be stored; the next run repeats its message', told);
    return asItWas;
  }
}

/** The document that stands in the end. */
async function overwrite({ target, account, stored }: StatePlace, text: string): Promise<StoredDocument> {
  const { state: name } = documentNames(target);
  const now = allReadable(await account.documents.read([name])).get(name);
  if (now !== undefined && now.text !== stored?.text && isPersonsState(parseState(now.text))) return now;
  const version = await account.documents.write({ name, text, type: 'String', overwrite: true });
  const between = await statesBetween(account, name, { after: now?.version ?? 0, before: version });
  return (await putPersonsStateBack(account, name, between)) ?? { text, version };
}
