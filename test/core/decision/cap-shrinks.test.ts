import { describe, expect, it } from 'vitest';
import { capShrinks, wouldShrink } from '../../../core/decision/cap-shrinks.ts';
import { AGREED, codes, decided, LINUX, MORNING, size } from '../../support/builders.ts';
import { plain } from '../../support/plain.ts';

const shrinking = decided(plain({ change: { agreement: AGREED } }));
const target = (id: string, recommendation = shrinking) => ({ id, recommendation, platform: LINUX, heldSince: {} });
const capped = (all: readonly ReturnType<typeof target>[], maximumShrinksPerRun: number, shrunk = 0) =>
  capShrinks(all, { maximumShrinksPerRun, shrunk, time: MORNING });

describe('the cap on shrinks of a run', () => {
  it('lets as many shrink as it says, by id where they save the same; the others keep their size and say why', () => {
    const found = capped([target('b'), target('a')], 1);
    expect(found.get('a')).toBe(shrinking);
    expect(found.get('b')?.applicable.sizes.task).toEqual(size(1024, 4096));
    expect(found.get('b')?.applicable.holds.at(-1)).toEqual({
      code: 'ShrinkCap',
      maximumShrinksPerRun: 1,
      since: '2026-11-22',
    });
  });

  it('counts what an earlier delivery of the run has shrunk', () => {
    expect(codes(capped([target('a')], 1, 1).get('a')?.applicable.holds ?? [])).toContain('ShrinkCap');
  });

  it('says since when it holds, as it is remembered', () => {
    const all = [{ ...target('a'), heldSince: { ShrinkCap: '2026-11-20' } }];
    const found = capShrinks(all, { maximumShrinksPerRun: 0, shrunk: 0, time: MORNING });
    expect(found.get('a')?.applicable.holds.at(-1)).toMatchObject({ since: '2026-11-20' });
  });

  it('takes no place for a target that does not shrink', () => {
    const waiting = decided(plain({ change: {} }));
    expect([wouldShrink(shrinking, LINUX), wouldShrink(waiting, LINUX)]).toEqual([true, false]);
    expect(capped([target('a', waiting), target('b')], 1).get('b')).toBe(shrinking);
  });
});
