import { describe, expect, it } from 'vitest';
import { allowedToGrow } from '../../../core/decision/guards/increase-cap.ts';
import {
  allowedChanges,
  candidateOf,
  type OpenTarget,
  type RunLimits,
  spentBy,
  withinCaps,
} from '../../../core/decision/run-caps.ts';
import { pricingOf } from '../../../core/money/tariff.ts';
import { AGREED, codes, decided, flat, MORNING, service, size } from '../../support/builders.ts';
import { plain } from '../../support/plain.ts';

const APPROVED = { approved: size(1024, 4096) };
const shrinking = decided(plain({ change: { agreement: AGREED } }));
/** From 1024 / 4096 to 2048 / 4096: one vCPU more, which costs 0.04048 x 730 = 29.55 USD a month. */
const growing = decided(plain({ evidence: { cpu: flat(1000) }, change: APPROVED }));
const resting = decided(plain({ change: APPROVED }));
const target = (id: string, recommendation = shrinking): OpenTarget => ({
  id,
  recommendation,
  service: service(),
  heldSince: {},
});

/** The targets that a run holds back, by id, with what they may change. */
function held(all: readonly OpenTarget[], limits: Partial<RunLimits>, spent = {}) {
  const all_ = { maximumShrinksPerRun: 9, shrunk: 0, addedUsdPerMonth: 0, time: MORNING, ...limits, ...spent };
  const candidates = all.flatMap((each) => candidateOf(each, all_) ?? []);
  const allowed = allowedChanges(candidates, all_);
  const now = all.map((each) => [each, withinCaps(each, allowed, all_)] as const);
  return new Map(now.flatMap(([each, after]) => (after === each.recommendation ? [] : [[each.id, after.applicable]])));
}

describe('the cap on shrinks of a run', () => {
  it('lets as many shrink as it says, by id where they save the same; the others keep their size and say why', () => {
    const found = held([target('b'), target('a')], { maximumShrinksPerRun: 1 });
    expect([...found.keys()]).toEqual(['b']);
    expect(found.get('b')?.sizes.task).toEqual(size(1024, 4096));
    expect(found.get('b')?.holds.at(-1)).toEqual({ code: 'ShrinkCap', maximumShrinksPerRun: 1, since: '2026-11-22' });
  });

  it('counts what an earlier delivery of the run has shrunk', () => {
    const found = held([target('a')], { maximumShrinksPerRun: 1 }, { shrunk: 1 });
    expect(codes(found.get('a')?.holds ?? [])).toContain('ShrinkCap');
  });

  it('counts each that shrank, and the sum of what was added', () => {
    const done = [
      { id: 'a', shrinks: true, addedUsdPerMonth: 0 },
      { id: 'b', shrinks: false, addedUsdPerMonth: 29.5 },
      { id: 'c', shrinks: true, addedUsdPerMonth: 12.25 },
    ];
    expect(spentBy(done)).toEqual({ shrunk: 2, addedUsdPerMonth: 41.75 });
  });

  it('says since when it holds, as it is remembered', () => {
    const all = [{ ...target('a'), heldSince: { ShrinkCap: '2026-11-20' } }];
    expect(held(all, { maximumShrinksPerRun: 0 }).get('a')?.holds.at(-1)).toMatchObject({ since: '2026-11-20' });
  });

  it('takes no place for a target that does not shrink', () => {
    const waiting = target('a', decided(plain({ change: {} })));
    expect(candidateOf(waiting, { maximumShrinksPerRun: 1 })).toBeUndefined();
    expect(held([waiting, target('b')], { maximumShrinksPerRun: 1 }).size).toBe(0);
  });
});

