import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cents, savingsOf, usdText } from '../../../core/money/usd.ts';
import { always } from '../../support/properties.ts';

describe('an amount', () => {
  it.each([
    [36.0401, 36.04],
    [36.045, 36.05],
    // 1.005 is 1.00499999999999989… in binary
    [1.005, 1.01],
    [1.0049, 1],
    [-1.005, -1.01],
    [-0.005, -0.01],
    [-0.0049, 0],
    [0, 0],
    [-0, 0],
    [1_234_567.885, 1_234_567.89],
  ])('of %d is %d in cents: half a cent goes away from zero', (usd, rounded) => {
    expect(cents(usd)).toBe(rounded);
  });

  it('is never rounded by more than half a cent, and is the same with the other sign', () => {
    always(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (usd) => {
      expect(Math.abs(cents(usd) - usd)).toBeLessThan(0.005 + 1e-8);
      expect(cents(-usd)).toBe(0 - cents(usd));
      expect(cents(cents(usd))).toBe(cents(usd));
    });
  });

  it('that is not a number stays none', () => {
    expect(cents(Number.NaN)).toBeNaN();
  });

  it.each([
    [1234.5, '1234.50'],
    [1.005, '1.01'],
    [-0.004, '0.00'],
    [-3.456, '-3.46'],
  ])('of %d is printed as %s', (usd, text) => {
    expect(usdText(usd)).toBe(text);
  });
});

describe('what is saved', () => {
  it.each([
    // 72.08 - 36.04, while 72.081 - 36.044 = 36.037 would be 36.04 as well
    [72.081, 36.044, 36.04],
    // 10.00 - 9.99: what is printed adds up, while 9.996 - 9.994 = 0.002 would be nothing
    [9.996, 9.994, 0.01],
    [36.04, 72.08, -36.04],
    [36.041, 36.039, 0],
    // 0.3 - 0.1 is 0.19999999999999998 in binary
    [0.3, 0.1, 0.2],
  ])('between %d and %d is %d', (before, after, saved) => {
    expect(savingsOf(before, after)).toBe(saved);
  });
});
