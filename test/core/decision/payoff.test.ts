import { describe, expect, it } from 'vitest';
import { paysOff, savingOf } from '../../../core/decision/payoff.ts';
import { pricingOf } from '../../../core/money/tariff.ts';
import { OPEN_GATE, service, size, WINDOWS } from '../../support/builders.ts';

/** A service at the shipped prices, with so many tasks. */
function priced(mean: number, fields: Parameters<typeof service>[0] = {}) {
  const running = service(fields);
  const settings = { discountPercent: 0, regions: {} };
  return {
    service: running,
    pricing: pricingOf({ service: running, settings, tasks: { mean, from: 'DesiredCount' } }),
  };
}

describe('what a change of size saves', () => {
  // us-east-1: 1 vCPU 0.04048 and 1 GB 0.004445 an hour; 1024 / 2048 costs 0.04937 × 730 = 36.04, 512 / 1024 half.
  it.each([
    ['one task', 1, 18.02],
    ['every task', 3, 54.06],
    ['tasks that run half of the time', 0.5, 9.01],
  ])('counts %s', (_, tasks, usdPerMonth) => {
    expect(savingOf(size(1024, 2048), size(512, 1024), priced(tasks))).toEqual({ usdPerMonth, percent: 50 });
  });

  it('is negative for growth, and nothing for the same size', () => {
    expect(savingOf(size(512, 1024), size(1024, 2048), priced(1))).toEqual({ usdPerMonth: -18.02, percent: -100 });
    expect(savingOf(size(512, 1024), size(512, 1024), priced(1))).toEqual({ usdPerMonth: 0, percent: 0 });
  });

  it.each([
    ['a region without a confirmed price', { region: 'mars-north-1' }],
    ['Windows', { platform: WINDOWS }],
  ])('is percent alone for %s', (_, fields) => {
    expect(savingOf(size(2048, 4096), size(1024, 2048), priced(1, fields))).toEqual({ percent: 50 });
  });

  it('is percent alone where nothing is known of prices', () => {
    expect(savingOf(size(2048, 4096), size(1024, 2048), { service: service() })).toEqual({ percent: 50 });
  });
});

describe('a saving pays for its deployment', () => {
  const gate = { ...OPEN_GATE, minimumSavingUsdPerMonth: 2, minimumSavingPercent: 5 };
  it.each([
    ['both at their minimum', { usdPerMonth: 2, percent: 5 }, true],
    ['too few USD', { usdPerMonth: 1.99, percent: 50 }, false],
    ['too few percent', { usdPerMonth: 100, percent: 4.99 }, false],
    ['enough percent, and no price', { percent: 5 }, true],
    ['too few percent, and no price', { percent: 4.99 }, false],
  ])('when it has enough of both: %s', (_, saving, pays) => {
    expect(paysOff(saving, gate)).toBe(pays);
  });

  it('never when it saves nothing, whatever the minimum', () => {
    expect(paysOff({ usdPerMonth: 0, percent: 0 }, OPEN_GATE)).toBe(false);
    expect(paysOff({ usdPerMonth: 0.01, percent: 0.01 }, OPEN_GATE)).toBe(true);
  });
});
