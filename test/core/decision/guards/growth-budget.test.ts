import { describe, expect, it } from 'vitest';
import { codes, decided, flat, size } from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

/** 1024 / 4096 runs and 1000 CPU units are used: 1250 are wanted, and the least size that has them is 2048 / 4096. */
const grown = (fields: Parameters<typeof plain>[0] & object) =>
  decided(plain({ evidence: { cpu: flat(1000) }, ...fields })).applicable;

describe('growth that nobody approved', () => {
  // 2 x 0.04048 + 4 x 0.004445 = 0.09874 USD an hour; 256 / 512 cost 0.0123425.
  it('is proposed beyond three times the price of what was approved, and told: 0.09874 is 800 % of 0.01234', () => {
    const { sizes, withoutShrink, proposal, alerts, asks } = grown({ change: { approved: size(256, 512) } });
    expect([sizes.task, withoutShrink.task]).toEqual([size(1024, 4096), size(1024, 4096)]);
    expect(proposal.task).toEqual(size(2048, 4096));
    expect(asks).toBe(true);
    expect(alerts).toEqual([
      {
        code: 'GrowthBudget',
        size: size(2048, 4096),
        approved: size(256, 512),
        percent: 800,
        maximumGrowthPercent: 300,
      },
    ]);
  });

  // 0.09874 is 169 % of the 0.05826 of 1024 / 4096.
  it('is written within it, and says what there is without it', () => {
    const { sizes, withoutGrowth, alerts, asks } = grown({ change: { approved: size(1024, 4096) } });
    expect([sizes.task, withoutGrowth?.task]).toEqual([size(2048, 4096), size(1024, 4096)]);
    expect([alerts, asks]).toEqual([[], undefined]);
  });

  it.each([
    [169, 'CHANGES'],
    [168, 'WAITS'],
  ])('has the budget that the target says: %i %', (maximumGrowthPercent, outcome) => {
    const { alerts } = grown({ target: { guards: { maximumGrowthPercent } }, change: { approved: size(1024, 4096) } });
    expect(codes(alerts)).toEqual(outcome === 'WAITS' ? ['GrowthBudget'] : []);
  });

  it('has none where nobody knows what was approved, and where a person is asked anyway', () => {
    expect(grown({ change: {} }).sizes.task).toEqual(size(2048, 4096));
    expect(grown({ target: { mode: 'propose' }, change: { approved: size(256, 512) } }).alerts).toEqual([]);
  });
});
