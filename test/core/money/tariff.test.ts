import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceSettings } from '../../../core/configuration/configuration.ts';
import type { CapacityProvider, RunningService } from '../../../core/model/service.ts';
import {
  armUsd,
  monthlyUsd,
  oneTaskPricing,
  type Pricing,
  type PricingInput,
  pricingOf,
  spotShare,
  tariffUsd,
  taskCount,
} from '../../../core/money/tariff.ts';
import type { PriceAnswer } from '../../../core/money/unit-price.ts';
import { ARM, service, size, WINDOWS } from '../../support/builders.ts';

const LIST_PRICES: PriceSettings = { discountPercent: 0, regions: {} };
const THREE_OF_FOUR_ON_SPOT: readonly CapacityProvider[] = [
  { name: 'FARGATE', weight: 1, base: 0 },
  { name: 'FARGATE_SPOT', weight: 3, base: 0 },
];

/** A tenth off us-east-1, so that nobody mistakes it for what is shipped. */
const LISTED: PriceAnswer = {
  kind: 'known',
  prices: {
    linuxX86: { perVcpuUsd: 0.036432, perGbUsd: 0.0040005 },
    linuxArm: { perVcpuUsd: 0.0324, perGbUsd: 0.0036 },
    storagePerGbUsd: 0.0001,
  },
  asOf: '2026-11-20',
};
const DENIED: PriceAnswer = { kind: 'unavailable', detail: 'The Price List may not be asked' };

/** One task in us-east-1 on x86, unless told otherwise. */
function pricing(running: Partial<RunningService> = {}, rest: Partial<Omit<PricingInput, 'service'>> = {}): Pricing {
  return pricingOf({
    service: service(running),
    settings: LIST_PRICES,
    tasks: { mean: 1, from: 'DesiredCount' },
    ...rest,
  });
}

const tasks = (mean: number) => ({ tasks: { mean, from: 'RunningTaskCount' } as const });
const settings = (said: Partial<PriceSettings>) => ({ settings: { ...LIST_PRICES, ...said } });

function tariffOf(found: Pricing) {
  if (found.kind === 'unpriced') throw new Error(found.why);
  return found.tariff;
}

