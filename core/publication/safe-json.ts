const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;

/**
 * JSON that SSM takes: it refuses `{{` and `}}`, so braces that meet are kept apart and those inside strings are escaped; the value stays
 * the same.
 *
 * @example JSON.parse(safeJson({ a: { b: '{{x}}' } })) // { a: { b: '{{x}}' } }
 */
export function safeJson(value: unknown): string {
  const escaped = JSON.stringify(value).replace(JSON_STRING, (text) =>
    text.replaceAll('{', '\\u007b').replaceAll('}', '\\u007d'),
  );
  return escaped.replaceAll('}}', '} }').replaceAll('}}', '} }').replaceAll('{{', '{ {').replaceAll('{{', '{ {');
}
