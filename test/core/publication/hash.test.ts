import { describe, expect, it } from 'vitest';
import { shortHash } from '../../../core/publication/stored-text.ts';

describe('shortHash', () => {
  // 64-bit FNV-1a test vectors of draft-eastlake-fnv, appendix C.
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['b', 'af63df4c8601f1a5'],
    ['foobar', '85944171f73967e8'],
  ])('is FNV-1a of %j', (text, hash) => {
    expect(shortHash(text)).toBe(hash);
  });

  it('has 16 digits, leading zeros as well', () => {
    for (let index = 0; index < 500; index += 1) expect(shortHash(String(index))).toMatch(/^[0-9a-f]{16}$/);
  });
});