describe('what a service costs in a month, to the cent', () => {
  it.each<[string, [number, number], Pricing, number]>([
    // 0.04048 + 2 × 0.004445 = 0.04937 an hour; × 730 = 36.0401
    ['1 vCPU and 2 GB in us-east-1', [1024, 2048], pricing(), 36.04],
    // 0.25 × 0.04048 + 0.5 × 0.004445 = 0.0123425; × 730 = 9.010025
    ['the smallest task', [256, 512], pricing(), 9.01],
    // 2 × 0.03238 + 4 × 0.00356 = 0.079; × 730 = 57.67
    ['ARM64', [2048, 4096], pricing({ platform: ARM }), 57.67],
    // 4 × 0.04656 + 8 × 0.00511 = 0.22712; × 730 = 165.7976
    ['eu-central-1', [4096, 8192], pricing({ region: 'eu-central-1' }), 165.8],
    // 0.5 × 0.05056 + 0.00553 = 0.03081; × 3 × 730 = 67.4739
    ['three tasks in ap-northeast-1', [512, 1024], pricing({ region: 'ap-northeast-1' }, tasks(3)), 67.47],
    // 0.04937 + (60 - 20) × 0.000111 = 0.05381; × 730 = 39.2813
    ['60 GB of ephemeral storage', [1024, 2048], pricing({ ephemeralStorageGb: 60 }), 39.28],
    // 20 GB are free: 36.0401 as above
    ['20 GB of ephemeral storage', [1024, 2048], pricing({ ephemeralStorageGb: 20 }), 36.04],
    // 1/4 × 1 + 3/4 × 0.3 = 0.475; 0.04937 × 0.475 = 0.02345075; × 4 × 730 = 68.47619
    [
      'four tasks, three on Spot at 70 % off',
      [1024, 2048],
      pricing({ capacityProviders: THREE_OF_FOUR_ON_SPOT }, { ...tasks(4), ...settings({ spotDiscountPercent: 70 }) }),
      68.48,
    ],
    // 4 × 36.0401 = 144.1604
    [
      'four tasks, three on Spot at a price that nobody said',
      [1024, 2048],
      pricing({ capacityProviders: THREE_OF_FOUR_ON_SPOT }, tasks(4)),
      144.16,
    ],
    // 2 × 0.04048 + 6 × 0.004445 = 0.10763; × 0.8 × 730 = 62.85592
    [
      'a Savings Plan of 20 % in us-west-2',
      [2048, 6144],
      pricing({ region: 'us-west-2' }, settings({ discountPercent: 20 })),
      62.86,
    ],
    // 1/4 × 0.8 + 3/4 × 0.4 = 0.5; 0.04937 × 0.5 + 40 × 0.000111 = 0.029125; × 4 × 730 = 85.045, half a cent goes up
    [
      'a Savings Plan of 20 %, Spot at 60 % off and 60 GB of storage, which has no discount',
      [1024, 2048],
      pricing(
        { capacityProviders: THREE_OF_FOUR_ON_SPOT, ephemeralStorageGb: 60 },
        { ...tasks(4), ...settings({ discountPercent: 20, spotDiscountPercent: 60 }) },
      ),
      85.05,
    ],
    // 8 × 0.03 + 16 × 0.003 = 0.288; × 730 = 210.24
    [
      'a price of rightsizer.yml, off which no discount is taken, on Spot either',
      [8192, 16_384],
      pricing(
        { region: 'eu-west-1', capacityProviders: THREE_OF_FOUR_ON_SPOT },
        settings({
          discountPercent: 50,
          spotDiscountPercent: 70,
          regions: { 'eu-west-1': { linuxX86: { perVcpuUsd: 0.03, perGbUsd: 0.003 } } },
        }),
      ),
      210.24,
    ],
    // 4 × 0.04048 + 30 × 0.004445 = 0.29527; × 2.5 × 730 = 538.86775
    ['two and a half tasks', [4096, 30_720], pricing({}, tasks(2.5)), 538.87],
    // 16 × 0.0324 + 32 × 0.0036 = 0.6336; × 730 = 462.528
    [
      'a region of the Price List',
      [16_384, 32_768],
      pricing({ region: 'eu-west-1', platform: ARM }, { answer: LISTED }),
      462.53,
    ],
    // 100 % off
    ['what is given away', [1024, 2048], pricing({}, settings({ discountPercent: 100 })), 0],
  ])('%s', (_title, [cpuUnits, memoryMiB], found, usd) => {
    expect(monthlyUsd(size(cpuUnits, memoryMiB), found)).toBe(usd);
  });

  it('is not known where no price is', () => {
    expect(monthlyUsd(size(1024, 2048), undefined)).toBeUndefined();
    expect(monthlyUsd(size(1024, 2048), pricing({ region: 'eu-west-1' }))).toBeUndefined();
  });

  it('is not rounded where it is only compared', () => {
    expect(tariffUsd(size(1024, 2048), tariffOf(pricing()))).toBeCloseTo(36.0401, 10);
  });

  it('of one task that runs all the time has the shipped price', () => {
    const found = oneTaskPricing(service({ desiredCount: 5 }));
    expect(monthlyUsd(size(1024, 2048), found)).toBe(36.04);
    expect(found).toMatchObject({ tariff: { source: { kind: 'Shipped' } } });
  });
});

