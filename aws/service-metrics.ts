import { defined } from '../core/model/defined.ts';
import { type RawSeries, RECORDER_SILENCE_MILLISECONDS, type ServiceMetrics } from '../core/model/service-metrics.ts';
import type { Resource } from '../core/model/task-size.ts';
import { expectedPoints, type Window } from '../core/model/time.ts';
import type { MetricsQuestion } from '../core/ports.ts';
import { noPoints } from './metric-pages.ts';
import { askedWindow, type SeriesSubject, type WantedSeries } from './metric-queries.ts';

/** The points of each series over its span, oldest first; all spans end with the window, but those of earlier hours. */
export type ReadSeries = ReadonlyMap<WantedSeries, Float64Array>;

interface Shown {
  readonly subject: SeriesSubject;
  readonly points: Float64Array;
}

/** What was read, on the grid of the question's window. */
export function toServiceMetrics(question: MetricsQuestion, read: ReadSeries): ServiceMetrics {
  const { window, earlier, lastYear } = question;
  const length = expectedPoints(window);
  const whole = [...read].map(([{ subject }, points]) => ({ subject, points: usable(subject, points) }));
  const inWindow = whole.map(({ subject, points }) => ({ subject, points: points.slice(points.length - length) }));
  const containers = inWindow.flatMap(({ subject, points }) =>
    subject.kind === 'utilization' && subject.container !== undefined && hasPoint(points) ? [subject.container] : [],
  );
  return {
    ...useOf(inWindow, undefined),
    containers: Object.fromEntries([...new Set(containers)].map((name) => [name, useOf(inWindow, name)])),
    ...defined({
      reserved: resourcesOf(inWindow, 'reserved', window),
      pending: pointsOf(inWindow, 'pending'),
      running: pointsOf(inWindow, 'running'),
      samples: pointsOf(inWindow, 'samples'),
      taskFailures: pointsOf(inWindow, 'failed'),
      killedAtMiB: killsIn(whole, expectedPoints(askedWindow(window)) - length),
      ...recorderIn(whole, question),
      earlier: earlier && hourlyOf(whole, 'earlier', earlier),
      lastYear: lastYear && hourlyOf(whole, 'lastYear', lastYear),
    }),
  };
}

/** Infinite use is told as broken data by whoever judges the series; an infinite count, size or limit is none. */
function usable({ kind }: SeriesSubject, points: Float64Array): Float64Array {
  return kind === 'utilization' ? points : points.map((value) => (Number.isFinite(value) ? value : Number.NaN));
}

/** Of a container, or of the service itself. */
function useOf(inWindow: readonly Shown[], container: string | undefined) {
  const of = (resource: Resource): RawSeries => {
    const own = inWindow.flatMap(({ subject, points }) =>
      subject.kind === 'utilization' && subject.container === container && subject.resource === resource
        ? [[subject.statistic, points] as const]
        : [],
    );
    return Object.fromEntries(own);
  };
  return { cpu: of('cpu'), memory: of('memory') };
}

/** The one series of a kind, and of a resource where there is one for each; undefined where it has no point. */
function pointsOf(shown: readonly Shown[], kind: SeriesSubject['kind'], resource?: Resource): Float64Array | undefined {
  const found = shown.find(({ subject }) => {
    return (
      subject.kind === kind && (resource === undefined || ('resource' in subject && subject.resource === resource))
    );
  });
  return found !== undefined && hasPoint(found.points) ? found.points : undefined;
}

/**
 * Both resources. What is reserved is one task's size: each task sends its own (Container Insights' performance log,
 * Task records), so the average is one task's and the sum that of all. While a deployment replaces tasks it is neither.
 */
function resourcesOf(shown: readonly Shown[], kind: 'reserved' | 'earlier' | 'lastYear', window: Window) {
  const [cpu, memory] = [pointsOf(shown, kind, 'cpu'), pointsOf(shown, kind, 'memory')];
  if (cpu === undefined && memory === undefined) return undefined;
  return { cpu: cpu ?? noPoints(window), memory: memory ?? noPoints(window) };
}

function hourlyOf(shown: readonly Shown[], kind: 'earlier' | 'lastYear', window: Window) {
  const found = resourcesOf(shown, kind, window);
  return found && { window, ...found };
}

/** Kills from before the window stand at its first point, where they still count. */
function killsIn(whole: readonly Shown[], earlier: number): ServiceMetrics['killedAtMiB'] {
  const kills = whole.flatMap(({ subject, points }) => {
    if (subject.kind !== 'killed' || !hasPoint(points)) return [];
    return [[subject.container, gathered(points, earlier)] as const];
  });
  return kills.length === 0 ? undefined : Object.fromEntries(kills);
}

function gathered(points: Float64Array, earlier: number): Float64Array {
  const own = points.slice(earlier);
  const before = points.subarray(0, earlier + 1).filter((limitMiB) => !Number.isNaN(limitMiB));
  if (before.length > 0) own[0] = Math.max(...before);
  return own;
}

/** The recorder's newest sign of life, and since when they came without a break, where that is less than was asked. */
function recorderIn(
  whole: readonly Shown[],
  { window }: MetricsQuestion,
): Pick<ServiceMetrics, 'killsRecordedAt' | 'killsRecordedSince'> {
  const points = pointsOf(whole, 'killRecorder');
  if (points === undefined) return {};
  const newest = points.findLastIndex((value) => !Number.isNaN(value));
  const { startTime } = askedWindow(window);
  const timeOf = (index: number) => startTime + index * window.periodSeconds * 1000;
  const silence = RECORDER_SILENCE_MILLISECONDS / (window.periodSeconds * 1000);
  let since = newest;
  for (let index = newest - 1; index >= since - silence; index -= 1) if ((points[index] ?? 0) > 0) since = index;
  const killsRecordedAt = timeOf(newest);
  return since <= silence ? { killsRecordedAt } : { killsRecordedAt, killsRecordedSince: timeOf(since) };
}

function hasPoint(points: Float64Array): boolean {
  return points.some((value) => !Number.isNaN(value));
}
