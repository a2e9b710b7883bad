import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distribute, type Part } from '../../../core/sizing/fit-containers.ts';
import { always } from '../../support/properties.ts';

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
    // 40 left; a claims the 90 that b does not declare, b its 20: floor(32.7) and floor(7.3), last unit to the first.
    [
      'counts an essential part without a limit with all that others leave',
      100,
      [part('a', { needed: 40 }), aside('b', { needed: 20, declared: 10 })],
      { a: 73, b: 27 },
    ],
    // 60 left, in proportion 60 : 20.
    [
      'counts what is declared, where that is more than what is needed',
      100,
      [part('a', { needed: 20, declared: 60 }), aside('b', { needed: 20, declared: 5 })],
      { a: 65, b: 35 },
    ],
    // 100 - 40 - 20 = 40 left, in proportion 40 : 20; floor(26.7) and floor(13.3), the last unit to the first.
    [
      'shares the rest in proportion, essential or not',
      100,
      [part('a', { needed: 40, declared: 40 }), aside('b', { needed: 20, declared: 20 })],
      { a: 67, b: 33 },
    ],
    ['hands the rest to all when nobody is essential', 100, [aside('a', { needed: 50 })], { a: 100 }],
    // After 1 each, 98 are left for wants of 199 and 99: floor(199 × 98 / 298) = 65, floor(99 × 98 / 298) = 32.
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
    // 8 left, 10 : 1.
    ['gives the least to a part without any claim', 10, [part('a'), aside('b')], { a: 9, b: 1 }],
    ['does so even without a total', 0, [part('a'), part('b')], { a: 1, b: 1 }],
  ])('%s', (_, total, parts, expected) => {
    expect(amounts(total, parts)).toEqual(expected);
  });

  it('gives parts that share a key one amount, which counts for each: 2 × 37 + 26 = 100', () => {
    const parts = [part('a', { needed: 30, declared: 30 }), aside('a', { needed: 10 }), aside('b', { needed: 20 })];
    // 20 left, 2 × 30 : 20, and one unit that no two can have.
    expect(distribute(100, parts, 1).map(({ key, amount }) => [key, amount])).toEqual([
      ['a', 37],
      ['a', 37],
      ['b', 26],
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
    always(fc.integer({ min: 0, max: 8192 }), parts, (total, list) => {
      const shares = distribute(total, list, 6);
      const floors = distribute(0, list, 6).reduce((sum, { amount }) => sum + amount, 0);
      const given = shares.reduce((sum, { amount }) => sum + amount, 0);
      expect(given).toBeLessThanOrEqual(Math.max(total, floors));
      for (const { amount, minimum } of shares) expect(amount).toBeGreaterThanOrEqual(Math.max(6, minimum));
      expect(amounts(total, list.toReversed(), 6)).toEqual(amounts(total, list, 6));
    });
  });

  it('gives everybody what is needed, and the rest in proportion to what is declared, but for a unit', () => {
    const lists = fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        essential: fc.boolean(),
        minimum: fc.constant(0),
        needed: fc.integer({ min: 6, max: 4000 }),
        declared: fc.integer({ min: 6, max: 8000 }),
      }),
      { minLength: 1, selector: ({ key }) => key },
    );
    always(fc.integer({ min: 0, max: 30_000 }), lists, (slack, list) => {
      const claims = list.map(({ needed, declared }) => Math.max(needed, declared));
      const claimed = claims.reduce((sum, each) => sum + each, 0);
      const total = slack + list.reduce((sum, { needed }) => sum + needed, 0);
      const shares = amounts(total, list, 6);
      expect(Object.values(shares).reduce((sum, each) => sum + each, 0)).toBe(total);
      for (const [index, { key, needed }] of list.entries()) {
        const share = needed + ((claims[index] ?? 0) * slack) / claimed;
        expect(Math.abs((shares[key] ?? 0) - share)).toBeLessThan(1 + 1e-6);
      }
    });
  });
});
