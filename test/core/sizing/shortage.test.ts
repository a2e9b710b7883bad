import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cpuRowWorthIt,
  exceededAt,
  expectedShare,
  killsAt,
  type ShortageEvidence,
  shortHistory,
  tailOf,
} from '../../../core/sizing/shortage.ts';
import { LINUX } from '../../support/builders.ts';

const HOUR = { periodSeconds: 3600 };
const COSTS = { usdPerHour: 15, usdPerMonthExceeded: 40 };

/** Hours of so many days at one amount, with other amounts at some hours. */
function hours(days: number, amount: number, others: Readonly<Record<number, number>> = {}): ShortageEvidence {
  const points = Float64Array.from({ length: days * 24 }, (_, index) => others[index] ?? amount);
  return { points, window: HOUR };
}

describe('the share of next week’s points above a size', () => {
  it('is half way between the whole window and the worst seven days', () => {
    // Seven of 672 points, all in the last week of 168: (7 / 672 + 7 / 168) / 2.
    const others = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [671 - index, 900]));
    expect(expectedShare(hours(28, 100, others), 512)).toBeCloseTo((7 / 672 + 7 / 168) / 2, 10);
  });

  it('counts seven days in a row, wherever they begin', () => {
    // Three points on each side of a week's boundary.
    const others = Object.fromEntries([500, 501, 502, 506, 507, 508].map((index) => [index, 900]));
    expect(expectedShare(hours(28, 100, others), 512)).toBeCloseTo((6 / 672 + 6 / 168) / 2, 10);
  });

  it('is nothing at or below the size, and everything above it all the time', () => {
    expect(expectedShare(hours(28, 512), 512)).toBe(0);
    expect(expectedShare(hours(28, 513), 512)).toBe(1);
  });

  it('takes a gap in the worst week for a week all the same', () => {
    const points = hours(28, 100, { 671: 900 }).points.map((value, index) =>
      index >= 504 && index < 671 ? Number.NaN : value,
    );
    expect(expectedShare({ points, window: HOUR }, 512)).toBeCloseTo((1 / 505 + 1 / 168) / 2, 10);
  });
});

