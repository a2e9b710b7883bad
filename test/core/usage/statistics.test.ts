import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countAtLeast, countPoints, mean, peaksOf, percentile } from '../../../core/usage/statistics.ts';
import { always } from '../../support/properties.ts';

const GAP = Number.NaN;

describe('counting', () => {
  it('counts what is not a gap', () => {
    expect(countPoints(Float64Array.of(1, GAP, 0))).toBe(2);
  });

  it('counts the points at or above a limit; a gap is never above one', () => {
    expect(countAtLeast(Float64Array.of(1, 2, GAP, 3), 2)).toBe(2);
  });
});

describe('mean', () => {
  it.each<[string, readonly number[], number | undefined]>([
    ['(1 + 2 + 6) / 3 = 3', [1, 2, 6], 3],
    ['gaps are no zeros: (1 + 3) / 2 = 2', [1, GAP, 3], 2],
    ['nothing without a point', [GAP], undefined],
    ['nothing without an entry', [], undefined],
  ])('is right: %s', (_, values, expected) => {
    expect(mean(Float64Array.from(values))).toBe(expected);
  });
});

describe('percentile by nearest rank', () => {
  // The rank is ceil(percent / 100 × points), counted from one.
  it.each<[string, readonly number[], number, number | undefined]>([
    ['ceil(0.5 × 4) = 2nd', [4, 1, 3, 2], 50, 2],
    ['ceil(0.75 × 4) = 3rd', [4, 1, 3, 2], 75, 3],
    ['ceil(0.76 × 4) = 4th', [4, 1, 3, 2], 76, 4],
    ['the highest', [4, 1, 3, 2], 100, 4],
    ['ceil(0 × 4) = 0, so the lowest', [4, 1, 3, 2], 0, 1],
    ['gaps do not count: ceil(0.5 × 2) = 1st', [9, GAP, 5, GAP], 50, 5],
    ['all alike', [7, 7, 7, 7, 7], 99.5, 7],
    ['one point', [5], 99.5, 5],
    ['no point', [GAP, GAP], 99.5, undefined],
  ])('is right: %s', (_, values, rank, expected) => {
    expect(percentile(Float64Array.from(values), rank)).toBe(expected);
  });

  it('is the 199th of 200 points at 99.5, so that one spike is left out', () => {
    const values = Float64Array.from({ length: 200 }, (_, index) => (index === 17 ? 1000 : 1));
    expect([percentile(values, 99.5), percentile(values, 100)]).toEqual([1, 1000]);
  });

  it('agrees with sorting, and leaves its input alone', () => {
    const values = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 5 }), fc.constant(GAP)));
    always(values, fc.double({ min: 0, max: 100, noNaN: true }), (list, rank) => {
      const input = Float64Array.from(list);
      const sorted = list.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
      // The sort tells no zeros apart, and neither does anything that reads a percentile.
      const expected = sorted[Math.max(1, Math.ceil((rank / 100) * sorted.length)) - 1];
      expect(percentile(input, rank) === expected).toBe(true);
      expect(input).toEqual(Float64Array.from(list));
    });
  });

  it('agrees with sorting far from the top of a long list too', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.constant(GAP));
    always(fc.array(value, { minLength: 250, maxLength: 400 }), fc.constantFrom(1, 50, 70, 99.5), (list, rank) => {
      const sorted = list.filter((each) => !Number.isNaN(each)).sort((a, b) => a - b);
      const expected = sorted[Math.max(1, Math.ceil((rank / 100) * sorted.length)) - 1];
      expect(peaksOf(Float64Array.from(list), rank)).toEqual(
        sorted.length === 0 ? undefined : { points: sorted.length, percentile: expected, highest: sorted.at(-1) },
      );
    });
  });
});
