import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import { parseServerlessFile } from '../consumer/serverless-file.ts';
import { fieldsOf } from '../consumer/serverless-yaml.ts';
import { sizeIn } from '../consumer/size-variables.ts';

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
