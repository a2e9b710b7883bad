import * as v from 'valibot';

const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;

/**
 * JSON that SSM takes: it refuses `{{` and `}}`, so braces that meet are kept apart and those inside strings are
 * escaped; the value stays the same.
 *
 * @example JSON.parse(safeJson({ a: { b: '{{x}}' } })) // { a: { b: '{{x}}' } }
 */
export function safeJson(value: unknown): string {
  const escaped = JSON.stringify(value).replace(JSON_STRING, (text) =>
    text.replaceAll('{', '\\u007b').replaceAll('}', '\\u007d'),
  );
  return escaped.replaceAll('}}', '} }').replaceAll('}}', '} }').replaceAll('{{', '{ {').replaceAll('{{', '{ {');
}

/** FNV-1a, 64 bits: offset basis and prime from datatracker.ietf.org/doc/html/draft-eastlake-fnv, 2026-11-22. */
const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = (1n << 64n) - 1n;

/**
 * A short hash to tell texts apart: FNV-1a over UTF-16 code units, 16 hexadecimal digits. It protects nothing.
 *
 * @example shortHash('a') // 'af63dc4c8601ec8c'
 */
export function shortHash(text: string): string {
  let hash = OFFSET_BASIS;
  for (let index = 0; index < text.length; index += 1) {
    hash = ((hash ^ BigInt(text.charCodeAt(index))) * PRIME) & MASK;
  }
  return hash.toString(16).padStart(16, '0');
}

/** What a text says by a schema; undefined where it is no JSON, or says something else. */
export function readJson<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
): v.InferOutput<Schema> | undefined {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
