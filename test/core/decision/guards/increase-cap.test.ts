import { describe, expect, it } from 'vitest';
import { allowedToGrow } from '../../../../core/decision/guards/increase-cap.ts';

describe('who may grow for the money of a run', () => {
  const growing = (id: string, usdPerMonth: number, percent: number) => ({ id, usdPerMonth, percent });

  it('are those first that grow most of what they have, then by their ids, while the money lasts', () => {
    const all = [growing('c', 20, 150), growing('b', 20, 150), growing('a', 30, 200)];
    expect(allowedToGrow(all, 50)).toEqual(new Set(['a', 'b']));
    expect(allowedToGrow(all.toReversed(), 50)).toEqual(new Set(['a', 'b']));
    expect(allowedToGrow(all, 20)).toEqual(new Set(['b']));
  });
});
