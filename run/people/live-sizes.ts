import * as v from 'valibot';
import type { Configuration } from '../../core/configuration/configuration.ts';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import { oneLine } from '../../core/model/visible.ts';
import type { Place } from '../../core/ports.ts';
import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import { findTarget, RefusedError } from './acting.ts';

/** Reads documents of one account and region by name. */
export interface DocumentReader {
  readonly region: string;
  /** One that does not exist has no entry. @throws {PortError} When one of them cannot be read. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
}

export interface LiveDocument {
  readonly name: string;
  readonly place: Place;
}

export interface SaidSizes {
  /** Where it stands, for messages. */
  readonly source: string;
  readonly sizes: SizesDocument;
}

/**
 * The document of a stage, or of a name that gets a copy of one, such as `default`.
 *
 * @throws {RefusedError} Naming what there is, when rightsizer.yml has no such service or stage.
 */
export function liveDocumentOf(configuration: Configuration, service: string, stage: string): LiveDocument {
  const copied = configuration.targets.find(
    (target) => target.service === service && target.alsoPublishTo.includes(stage),
  );
  const target = copied ?? findTarget(configuration, service, stage);
  return { name: `${target.parameterPrefix}/${service}/${stage}`, place: target };
}

/**
 * What a deployment that reads this document gets: its sizes, else the fallback as a whole, else undefined. As in osls
 * only a document that does not exist falls back.
 *
 * @throws {RefusedError} When the document is no flat object of whole numbers, or lacks a key that the fallback has: a
 * deployment would fail on it.
 */
export async function liveSizes(
  { name, place }: LiveDocument,
  fallback: SaidSizes | undefined,
  readerOf: (place: Place) => DocumentReader,
): Promise<SaidSizes | undefined> {
  const reader = readerOf(place);
  const stored = (await reader.read([name])).get(name);
  if (stored === undefined) return fallback;
  const source = `${name} (version ${stored.version}, ${reader.region})`;
  const said = { source, sizes: saidSizes(stored.text, source) };
  const missing = Object.keys(fallback?.sizes ?? {}).filter((key) => !Object.hasOwn(said.sizes, key));
  if (missing.length === 0) return said;
  const advice = `"rightsizer seed" adds a key before the first deployment that reads it`;
  throw new RefusedError(`${source} lacks ${missing.join(', ')}, which ${fallback?.source} has; ${advice}.`);
}

/** The sizes in a flat JSON object. @throws {RefusedError} Naming the source and the key. */
export function saidSizes(text: string, source: string): SizesDocument {
  const parsed = v.safeParse(sizesObject, text);
  if (parsed.success) return parsed.output;
  const [{ message, path: [at] = [] }] = parsed.issues;
  const what = at === undefined ? message : `${String(at.key)} = ${JSON.stringify(at.value)} ${message}`;
  throw new RefusedError(`${source}: ${what}.`);
}

const FLAT = 'must be a flat JSON object such as {"taskCpu":"1024","taskMemory":"2048"}';
const WHOLE = 'must be a whole number';
const size = v.pipe(v.union([v.string(), v.number()], WHOLE), v.transform(String), v.regex(/^\d{1,9}$/, WHOLE));
const key = v.pipe(
  v.string(),
  v.check((name) => oneLine(name) === name, 'must have no control characters in its name'),
);
const sizesObject = v.pipe(
  v.string(),
  v.parseJson(undefined, FLAT),
  v.check((value) => !Array.isArray(value), FLAT),
  v.record(key, size, FLAT),
  v.check((sizes) => Object.keys(sizes).length > 0, 'has no sizes'),
);
