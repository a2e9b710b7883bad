import { describe, expect, it } from 'vitest';
import { taskCount } from '../../../core/money/task-count.ts';

const HOURLY = { periodSeconds: 3600 };
const counted = (tasks: Float64Array) => ({ tasks, from: 'RunningTaskCount' as const });
const hours = (count: number, tasks: number) => Array.from({ length: count }, () => tasks);

describe('how many tasks a service has', () => {
  it('is what Container Insights counted, on average', () => {
    // (12 × 2 + 12 × 3) / 24
    const running = Float64Array.from([...hours(12, 2), ...hours(12, 3)]);
    expect(taskCount({ desiredCount: 7 }, HOURLY, counted(running))).toEqual({ mean: 2.5, from: 'RunningTaskCount' });
  });

  it('counts the hours of no task, and not those that are not known', () => {
    const running = Float64Array.from([...hours(8, 3), ...hours(16, 0), ...hours(100, Number.NaN)]);
    expect(taskCount({ desiredCount: 3 }, HOURLY, counted(running))).toEqual({ mean: 1, from: 'RunningTaskCount' });
  });

  it('is what the samples of CPU tell, and says so', () => {
    const counts = { tasks: Float64Array.from(hours(24, 3)), from: 'SampleCount' } as const;
    expect(taskCount({ desiredCount: 7 }, HOURLY, counts)).toEqual({ mean: 3, from: 'SampleCount' });
  });

  it('is rounded to a thousandth', () => {
    const running = Float64Array.from([...hours(10, 1), ...hours(20, 2)]);
    expect(taskCount({ desiredCount: 1 }, HOURLY, counted(running)).mean).toBe(1.667);
  });

  it('is what is wanted now where less than a day was counted', () => {
    expect(taskCount({ desiredCount: 2 }, HOURLY, counted(Float64Array.from(hours(23, 9))))).toEqual({
      mean: 2,
      from: 'DesiredCount',
    });
    expect(taskCount({ desiredCount: 2 }, HOURLY)).toEqual({ mean: 2, from: 'DesiredCount' });
  });

  it.each([
    ['none was counted and none is wanted', hours(24, 0)],
    // 1 / 8000 is less than half a thousandth
    ['next to none was counted and none is wanted', [1, ...hours(7999, 0)]],
    ['nothing is known', []],
  ])('is one where %s: a size of nothing has no price', (_title, running) => {
    expect(taskCount({ desiredCount: 0 }, HOURLY, counted(Float64Array.from(running)))).toEqual({
      mean: 1,
      from: 'OneTask',
    });
  });
});
