import { describe, expect, it } from 'vitest';
import { capGrowth } from '../../../core/decision/cap-growth.ts';
import { allowedToGrow } from '../../../core/decision/guards/increase-cap.ts';
import { pricingOf } from '../../../core/money/tariff.ts';
import { codes, decided, flat, service, size } from '../../support/builders.ts';
import { plain } from '../../support/plain.ts';

const APPROVED = { approved: size(1024, 4096) };
/** From 1024 / 4096 to 2048 / 4096: one vCPU more, which costs 0.04048 x 730 = 29.55 USD a month. */
const growing = decided(plain({ evidence: { cpu: flat(1000) }, change: APPROVED }));
const resting = decided(plain({ change: APPROVED }));
const target = (id: string, recommendation = growing) => ({ id, recommendation, service: service() });
const capped = (all: Parameters<typeof capGrowth>[0], maximumIncreaseUsdPerRun: number, addedUsdPerMonth = 0) =>
  capGrowth(all, { maximumIncreaseUsdPerRun, addedUsdPerMonth });

describe('the cap on what a run may add to the costs', () => {
  it('lets grow what the money is enough for; the others keep their size, are proposed and told', () => {
    const found = capped([target('b'), target('a'), target('c', resting)], 30);
    expect([...found.keys()]).toEqual(['b']);
    const waiting = found.get('b')?.applicable;
    expect([waiting?.sizes.task, waiting?.withoutShrink.task]).toEqual([size(1024, 4096), size(1024, 4096)]);
    expect([waiting?.proposal.task, waiting?.asks]).toEqual([size(2048, 4096), true]);
    expect(codes(waiting?.alerts ?? [])).toEqual(['IncreaseCap']);
    expect(waiting?.alerts[0]).toMatchObject({ maximumIncreaseUsdPerRun: 30 });
    expect(waiting?.alerts[0]).toHaveProperty('usdPerMonth', expect.closeTo(29.55, 2));
  });

  it('counts what an earlier delivery of the run has added', () => {
    expect([...capped([target('a')], 30).keys()]).toEqual([]);
    expect([...capped([target('a')], 30, 1).keys()]).toEqual(['a']);
  });

  it('counts all tasks, where prices and tasks are known', () => {
    const two = {
      ...target('a'),
      pricing: pricingOf({
        service: service(),
        settings: { discountPercent: 0, regions: {} },
        tasks: { mean: 2, from: 'DesiredCount' },
      }),
    };
    expect([...capped([two], 59).keys()]).toEqual(['a']);
    expect([...capped([two], 60).keys()]).toEqual([]);
  });

  it('leaves alone what waits for approval already', () => {
    const asking = decided(plain({ evidence: { cpu: flat(1000) }, change: { approved: size(256, 512) } }));
    expect(capped([target('a', asking)], 0).size).toBe(0);
  });
});

describe('who grows first', () => {
  it.each<[string, readonly (readonly [string, number, number])[], readonly string[]]>([
    [
      'whoever grows most of what it has',
      [
        ['a', 10, 150],
        ['b', 10, 200],
      ],
      ['b'],
    ],
    [
      'by id, where they grow alike',
      [
        ['b', 10, 150],
        ['a', 10, 150],
      ],
      ['a'],
    ],
    [
      'what is too dear for what is left does not stop the next',
      [
        ['a', 15, 300],
        ['b', 5, 200],
      ],
      ['b'],
    ],
    [
      'all, where the money is enough',
      [
        ['a', 6, 300],
        ['b', 4, 200],
      ],
      ['a', 'b'],
    ],
  ])('is %s', (_, all, expected) => {
    const growing = all.map(([id, usdPerMonth, percent]) => ({ id, usdPerMonth, percent }));
    expect([...allowedToGrow(growing, 10)]).toEqual(expected);
  });
});
