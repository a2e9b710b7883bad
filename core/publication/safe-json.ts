const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;

/**
 * JSON that SSM takes: it refuses `{{` and `}}`, so braces that meet are kept apart and those inside strings are escaped; the value stays
 * the same.
 *
 * @example safeJson({ a: { b: '{{x}}' } }) // parses to the same value and holds no two braces side by side
 */
export function safeJson(value: unknown): string {
  const escaped = JSON.stringify(value).replace(JSON_STRING, (text) =>
    text.replaceAll('{', '\\u007b').replaceAll('}', '\\u007d'),
  );
  return escaped.replaceAll('}}', '} }').replaceAll('}}', '} }').replaceAll('{{', '{ {').replaceAll('{{', '{ {');
}
