import type { Resource } from '../core/model/resource.ts';
import { type RawSeries, RECORDER_SILENCE_MILLISECONDS, type ServiceMetrics } from '../core/model/service-metrics.ts';
import { expectedPoints } from '../core/model/time.ts';
import type { MetricsQuestion } from '../core/ports.ts';
import { noPoints } from './metric-pages.ts';
import { askedWindow, type SeriesSubject, type WantedSeries } from './metric-queries.ts';

/** The points of every series over the span that was asked for, oldest first; all spans end with the window, but those of hours before it. */
export type ReadSeries = ReadonlyMap<WantedSeries, Float64Array>;

/** A series and what it is of. */
interface Shown {
  readonly subject: SeriesSubject;
  readonly points: Float64Array;
}

/** What was read, on the grid of the question's window. */
export function toServiceMetrics(question: MetricsQuestion, read: ReadSeries): ServiceMetrics {
  const { window } = question;
  const earlier = expectedPoints(askedWindow(window)) - expectedPoints(window);
  const whole = [...read].map(([{ subject }, points]) => ({ subject, points: usable(subject, points) }));
  const length = expectedPoints(window);
  const inWindow = whole.map(({ subject, points }) => ({ subject, points: points.slice(points.length - length) }));
  const metricsOf = (container: string | undefined) => {
    const own = inWindow.filter(({ subject }) => subject.kind === 'utilization' && subject.container === container);
    return { cpu: toRawSeries(own, 'cpu'), memory: toRawSeries(own, 'memory') };
  };
  const observed = new Set(
    inWindow.flatMap(({ subject, points }) =>
      subject.kind === 'utilization' && subject.container !== undefined && hasPoint(points) ? [subject.container] : [],
    ),
  );
  return {
    ...metricsOf(undefined),
    containers: Object.fromEntries([...observed].map((name) => [name, metricsOf(name)])),
    ...reservedIn(inWindow, question),
    ...countedIn(inWindow, 'pending'),
    ...countedIn(inWindow, 'running'),
    ...countedIn(inWindow, 'samples'),
    ...failuresIn(inWindow),
    ...killsIn(whole, earlier),
    ...recorderIn(whole, question),
    ...hourlyIn(whole, question, 'earlier'),
    ...hourlyIn(whole, question, 'lastYear'),
  };
}

/** Infinite use is told as broken data by whoever judges the series; an infinite count, size or limit is none. */
function usable({ kind }: SeriesSubject, points: Float64Array): Float64Array {
  return kind === 'utilization' ? points : points.map((value) => (Number.isFinite(value) ? value : Number.NaN));
}

function toRawSeries(own: readonly Shown[], resource: Resource): RawSeries {
  const series = own.flatMap(({ subject, points }) =>
    subject.kind === 'utilization' && subject.resource === resource ? [[subject.statistic, points] as const] : [],
  );
  return Object.fromEntries(series);
}

/**
 * One task's size: each task sends what it reserves (Container Insights' performance log, records of type Task), so the
 * average of the service is one task's and only the sum is that of all. While a deployment replaces tasks it is neither.
 */
function reservedIn(inWindow: readonly Shown[], { window }: MetricsQuestion): Pick<ServiceMetrics, 'reserved'> {
  const of = (resource: Resource) =>
    inWindow.find(({ subject }) => subject.kind === 'reserved' && subject.resource === resource)?.points ??
    noPoints(window);
  const reserved = { cpu: of('cpu'), memory: of('memory') };
  return hasPoint(reserved.cpu) || hasPoint(reserved.memory) ? { reserved } : {};
}

function countedIn(
  inWindow: readonly Shown[],
  kind: 'pending' | 'running' | 'samples',
): Pick<ServiceMetrics, 'pending' | 'running' | 'samples'> {
  const counts = inWindow.find(({ subject }) => subject.kind === kind)?.points;
  return counts !== undefined && hasPoint(counts) ? { [kind]: counts } : {};
}

function failuresIn(inWindow: readonly Shown[]): Pick<ServiceMetrics, 'taskFailures'> {
  const taskFailures = inWindow.find(({ subject }) => subject.kind === 'failed')?.points;
  return taskFailures !== undefined && hasPoint(taskFailures) ? { taskFailures } : {};
}

/** Kills from before the window stand at its first point, where they still count. */
function killsIn(whole: readonly Shown[], earlier: number): Pick<ServiceMetrics, 'killedAtMiB'> {
  const kills = whole.flatMap(({ subject, points }) => {
    if (subject.kind !== 'killed' || !hasPoint(points)) return [];
    return [[subject.container, gathered(points, earlier)] as const];
  });
  return kills.length === 0 ? {} : { killedAtMiB: Object.fromEntries(kills) };
}

function gathered(points: Float64Array, earlier: number): Float64Array {
  const own = points.slice(earlier);
  const before = points.subarray(0, earlier + 1).filter((limitMiB) => !Number.isNaN(limitMiB));
  if (before.length > 0) own[0] = Math.max(...before);
  return own;
}

/** The recorder's newest sign of life, and since when they came without a break, where that is not as long as was asked. */
function recorderIn(
  whole: readonly Shown[],
  { window }: MetricsQuestion,
): Pick<ServiceMetrics, 'killsRecordedAt' | 'killsRecordedSince'> {
  const points = whole.find(({ subject }) => subject.kind === 'killRecorder')?.points;
  const newest = points?.findLastIndex((value) => !Number.isNaN(value)) ?? -1;
  if (newest < 0) return {};
  const { startTime } = askedWindow(window);
  const timeOf = (index: number) => startTime + index * window.periodSeconds * 1000;
  const silence = RECORDER_SILENCE_MILLISECONDS / (window.periodSeconds * 1000);
  let since = newest;
  for (let index = newest - 1; index >= since - silence; index -= 1) if ((points?.[index] ?? 0) > 0) since = index;
  const killsRecordedAt = timeOf(newest);
  return since <= silence ? { killsRecordedAt } : { killsRecordedAt, killsRecordedSince: timeOf(since) };
}

/** Hours before the window, or of last year. */
function hourlyIn(
  whole: readonly Shown[],
  question: MetricsQuestion,
  kind: 'earlier' | 'lastYear',
): Pick<ServiceMetrics, 'earlier' | 'lastYear'> {
  const window = question[kind];
  if (window === undefined) return {};
  const of = (resource: Resource) =>
    whole.find(({ subject }) => subject.kind === kind && subject.resource === resource)?.points ?? noPoints(window);
  const [cpu, memory] = [of('cpu'), of('memory')];
  return hasPoint(cpu) || hasPoint(memory) ? { [kind]: { window, cpu, memory } } : {};
}

function hasPoint(points: Float64Array): boolean {
  return points.some((value) => !Number.isNaN(value));
}
