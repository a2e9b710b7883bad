import { describe, expect, it } from 'vitest';
import { recorderSeries } from '../../aws/metric-queries.ts';
import { toServiceMetrics } from '../../aws/service-metrics.ts';
import { days } from './world.ts';

const WINDOW = days(28);
const PER_DAY = 288;

/** What is told of a recorder that gave signs on these days of four weeks. */
function recorderOf(signs: readonly number[]) {
  const question = { cluster: 'blue', service: 'api', containers: [], window: WINDOW };
  const points = new Float64Array(28 * PER_DAY).fill(Number.NaN);
  for (const day of signs) points[day * PER_DAY] = 1;
  const read = new Map([[recorderSeries(question), points]]);
  const { killsRecordedAt, killsRecordedSince } = toServiceMetrics(question, read);
  return [killsRecordedAt, killsRecordedSince].map((time) =>
    time === undefined ? undefined : (time - WINDOW.startTime) / 86_400_000,
  );
}

const every = (first: number) => Array.from({ length: 28 - first }, (_, index) => first + index);

describe('a recorder of memory kills', () => {
  it('is there as long as it is asked for, where its signs go back to the beginning', () => {
    expect(recorderOf(every(0))).toEqual([27, undefined]);
    expect(recorderOf(every(2))).toEqual([27, undefined]);
  });

  it('is there since its first sign, and again since the first one after more than two days of silence', () => {
    expect(recorderOf([27])).toEqual([27, 27]);
    expect(recorderOf(every(20))).toEqual([27, 20]);
    expect(recorderOf([...[0, 1, 2, 3], ...every(6)])).toEqual([27, 6]);
    expect(recorderOf([...[0, 1, 2, 4], ...every(6)])).toEqual([27, undefined]);
  });

  it('was never there without a sign', () => {
    expect(recorderOf([])).toEqual([undefined, undefined]);
  });
});
