import { describe, expect, it } from 'vitest';
import { oneLine } from '../../../core/report/one-line.ts';

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
