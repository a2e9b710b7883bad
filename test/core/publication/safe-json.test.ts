import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson } from '../../../core/publication/stored-text.ts';
import { always } from '../../support/properties.ts';

const strings = fc
  .array(
    fc.constantFrom('{', '}', '{{', '}}', '"', '\\', '\\"', '${env:X}', '{{ssm:x}}', 'a', '\u2028', '😀', '\ud800'),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    strings,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(strings, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

describe('JSON for SSM', () => {
  it('parses to the same value and never has two braces that meet', () => {
    always(values, (value) => {
      const text = safeJson(value);
      expect(text).not.toMatch(/\{\{|\}\}/);
      expect(JSON.parse(text)).toEqual(value);
    });
  });

  it.each([
    [{ a: { b: { c: {} } } }, '{"a":{"b":{"c":{} } } }'],
    [{ a: '{{x}}' }, '{"a":"\\u007b\\u007bx\\u007d\\u007d"}'],
    [['"{', '}"'], '["\\"\\u007b","\\u007d\\""]'],
  ])('of %j is %s', (value, text) => {
    expect(safeJson(value)).toBe(text);
  });
});
