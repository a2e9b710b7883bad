import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapacityProvider } from '../../../core/model/service.ts';
import { spotShare } from '../../../core/money/spot-share.ts';

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
