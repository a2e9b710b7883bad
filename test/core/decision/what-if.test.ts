import { describe, expect, it } from 'vitest';
import type { Alternative } from '../../../core/decision/expected-risk.ts';
import { spreadOf } from '../../../core/decision/what-if.ts';
import { type Pricing, pricingOf } from '../../../core/money/tariff.ts';
import { ARM, inputOf, service, shippedPricing, size, viewed } from '../../support/builders.ts';

const LIMITLESS = { cpuUnits: Number.POSITIVE_INFINITY, memoryMiB: Number.POSITIVE_INFINITY };

function spread(pricing: Pricing | undefined, alternatives: readonly Alternative[] = [], needed = size(900, 2500)) {
  const { evidence } = inputOf();
  const { pricing: _, ...rest } = evidence;
  const bounds = { needed, upper: LIMITLESS } as Parameters<typeof spreadOf>[0]['bounds'];
  return spreadOf({ evidence: { ...rest, ...(pricing && { pricing }) }, bounds, task: size(1024, 3072), alternatives });
}

const PRICED = shippedPricing(service({ desiredCount: 1 }));

describe('what no sizing can remove', () => {
  it('is what the cheapest pair costs beyond what is needed', () => {
    // 1024 / 3072 holds 900 / 2500: (124 / 1024 x 0.04048 + 572 / 1024 x 0.004445) x 730 = 5.39.
    expect(spread(PRICED).gridUsd).toBe(5.39);
  });

  it('is nothing where the need is a size of Fargate', () => {
    expect(spread(PRICED, undefined, size(1024, 3072)).gridUsd).toBe(0);
  });

  it('is not known without a price', () => {
    expect(spread(undefined)).toEqual({ whatIf: [] });
    expect(spread({ kind: 'unpriced', why: 'Windows' })).toEqual({ whatIf: [] });
  });

  it('is of the recommended size where no pair holds the need', () => {
    // The need is above what is recommended: nothing of the size is unused.
    expect(spread(PRICED, undefined, size(40_000, 3072)).gridUsd).toBe(0);
  });
});

describe('what else there would be', () => {
  it('is the same size on ARM64, for x86 where that price is known', () => {
    // x86 (0.04048 + 3 x 0.004445) x 730 = 39.28; ARM (0.03238 + 3 x 0.00356) x 730 = 31.43.
    expect(spread(PRICED).whatIf).toEqual([
      { kind: 'arm64', task: size(1024, 3072), usdPerMonth: 31.43, savesUsd: 7.85 },
    ]);
    expect(spread(shippedPricing(service({ platform: ARM }))).whatIf).toEqual([]);
    const elsewhere = service({ region: 'us-east-2' });
    const settings = { discountPercent: 0, regions: {} };
    const pricing = pricingOf({ service: elsewhere, settings, tasks: { mean: 1, from: 'DesiredCount' } });
    expect(spread(pricing).whatIf).toEqual([]);
  });

  it('is the smallest step down, with what it is expected to be short of', () => {
    const seen = { aMonth: 3.3 };
    const alternatives: readonly Alternative[] = [
      { kind: 'recommended', task: size(1024, 3072), usdPerMonth: 39.28 },
      { kind: 'lessCpu', task: size(512, 3072), usdPerMonth: 24.51, cpu: seen },
      { kind: 'lessMemory', task: size(1024, 2048), usdPerMonth: 36.04, memory: seen },
      // Less CPU with more memory is no smaller pair.
      { kind: 'lessCpu', task: size(512, 4096), usdPerMonth: 38 },
      { kind: 'moreCpu', task: size(2048, 4096), usdPerMonth: 72.08 },
      { kind: 'moreMemory', task: size(1024, 4096) },
    ];
    expect(spread(PRICED, alternatives).whatIf[1]).toEqual({
      kind: 'smallerPair',
      task: size(1024, 2048),
      usdPerMonth: 36.04,
      savesUsd: 3.24,
      memory: seen,
    });
  });

  it('stands beside the recommendation', () => {
    const { spread: found } = viewed(inputOf());
    expect(found.gridUsd).toBeGreaterThan(0);
    expect(found.whatIf.map(({ kind }) => kind)).toEqual(['arm64', 'smallerPair']);
  });
});
