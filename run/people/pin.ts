import { didYouMean } from '../../core/configuration/problem.ts';
import { defined } from '../../core/model/defined.ts';
import { publishedNumbers } from '../../core/model/sizes.ts';
import { DAY_MILLISECONDS, minuteText } from '../../core/model/time.ts';
import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import { type Pin, says } from '../../core/publication/target-documents.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, resultOf, type Wish } from './fulfil.ts';
import {
  checkedDocument,
  contextOf,
  liveDocument,
  pinText,
  pinThatHolds,
  runningDocument,
  type Standing,
} from './standing.ts';

export interface Pinning {
  /** How long the pin holds, 1 to 365. */
  readonly days: number;
  readonly why: string;
  /** Other values than the live ones, by key. */
  readonly set: SizesDocument;
}

export function pinOf(
  { person: { by, at } }: Acting,
  document: SizesDocument,
  { days, why }: Omit<Pinning, 'set'>,
): Pin {
  const until = new Date(Date.parse(at) + days * DAY_MILLISECONDS).toISOString();
  return { document, until, by, at, why };
}

/** What is said of a pin that another one takes the place of. */
export function replacedPin({ person }: Acting, before: Standing): readonly string[] {
  const pin = pinThatHolds(before);
  return pin === undefined || (pin !== 'unreadable' && pin.at === person.at) ? [] : [`Before it was ${pinText(pin)}.`];
}

/** The keys that rightsizer.yml publishes for a target. @throws {RefusedError} For a key that is not among them. */
export function checkKeys({ target }: Acting, set: SizesDocument): readonly string[] {
  const keys = [...new Set(publishedNumbers(target.parameters).map(({ key }) => key))];
  const unknown = Object.keys(set).find((key) => !keys.includes(key));
  if (unknown === undefined) return keys;
  throw new RefusedError(
    `rightsizer.yml publishes no ${unknown} for ${target.id}; there is ${keys.join(', ')}${didYouMean(unknown, keys)}`,
  );
}

/**
 * Keeps the live sizes, or others, until a time: a run changes nothing before it.
 *
 * @throws {RefusedError} When the sizes fit no task, or nothing is live and nothing runs.
 */
export async function pin(acting: Acting, pinning: Pinning): Promise<PersonsResult> {
  checkKeys(acting, pinning.set);
  let asked: SizesDocument | undefined;
  const fulfilled = await fulfil(acting, (standing): Wish => {
    // What a run writes meanwhile is not what the person saw.
    asked ??= { ...baseOf(acting, standing), ...pinning.set };
    const document = checkedDocument(asked, contextOf(acting, standing), 'These sizes');
    const written = pinOf(acting, document, pinning);
    const baseline = runningDocument(acting, standing);
    return { pin: written, sizes: { document, cause: 'pin', why: pinning.why, ...defined({ baseline }) } };
  });
  const summary = `pinned until ${minuteText(fulfilled.wish.pin?.until ?? '')}: runs change nothing before, floors alert only.`;
  const { before, wish } = fulfilled;
  const isNew = wish.sizes !== undefined && !says(before.documents.live, wish.sizes.document);
  const notes = [
    ...replacedPin(acting, before),
    ...(isNew ? [`The sizes take effect with the next deployment of ${acting.target.id}.`] : []),
  ];
  return resultOf(acting, fulfilled, { command: 'pin', summary, notes });
}

function baseOf(acting: Acting, standing: Standing): SizesDocument {
  const base = liveDocument(acting, standing) ?? runningDocument(acting, standing);
  if (base !== undefined) return base;
  const { id, service, stage } = acting.target;
  throw new RefusedError(
    `Nothing is live for ${id} and nothing runs that could be pinned. Begin with: rightsizer seed ${service} ${stage}`,
  );
}

/** Ends a pin: what was pinned, and by whom, stays in the history of its parameter. */
export async function unpin(acting: Acting, why = 'unpinned'): Promise<PersonsResult> {
  const { by, at } = acting.person;
  const fulfilled = await fulfil(acting, (standing): Wish => {
    const holds = pinThatHolds(standing);
    if (holds === undefined) return {};
    return { pin: { document: holds === 'unreadable' ? {} : holds.document, until: at, by, at, why } };
  });
  const was = pinThatHolds(fulfilled.before);
  const summary = was === undefined ? 'is not pinned; nothing was written.' : `unpinned; it was ${pinText(was)}.`;
  const notes = was === undefined ? [] : [nextRun(acting)];
  // A pin that has ended is none to tell of.
  return resultOf(acting, { ...fulfilled, wish: {} }, { command: 'unpin', summary, notes });
}

function nextRun({ target }: Acting): string {
  return target.mode === 'apply'
    ? 'From the next run on it is sized again: growth at once, shrinking when the change gate lets it.'
    : 'From the next run on sizes are proposed again; nothing is applied without approval.';
}
