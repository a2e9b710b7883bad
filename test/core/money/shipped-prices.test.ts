import { describe, expect, it } from 'vitest';
import { SHIPPED_PRICES } from '../../../core/money/shipped-prices.ts';

describe('the shipped prices', () => {
  it.each([
    // aws.amazon.com/fargate/pricing and copies of the price list, 2026-11-22
    ['us-east-1', 0.04048, 0.004445],
    ['us-east-2', 0.04048, 0.004445],
    ['us-west-2', 0.04048, 0.004445],
    ['eu-central-1', 0.04656, 0.00511],
    ['ap-northeast-1', 0.05056, 0.00553],
  ])('of x86 in %s are %d and %d', (region, perVcpuUsd, perGbUsd) => {
    expect(SHIPPED_PRICES[region]?.linuxX86).toEqual({ perVcpuUsd, perGbUsd });
  });

  it('are of these five regions, each with a date and a source', () => {
    expect(Object.keys(SHIPPED_PRICES)).toHaveLength(5);
    for (const [region, { asOf, source }] of Object.entries(SHIPPED_PRICES)) {
      expect(asOf, region).toMatch(/^2026-\d{2}-\d{2}$/);
      expect(source, region).not.toBe('');
    }
  });

  it('agree with the seconds of the ECS pages: 0.000011244 USD a vCPU and second', () => {
    // 0.000011244 × 3600 = 0.0404784
    expect(SHIPPED_PRICES['us-east-1']?.linuxX86?.perVcpuUsd).toBeCloseTo(0.000011244 * 3600, 5);
  });
});