describe('the tail', () => {
  const FOUR_WEEKS = { usual: 50, quietestWeek: 50, unevenness: 1, shortHistory: 1 };

  it('of memory falls with the fourth power of the size', () => {
    expect(killsAt({ ...FOUR_WEEKS, highest: 3000 }, 3750)).toBeCloseTo(0.25 * 0.4096, 10);
    expect(killsAt({ ...FOUR_WEEKS, highest: 3000, unevenness: 0.5, shortHistory: 2 }, 3750)).toBeCloseTo(0.1024, 10);
  });

  // Three times 200 over the size: 600 / 1024, and 600 / 2048.
  it.each([
    [150, 1],
    [256, 1],
    [512, 1],
    [600, 1],
    [1024, 0.5859375],
    [2048, 0.29296875],
  ])(
    'of CPU counts in full up to three times the highest, and falls slowly from there: %d units are %d',
    (units, counts) => {
      expect(exceededAt({ ...FOUR_WEEKS, highest: 200 }, units)).toBe(counts);
    },
  );

  // Five times the 12.8 between highest and usual are 64 of 256; after two weeks 5 / 3 - 5 / 4 = 5 / 12 of 600 on top, all of it costing 1.4 times as much.
  it.each([
    ['three weeks', 1.25, 1.25 * 0.25],
    ['four weeks', 1, 0.25],
    ['eight weeks', 5 / 9, 0.25],
    ['two weeks', 5 / 3, 1.4],
  ])('of CPU that is regular is short, as far as that was seen: after %s', (_, shortHistory, counts) => {
    expect(exceededAt({ ...FOUR_WEEKS, highest: 200, usual: 187.2, shortHistory }, 256)).toBeCloseTo(counts, 10);
  });

  // 30 times the 2 between the highest and the highest of the quietest week are 60 of 240.
  it.each([
    ['three weeks', 1.25, 1.25 * 0.25],
    ['four weeks', 1, 0.25],
    ['two weeks', 5 / 3, 1.4],
  ])(
    'of CPU is short as well where every week is like the others, however rare its peaks are: after %s',
    (_, shortHistory, counts) => {
      expect(exceededAt({ ...FOUR_WEEKS, highest: 200, quietestWeek: 198, shortHistory }, 240)).toBeCloseTo(counts, 10);
    },
  );

  it('of CPU is none for a flat load, which costs all the same where it is above the size', () => {
    expect(exceededAt({ highest: 200, usual: 200, quietestWeek: 200, unevenness: 0, shortHistory: 2 }, 256)).toBe(0);
    expect(exceededAt({ highest: 300, usual: 300, quietestWeek: 300, unevenness: 0, shortHistory: 1 }, 256)).toBe(1);
  });

  it('of CPU counts more after less than four weeks, and never less after more', () => {
    expect(exceededAt({ ...FOUR_WEEKS, highest: 200, shortHistory: 1.25 }, 256)).toBe(1.25);
    expect(exceededAt({ ...FOUR_WEEKS, highest: 300, shortHistory: 1.25 }, 256)).toBe(1.25);
    expect(exceededAt({ ...FOUR_WEEKS, highest: 300, shortHistory: 3.5 }, 256)).toBe(1.4);
    expect(exceededAt({ ...FOUR_WEEKS, highest: 300, shortHistory: 0.5 }, 256)).toBe(1);
  });

  it('is wider for a shorter history: 1 after four weeks, 2.5 after one', () => {
    expect([shortHistory(4), shortHistory(1)]).toEqual([1, 2.5]);
    const tail = { highest: 400, usual: 100, unevenness: 1 };
    expect(tailOf(hours(28, 100, { 5: 400 }))).toEqual({ ...tail, quietestWeek: 100, shortHistory: 1 });
    expect(tailOf(hours(7, 100, { 5: 400 }))).toEqual({ ...tail, quietestWeek: 400, shortHistory: 2.5 });
  });

  it('knows the quietest of the last four weeks by its highest point', () => {
    // An hour in each week, counted back from the end; the fifth week does not count.
    const others = { 200: 400, 400: 390, 500: 380, 700: 350 };
    expect(tailOf(hours(32, 100, others))?.quietestWeek).toBe(350);
    const { points } = hours(28, 100, { 1: 400, 200: 300, 600: 350 });
    const gone = points.map((value, index) => (index >= 336 && index < 504 ? Number.NaN : value));
    expect(tailOf({ points: gone, window: HOUR })?.quietestWeek).toBe(300);
  });

  it('counts days with data, so that nights without any make no history short', () => {
    const { points } = hours(28, 100, { 12: 400 });
    const office = points.map((value, index) => (index % 24 < 8 ? Number.NaN : value));
    expect(tailOf({ points: office, window: HOUR })?.shortHistory).toBe(1);
  });

  it('is none for a flat load, and half of one that moves by half a hundredth', () => {
    expect(tailOf(hours(28, 400))?.unevenness).toBe(0);
    expect(tailOf(hours(28, 398, { 3: 400 }))?.unevenness).toBeCloseTo(0.5, 10);
    expect(tailOf(hours(28, 0))?.unevenness).toBe(0);
  });

  it('is not known without a point, and then nothing is short', () => {
    const none = { points: new Float64Array(24).fill(Number.NaN), window: HOUR };
    expect(tailOf(none)).toBeUndefined();
    const costs = { evidence: none, required: 300, inForce: 4096, costs: COSTS, platform: LINUX };
    expect(cpuRowWorthIt(costs)).toEqual({ cpuUnits: 512 });
  });
});

