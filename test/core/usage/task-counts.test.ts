import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsDiffer, taskCounts, totalDemand } from '../../../core/usage/task-counts.ts';
import { size } from '../../support/builders.ts';
import { always } from '../../support/properties.ts';
import { DAY_MILLISECONDS, days, deployed, pointsOf } from '../../support/raw-evidence.ts';

/** 288 points of five minutes. */
const WINDOW = days(1);
const all = (value: number) => pointsOf(WINDOW, () => value);
const input = (fields: Omit<Parameters<typeof taskCounts>[0], 'deployments' | 'window'>) => ({
  deployments: [],
  window: WINDOW,
  ...fields,
});

describe('how many tasks ran', () => {
  it('is the samples by five: each task gives one a minute', () => {
    const counts = taskCounts(input({ samples: pointsOf(WINDOW, (index) => (index === 0 ? 3 : 20)) }));
    // A task that ran for three of five minutes counts 0.6.
    expect([...(counts?.tasks ?? [])].slice(0, 2)).toEqual([0.6, 4]);
    expect(counts?.from).toBe('SampleCount');
    expect(counts).not.toHaveProperty('ratio');
  });

  it('is the samples by fifteen from the deployment on whose revision samples every 20 seconds', () => {
    const at = (fraction: number) => WINDOW.startTime + fraction * DAY_MILLISECONDS;
    const revision = { taskDefinitionArn: 'arn:1024', taskSize: size(1024, 2048), images: {}, sampleSeconds: 20 };
    const faster = deployed(at(0.5), size(1024, 2048), { revision });
    const usual = deployed(at(0.75), size(1024, 2048));
    const taken = deployed(at(0.9), size(1024, 2048), { revision, outcome: 'rolledBack' });
    const samples = pointsOf(WINDOW, (index) => (index >= 144 && index < 216 ? 60 : 20));
    const counts = taskCounts({ window: WINDOW, samples, deployments: [taken, usual, faster] });
    expect(new Set(counts?.tasks)).toEqual(new Set([4]));
    // What began before the window holds from its first point on.
    const before = deployed(WINDOW.startTime - DAY_MILLISECONDS, size(1024, 2048), { revision });
    expect(taskCounts({ window: WINDOW, samples: all(15), deployments: [before] })?.tasks[0]).toBe(1);
  });

  it('is of both revisions while one replaces the other', () => {
    const samples = pointsOf(WINDOW, (index) => (index === 100 ? 40 : 20));
    const counts = taskCounts({ window: WINDOW, samples, deployments: [deployed(WINDOW.startTime, size(1, 1))] });
    expect([...(counts?.tasks ?? [])].slice(99, 102)).toEqual([4, 8, 4]);
  });

  it('is nothing in a pause of an hour, unknown in a shorter gap, and unknown before the first point', () => {
    const gap = (index: number) => index < 24 || (index >= 100 && index < 112) || (index >= 200 && index < 211);
    const samples = pointsOf(WINDOW, (index) => (gap(index) ? Number.NaN : 10));
    for (const counts of [taskCounts(input({ samples })), taskCounts(input({ running: samples }))]) {
      const tasks = [...(counts?.tasks ?? [])];
      expect(tasks.slice(0, 24).every(Number.isNaN)).toBe(true);
      expect(tasks.slice(100, 112)).toEqual(Array.from({ length: 12 }, () => 0));
      expect(tasks.slice(200, 211).every(Number.isNaN)).toBe(true);
    }
    expect(taskCounts(input({ samples: all(Number.NaN) }))?.tasks.every(Number.isNaN)).toBe(true);
  });

  it('is not known where there is one sample in five minutes, hour after hour, and no less where jobs run for two minutes', () => {
    expect(taskCounts(input({ samples: all(1) }))).toBeUndefined();
    const jobs = pointsOf(WINDOW, (index) => (index % 12 < 2 ? 2 : Number.NaN));
    expect(taskCounts(input({ samples: jobs }))?.tasks[0]).toBe(0.4);
    // What Container Insights counted stands.
    expect(taskCounts(input({ samples: all(1), running: all(3) }))?.from).toBe('RunningTaskCount');
  });

  it('is not known where nobody counted', () => {
    expect(taskCounts(input({}))).toBeUndefined();
  });
});

describe('a count that Container Insights has too', () => {
  it.each([
    [20, 4, { from: 'SampleCount', ratio: 1 }, 4],
    [22, 4, { from: 'SampleCount', ratio: 1.1 }, 4.4],
    // Nobody said that tasks tell their CPU every 20 seconds.
    [60, 4, { from: 'RunningTaskCount', ratio: 3 }, 4],
    [20, 12, { from: 'RunningTaskCount', ratio: 1 / 3 }, 12],
  ])('of %d samples and %d tasks', (samples, running, expected, tasks) => {
    const counts = taskCounts(input({ samples: all(samples), running: all(running) }));
    expect(counts).toMatchObject(expected);
    expect(counts?.tasks[0]).toBe(tasks);
  });

  it('is compared where both say an hour at least', () => {
    const few = pointsOf(WINDOW, (index) => (index < 11 ? 1 : Number.NaN));
    expect(taskCounts(input({ samples: all(20), running: few }))).toMatchObject({ from: 'SampleCount' });
    const hour = pointsOf(WINDOW, (index) => (index < 12 ? 1 : Number.NaN));
    expect(taskCounts(input({ samples: all(20), running: hour }))).toMatchObject({
      from: 'RunningTaskCount',
      ratio: 4,
    });
    // Nothing against nothing says nothing.
    const none = taskCounts(input({ samples: all(0), running: all(0) }));
    expect(none).toEqual({ tasks: all(0), from: 'SampleCount' });
  });

  it('is told where the two contradict each other', () => {
    const counts = (samples: number, running?: Float64Array) =>
      taskCounts(input({ samples: all(samples), ...(running && { running }) }));
    expect(countsDiffer(counts(61, all(4)))).toEqual([{ code: 'TaskCountsDiffer', ratio: 3.05 }]);
    expect(countsDiffer(counts(20, all(4)))).toEqual([]);
    expect(countsDiffer(taskCounts(input({ running: all(4) })))).toEqual([]);
    expect(countsDiffer(undefined)).toEqual([]);
  });
});

describe('the CPU of all tasks together', () => {
  it('is 4 × 50 % of 1024 = 2048, and not known where the size or the count is not', () => {
    const counts = { tasks: Float64Array.of(4, 4, Number.NaN, 0), from: 'SampleCount' as const };
    const worth = Float64Array.of(10.24, Number.NaN, 10.24, 10.24);
    expect([...totalDemand(Float64Array.of(50, 50, 50, 0), worth, counts)]).toEqual([2048, Number.NaN, Number.NaN, 0]);
  });

  it('is what was used, however many tasks it was used in', () => {
    const amounts = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4000 }));
    always(amounts, ([tasks, used]) => {
      const percent = Float64Array.of((used / tasks / 1024) * 100);
      const counts = taskCounts({ window: { ...WINDOW }, deployments: [], samples: Float64Array.of(tasks * 5) });
      const total = totalDemand(percent, Float64Array.of(10.24), counts as NonNullable<typeof counts>);
      return Math.abs((total[0] as number) - used) < 1e-6;
    });
  });
});
