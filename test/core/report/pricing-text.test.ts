import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../../core/money/tariff.ts';
import { pricingNotes, pricingText, pricingTexts } from '../../../core/report/pricing-text.ts';
import { size } from '../../support/builders.ts';

const TARIFF: Tariff = {
  prices: { perVcpuUsd: 0.04048, perGbUsd: 0.004445 },
  storageUsd: 0,
  tasks: { mean: 1, from: 'DesiredCount' },
  source: { kind: 'PriceList', asOf: '2026-11-20' },
  discountPercent: 0,
  spotShare: 0,
};

function text(fields: Partial<Tariff> = {}): string {
  return pricingText({ kind: 'priced', tariff: { ...TARIFF, ...fields } });
}

describe('where money comes from', () => {
  it('is the Price List, its unit prices and the tasks', () => {
    expect(text()).toBe(
      "Prices: AWS's Price List of 2026-11-20; 0.04048 USD a vCPU and hour, 0.004445 a GB; 1 task, as many as are wanted.",
    );
  });

  it.each([
    [{ tasks: { mean: 2.5, from: 'SampleCount' } }, '2.5 tasks on average by samples of CPU.'],
    [{ tasks: { mean: 2.5, from: 'RunningTaskCount' } }, '2.5 tasks on average by Container Insights.'],
    [{ source: { kind: 'PriceList' } }, "Prices: AWS's Price List;"],
    [{ source: { kind: 'Shipped', asOf: '2026-07-07' } }, 'Prices: shipped ones of 2026-07-07;'],
    [{ source: { kind: 'Shipped', asOf: '2026-07-07', because: 'not allowed' } }, 'of 2026-07-07 (not allowed);'],
    [{ source: { kind: 'Configured' } }, 'Prices: those of rightsizer.yml;'],
    [{ tasks: { mean: 2.5, from: 'RunningTaskCount' } }, '2.5 tasks on average by Container Insights.'],
    [{ tasks: { mean: 1, from: 'OneTask' } }, '1 task, though none is wanted now.'],
    [{ discountPercent: 20 }, '; 20 % off.'],
    [{ spotShare: 0.75, spotDiscountPercent: 65 }, '; 75 % of the tasks on Spot at 65 % off.'],
    [{ spotShare: 0.5 }, '; 50 % of the tasks on Spot, priced as on demand (prices.spotDiscountPercent is not set).'],
    [{ source: { kind: 'Configured' }, spotShare: 0.5 }, '; 50 % of the tasks on Spot, at the same price.'],
    [{ storageUsd: 0.00333 }, '; 0.00333 an hour for storage above 20 GB.'],
    // 0.04048 x 0.8 has digits that binary makes up.
    [
      { prices: { perVcpuUsd: 0.04048 * 0.8, perGbUsd: 0.004445 * 0.8 } },
      '0.032384 USD a vCPU and hour, 0.003556 a GB',
    ],
  ] as const)('says %j', (fields, expected) => {
    expect(text(fields)).toContain(expected);
  });

  it('is nowhere, and says why', () => {
    expect(pricingText({ kind: 'unpriced', why: 'The prices of Windows are not confirmed.' })).toBe(
      'No money: The prices of Windows are not confirmed.',
    );
  });
});

describe('what money is made of', () => {
  it('is nothing where nothing is known', () => {
    expect(pricingTexts({ whatIf: [], monthlyUsd: {} })).toEqual([]);
  });

  it('has the part of the grid and each what-if, with what it saves or costs', () => {
    const texts = pricingTexts({
      pricing: { kind: 'priced', tariff: TARIFF },
      monthlyUsd: { grid: 6.4 },
      whatIf: [
        { kind: 'arm64', task: size(1024, 2048), usdPerMonth: 28.84, savesUsd: 7.2 },
        {
          kind: 'smallerPair',
          task: size(512, 2048),
          usdPerMonth: 21.26,
          savesUsd: 14.78,
          cpu: { aMonth: 3.31 },
          memory: { aMonth: 0.2 },
        },
      ],
    });
    expect(texts.slice(1)).toEqual([
      '6.40 USD a month of it no sizing can remove: Fargate has no size between.',
      'On ARM64, with images for it: 28.84 USD a month (saves 7.20).',
      'The next smaller size, 512 CPU / 2048 MiB: 21.26 USD a month (saves 14.78). Expected in a month: 3.3 hours short of CPU, 0.20 memory kills.',
    ]);
  });

  it('says costs where the other costs more, and nothing of weeks that nobody saw', () => {
    const task = size(512, 1024);
    expect(
      pricingTexts({
        monthlyUsd: {},
        whatIf: [
          { kind: 'arm64', task, usdPerMonth: 20, savesUsd: -3.1 },
          { kind: 'smallerPair', task, usdPerMonth: 18.02, savesUsd: 0 },
        ],
      }),
    ).toEqual([
      'On ARM64, with images for it: 20.00 USD a month (costs 3.10 more).',
      'The next smaller size, 512 CPU / 1024 MiB: 18.02 USD a month (costs the same).',
    ]);
  });
});

describe('the notes of a run about money', () => {
  it('say each cause once, with the targets that it concerns', () => {
    const unpriced = { kind: 'unpriced', why: 'The prices of Windows are not confirmed.' } as const;
    const shipped = (because?: string) => {
      const source = { kind: 'Shipped', asOf: '2026-11-22', ...(because !== undefined && { because }) } as const;
      return { kind: 'priced', tariff: { ...TARIFF, source } } as const;
    };
    expect(
      pricingNotes([
        { id: 'a/x', pricing: unpriced },
        { id: 'b/x', pricing: shipped('The Price List did not answer in time') },
        { id: 'c/x', pricing: unpriced },
        { id: 'd/x', pricing: { kind: 'priced', tariff: TARIFF } },
        { id: 'e/x', pricing: shipped() },
        { id: 'f/x' },
      ]),
    ).toEqual([
      'No money for a/x, c/x: The prices of Windows are not confirmed.',
      'Shipped prices for b/x: The Price List did not answer in time.',
    ]);
  });
});
