import { describe, expect, it } from 'vitest';
import { allowedToShrink, shrinkingOf } from '../../../../core/decision/guards/shrink-cap.ts';
import { AGREED, decided, LINUX } from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

describe('what would shrink in a run', () => {
  it('is a target whose gate is open, with what an hour of one task saves', () => {
    // 1024 / 4096 to 512 / 2048: 0.5 × 0.04048 + 2 × 0.004445 = 0.02913.
    const shrinking = shrinkingOf('api/val', decided(plain({ change: { agreement: AGREED } })).applicable, LINUX);
    expect(shrinking?.id).toBe('api/val');
    expect(shrinking?.savesUsdPerHour).toBeCloseTo(0.02913, 10);
  });

  it('is not one that waits, or that only grows', () => {
    expect(shrinkingOf('api/val', decided(plain({ change: {} })).applicable, LINUX)).toBeUndefined();
    const grows = plain({ target: { minimumTaskSize: { memoryMiB: 8192 } }, change: {} });
    expect(shrinkingOf('api/val', decided(grows).applicable, LINUX)).toBeUndefined();
  });
});

describe('the targets that may shrink', () => {
  const shrinking = [
    { id: 'c', savesUsdPerHour: 1 },
    { id: 'b', savesUsdPerHour: 2 },
    { id: 'a', savesUsdPerHour: 1 },
    { id: 'd', savesUsdPerHour: 0.5 },
  ];

  it.each([
    [0, []],
    [1, ['b']],
    [2, ['b', 'a']],
    [3, ['b', 'a', 'c']],
    [10, ['b', 'a', 'c', 'd']],
    [-1, []],
  ])('are the %i that save most, by id where they save the same', (most, ids) => {
    expect([...allowedToShrink(shrinking, most)]).toEqual(ids);
    expect([...allowedToShrink(shrinking.toReversed(), most)]).toEqual(ids);
  });

  it('are told apart by nothing else: the same id twice is one', () => {
    const [one] = shrinking;
    expect([...allowedToShrink(one === undefined ? [] : [one, one], 2)]).toEqual(['c']);
  });
});
