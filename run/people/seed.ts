import { ownEntry } from '../../core/model/sizes.ts';
import { isSameDocument, type SizesDocument } from '../../core/publication/sizes-document.ts';
import { documentOf, type KnownSizes } from '../../core/publication/target-documents.ts';
import { parseServerlessFile } from '../consumer/serverless-file.ts';
import { fieldsOf } from '../consumer/serverless-yaml.ts';
import { sizeIn } from '../consumer/size-variables.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, resultOf, type Wish } from './fulfil.ts';
import { checkKeys } from './pin.ts';
import { checkedDocument, contextOf, type Standing } from './standing.ts';

/** Sizes that somebody gives by hand, or those that a serverless.yml says. */
export type Seed =
  | { readonly kind: 'set'; readonly sizes: SizesDocument }
  | { readonly kind: 'from'; readonly text: string };

interface Given {
  readonly sizes: SizesDocument;
  readonly keys: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Adds keys to the live document before a first deployment reads them, or makes it when every key is given.
 *
 * @throws {RefusedError} For an unknown key, for sizes that Fargate would refuse, and for a key of a running service that is live already.
 */
export async function seed(acting: Acting, wanted: Seed): Promise<PersonsResult> {
  const given = givenBy(acting, wanted);
  const fulfilled = await fulfil(acting, (standing): Wish => {
    const document = seeded(acting, standing, { ...given, isExplicit: wanted.kind === 'set' });
    return { sizes: { document, cause: 'seed' } };
  });
  const kept = documentOf(fulfilled.before.documents.live) ?? {};
  const added = Object.keys(given.sizes).filter((key) => fulfilled.wish.sizes?.document[key] !== ownEntry(kept, key));
  const summary =
    fulfilled.changed && added.length > 0
      ? `seeded ${added.join(', ')}.`
      : 'has these keys already; nothing was added.';
  const notes = [
    ...given.notes,
    ...stillMissing(given.keys, fulfilled.wish),
    ...keptNotes(given.sizes, fulfilled.wish),
  ];
  return resultOf(acting, fulfilled, { command: 'seed', summary, notes });
}

function givenBy(acting: Acting, wanted: Seed): Given {
  if (wanted.kind === 'set') return { sizes: wanted.sizes, keys: checkKeys(acting, wanted.sizes), notes: [] };
  const keys = checkKeys(acting, {});
  const { sizes, missing } = serverlessSizes(wanted.text, acting.target.stage, keys);
  const found = Object.keys(sizes);
  if (found.length === 0) {
    throw new RefusedError(
      `The file says none of ${keys.join(', ')} as a plain number in params.${acting.target.stage}, params.default or their fallback.`,
    );
  }
  const notes = [
    `Found in the file: ${found.join(', ')}.`,
    ...(missing.length === 0 ? [] : [`Not found as a plain number: ${missing.join(', ')}.`]),
  ];
  return { sizes, keys, notes };
}

interface Seeding extends Given {
  /** Whether a person typed the values; those of a file only fill gaps. */
  readonly isExplicit: boolean;
}

function seeded(acting: Acting, standing: Standing, { sizes, keys, isExplicit }: Seeding): SizesDocument {
  const { live } = standing.documents;
  const base = liveBase(acting, live);
  if (live.kind === 'absent') checkComplete(acting, sizes, keys);
  const mayChange = isExplicit && standing.service.kind !== 'running';
  if (isExplicit && !mayChange) checkUnchanged(acting, base, sizes);
  const merged = mayChange ? { ...base, ...sizes } : { ...sizes, ...base };
  const ordered = [...keys, ...Object.keys(merged)].filter((key) => Object.hasOwn(merged, key));
  const document = Object.fromEntries(ordered.map((key) => [key, merged[key] ?? '']));
  if (isSameDocument(base, document)) return base;
  return checkedDocument(document, contextOf(acting, standing), 'These sizes');
}

function liveBase({ target }: Acting, live: KnownSizes): SizesDocument {
  const base = live.kind === 'absent' ? {} : documentOf(live);
  if (base !== undefined) return base;
  throw new RefusedError(`The live document of ${target.id} cannot be read; the next run repairs it.`);
}

function checkComplete({ target }: Acting, sizes: SizesDocument, keys: readonly string[]): void {
  const missing = keys.filter((key) => !Object.hasOwn(sizes, key));
  if (missing.length === 0) return;
  throw new RefusedError(
    `Nothing is live for ${target.id}: a first document needs every key, and ${missing.join(', ')} is missing.`,
  );
}

function checkUnchanged({ target }: Acting, base: SizesDocument, sizes: SizesDocument): void {
  const other = Object.entries(sizes).find(([key, value]) => Object.hasOwn(base, key) && base[key] !== value);
  if (other === undefined) return;
  const [key, value] = other;
  throw new RefusedError(
    `${key} of ${target.id} is ${base[key]} already, and the service runs. To change it: rightsizer pin ${target.service} ${target.stage} --set ${key}=${value} --why …`,
  );
}

function stillMissing(keys: readonly string[], { sizes }: Wish): readonly string[] {
  const missing = keys.filter((key) => !Object.hasOwn(sizes?.document ?? {}, key));
  return missing.length === 0
    ? []
    : [`Still without a value: ${missing.join(', ')}. A deployment that reads them fails.`];
}

function keptNotes(given: SizesDocument, { sizes }: Wish): readonly string[] {
  const kept = Object.entries(given).filter(([key, value]) => sizes?.document[key] !== value);
  return kept.map(([key, value]) => `${key} stays ${sizes?.document[key]} (the file says ${value}).`);
}

/** What a serverless.yml says about the keys of a document. */
export interface FoundSizes {
  readonly sizes: SizesDocument;
  /** Keys that it does not say as a plain number. */
  readonly missing: readonly string[];
}

/**
 * The literal sizes in a serverless.yml for a stage: of each key the first whole number among the stage's own params, its `fallback`
 * (else that of `default`), and the params of `default`. Variables are not resolved.
 *
 * @throws {RefusedError} When the text is no YAML.
 */
export function serverlessSizes(text: string, stage: string, keys: readonly string[]): FoundSizes {
  const { params } = parseServerlessFile(text);
  const [own, shared] = [fieldsOf(params.get(stage)), fieldsOf(params.get('default'))];
  const fallback = fieldsOf(own.get('fallback') ?? shared.get('fallback'));
  const found = keys.flatMap((key) => {
    const value = [own, fallback, shared].map((place) => sizeIn(place.get(key))).find((each) => each !== undefined);
    return value === undefined ? [] : [[key, value] as const];
  });
  const sizes = Object.fromEntries(found);
  return { sizes, missing: keys.filter((key) => !Object.hasOwn(sizes, key)) };
}
