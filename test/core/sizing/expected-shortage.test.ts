import { describe, expect, it } from 'vitest';
import type { Resource } from '../../../core/model/task-size.ts';
import {
  episodesOf,
  expectedAMonth,
  expectShortage,
  grownTo,
  rangeAMonth,
  seenAbove,
} from '../../../core/sizing/expected-shortage.ts';
import { offsets, SHORTAGE_MODEL, shortHistory } from '../../../core/sizing/shortage-model.ts';
import type { Use } from '../../../core/sizing/use-shape.ts';

const HOUR = 3600;

/** Hours of so many days at one amount, with other amounts at some hours. */
function hours(days: number, amount: number, others: Readonly<Record<number, number>> = {}) {
  const points = Float64Array.from({ length: days * 24 }, (_, index) => others[index] ?? amount);
  return { points, periodSeconds: HOUR };
}

/** Every day eleven hours at 300 and thirteen at 150. */
const HALF: Use = {
  points: Float64Array.from({ length: 672 }, (_, index) => (index % 24 < 11 ? 300 : 150)),
  periodSeconds: HOUR,
};

describe('how far use may be off', () => {
  it('is wider after less data, and no narrower than after four weeks', () => {
    expect(shortHistory(7)).toBe(2.5);
    expect(shortHistory(28)).toBe(1);
    expect(shortHistory(280)).toBe(1);
  });

  it('is less far, once in a while, after more weeks of which the highest use is known: half at 4 + 5', () => {
    expect(shortHistory(28, 35)).toBe(0.5);
    const beyondTwice = (earlierDays: number) => {
      const { weights, lowest } = offsets(SHORTAGE_MODEL, 'memory', { days: 28, variation: 1, earlierDays });
      return weights.slice(64 - lowest).reduce((sum, weight) => sum + weight, 0);
    };
    expect(beyondTwice(35)).toBeCloseTo(beyondTwice(0) / 2, 6);
  });

  it('takes the weeks before a window from whoever knows them', () => {
    const use = { ...HALF, earlierDays: 35 };
    const [known, unknown] = [use, HALF].map((each) => expectedAMonth(expectShortage('memory', each), 512));
    expect(known).toBeCloseTo(Number(unknown) / 2, 3);
  });

  it('adds up to one, with half of the usual weight on either side', () => {
    const known = { days: 28, variation: 1 };
    const { weights, lowest } = offsets({ ...SHORTAGE_MODEL, riseChance: { cpu: 0, memory: 0 } }, 'cpu', known);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const below = weights.slice(0, -lowest).reduce((sum, weight) => sum + weight, 0);
    // No step: half a step is a logarithm of 0.5 × ln 2 / 64 = 0.005415, and 1 - e^(-0.005415 / 0.05) = 0.1026.
    expect(total).toBeCloseTo(1, 12);
    expect(weights[-lowest]).toBeCloseTo(0.1026, 4);
    expect(below).toBeCloseTo((1 - 0.1026) / 2, 4);
  });

  it('never takes more than all of the weight for a rise', () => {
    const known = { days: 1, variation: 1 };
    const { weights } = offsets({ ...SHORTAGE_MODEL, riseChance: { cpu: 0.9, memory: 0 } }, 'cpu', known);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    // To r times what came and went: more than twice is 4^-0.7 = 0.3789 where half did, nothing where nothing did.
    { variation: 1, beyondTwice: 0.007 * (1 - (1 - 0.6156) / 0.8919) },
    { variation: 0.5, beyondTwice: 0.007 * (1 - (1 - 0.3789) / 0.8919) },
    { variation: 0.05, beyondTwice: 0 },
    { variation: 0, beyondTwice: 0 },
  ])('goes as far as use came and went: $variation', ({ variation, beyondTwice }) => {
    const { weights, lowest } = offsets(SHORTAGE_MODEL, 'cpu', { days: 28, variation });
    const beyond = weights.slice(64 - lowest).reduce((sum, weight) => sum + weight, 0);
    expect(beyond).toBeCloseTo(beyondTwice, 4);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe('the CPU that is expected to be short', () => {
  it('is the chance that a load rises above the size', () => {
    // 300 is at step 64 × log2 300 = 526.6, counts as 527; 512 is step 576. More than 49.5 steps are a rise by e^(49.5
    // × ln 2 / 64) = 1.7093. Half of the load comes and goes, so that is a rise to 3.4186 times that half. In level:
    // 0.993 × 0.5 × e^(-0.5361 / 0.03) = 0.00000001. 3.4186^-0.7 = 0.4229 and 24^-0.7 = 0.1081: 0.007 × (1 - 0.5771 /
    // 0.8919) = 0.002471 for the 11 hours at 300, which count 0.997 × 11 / 24 + 0.003 = 0.4600 of a day. The other 13,
    // 64 steps lower, rise above 512 with 0.007 × (1 - (1 - 6.8372^-0.7) / 0.8919) = 0.001194. (0.002471 - 0.001194) ×
    // 0.46 + 0.001194 = 0.001781 of 730 hours.
    expect(expectedAMonth(expectShortage('cpu', HALF), 512)).toBeCloseTo(1.3, 2);
  });

  it('is next to nothing above a load that stayed flat for four weeks', () => {
    // The level alone. 512: 0.993 × 0.5 × e^(-0.5361 / 0.01) of 730 hours; 310, step 529: two and a half steps are a
    // logarithm of 0.02708, and 0.993 × 0.5 × e^(-2.708) = 0.0331 of 730 hours.
    const flat = expectShortage('cpu', hours(28, 300));
    expect(expectedAMonth(flat, 512)).toBeCloseTo(0, 9);
    expect(expectedAMonth(flat, 310)).toBeCloseTo(24.2, 0);
  });

  it.each([
    { what: 'a load that is flat, but known for six days only', use: hours(6, 300) },
    { what: 'a load that stepped up three days ago', use: { ...HALF, points: hours(28, 100).points.fill(300, 600) } },
    { what: 'a load with a peak a day', use: HALF },
  ])('is more above $what than above a flat one', ({ use }) => {
    const flat = expectedAMonth(expectShortage('cpu', hours(28, 300)), 512);
    expect(expectedAMonth(expectShortage('cpu', use), 512)).toBeGreaterThan(100 * flat);
  });

  it('counts for every task', () => {
    const expected = expectShortage('cpu', hours(28, 300));
    expect(expectedAMonth(expected, 512, 3)).toBeCloseTo(3 * expectedAMonth(expected, 512), 12);
  });

  it('is nearly all of the time far below the load, and nothing where it cannot rise to', () => {
    const expected = expectShortage('cpu', hours(28, 300));
    expect(expectedAMonth(expected, 16)).toBeCloseTo(730, 6);
    expect(expectedAMonth(expected, 8192)).toBe(0);
  });

  it('is nothing without a point, or without use', () => {
    expect(expectedAMonth(expectShortage('cpu', hours(0, 300)), 256)).toBe(0);
    expect(expectedAMonth(expectShortage('cpu', hours(28, 0)), 256)).toBe(0);
    expect(seenAbove(expectShortage('cpu', hours(28, 0)), 256)).toBe(0);
  });

  it('takes the last days for more than the weeks before them', () => {
    const risen = hours(28, 100).points.fill(400, 24 * 26);
    const fallen = hours(28, 400).points.fill(100, 24 * 26);
    const share = (points: Float64Array) => seenAbove(expectShortage('cpu', { points, periodSeconds: HOUR }), 256);
    // Two of 28 days: of the last days' part, which halves from day to day, three quarters.
    expect(share(risen)).toBeGreaterThan(0.3 * 0.75);
    expect(share(risen) + share(fallen)).toBeCloseTo(1, 6);
  });

  it('counts a point at its limit as above it, and no other', () => {
    const at = (limit: number | Float64Array) =>
      seenAbove(expectShortage('cpu', { ...hours(28, 254, { 671: 100 }), limit }), 256);
    expect(at(256)).toBeGreaterThan(0.9);
    expect(at(Float64Array.from({ length: 672 }, () => 512))).toBe(0);
    expect(at(new Float64Array(0))).toBe(0);
  });

  it('leaves out points that are not there', () => {
    const { points } = hours(28, 400);
    points.fill(Number.NaN, 0, 24 * 20);
    points[600] = Number.NaN;
    expect(seenAbove(expectShortage('cpu', { points, periodSeconds: HOUR }), 256)).toBeCloseTo(1, 6);
  });

  it('takes a point of nothing for use of nothing', () => {
    const share = seenAbove(expectShortage('cpu', hours(1, 0, { 5: 400 })), 256);
    // One hour of 24, and 0.003 for the day's highest point.
    expect(share).toBeCloseTo(0.997 / 24 + 0.003, 6);
  });
});

describe('the memory kills that are expected', () => {
  it('grow more slowly than the points above the size', () => {
    expect(episodesOf(1, SHORTAGE_MODEL)).toBe(1);
    expect(episodesOf(32, SHORTAGE_MODEL)).toBeCloseTo(9.514, 3);
    expect(episodesOf(288, SHORTAGE_MODEL)).toBe(16);
  });

  it('are those of the days with points above, each by how many it has', () => {
    // Every day one hour at 1500 and two at 1200: above 1100 there are three points a day, 3^0.65 = 2.042.
    const points = Float64Array.from({ length: 672 }, (_, index) => [1500, 1200, 1200][index % 24] ?? 500);
    const expected = expectShortage('memory', { points, periodSeconds: HOUR });
    expect(seenAbove(expected, 1300)).toBeCloseTo(1, 6);
    expect(seenAbove(expected, 1100)).toBeCloseTo(2.042, 3);
  });

  it('take five points of a minute for one of five minutes', () => {
    const points = Float64Array.from({ length: 28 * 1440 }, (_, index) => (index % 1440 < 160 ? 1500 : 500));
    // 160 minutes are 32 points of five minutes: 9.514 episodes.
    expect(seenAbove(expectShortage('memory', { points, periodSeconds: 60 }), 1024)).toBeCloseTo(9.514, 3);
  });

  it('are eight a day where memory is above the size all day: 8 × 730 / 24 a month', () => {
    const points = new Float64Array(28 * 288).fill(1500);
    expect(expectedAMonth(expectShortage('memory', { points, periodSeconds: 300 }), 512)).toBeCloseTo(243.33, 2);
  });
});

describe('the range of what is expected', () => {
  const rangeOf = (resource: Resource, use: Use, size: number, tasks = 1) =>
    rangeAMonth(expectShortage(resource, use), size, tasks);

  it('is that of the last weeks, each taken alone', () => {
    const use = hours(28, 100);
    use.points.fill(400, 24 * 21);
    const range = rangeOf('cpu', use, 256, 2);
    expect(range?.least).toBeLessThan(2 * 730 * 0.01);
    expect(range?.most).toBeGreaterThan(2 * 730 * 0.99);
  });

  it('is unknown with less than two weeks that say something', () => {
    expect(rangeOf('cpu', hours(7, 100), 256)).toBeUndefined();
    const { points } = hours(28, 0);
    expect(rangeOf('memory', { points: points.fill(9, 650), periodSeconds: HOUR }, 512)).toBeUndefined();
  });

  it('takes each week by the limits that held in it', () => {
    // At its limit in the older half, below it in the newer one.
    const use = { ...hours(28, 256), points: hours(28, 256).points.fill(240, 336) };
    const limit = new Float64Array(672).fill(256).fill(512, 336);
    const range = rangeOf('cpu', { ...use, limit }, 256);
    expect(range?.least).toBeLessThan(400);
    expect(range?.most).toBeGreaterThan(400);
    expect(rangeOf('cpu', { ...use, limit: 512 }, 256)?.most).toBeLessThan(400);
  });
});

describe('use that grows', () => {
  it('is expected to be short of what it grows to, and is what it was where it has that already', () => {
    const [seen, there] = [expectShortage('memory', hours(28, 500)), expectShortage('memory', hours(28, 1000))];
    expect(expectedAMonth(grownTo(seen, 1000), 1500)).toBeCloseTo(expectedAMonth(there, 1500), 8);
    expect(grownTo(there, 500)).toBe(there);
    const nothing = expectShortage('memory', hours(28, 0));
    expect(grownTo(nothing, 500)).toBe(nothing);
  });
});