describe('the CPU row', () => {
  const row = (evidence: ShortageEvidence, required: number, inForce = 4096) =>
    cpuRowWorthIt({ evidence, required, inForce, costs: COSTS, platform: LINUX });

  it('of a flat load is the smallest that holds what is required', () => {
    expect(row(hours(28, 400), 480)).toEqual({ cpuUnits: 512 });
    expect(row(hours(28, 430), 516)).toEqual({ cpuUnits: 1024 });
  });

  it('climbs while a shortage costs more than the step', () => {
    // One hour of 672 at 4096: (1 / 672 + 1 / 168) / 2 × 730 × 15 + 40 = 80.74 USD. The steps: 7.39, 14.78, 29.55, 59.10.
    const found = row(hours(28, 80, { 300: 4096 }), 96);
    expect(found.cpuUnits).toBe(4096);
    expect(found.below?.cpuUnits).toBe(2048);
    expect(found.below?.shortageUsd).toBeCloseTo(80.74, 2);
    expect(found.below?.stepUsd).toBeCloseTo(59.1, 2);
  });

  it('is larger than any use that was seen where the size in force is: nothing above 100 of 256, 512 and 1024', () => {
    // 256: 40 × min(1, 3 × 100 / 256) = 40 USD against a step of 7.39. 512: 40 × 300 / 512 = 23.44 against 14.78. 1024: 11.72 against 29.55.
    const found = row(hours(28, 40, { 300: 100 }), 120);
    expect(found.cpuUnits).toBe(1024);
    expect(found.below?.shortageUsd).toBeCloseTo(23.44, 2);
    // With 5.50 USD, as elsewhere than in production, 256 are kept after three weeks and left after two: 1.25 and 1.4 times 5.50 against 7.39.
    const elsewhere = (days: number) =>
      cpuRowWorthIt({
        evidence: hours(days, 40, { 50: 100 }),
        required: 120,
        inForce: 4096,
        costs: { usdPerHour: 2, usdPerMonthExceeded: 5.5 },
        platform: LINUX,
      }).cpuUnits;
    expect([elsewhere(28), elsewhere(21), elsewhere(14), elsewhere(7), elsewhere(3)]).toEqual([
      256, 256, 512, 512, 512,
    ]);
  });

  it('does not climb past what is in force for fear alone', () => {
    expect(row(hours(28, 80, { 300: 1024 }), 96, 512)).toMatchObject({ cpuUnits: 512 });
  });

  it('ends with the largest there is, and leaves alone what none holds', () => {
    expect(row(hours(28, 99_999), 96, 99_999).cpuUnits).toBe(32_768);
    expect(row(hours(28, 40_000), 48_000)).toEqual({ cpuUnits: 48_000 });
  });

  const series = fc.array(fc.double({ min: 0, max: 9000, noNaN: true }), { minLength: 24, maxLength: 24 * 14 });
  const evidenceOf = (points: readonly number[]): ShortageEvidence => ({
    points: Float64Array.from(points),
    window: HOUR,
  });

  it('never falls when the highest point rises, all points grow or all are raised; the share above a size when any does', () => {
    fc.assert(
      fc.property(
        series,
        fc.nat(),
        fc.double({ min: 1, max: 5, noNaN: true }),
        fc.integer({ min: 0, max: 4000 }),
        (points, at, factor, more) => {
          const before = row(evidenceOf(points), 1).cpuUnits;
          const raised = (index: number) => points.map((value, each) => (each === index ? value + more : value));
          for (const size of [256, 1024, 4096]) {
            const share = expectedShare(evidenceOf(raised(at % points.length)), size);
            expect(share).toBeGreaterThanOrEqual(expectedShare(evidenceOf(points), size));
          }
          const highest = points.indexOf(Math.max(...points));
          expect(row(evidenceOf(raised(highest)), 1).cpuUnits).toBeGreaterThanOrEqual(before);
          expect(row(evidenceOf(points.map((value) => value * factor)), 1).cpuUnits).toBeGreaterThanOrEqual(before);
          expect(row(evidenceOf(points.map((value) => value + more)), 1).cpuUnits).toBeGreaterThanOrEqual(before);
        },
      ),
      { numRuns: 1000, seed: 20261123 },
    );
  });

  it('is smaller for a load that became regular, and holds what it requires all the same', () => {
    // 5 × (200 - 40) = 800, more than three times 200: 512 units are 40 USD short, 1024 are 23.44. With 180 usual, 5 × 20 = 100 of 256 are 15.63.
    expect(row(hours(28, 40, { 300: 200 }), 60).cpuUnits).toBe(1024);
    expect(row(hours(28, 180, { 300: 200 }), 216).cpuUnits).toBe(512);
    expect(row(hours(28, 180, { 300: 200 }), 240).cpuUnits).toBe(512);
    expect(row(hours(28, 180, { 300: 200 }), 600).cpuUnits).toBe(1024);
  });

  it('never falls when a shortage costs more', () => {
    fc.assert(
      fc.property(
        series,
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (points, hour, more) => {
          const at = (usdPerHour: number, usdPerMonthExceeded: number) =>
            cpuRowWorthIt({
              evidence: evidenceOf(points),
              required: 1,
              inForce: 16_384,
              costs: { usdPerHour, usdPerMonthExceeded },
              platform: LINUX,
            }).cpuUnits;
          expect(at(hour + more, 20)).toBeGreaterThanOrEqual(at(hour, 20));
          expect(at(hour, 20 + more)).toBeGreaterThanOrEqual(at(hour, 20));
        },
      ),
      { numRuns: 200, seed: 20261123 },
    );
  });
});
