import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResourcePolicy } from '../../../core/configuration/policy.ts';
import { demandOf, withHeadroom } from '../../../core/sizing/demand.ts';
import { toUsage } from '../../../core/usage/usage.ts';
import { NO_DATA, usage } from '../../support/builders.ts';
import { always } from '../../support/properties.ts';

const policy = (fields: Partial<ResourcePolicy> = {}): ResourcePolicy => ({
  peakStatistic: 'max',
  headroomPercent: 0,
  ...fields,
});

describe('demandOf', () => {
  it('reads the peak as the policy says, and the highest value always', () => {
    const spiky = usage(Array.from({ length: 200 }, (_, index) => (index === 0 ? 1000 : 0)));
    // The average is 1000 / 200 = 5; ceil(0.995 × 200) = 199th value is 0.
    expect(demandOf(spiky, policy({ peakStatistic: 'p99.5' }))).toEqual({ average: 5, peak: 0, highest: 1000 });
  });

  it('stands on the statistic that is there', () => {
    expect(demandOf(toUsage({ average: [1, 3] }, 1), policy())).toEqual({ average: 2, peak: 3, highest: 3 });
    expect(demandOf(toUsage({ maximum: [1, 3] }, 1), policy())).toEqual({ average: 2, peak: 3, highest: 3 });
  });

  it('is nothing without a data point, or where one of the averages is missing everywhere', () => {
    expect(demandOf(NO_DATA, policy())).toBeUndefined();
    expect(demandOf(toUsage({ average: [null], maximum: [1] }, 1), policy())).toBeUndefined();
  });
});

describe('withHeadroom', () => {
  it.each([
    // 612 × 1.25 = 765
    [612, 25, 765],
    // 3000 × 1.25 = 3750
    [3000, 25, 3750],
    // 100.1 × 1 = 100.1, rounded up
    [100.1, 0, 101],
    // 110 × 1.1 = 121.00000000000001 in binary, which is 121
    [110, 10, 121],
    [0, 300, 0],
    // 5 × 4 = 20
    [5, 300, 20],
  ])('makes %d with %d %% to %d', (demand, headroomPercent, expected) => {
    expect(withHeadroom(demand, headroomPercent)).toBe(expected);
  });

  it('never gives less for more headroom or more demand', () => {
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
    const percent = fc.double({ min: 0, max: 300, noNaN: true });
    always(amount, percent, amount, percent, (demand, headroom, moreDemand, moreHeadroom) => {
      const before = withHeadroom(demand, headroom);
      expect(withHeadroom(demand + moreDemand, headroom + moreHeadroom)).toBeGreaterThanOrEqual(before);
      expect(before).toBeGreaterThanOrEqual(demand - 1 / 512);
    });
  });
});
