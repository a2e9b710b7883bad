import { describe, expect, it } from 'vitest';
import { curveOf, stretchesOf } from '../../../../core/report/html/usage-picture.ts';

const START = Date.parse('2026-10-25T00:00:00Z');
const FOUR_WEEKS = { startTime: START, endTime: START + 28 * 86_400_000, periodSeconds: 300 };
const POINTS = 8064;
const at = (index: number) => START + index * 300_000;

describe('curveOf', () => {
  it('keeps the one highest and the one lowest of 8,064 points where they stood', () => {
    const values = new Float64Array(POINTS).fill(100);
    values[5000] = 900;
    values[5003] = 7;
    const curve = curveOf(values, FOUR_WEEKS);
    expect(curve).toContainEqual([at(5000), 900]);
    expect(curve).toContainEqual([at(5003), 7]);
    expect(curve.length).toBeLessThanOrEqual(1344);
  });

  it('gives each bucket in the order of time, the lowest first where it came first', () => {
    const values = new Float64Array(1344);
    values.set([5, 1, 2, 8]);
    expect(curveOf(values, FOUR_WEEKS).slice(0, 4)).toEqual([
      [at(0), 5],
      [at(1), 1],
      [at(2), 2],
      [at(3), 8],
    ]);
  });

  it('breaks where a whole bucket has no point, and skips single missing ones', () => {
    const values = Float64Array.of(1.26, Number.NaN, 3);
    expect(curveOf(values, FOUR_WEEKS)).toEqual([
      [at(0), 1.3],
      [at(1), null],
      [at(2), 3],
    ]);
    const most = new Float64Array(1344).fill(4);
    most[0] = Number.NaN;
    expect(curveOf(most, FOUR_WEEKS)[0]).toEqual([at(1), 4]);
  });

  it('is empty without points', () => {
    expect(curveOf(new Float64Array(0), FOUR_WEEKS)).toEqual([]);
  });
});

describe('stretchesOf', () => {
  it('widens marked points to two hours and joins neighbors', () => {
    const marked = [0, 25, 100];
    // 8,064 points / 336 buckets = 24 points: 0 and 25 are in neighboring buckets, 100 in the fifth (96 to 120).
    expect(stretchesOf(POINTS, FOUR_WEEKS, (index) => marked.includes(index))).toEqual([
      { startTime: at(0), endTime: at(48) },
      { startTime: at(96), endTime: at(120) },
    ]);
  });
});
