import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, plainText, visible } from '../../../core/model/visible.ts';
import { always } from '../../support/properties.ts';

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
    always(fc.string({ unit: 'binary' }), (text) => {
      const json = visible(JSON.stringify(text));
      expect(JSON.parse(json)).toBe(text);
      expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    });
  });
});

describe('one line', () => {
  it.each([
    ['plain text stays', 'plain text stays'],
    ['a\r\n\tb\u2028c\u2029d\u0000e', 'a b c d e'],
    // Right-to-left override, zero-width space, byte order mark.
    ['safe\u202Eexe.txt\u200Bx\uFEFF', 'safe exe.txt x '],
    ['half a pair \uD83D', 'half a pair \uFFFD'],
    ['ü 𝒳', 'ü 𝒳'],
  ])('of %j is %j', (text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });
});

describe('plain text', () => {
  it.each([
    ['live \u001b[2J\u202egnp.exe\nnext\t1', 'live  [2J gnp.exe\nnext\t1'],
    ['half a pair \ud83d', 'half a pair \ufffd'],
  ])('of %j is %j', (text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it('and one line have nothing in them that acts, whatever others wrote', () => {
    always(fc.string({ unit: 'binary' }), (text) => {
      expect(plainText(text)).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    });
  });
});
