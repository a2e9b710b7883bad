import { ownEntry } from '../../core/model/sizes.ts';
import { isSameDocument, type SizesDocument } from '../../core/publication/sizes-document.ts';
import { documentOf } from '../../core/publication/target-documents.ts';
import { parseServerlessFile } from '../consumer/serverless-file.ts';
import { fieldsOf } from '../consumer/serverless-yaml.ts';
import { sizeIn } from '../consumer/size-variables.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, resultOf } from './fulfil.ts';
import { checkKeys } from './pin.ts';
import { checkedDocument, contextOf, liveDocument, type Standing } from './standing.ts';

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
 * @throws {RefusedError} For an unknown key, sizes that Fargate would refuse, and a running service's key that is live.
 */
export async function seed(acting: Acting, wanted: Seed): Promise<PersonsResult> {
  const { sizes, keys, notes } = givenBy(acting, wanted);
  const fulfilled = await fulfil(acting, (standing) => {
    const document = seeded(acting, standing, { sizes, keys, isExplicit: wanted.kind === 'set' });
    return { sizes: { document, cause: 'seed' } as const };
  });
  const { document } = fulfilled.wish.sizes;
  const before = documentOf(fulfilled.before.documents.live) ?? {};
  const added = Object.keys(sizes).filter((key) => document[key] !== ownEntry(before, key));
  const kept = Object.entries(sizes).filter(([key, value]) => document[key] !== value);
  const missing = keys.filter((key) => !Object.hasOwn(document, key));
  const isNew = fulfilled.changed && added.length > 0;
  return resultOf(acting, fulfilled, {
    command: 'seed',
    summary: isNew ? `seeded ${added.join(', ')}.` : 'has these keys already; nothing was added.',
    notes: [
      ...notes,
      ...listed('Still without a value', missing, ' A deployment that reads them fails.'),
      ...kept.map(([key, value]) => `${key} stays ${document[key]} (the file says ${value}).`),
    ],
  });
}

/** A sentence with keys in it; none where there are no keys. */
function listed(before: string, keys: readonly string[], after = ''): readonly string[] {
  return keys.length === 0 ? [] : [`${before}: ${keys.join(', ')}.${after}`];
}

function givenBy(acting: Acting, wanted: Seed): Given {
  if (wanted.kind === 'set') return { sizes: wanted.sizes, keys: checkKeys(acting, wanted.sizes), notes: [] };
  const keys = checkKeys(acting, {});
  const sizes = serverlessSizes(wanted.text, acting.target.stage, keys);
  const found = Object.keys(sizes);
  const missing = keys.filter((key) => !found.includes(key));
  if (found.length > 0)
    return {
      sizes,
      keys,
      notes: [...listed('Found in the file', found), ...listed('Not found as a plain number', missing)],
    };
  throw new RefusedError(
    `The file says none of ${keys.join(', ')} as a plain number in params.${acting.target.stage}, params.default or their fallback.`,
  );
}

interface Seeding extends Pick<Given, 'sizes' | 'keys'> {
  /** Whether a person typed the values; those of a file only fill gaps. */
  readonly isExplicit: boolean;
}

function seeded(acting: Acting, standing: Standing, { sizes, keys, isExplicit }: Seeding): SizesDocument {
  const { live } = standing.documents;
  const base = liveDocument(acting, standing) ?? {};
  if (live.kind === 'absent') checkComplete(acting, sizes, keys);
  const mayChange = isExplicit && standing.service.kind !== 'running';
  if (isExplicit && !mayChange) checkUnchanged(acting, base, sizes);
  const merged = mayChange ? { ...base, ...sizes } : { ...sizes, ...base };
  const ordered = [...keys, ...Object.keys(merged)].filter((key) => Object.hasOwn(merged, key));
  const document = Object.fromEntries(ordered.map((key) => [key, merged[key] ?? '']));
  if (isSameDocument(base, document)) return base;
  return checkedDocument(document, contextOf(acting, standing), 'These sizes');
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

/**
 * The literal sizes in a serverless.yml for a stage: of each key the first whole number among the stage's own params,
 * its `fallback` (else that of `default`), and the params of `default`. Variables are not resolved.
 *
 * @throws {RefusedError} When the text is no YAML.
 */
export function serverlessSizes(text: string, stage: string, keys: readonly string[]): SizesDocument {
  const { params } = parseServerlessFile(text);
  const [own, shared] = [fieldsOf(params.get(stage)), fieldsOf(params.get('default'))];
  const fallback = fieldsOf(own.get('fallback') ?? shared.get('fallback'));
  const found = keys.flatMap((key) => {
    const value = [own, fallback, shared].map((place) => sizeIn(place.get(key))).find((each) => each !== undefined);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(found);
}
