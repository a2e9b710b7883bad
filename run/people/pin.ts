import { didYouMean } from '../../core/configuration/problem.ts';
import { publishedNumbers } from '../../core/model/sizes.ts';
import { DAY_MILLISECONDS, minuteText } from '../../core/model/time.ts';
import type { Pin } from '../../core/publication/pin-document.ts';
import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, type Wish } from './fulfil.ts';
import { resultOf } from './result.ts';
import {
  checkedDocument,
  contextOf,
  pinText,
  pinThatHolds,
  plainDocument,
  runningDocument,
  type Standing,
  says,
} from './standing.ts';

export interface Pinning {
  /** How long the pin holds, 1 to 365. */
  readonly days: number;
  readonly why: string;
  /** Other values than the live ones, by key. */
  readonly set: SizesDocument;
}

/** A pin for a document that begins now. */
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
  const pin = pinThatHolds(before, person.at);
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
    const sizes = { document, cause: 'pin', why: pinning.why, ...(baseline && { baseline }) } as const;
    return { pin: written, sizes };
  });
  const summary = `pinned until ${minuteText(fulfilled.wish.pin?.until ?? '')}: runs change nothing before, floors alert only.`;
  const notes = [...replacedPin(acting, fulfilled.before), ...deploymentNote(acting, fulfilled.before, fulfilled.wish)];
  return resultOf(acting, fulfilled, { command: 'pin', summary, notes });
}

function deploymentNote({ target }: Acting, before: Standing, { sizes }: Wish): readonly string[] {
  const isNew = sizes !== undefined && !says(before.documents.live, sizes.document);
  return isNew ? [`The sizes take effect with the next deployment of ${target.id}.`] : [];
}

function baseOf(acting: Acting, standing: Standing): SizesDocument {
  const { live } = standing.documents;
  const base = live === undefined ? runningDocument(acting, standing) : plainDocument(live.text);
  if (base !== undefined) return base;
  const { id, service, stage } = acting.target;
  throw new RefusedError(
    live === undefined
      ? `Nothing is live for ${id} and nothing runs that could be pinned. Begin with: rightsizer seed ${service} ${stage}`
      : `The live document of ${id} cannot be read; the next run repairs it, or: rightsizer rollback ${service} ${stage} --why …`,
  );
}
