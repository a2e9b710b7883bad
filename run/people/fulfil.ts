import type { StoredDocument } from '../../core/model/stored-document.ts';
import { type Pin, renderPin } from '../../core/publication/pin-document.ts';
import { renderDocument } from '../../core/publication/sizes-document.ts';
import type { State } from '../../core/publication/state-document.ts';
import { writeGuarded } from '../write-document.ts';
import { type Acting, RefusedError } from './acting.ts';
import { writeCopies } from './copies.ts';
import { finishState } from './finish-state.ts';
import { readStanding, type Standing } from './standing.ts';
import { makeLive, type WishedSizes } from './write-live.ts';

/** What a person wants of a target, decided from what stands. */
export interface Wish {
  readonly pin?: Pin;
  readonly sizes?: WishedSizes;
  /** What else the state says when all is written. */
  readonly finish?: (state: State) => State;
}

/** What a command found and left. */
export interface Fulfilled<Wanted extends Wish> {
  /** As it stood before the command wrote anything. */
  readonly before: Standing;
  readonly wish: Wanted;
  readonly live?: StoredDocument;
  readonly changed: boolean;
  readonly copies: readonly string[];
  readonly notes: readonly string[];
}

/** A run writes a target within seconds, and once: whoever still meets somebody at the third attempt is told. */
const ATTEMPTS = 3;

/**
 * Writes what a person wants, in the order of docs/contracts.md: pin, state (intent), live, copies, state (done). When a run writes in
 * between, what stands is read and decided again: the person's decision is about sizes, not about a version.
 *
 * @param decide - Called at every attempt; throws a RefusedError when what stands does not allow it.
 * @throws {RefusedError} When somebody keeps writing, naming what stands.
 */
export async function fulfil<Wanted extends Wish>(
  acting: Acting,
  decide: (standing: Standing) => Wanted | Promise<Wanted>,
): Promise<Fulfilled<Wanted>> {
  const before = await readStanding(acting);
  const since = before.documents.live?.version ?? 0;
  let changed = false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const standing = attempt === 1 ? before : await readStanding(acting);
    const wish = await decide(standing);
    const tried = await tryOnce(acting, standing, { ...wish, since });
    changed ||= tried.wrote;
    if (tried.kind === 'done') return { ...tried.left, before, wish, changed };
  }
  throw new RefusedError(await whatStands(acting));
}

async function whatStands(acting: Acting): Promise<string> {
  const { live } = (await readStanding(acting)).documents;
  const standing = live === undefined ? 'nothing is live' : `version ${live.version} is live`;
  return `Somebody else keeps writing the documents of ${acting.target.id}; ${standing}. Try again in a minute.`;
}

type Tried =
  | {
      readonly kind: 'done';
      readonly wrote: boolean;
      readonly left: Pick<Fulfilled<Wish>, 'live' | 'copies' | 'notes'>;
    }
  | { readonly kind: 'disturbed'; readonly wrote: boolean };

async function tryOnce(acting: Acting, standing: Standing, wish: Wish & { readonly since: number }): Promise<Tried> {
  const pinned = wish.pin !== undefined && (await writePin(acting, standing, wish.pin));
  const made = wish.sizes && (await makeLive(acting, standing, wish.sizes));
  const wrote = pinned || made?.wrote === true;
  if (made?.kind === 'disturbed') return { kind: 'disturbed', wrote };
  const { written: copies, notes } = await copiesOf(acting, standing, wish);
  const finished = await finishState(acting, standing, wish);
  if (finished.kind === 'disturbed') return { kind: 'disturbed', wrote: wrote || copies.length > 0 };
  const { live } = finished;
  const left = { ...(live && { live }), copies, notes };
  return { kind: 'done', wrote: wrote || copies.length > 0 || finished.wrote, left };
}

async function copiesOf(acting: Acting, standing: Standing, { sizes }: Wish) {
  return sizes === undefined
    ? { written: [], notes: [] }
    : writeCopies(acting, standing, renderDocument(sizes.document));
}

/** Only people write pins: whoever meets another one stops. Whether it had to be written. */
async function writePin({ target, ports }: Acting, { account, documents }: Standing, pin: Pin): Promise<boolean> {
  const { pin: read, names } = documents;
  const text = renderPin(pin);
  if (read?.text === text) return false;
  const write = { name: names.pin, text, type: 'String', ...(read && { read }) } as const;
  const result = await writeGuarded(account, write, ports.log);
  if (result.kind !== 'foreign') return true;
  throw new RefusedError(`${target.id}: somebody else writes its pin at this moment; theirs stands. Look at it first.`);
}
