import { describe, expect, it } from 'vitest';
import { costOfPage } from '../../aws/cloudwatch-metrics.ts';
import { MetricPages, messageTexts } from '../../aws/metric-pages.ts';
import { askedWindow, questionsOf, seriesPerCall, type WantedSeries } from '../../aws/metric-queries.ts';
import type { MetricPart } from '../../core/model/service-metrics.ts';
import { days } from './world.ts';

const window = { startTime: 0, endTime: 1_200_000, periodSeconds: 300 };
/** The series of a service with two containers, in the order they are asked for. */
const ofWindow = [
  ...['CPUUtilization Average', 'CPUUtilization Maximum', 'CPUUtilization SampleCount'],
  ...['MemoryUtilization Average', 'MemoryUtilization Maximum'],
  ...['app', 'proxy'].flatMap((name) => [
    `ContainerCpuUtilized ${name} Maximum`,
    `ContainerMemoryUtilized ${name} Average`,
    `ContainerMemoryUtilized ${name} Maximum`,
  ]),
];
const ofKills = ['KilledAtMemoryMiB app Maximum', 'KilledAtMemoryMiB proxy Maximum'];
const at = (...seconds: readonly number[]) => seconds.map((second) => new Date(second * 1000));

describe('pages of metrics', () => {
  it('become one series; the larger of two points of one time counts', () => {
    const pages = new MetricPages(window);
    pages.add([{ Id: 'a', Timestamps: at(0, 300), Values: [1, 2], StatusCode: 'PartialData' }]);
    expect(pages.statusOf('a')).toBe('PartialData');
    pages.add([{ Id: 'a', Timestamps: at(300, 900), Values: [3, 4], StatusCode: 'Complete' }]);
    expect(pages.statusOf('a')).toBe('Complete');
    expect([...pages.pointsOf('a')]).toEqual([1, 3, Number.NaN, 4]);
  });

  it.each([
    [[1, 3, 2], 3],
    [[3, 2, 1], 3],
    [[null, 2], 2],
    [[2, null], 2],
    [[Number.NaN, 0], 0],
    [[0, Number.NaN], 0],
    [[-1, -2], -1],
    [[null], Number.NaN],
    [[1, Number.POSITIVE_INFINITY], Number.POSITIVE_INFINITY],
  ])('make of the values %j of one time %d', (values, point) => {
    const pages = new MetricPages(window);
    for (const value of values) pages.add([{ Id: 'a', Timestamps: at(300), Values: [value as number] }]);
    expect(pages.pointsOf('a')[1]).toBe(point);
    const together = new MetricPages(window);
    together.add([{ Id: 'a', Timestamps: values.map(() => new Date(300_000)), Values: values as number[] }]);
    expect([...together.pointsOf('a')]).toEqual([...pages.pointsOf('a')]);
  });

  it('leave out points outside of the window or off its grid', () => {
    const pages = new MetricPages(window);
    pages.add([{ Id: 'a', Timestamps: at(-300, 60, 1200), Values: [1, 2, 3], StatusCode: 'Complete' }]);
    expect([...pages.pointsOf('a')].every(Number.isNaN)).toBe(true);
  });

  it('stay broken after an internal error, whatever comes later', () => {
    const pages = new MetricPages(window);
    pages.add([{ Id: 'a', StatusCode: 'InternalError' }]);
    pages.add([{ Id: 'a', Timestamps: at(0), Values: [1], StatusCode: 'Complete' }]);
    expect(pages.statusOf('a')).toBe('InternalError');
  });

  it('are not complete when CloudWatch says nothing', () => {
    const pages = new MetricPages(window);
    pages.add([{ Id: 'a' }, { StatusCode: 'Complete' }]);
    expect(pages.statusOf('a')).toBe('no status');
    expect(pages.statusOf('b')).toBe('no answer');
    expect(messageTexts([{ Code: 'ArithmeticError', Value: 'division by zero' }, {}])).toEqual([
      'ArithmeticError: division by zero',
      'Message: ',
    ]);
    expect(messageTexts(undefined)).toEqual([]);
  });

  it.each([
    [28, 5],
    [35, 4],
    [63, 3],
    [1, 140],
    [0, 500],
  ])('are asked for by two fifths of a page, three at least: for %d days of 300 s, %d series', (count, series) => {
    expect(seriesPerCall(days(count))).toBe(series);
  });

  it.each([
    [1, 28],
    [27.5, 28],
    [28, 28],
    [40, 40],
  ])('reach back, for a window of %d days, %d days', (count, reach) => {
    const asked = askedWindow(days(count));
    expect(asked).toEqual({ ...days(count), startTime: asked.endTime - reach * 86_400_000 });
  });

  it('reach back by whole periods', () => {
    const odd = { startTime: 100_000, endTime: 1_000_000, periodSeconds: 300 };
    const { startTime } = askedWindow(odd);
    expect(startTime).toBeLessThanOrEqual(odd.endTime - 28 * 86_400_000);
    expect((odd.startTime - startTime) % 300_000).toBe(0);
  });

  it.each([
    { count: 1, reach: [1, 28], names: [ofWindow, ofKills] },
    { count: 27.5, reach: [27.5, 28], names: [ofWindow, ofKills] },
    { count: 28, reach: [28], names: [[...ofWindow, ...ofKills]] },
    { count: 40, reach: [40], names: [[...ofWindow, ...ofKills]] },
  ])('are asked for, for a window of $count days, over the spans that their series need', ({ count, reach, names }) => {
    const containers = ['app', 'proxy', 'app'];
    const questions = questionsOf({ cluster: 'blue', service: 'api', containers, window: days(count) });
    expect(questions.map(({ asked }) => asked)).toEqual(reach.map(days));
    expect(questions.map(({ series }) => series.map(nameOf))).toEqual(names);
  });

  it('ask for no more of Container Insights and of failed tasks than is needed', () => {
    const question = { cluster: 'blue', service: 'api', containers: ['app'], window: days(1) };
    const namesOf = (...parts: readonly MetricPart[]) =>
      questionsOf({ ...question, parts }).map(({ series }) => series.map(nameOf));
    expect(namesOf('reserved')).toEqual([['CpuReserved Average', 'MemoryReserved Average']]);
    expect(namesOf('tasks', 'failures')).toEqual([
      ['PendingTaskCount Maximum', 'RunningTaskCount Average', 'TaskFailed Maximum'],
    ]);
  });

  it('of a first look are those of the service, its tasks and its kills, and of no other time', () => {
    const window = days(28);
    const earlier = { ...days(7), periodSeconds: 3600 };
    const question = { cluster: 'blue', service: 'api', containers: ['app'], window, earlier, lastYear: earlier };
    const [only, ...others] = questionsOf(question, true);
    expect(others).toEqual([]);
    expect(only?.series.map(nameOf)).toEqual([
      'CPUUtilization Average',
      'CPUUtilization Maximum',
      'CPUUtilization SampleCount',
      'MemoryUtilization Average',
      'MemoryUtilization Maximum',
      'KilledAtMemoryMiB app Maximum',
    ]);
  });

  it.each([
    [0, 1000, 1000],
    [1, 1000, 1000],
    [0, 145_152, 145_152],
    [1, 145_152, 0],
    [2, 145_152, 100_800],
    [1, 100_800, 100_800],
  ])('cost, page %d of a question for %d points, %d', (page, points, cost) => {
    expect(costOfPage(page, points)).toBe(cost);
  });
});

/** Metric, container if any, statistic. */
function nameOf({ query: { MetricStat } }: WantedSeries): string {
  const container = MetricStat?.Metric?.Dimensions?.find(({ Name }) => Name === 'ContainerName')?.Value;
  return [MetricStat?.Metric?.MetricName, container, MetricStat?.Stat].filter((part) => part !== undefined).join(' ');
}