describe('the same tasks on ARM64', () => {
  // 0.03238 + 2 × 0.00356 = 0.0395; × 730 = 28.835, half a cent goes up
  it('cost what ARM64 costs under the same discounts', () => {
    expect(armUsd(size(1024, 2048), pricing())).toBe(28.84);
    // 28.835 × 0.9 = 25.9515
    expect(armUsd(size(1024, 2048), pricing({}, settings({ discountPercent: 10 })))).toBe(25.95);
  });

  it('have no price where they run there already, where none is known, and where nothing is priced', () => {
    expect(armUsd(size(1024, 2048), pricing({ platform: ARM }))).toBeUndefined();
    expect(armUsd(size(1024, 2048), pricing({ region: 'eu-central-1' }))).toBeUndefined();
    expect(armUsd(size(1024, 2048), pricing({ region: 'eu-west-1' }))).toBeUndefined();
    expect(armUsd(size(1024, 2048), undefined)).toBeUndefined();
  });

  it('are not guessed from a price that is paid on x86', () => {
    const paidOnX86 = { 'us-east-1': { linuxX86: { perVcpuUsd: 0.03, perGbUsd: 0.003 } } };
    expect(armUsd(size(1024, 2048), pricing({}, settings({ regions: paidOnX86 })))).toBeUndefined();
  });

  it('have the price that is paid there, off which no discount is taken', () => {
    const paidOnArm = { 'us-east-1': { linuxArm: { perVcpuUsd: 0.02, perGbUsd: 0.002 } } };
    const found = pricing({}, settings({ discountPercent: 50, regions: paidOnArm }));
    // 0.02 + 2 × 0.002 = 0.024; × 730 = 17.52
    expect(armUsd(size(1024, 2048), found)).toBe(17.52);
    // 36.0401 × 0.5 = 18.02005
    expect(monthlyUsd(size(1024, 2048), found)).toBe(18.02);
  });
});

describe('a tariff', () => {
  it('says where its prices come from, what is off them and how many tasks it counts', () => {
    const found = pricing(
      { capacityProviders: THREE_OF_FOUR_ON_SPOT },
      { ...tasks(4), ...settings({ discountPercent: 20, spotDiscountPercent: 60 }), answer: LISTED },
    );
    expect(tariffOf(found)).toMatchObject({
      tasks: { mean: 4, from: 'RunningTaskCount' },
      source: { kind: 'PriceList', asOf: '2026-11-20' },
      discountPercent: 20,
      spotShare: 0.75,
      spotDiscountPercent: 60,
      storageUsd: 0,
    });
  });

  it('names no discount beside a price of rightsizer.yml', () => {
    const regions = { 'us-east-1': { linuxX86: { perVcpuUsd: 0.03, perGbUsd: 0.003 } } };
    const found = tariffOf(pricing({}, settings({ discountPercent: 20, spotDiscountPercent: 60, regions })));
    expect(found).toMatchObject({ source: { kind: 'Configured' }, discountPercent: 0 });
    expect(found).not.toHaveProperty('spotDiscountPercent');
  });
});

describe('no price', () => {
  it.each<[string, Pricing, string]>([
    ['for Windows', pricing({ platform: WINDOWS }), 'The prices of Windows are not confirmed.'],
    [
      'where the Price List is not asked',
      pricing({ region: 'eu-west-1' }),
      'The Price List is not asked, and no price of this platform in eu-west-1 is shipped.',
    ],
    [
      'where it may not be asked',
      pricing({ region: 'eu-west-1' }, { answer: DENIED }),
      'The Price List may not be asked, and no price of this platform in eu-west-1 is shipped.',
    ],
    [
      'where it has none, and none is shipped',
      pricing({ region: 'eu-west-1' }, { answer: { kind: 'known', prices: {} } }),
      'The Price List has no price of this platform in eu-west-1.',
    ],
    [
      'for storage that nobody prices',
      pricing({ region: 'eu-central-1', ephemeralStorageGb: 21 }),
      'The price of ephemeral storage in eu-central-1 is not known, and a task has 1 GB above 20.',
    ],
    [
      'for a region that is called like something of every object',
      pricing({ region: 'constructor' }),
      'The Price List is not asked, and no price of this platform in constructor is shipped.',
    ],
  ])('%s, with why', (_title, found, why) => {
    expect(found).toEqual({ kind: 'unpriced', why });
  });
});

const onDemand = (weight: number, base = 0): CapacityProvider => ({ name: 'FARGATE', weight, base });
const spot = (weight: number, base = 0): CapacityProvider => ({ name: 'FARGATE_SPOT', weight, base });

