import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../core/decision/run-caps.ts';
import { allowedBy, claimName, claimOf, claimsIn, renderClaim } from '../../../core/publication/let-through.ts';

const RUN = '2026-11-21T06:00:00.000Z-aaaaaaaa-bbbbbbbb';
const shrinking = (id: string): Candidate => ({ id, shrinking: { id, savesUsdPerHour: 1 } });
const growing = (id: string, usdPerMonth: number): Candidate => {
  const found = { id, usdPerMonth, percent: 200 };
  return { id, growing: { shrunk: found, unshrunk: { ...found, usdPerMonth: usdPerMonth + 10 } } };
};

/** Deliveries that want to change all of their candidates, one after the other; what each may change. */
function deliveries(all: readonly (readonly Candidate[])[], limits: Parameters<typeof allowedBy>[2]) {
  const texts: string[] = [];
  return all.map((candidates) => {
    const ids = candidates.map(({ id }) => id);
    const allowed = { toShrink: new Set(ids.filter((_, index) => candidates[index]?.shrinking)), toGrow: new Set(ids) };
    texts.push(renderClaim(claimOf(RUN, { spent: [], candidates, allowed })));
    return allowedBy(claimsIn(texts, RUN), candidates, limits);
  });
}

describe('deliveries of one run', () => {
  it('share its shrinks: whoever claimed first has the place, and the same target needs one', () => {
    const all = [['a', 'b'], ['b', 'c', 'd'], ['e']].map((ids) => ids.map(shrinking));
    const found = deliveries(all, { maximumShrinksPerRun: 3 }).map(({ toShrink }) => [...toShrink]);
    expect(found).toEqual([['a', 'b'], ['b', 'c'], []]);
  });

  it('share what it may add to the costs; one that died leaves its place to the same target', () => {
    const a = growing('a', 20);
    const limits = { maximumShrinksPerRun: 0, maximumIncreaseUsdPerRun: 60 };
    const found = deliveries([[a], [growing('b', 25), growing('c', 20)], [a]], limits);
    // Without a shrink each costs 10 USD more: 30, then 35 is too much and 30 is not.
    expect(found.map(({ toGrow }) => [...toGrow])).toEqual([['a'], ['c'], ['a']]);
  });

  it('let nothing grow by more than was claimed for it', () => {
    const claim = {
      runId: RUN,
      shrinks: [],
      adds: claimOf(RUN, {
        spent: [],
        candidates: [growing('a', 20)],
        allowed: { toShrink: new Set(['a']), toGrow: new Set(['a']) },
      }).adds,
    };
    // With the shrink it was 20; that the shrink found no place makes it 30.
    expect(allowedBy([claim], [growing('a', 20)], { maximumShrinksPerRun: 0 }).toGrow.size).toBe(0);
  });

  it('count what was done without a claim', () => {
    const spent = [
      { id: 'a', shrinks: true, addedUsdPerMonth: 0 },
      { id: 'b', shrinks: false, addedUsdPerMonth: 40 },
    ];
    const candidates = [shrinking('c'), growing('d', 5)];
    const claim = claimOf(RUN, { spent, candidates, allowed: { toShrink: new Set(['c']), toGrow: new Set(['d']) } });
    const found = allowedBy([claim], candidates, { maximumShrinksPerRun: 1, maximumIncreaseUsdPerRun: 50 });
    expect([found.toShrink.size, found.toGrow.size]).toEqual([0, 0]);
  });

  it('never change more than one would, whatever they see and in whatever order they come', () => {
    const some = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 5 }), fc.integer({ min: 0, max: 6 }), (all, maximumShrinksPerRun) => {
        const found = deliveries(
          all.map((ids) => ids.map((id) => shrinking(`service/${id}`))),
          { maximumShrinksPerRun },
        );
        const changed = new Set(found.flatMap(({ toShrink }) => [...toShrink]));
        expect(changed.size).toBeLessThanOrEqual(maximumShrinksPerRun);
        expect(changed.size).toBe(Math.min(maximumShrinksPerRun, new Set(all.flat()).size));
      }),
    );
  });
});

describe('the text of a claim', () => {
  it('lies beside the documents of the targets', () => {
    expect(claimName('/rightsizer')).toBe('/rightsizer/let-through');
  });

  it('fits the standard tier; what has no room is not claimed', () => {
    const candidates = Array.from({ length: 2000 }, (_, index) => shrinking(`service-${index}/production`));
    const allowed = { toShrink: new Set(candidates.map(({ id }) => id)), toGrow: new Set<string>() };
    const text = renderClaim(claimOf(RUN, { spent: [], candidates, allowed }));
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text.length).toBeGreaterThan(4080);
    const first = claimsIn([text], RUN)[0]?.shrinks.length ?? 0;
    expect([...allowedBy(claimsIn([text], RUN), candidates, { maximumShrinksPerRun: 10_000 }).toShrink]).toEqual(
      candidates.slice(0, first).map(({ id }) => id),
    );
  });

  it('says nothing when it is of another run, or none', () => {
    const other = renderClaim({ runId: 'other', shrinks: ['a'], adds: [] });
    expect(claimsIn([other, 'no JSON', '[]', '{"runId":1}'], RUN)).toEqual([]);
  });
});
