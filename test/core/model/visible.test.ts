import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from '../../../core/model/visible.ts';

describe('visible', () => {
  it.each([
    ['ä 測 😀\nb', 'ä 測 😀\nb'],
    ['a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['a\r\tb', 'a\\u000d\\u0009b'],
    ['sizes\u202efdp', 'sizes\\u202efdp'],
    ['a\u2028b\u0085c', 'a\\u2028b\\u0085c'],
    // A tag character beyond the first plane: two units of UTF-16.
    ['a\u{e0041}b', 'a\\udb40\\udc41b'],
  ])('writes %j as %j', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('leaves JSON the value that it is, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = visible(JSON.stringify(text));
        expect(JSON.parse(json)).toBe(text);
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
