import { describe, expect, it } from 'vitest';
import { observedRisk } from '../../../core/decision/observed-risk.ts';
import { usageOf } from '../../../core/usage/usage.ts';
import { NO_DATA, usage } from '../../support/builders.ts';

const DAY_SECONDS = 86_400;

describe('observedRisk', () => {
  it('counts points and weeks above the size: 3 of 13 points = 23.077 %, in 2 of 2 weeks', () => {
    const fortnight = [9, 1, 1, 11, 10, null, 1, 12, 1, 1, 1, 13, 1, 1];
    expect(observedRisk(usage(fortnight), 10, DAY_SECONDS)).toEqual({
      points: 13,
      exceededPoints: 3,
      exceededPercent: 23.077,
      weeks: 2,
      weeksExceeded: 2,
    });
  });

  it('does not count a point at the size, nor a week without a point', () => {
    const points = [10, ...Array<null>(7).fill(null), ...Array<null>(7).fill(null), 11];
    expect(observedRisk(usage(points), 10, DAY_SECONDS)).toMatchObject({
      exceededPoints: 1,
      weeks: 2,
      weeksExceeded: 1,
    });
  });

  it('is zero without data', () => {
    const nothing = { points: 0, exceededPoints: 0, exceededPercent: 0, weeks: 0, weeksExceeded: 0 };
    expect(observedRisk(NO_DATA, 10, DAY_SECONDS)).toEqual(nothing);
    expect(observedRisk(usageOf({}), 10, DAY_SECONDS)).toEqual(nothing);
  });

  it('takes a period longer than a week for a week', () => {
    expect(observedRisk(usage([1, 20]), 10, 30 * DAY_SECONDS)).toMatchObject({ weeks: 2, weeksExceeded: 1 });
  });
});
