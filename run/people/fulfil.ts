import { defined } from '../../core/model/defined.ts';
import { renderDocument } from '../../core/publication/sizes-document.ts';
import { documentOf, type KnownSizes, type Pin, renderPin, storedOf } from '../../core/publication/target-documents.ts';
import { readDocument, writeGuarded } from '../write-document.ts';
import { type Acting, type LiveNow, type PersonsResult, RefusedError } from './acting.ts';
import { readStanding, type Standing } from './standing.ts';
import { type Finish, finishState, makeLive } from './write-live.ts';

export interface Wish extends Omit<Finish, 'since'> {
  readonly pin?: Pin;
}

export interface Fulfilled<Wanted extends Wish> {
  /** As it stood before the command wrote anything. */
  readonly before: Standing;
  readonly wish: Wanted;
  readonly live: KnownSizes;
  readonly changed: boolean;
  readonly copies: readonly string[];
  readonly notes: readonly string[];
}

/** A run writes a target within seconds, and once: whoever still meets somebody at the third attempt is told. */
const ATTEMPTS = 3;

/**
 * Writes what a person wants, in the order of docs/contracts.md: pin, state (intent), live, copies, state (done). When
 * a run writes in between, it reads and decides again: the person's decision is about sizes, not about a version.
 *
 * @param decide - Called at every attempt; throws a RefusedError when what stands does not allow it.
 * @throws {RefusedError} When somebody keeps writing, naming what stands.
 */
export async function fulfil<Wanted extends Wish>(
  acting: Acting,
  decide: (standing: Standing) => Wanted | Promise<Wanted>,
): Promise<Fulfilled<Wanted>> {
  const before = await readStanding(acting);
  const since = storedOf(before.documents.live)?.version ?? 0;
  let changed = false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const standing = attempt === 1 ? before : await readStanding(acting);
    const wish = await decide(standing);
    const tried = await tryOnce(acting, standing, { ...wish, since });
    changed ||= tried.wrote;
    if (tried.left !== undefined) return { ...tried.left, before, wish, changed };
  }
  throw new RefusedError(await whatStands(acting));
}

async function whatStands(acting: Acting): Promise<string> {
  const { live } = (await readStanding(acting)).documents;
  const standing = live.kind === 'absent' ? 'nothing is live' : `version ${live.version} is live`;
  return `Somebody else keeps writing the documents of ${acting.target.id}; ${standing}. Try again in a minute.`;
}

interface Tried {
  readonly wrote: boolean;
  /** Absent where somebody else wrote in between. */
  readonly left?: Pick<Fulfilled<Wish>, 'live' | 'copies' | 'notes'>;
}

async function tryOnce(acting: Acting, standing: Standing, wish: Wish & Finish): Promise<Tried> {
  const pinned = wish.pin !== undefined && (await writePin(acting, standing, wish.pin));
  const made = wish.sizes && (await makeLive(acting, standing, wish.sizes));
  const wrote = pinned || made?.wrote === true;
  if (made?.isDone === false) return { wrote };
  const { copies, notes } = await writeCopies(acting, standing, wish);
  const { live, ...finished } = await finishState(acting, standing, wish);
  const all = { wrote: wrote || copies.length > 0 || finished.wrote };
  return live === undefined ? all : { ...all, left: { live, copies, notes } };
}

/** A copy that a run writes at the same moment is written again once. */
const COPY_ATTEMPTS = 2;

/** Copies follow the original: the names of those written. One that fails is told: the next run repairs it. */
async function writeCopies(acting: Acting, standing: Standing, { sizes }: Wish) {
  const names = sizes === undefined ? [] : standing.documents.names.copies;
  const text = sizes === undefined ? '' : renderDocument(sizes.document);
  const results = await Promise.all(names.map((name) => writeCopy(acting, standing, { name, text })));
  const missed = names.filter((_, index) => results[index] === 'missed');
  return {
    copies: names.filter((_, index) => results[index] === 'written'),
    notes: missed.map((name) => `The copy ${name} could not be written; the next run repairs it.`),
  };
}

async function writeCopy(
  { ports: { log } }: Acting,
  { account }: Standing,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<'written' | 'same' | 'missed'> {
  for (let attempt = 1; attempt <= COPY_ATTEMPTS; attempt += 1) {
    const read = await readDocument(account.documents, name);
    if (read?.text === text) return 'same';
    const result = await writeGuarded(account, { name, text, type: 'SecureString', read }, log);
    if (result.kind !== 'foreign') return 'written';
  }
  return 'missed';
}

/** Only people write pins: whoever meets another one stops. Whether it had to be written. */
async function writePin({ target, ports }: Acting, { account, documents }: Standing, pin: Pin): Promise<boolean> {
  const text = renderPin(pin);
  const read = storedOf(documents.pin);
  if (read?.text === text) return false;
  const write = { name: documents.names.pin, text, type: 'String', read } as const;
  const result = await writeGuarded(account, write, ports.log);
  if (result.kind !== 'foreign') return true;
  throw new RefusedError(`${target.id}: somebody else writes its pin at this moment; theirs stands. Look at it first.`);
}

type Told = Pick<PersonsResult, 'command' | 'summary'> & Partial<Pick<PersonsResult, 'notes'>>;

function liveNow({ before: { documents }, live, wish }: Fulfilled<Wish>): LiveNow | undefined {
  const document = documentOf(live);
  if (live.kind === 'absent' || document === undefined || wish.sizes === undefined) return undefined;
  return {
    name: documents.names.live,
    version: live.version,
    document,
    ...defined({ before: documentOf(documents.live) }),
  };
}

export function resultOf(
  { target }: Acting,
  fulfilled: Fulfilled<Wish>,
  { command, summary, notes = [] }: Told,
): PersonsResult {
  const { changed, copies, wish } = fulfilled;
  return {
    target: target.id,
    command,
    changed,
    summary,
    ...defined({ live: liveNow(fulfilled), pin: wish.pin }),
    copies,
    notes: [...fulfilled.notes, ...notes],
  };
}