describe('the share of tasks on Spot', () => {
  it.each<[string, readonly CapacityProvider[], number, number]>([
    ['is nothing without a strategy', [], 4, 0],
    ['is nothing on demand', [onDemand(1)], 4, 0],
    ['is everything on Spot alone', [spot(1)], 4, 1],
    // 3 / (1 + 3)
    ['follows the weights', [onDemand(1), spot(3)], 4, 0.75],
    // 1 is based on demand; 3/4 of the other 4 are 3, of 5 tasks
    ['leaves the base on demand', [onDemand(1, 1), spot(3)], 5, 0.6],
    // 2 are based on Spot; half of the other 2 is 1, of 4 tasks
    ['counts the base on Spot', [onDemand(1), spot(1, 2)], 4, 0.75],
    // the one task is the base
    ['is nothing while the base takes all tasks', [onDemand(0, 2), spot(1)], 1, 0],
    ['is everything while the base on Spot takes all tasks', [onDemand(1), spot(0, 3)], 2, 1],
    // 1 of 2.5 is based on demand; the other 1.5 are on Spot
    ['may be of a part of a task', [onDemand(0, 1), spot(1)], 2.5, 0.6],
    ['is nothing of no tasks', [spot(1)], 0, 0],
    ['is nothing when tasks are not known', [spot(1)], Number.NaN, 0],
    ['is nothing when no provider has a weight', [onDemand(0, 1), spot(0)], 2, 0],
  ])('%s', (_title, strategy, tasks, share) => {
    expect(spotShare(strategy, tasks)).toBeCloseTo(share, 12);
  });

  it('lies between nothing and everything', () => {
    const weight = fc.nat(1000);
    // One provider of a strategy may have a base.
    fc.assert(
      fc.property(
        weight,
        weight,
        fc.nat(20),
        fc.boolean(),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (...all) => {
          const [here, there, base, isSpot, tasks] = all;
          const share = spotShare([onDemand(here, isSpot ? 0 : base), spot(there, isSpot ? base : 0)], tasks);
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1 + 1e-12);
        },
      ),
      { seed: 7 },
    );
  });
});

const HOURLY = { periodSeconds: 3600 };
const counted = (tasks: Float64Array) => ({ tasks, from: 'RunningTaskCount' as const });
const hours = (count: number, tasks: number) => Array.from({ length: count }, () => tasks);

describe('how many tasks a service has', () => {
  it('is what Container Insights counted, on average', () => {
    // (12 × 2 + 12 × 3) / 24
    const running = Float64Array.from([...hours(12, 2), ...hours(12, 3)]);
    expect(taskCount({ desiredCount: 7 }, HOURLY, counted(running))).toEqual({ mean: 2.5, from: 'RunningTaskCount' });
  });

  it('counts the hours of no task, and not those that are not known', () => {
    const running = Float64Array.from([...hours(8, 3), ...hours(16, 0), ...hours(100, Number.NaN)]);
    expect(taskCount({ desiredCount: 3 }, HOURLY, counted(running))).toEqual({ mean: 1, from: 'RunningTaskCount' });
  });

  it('is what the samples of CPU tell, and says so', () => {
    const counts = { tasks: Float64Array.from(hours(24, 3)), from: 'SampleCount' } as const;
    expect(taskCount({ desiredCount: 7 }, HOURLY, counts)).toEqual({ mean: 3, from: 'SampleCount' });
  });

  it('is rounded to a thousandth', () => {
    const running = Float64Array.from([...hours(10, 1), ...hours(20, 2)]);
    expect(taskCount({ desiredCount: 1 }, HOURLY, counted(running)).mean).toBe(1.667);
  });

  it('is what is wanted now where less than a day was counted', () => {
    expect(taskCount({ desiredCount: 2 }, HOURLY, counted(Float64Array.from(hours(23, 9))))).toEqual({
      mean: 2,
      from: 'DesiredCount',
    });
    expect(taskCount({ desiredCount: 2 }, HOURLY)).toEqual({ mean: 2, from: 'DesiredCount' });
  });

  it.each([
    ['none was counted and none is wanted', hours(24, 0)],
    // 1 / 8000 is less than half a thousandth
    ['next to none was counted and none is wanted', [1, ...hours(7999, 0)]],
    ['nothing is known', []],
  ])('is one where %s: a size of nothing has no price', (_title, running) => {
    expect(taskCount({ desiredCount: 0 }, HOURLY, counted(Float64Array.from(running)))).toEqual({
      mean: 1,
      from: 'OneTask',
    });
  });
});
