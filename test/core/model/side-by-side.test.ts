import { describe, expect, it } from 'vitest';
import { batchesOf, sideBySide } from '../../../core/model/side-by-side.ts';

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

describe('sideBySide', () => {
  it('gives the results in the order of the items, whichever is done first', async () => {
    expect(
      await sideBySide([30, 1, 10], 3, async (count) => {
        await turns(count);
        return count * 2;
      }),
    ).toEqual([60, 2, 20]);
  });

  it.each([1, 2, 5, 100])('works on at most %d at a time', async (limit) => {
    let now = 0;
    let most = 0;
    const work = async () => {
      now += 1;
      most = Math.max(most, now);
      await turns(5);
      now -= 1;
    };
    await sideBySide(
      Array.from({ length: 20 }, (_, index) => index),
      limit,
      work,
    );
    expect(most).toBe(Math.min(limit, 20));
  });

  it('gives nothing for nothing', async () => {
    expect(await sideBySide([], 4, async () => 1)).toEqual([]);
  });

  it('fails with the first failure and begins nothing more', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await turns(item);
      if (item === 2) throw new Error('no');
    };
    await expect(sideBySide([1, 2, 30, 4, 5], 2, work)).rejects.toThrow('no');
    await turns(100);
    expect(begun).toEqual([1, 2, 30]);
  });
});

describe('batchesOf', () => {
  it.each([
    [[1, 2, 3, 4, 5], 2, [[1, 2], [3, 4], [5]]],
    [[1, 2], 2, [[1, 2]]],
    [[], 10, []],
  ])('cuts %j into parts of %d', (items, size, expected) => {
    expect(batchesOf(items, size)).toEqual(expected);
  });
});
