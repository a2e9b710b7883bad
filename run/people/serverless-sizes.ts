import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import { fieldsOf, parseServerlessYaml } from '../serverless-yaml.ts';

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
  const params = fieldsOf(parseServerlessYaml(text).get('params'));
  const [own, shared] = [fieldsOf(params.get(stage)), fieldsOf(params.get('default'))];
  const fallback = fieldsOf(own.get('fallback') ?? shared.get('fallback'));
  const found = keys.flatMap((key) => {
    const value = [own, fallback, shared]
      .map((place) => wholeNumber(place.get(key)))
      .find((each) => each !== undefined);
    return value === undefined ? [] : [[key, value] as const];
  });
  const sizes = Object.fromEntries(found);
  return { sizes, missing: keys.filter((key) => !Object.hasOwn(sizes, key)) };
}

/** @example wholeNumber('1024') // '1024'; wholeNumber('${env:CPU}') // undefined */
export function wholeNumber(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? String(Number(text)) : undefined;
}
