import { describe, expect, it } from 'vitest';
import { unevenTasks } from '../../../core/decision/facts.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import { usageOf } from '../../../core/usage/usage.ts';
import { context, DAY, inputOf, LINUX, service, size } from '../../support/builders.ts';

const HOURS = 48;
const hours = (at: (hour: number) => number) => Array.from({ length: HOURS }, (_, hour) => at(hour));

/** Two days of hours on tasks of 2048 units: a mean, and the hottest task so many times as busy. */
function evidence(tasks: number, ratioAt: (hour: number) => number, averageAt: (hour: number) => number = () => 400) {
  const average = hours(averageAt);
  const maximum = average.map((value, hour) => value * ratioAt(hour));
  return {
    window: { ...DAY, startTime: DAY.endTime - HOURS * 3_600_000 },
    service: service({ taskSize: size(2048, 6144), platform: LINUX, runningCount: tasks }),
    cpu: usageOf({ average, maximum }),
    containers: {},
  };
}

describe('a service whose hottest task is far busier than the others', () => {
  // The hottest does three times what others do: n tasks, others x, hottest 3x, mean (n + 2) x / n, ratio 3n / (n + 2).
  it.each([
    [2, 1.49, 0],
    [2, 1.51, 1],
    [4, 1.99, 0],
    [4, 2.01, 1],
    [10, 2.49, 0],
    [10, 2.51, 1],
    [1, 5, 0],
    [0, 5, 0],
  ])('is told with %d tasks at %d times the mean: %d', (tasks, ratio, told) => {
    expect(unevenTasks(evidence(tasks, () => ratio))).toHaveLength(told);
  });

  it('is told with the ratio that three quarters of the busy points reach, and what is usual', () => {
    // The lower quarter of 48 hours is the 12th by nearest rank: at 2.25 with 11 hours at 1.2, and at 1.2 with 12.
    const found = unevenTasks(evidence(4, (hour) => (hour < 11 ? 1.2 : 2.25)));
    expect(found).toEqual([{ code: 'UnevenTasks', tasks: 4, ratio: 2.3, average: 400, maximum: 900 }]);
    expect(unevenTasks(evidence(4, (hour) => (hour < 12 ? 1.2 : 2.25)))).toEqual([]);
  });

  it('is not told where no task uses a fifth of its size for a day: below 409.6 units', () => {
    expect(
      unevenTasks(
        evidence(
          4,
          () => 2.5,
          () => 160,
        ),
      ),
    ).toEqual([]);
    expect(
      unevenTasks(
        evidence(
          4,
          () => 2.5,
          (hour) => (hour < 23 ? 400 : 100),
        ),
      ),
    ).toEqual([]);
    expect(
      unevenTasks(
        evidence(
          4,
          () => 2.5,
          (hour) => (hour < 24 ? 400 : 100),
        ),
      ),
    ).toHaveLength(1);
  });

  it('is not told without both statistics, nor by points without a mean', () => {
    const both = evidence(4, () => 3);
    expect(unevenTasks({ ...both, cpu: usageOf({ maximum: hours(() => 900) }) })).toEqual([]);
    expect(unevenTasks({ ...both, cpu: usageOf({ average: hours(() => 900) }) })).toEqual([]);
    const noMean = { average: hours(() => Number.NaN), maximum: hours(() => 900) };
    expect(unevenTasks({ ...both, cpu: usageOf(noMean) })).toEqual([]);
    expect(unevenTasks({ ...both, cpu: usageOf({ ...noMean, average: hours(() => 0) }) })).toEqual([]);
  });

  it('is judged at the number of tasks of its time: 2.25 is uneven for 4 tasks, not for 10', () => {
    const both = evidence(4, () => 2.25);
    const at = (tasks: (hour: number) => number) => {
      const counts = { tasks: Float64Array.from(hours(tasks)), from: 'SampleCount' as const };
      return unevenTasks({ ...both, context: context({ counts }) });
    };
    expect(at(() => 10)).toEqual([]);
    expect(at((hour) => (hour < 37 ? 4 : 10))).toMatchObject([{ tasks: 4 }]);
    // The lower quarter of 48 hours is the 12th: with 12 of them at ten tasks it is one of these.
    expect(at((hour) => (hour < 36 ? 4 : 10))).toEqual([]);
    // A single task is never uneven, and 23 hours of several are no day.
    expect(at((hour) => (hour < 23 ? 4 : 1))).toEqual([]);
  });

  it('is a reason of the recommendation that changes no size', () => {
    const { cpu, window } = evidence(4, () => 2.5);
    const sizedWith = (runningCount: number) => {
      const input = inputOf({ service: { runningCount }, evidence: { cpu, window, context: context() } });
      const { sizes, reasons } = recommend(input);
      return { sizes, codes: reasons.map(({ code }) => code) };
    };
    const [alone, four] = [sizedWith(1), sizedWith(4)];
    expect(four.sizes).toEqual(alone.sizes);
    expect(alone.codes).not.toContain('UnevenTasks');
    expect(four.codes).toContain('UnevenTasks');
  });
});
