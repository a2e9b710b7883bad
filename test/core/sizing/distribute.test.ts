import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distribute, type Part } from '../../../core/sizing/distribute.ts';
import { RUNS } from '../../support/arbitraries.ts';

const part = (key: string, fields: Partial<Part> = {}): Part => ({
  key,
  essential: true,
  minimum: 0,
  needed: 0,
  ...fields,
});
const aside = (key: string, fields: Partial<Part> = {}) => part(key, { essential: false, ...fields });

function amounts(total: number, parts: readonly Part[], least = 1): Readonly<Record<string, number>> {
  return Object.fromEntries(distribute(total, parts, least).map(({ key, amount }) => [key, amount]));
}

describe('distribute', () => {
  it.each<[string, number, readonly Part[], Readonly<Record<string, number>>]>([
    [
      'gives the essential part what is left: 100 - 20 = 80',
      100,
      [part('a', { needed: 40 }), aside('b', { needed: 20 })],
      { a: 80, b: 20 },
    ],
    // 100 - 40 - 20 = 40 left, in proportion 40 : 20; floor(26.7) and floor(13.3), the last unit to the first.
    ['shares the rest in proportion', 100, [part('a', { needed: 40 }), part('b', { needed: 20 })], { a: 67, b: 33 }],
    ['hands the rest to all when nobody is essential', 100, [aside('a', { needed: 50 })], { a: 100 }],
    // After the minimum of 1 each, 98 are left for wants of 199 and 99: floor(199 × 98 / 298) = 65, floor(99 × 98 / 298) = 32.
    [
      'shares in proportion what is too little for all, and the last unit to the first',
      100,
      [part('a', { needed: 200 }), part('b', { needed: 100 })],
      { a: 67, b: 33 },
    ],
    // Minimums 60 + 1; 39 are left for b's wants of 199.
    ['gives the minimum first', 100, [part('a', { minimum: 60 }), part('b', { needed: 200 })], { a: 60, b: 40 }],
    [
      'passes the total only when the minimums do',
      100,
      [part('a', { minimum: 80 }), part('b', { minimum: 70, needed: 90 })],
      { a: 80, b: 70 },
    ],
    ['gives whole units', 10, [part('a', { minimum: 2.1, needed: 2.5 }), aside('b', { needed: 3.2 })], { a: 6, b: 4 }],
    ['gives the least to a part without any claim', 10, [part('a'), aside('b')], { a: 9, b: 1 }],
    ['does so even without a total', 0, [part('a'), part('b')], { a: 1, b: 1 }],
  ])('%s', (_, total, parts, expected) => {
    expect(amounts(total, parts)).toEqual(expected);
  });

  it('gives parts that share a key one amount, which counts for each: 2 × 40 + 20 = 100', () => {
    const parts = [part('a', { needed: 30 }), aside('a', { needed: 10 }), aside('b', { needed: 20 })];
    expect(distribute(100, parts, 1).map(({ key, amount }) => [key, amount])).toEqual([
      ['a', 40],
      ['a', 40],
      ['b', 20],
    ]);
  });

  it('returns what it was given beside the amount', () => {
    expect(distribute(10, [{ ...part('a'), container: 'web' }], 1)).toEqual([
      { ...part('a'), container: 'web', amount: 10 },
    ]);
  });

  it('gives nothing to nobody', () => {
    expect(distribute(100, [], 1)).toEqual([]);
  });

  it('keeps within the total while the minimums do, never under a minimum, in any order', () => {
    const parts = fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd'),
        essential: fc.boolean(),
        minimum: fc.integer({ min: 0, max: 500 }),
        needed: fc.integer({ min: 0, max: 4000 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8192 }), parts, (total, list) => {
        const shares = distribute(total, list, 6);
        const floors = distribute(0, list, 6).reduce((sum, { amount }) => sum + amount, 0);
        const given = shares.reduce((sum, { amount }) => sum + amount, 0);
        expect(given).toBeLessThanOrEqual(Math.max(total, floors));
        for (const { amount, minimum } of shares) expect(amount).toBeGreaterThanOrEqual(Math.max(6, minimum));
        expect(amounts(total, list.toReversed(), 6)).toEqual(amounts(total, list, 6));
      }),
      RUNS,
    );
  });
});
