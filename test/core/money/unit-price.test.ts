import { describe, expect, it } from 'vitest';
import type { PriceSettings } from '../../../core/configuration/configuration.ts';
import {
  type PriceAnswer,
  type PriceSources,
  SHIPPED_PRICES,
  storagePerGbUsd,
  unitPrice,
} from '../../../core/money/unit-price.ts';

const PAID = { perVcpuUsd: 0.03, perGbUsd: 0.003 };
const LISTED = { perVcpuUsd: 0.04, perGbUsd: 0.004 };

function sources(own?: PriceSettings['regions'][string], answer?: PriceAnswer): PriceSources {
  const regions = own === undefined ? {} : { 'us-east-1': own };
  return { region: 'us-east-1', settings: { discountPercent: 0, regions }, answer };
}

describe('a unit price', () => {
  it('is the one of rightsizer.yml before all others', () => {
    const all = sources({ linuxX86: PAID }, { kind: 'known', prices: { linuxX86: LISTED } });
    expect(unitPrice('X86_64', all)).toEqual({ price: PAID, source: { kind: 'Configured' } });
  });

  it('is the one of the Price List before the one that is shipped, with its date where it has one', () => {
    const prices = { linuxX86: LISTED };
    expect(unitPrice('X86_64', sources(undefined, { kind: 'known', prices, asOf: '2026-11-20' }))).toEqual({
      price: LISTED,
      source: { kind: 'PriceList', asOf: '2026-11-20' },
    });
    expect(unitPrice('X86_64', sources(undefined, { kind: 'known', prices }))?.source).toEqual({ kind: 'PriceList' });
  });

  it.each<[string, PriceAnswer | undefined, object]>([
    ['is not asked', undefined, {}],
    ['cannot be asked', { kind: 'unavailable', detail: 'No network' }, { because: 'No network' }],
    [
      'has none of the platform',
      { kind: 'known', prices: { linuxArm: LISTED } },
      { because: 'The Price List has no price of this platform in us-east-1' },
    ],
  ])('is the one that is shipped where the Price List %s', (_title, answer, because) => {
    expect(unitPrice('X86_64', sources(undefined, answer))).toEqual({
      price: { perVcpuUsd: 0.04048, perGbUsd: 0.004445 },
      source: { kind: 'Shipped', asOf: '2026-11-22', ...because },
    });
  });

  it('is of one architecture: the other may come from elsewhere, or be unknown', () => {
    const own = sources({ linuxX86: PAID });
    expect(unitPrice('ARM64', own)).toMatchObject({ price: { perVcpuUsd: 0.03238 }, source: { kind: 'Shipped' } });
    expect(unitPrice('ARM64', { ...own, region: 'eu-central-1' })).toBeUndefined();
  });
});

describe('the price of storage', () => {
  it('comes from the same sources in the same order, whoever prices the platform', () => {
    const listed: PriceAnswer = { kind: 'known', prices: { linuxX86: LISTED, storagePerGbUsd: 0.0001 } };
    expect(storagePerGbUsd(sources({ storagePerGbUsd: 0.00009 }, listed))).toBe(0.00009);
    expect(storagePerGbUsd(sources({ linuxX86: PAID }, listed))).toBe(0.0001);
    expect(storagePerGbUsd(sources())).toBe(0.000111);
    expect(storagePerGbUsd({ ...sources(), region: 'eu-central-1' })).toBeUndefined();
  });
});

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