describe('the cap on what a run may add to the costs', () => {
  const a = target('a', growing);

  it('lets grow what the money is enough for; the others keep their size, are proposed and told', () => {
    const found = held([target('b', growing), a, target('c', resting)], { maximumIncreaseUsdPerRun: 30 });
    expect([...found.keys()]).toEqual(['b']);
    const waiting = found.get('b');
    expect([waiting?.sizes.task, waiting?.withoutShrink.task]).toEqual([size(1024, 4096), size(1024, 4096)]);
    expect([waiting?.proposal.task, waiting?.asks]).toEqual([size(2048, 4096), true]);
    expect(codes(waiting?.alerts ?? [])).toEqual(['IncreaseCap']);
    expect(waiting?.alerts[0]).toMatchObject({ maximumIncreaseUsdPerRun: 30 });
    expect(waiting?.alerts[0]).toHaveProperty('usdPerMonth', expect.closeTo(29.55, 2));
  });

  it('counts what an earlier delivery of the run has added', () => {
    expect([...held([a], { maximumIncreaseUsdPerRun: 30 }).keys()]).toEqual([]);
    expect([...held([a], { maximumIncreaseUsdPerRun: 30 }, { addedUsdPerMonth: 1 }).keys()]).toEqual(['a']);
  });

  it('counts all tasks, where prices and tasks are known', () => {
    const pricing = pricingOf({
      service: service(),
      settings: { discountPercent: 0, regions: {} },
      tasks: { mean: 2, from: 'DesiredCount' },
    });
    const two = { ...a, pricing };
    expect([...held([two], { maximumIncreaseUsdPerRun: 59 }).keys()]).toEqual(['a']);
    expect([...held([two], { maximumIncreaseUsdPerRun: 60 }).keys()]).toEqual([]);
  });

  it('leaves alone what waits for approval already, and everything where there is no limit', () => {
    const asking = decided(plain({ evidence: { cpu: flat(1000) }, change: { approved: size(256, 512) } }));
    expect(held([target('a', asking)], { maximumIncreaseUsdPerRun: 0 }).size).toBe(0);
    expect([candidateOf(a, { maximumShrinksPerRun: 1 }), held([a], {}).size]).toEqual([undefined, 0]);
  });
});

describe('a target that would shrink in one resource and grow in the other', () => {
  /** From 2048 / 4096: half the CPU, and by its utilization twice the memory. */
  const both = {
    ...growing,
    applicable: {
      ...growing.applicable,
      sizes: { ...growing.applicable.sizes, task: size(1024, 8192) },
      withoutShrink: { ...growing.applicable.withoutShrink, task: size(2048, 8192) },
      withoutGrowth: { ...growing.applicable.sizes, task: size(1024, 4096) },
    },
  };

  it('counts what it costs more with the shrink it may make, or without the one it may not', () => {
    const { growing: found } =
      candidateOf(target('a', both), { maximumShrinksPerRun: 1, maximumIncreaseUsdPerRun: 1 }) ?? {};
    // 4 GiB cost 4 x 0.004445 x 730 = 12.98 USD a month, and the vCPU that stays 29.55 beside it.
    expect(found?.shrunk?.usdPerMonth).toBeCloseTo(12.98, 2);
    expect(found?.unshrunk?.usdPerMonth).toBeCloseTo(42.53, 2);
  });

  it('is held by both limits, when it may do neither', () => {
    const found = held([target('a', both)], { maximumShrinksPerRun: 0, maximumIncreaseUsdPerRun: 20 }).get('a');
    expect(codes(found?.holds ?? [])).toContain('ShrinkCap');
    expect(found?.alerts.at(-1)).toMatchObject({ code: 'IncreaseCap', usdPerMonth: expect.closeTo(42.53, 2) });
  });

  it('is held by the money alone, when it may shrink', () => {
    const found = held([target('a', both)], { maximumShrinksPerRun: 1, maximumIncreaseUsdPerRun: 10 }).get('a');
    expect(codes(found?.holds ?? [])).not.toContain('ShrinkCap');
    expect(found?.alerts.at(-1)).toMatchObject({ code: 'IncreaseCap', usdPerMonth: expect.closeTo(12.98, 2) });
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
