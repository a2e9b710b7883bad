import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { RECORDED } from '../core/memory-kill.ts';
import type { MetricPart } from '../core/model/service-metrics.ts';
import { batchesOf } from '../core/model/side-by-side.ts';
import { RESOURCES, type Resource } from '../core/model/task-size.ts';
import { DAY_MILLISECONDS, expectedPoints, type Window } from '../core/model/time.ts';
import type { MetricsQuestion } from '../core/ports.ts';

export type MetricStatistic = 'average' | 'maximum';

/** What a series is of, and so where it belongs in the answer; `container` absent: the service itself. */
export type SeriesSubject =
  | {
      readonly kind: 'utilization';
      readonly container: string | undefined;
      readonly resource: Resource;
      readonly statistic: MetricStatistic;
    }
  | { readonly kind: 'reserved' | 'earlier' | 'lastYear'; readonly resource: Resource }
  | { readonly kind: 'pending' | 'running' | 'samples' | 'failed' | 'killRecorder' }
  | { readonly kind: 'killed'; readonly container: string };

export interface WantedSeries {
  readonly subject: SeriesSubject;
  readonly query: MetricDataQuery & { readonly Id: string };
}

/** Most data points of a page, and most queries of a call: client-cloudwatch `GetMetricDataInput`, 2026-11-22. */
export const POINTS_PER_PAGE = 100_800;
const QUERIES_PER_CALL = 500;

/** A memory kill counts until four weeks have passed without another, however short the window is. */
const KILLS_COUNT_DAYS = 28;

const SERVICE_METRICS = { cpu: 'CPUUtilization', memory: 'MemoryUtilization' } as const;
/** Absolute, in CPU units and MiB; there when the cluster has Container Insights with enhanced observability. */
const CONTAINER_METRICS = { cpu: 'ContainerCpuUtilized', memory: 'ContainerMemoryUtilized' } as const;
/**
 * The same from the log of standard Container Insights, by the metric filters of examples/container-metrics. Fields of
 * Container records: CloudWatch user guide, Container-Insights-reference-performance-logs-ECS, 2026-11-26.
 */
export const FILTER_METRICS = {
  namespace: 'FargateRightsizer/Containers',
  cpu: 'CpuUtilized',
  memory: 'MemoryUtilized',
  dimensions: ['ClusterName', 'TaskDefinitionFamily', 'ContainerName'],
} as const;
/** There with any Container Insights. Each task sends what it reserves, so the average is one task's size. */
const RESERVED_METRICS = { cpu: 'CpuReserved', memory: 'MemoryReserved' } as const;
/** Likewise, in CPU units and MiB: of each task what it uses. */
const USED_METRICS = { cpu: 'CpuUtilized', memory: 'MemoryUtilized' } as const;
/** Of an hour: how long CPU was busy, which its highest second does not say, and the most memory. */
const HOURLY_STATISTICS = { cpu: 'Average', memory: 'Maximum' } as const;
const STATISTICS = { average: 'Average', maximum: 'Maximum' } as const;

/**
 * Every series of a question. Of use: five for the service, four a container, and CPU and memory of earlier hours and
 * of last year's. The window has 13 for two containers: 104,832 data points in 28 days at 300 s. A metric's statistics
 * stand together: up to five in one request are billed as one metric (aws.amazon.com/cloudwatch/pricing, 2026-11).
 */
export function wantedSeries(question: MetricsQuestion): readonly WantedSeries[] {
  const subjects = (question.parts ?? ['use']).flatMap((part) => SUBJECTS[part](question));
  return subjects.map((subject, index) => ({ subject, query: toQuery(question, subject, `m${index}`) }));
}

/** The sign of life of the recorder of memory kills, which is the same for all services of an account and region. */
export function recorderSeries(question: MetricsQuestion): WantedSeries {
  const subject = { kind: 'killRecorder' } as const;
  return { subject, query: toQuery(question, subject, 'm0') };
}

const SUBJECTS: Readonly<Record<MetricPart, (question: MetricsQuestion) => readonly SeriesSubject[]>> = {
  use: useOf,
  reserved: () => RESOURCES.map((resource) => ({ kind: 'reserved', resource })),
  tasks: () => [{ kind: 'pending' }, { kind: 'running' }],
  failures: () => [{ kind: 'failed' }],
};

function useOf(question: MetricsQuestion): readonly SeriesSubject[] {
  const names = [...new Set(question.containers)];
  const use = (resource: Resource, statistic: MetricStatistic, container?: string): SeriesSubject => {
    return { kind: 'utilization', container, resource, statistic };
  };
  return [
    use('cpu', 'average'),
    use('cpu', 'maximum'),
    { kind: 'samples' },
    use('memory', 'average'),
    use('memory', 'maximum'),
    ...names.flatMap((name) => [
      use('cpu', 'maximum', name),
      use('memory', 'average', name),
      use('memory', 'maximum', name),
    ]),
    ...names.map((container) => ({ kind: 'killed', container }) as const),
    ...(['earlier', 'lastYear'] as const).flatMap((kind) =>
      question[kind] === undefined ? [] : RESOURCES.map((resource) => ({ kind, resource })),
    ),
  ];
}

/**
 * The span that is asked for so that memory kills of four weeks are in it: the window, with as many of its periods more
 * before it as it takes.
 *
 * @example askedWindow({ startTime: 27 * 86_400_000, endTime: 28 * 86_400_000, periodSeconds: 300 }).startTime // 0
 */
export function askedWindow(window: Window): Window {
  const periodMilliseconds = window.periodSeconds * 1000;
  const missing = window.startTime - (window.endTime - KILLS_COUNT_DAYS * DAY_MILLISECONDS);
  if (missing <= 0) return window;
  return { ...window, startTime: window.startTime - Math.ceil(missing / periodMilliseconds) * periodMilliseconds };
}

export interface SpanQuestion {
  readonly asked: Window;
  readonly series: readonly WantedSeries[];
}

/**
 * All series of a question by their span: the window, the hours before it, and those of last year. Where the window is
 * shorter than four weeks, memory kills have their own span, so that a short look-back reads only what it uses.
 *
 * @param isFirstLook - Leaves out what a first look can do without.
 */
export function questionsOf(question: MetricsQuestion, isFirstLook = false): readonly SpanQuestion[] {
  const kills = askedWindow(question.window);
  const series = wantedSeries(question).filter(({ subject }) => !isFirstLook || isSeenFirst(subject));
  const spans = Map.groupBy(series, ({ subject }) => (subject.kind === 'killed' ? kills : spanOf(subject, question)));
  return [...spans].map(([asked, own]) => ({ asked, series: own }));
}

/** Use of the service, its tasks and its memory kills: all that a first look at hundreds of services has time for. */
function isSeenFirst(subject: SeriesSubject): boolean {
  if (subject.kind === 'utilization') return subject.container === undefined;
  return ['samples', 'killed'].includes(subject.kind);
}

/** The span that a series is asked for over: the window, or hours before it. */
function spanOf({ kind }: SeriesSubject, { window, earlier = window, lastYear = window }: MetricsQuestion): Window {
  if (kind === 'earlier') return earlier;
  return kind === 'lastYear' ? lastYear : window;
}

/** The three statistics of CPU are billed as one metric only where they stand in one call. */
const LEAST_PER_CALL = 3;

/**
 * How many series a call takes: two fifths of a page. Calls of different targets go out in the order in which they
 * come, and of larger calls so few fit into a second of the quota that a tenth of it stays unused.
 *
 * @example seriesPerCall({ startTime: 0, endTime: 28 * 86_400_000, periodSeconds: 300 }) // 5
 */
export function seriesPerCall(asked: Window): number {
  const perCall = Math.floor((POINTS_PER_PAGE * 0.4) / Math.max(1, expectedPoints(asked)));
  return Math.min(Math.max(LEAST_PER_CALL, perCall), QUERIES_PER_CALL);
}

/** Series cut into calls; the statistics of a metric stay together as far as they fit one. */
export function callsOf({ asked, series }: SpanQuestion): readonly (readonly WantedSeries[])[] {
  const most = seriesPerCall(asked);
  const metrics = [...Map.groupBy(series, ({ query }) => JSON.stringify(query.MetricStat?.Metric)).values()];
  const calls: WantedSeries[][] = [];
  for (const part of metrics.flatMap((own) => batchesOf(own, most))) {
    const last = calls.at(-1);
    if (last !== undefined && last.length + part.length <= most) last.push(...part);
    else calls.push([...part]);
  }
  return calls;
}

interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly stat: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

function toQuery(question: MetricsQuestion, subject: SeriesSubject, id: string) {
  const { namespace, name, stat, dimensions } = metricOf(subject, question);
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  // No Unit: one that does not match gives no points at all, without an error.
  return {
    Id: id,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: name, Dimensions },
      Period: spanOf(subject, question).periodSeconds,
      Stat: stat,
    },
  };
}

/** Of one container, by whatever measures it. */
function containerMetricOf(
  { container, resource }: { readonly container: string; readonly resource: Resource },
  { cluster, service, filteredFamily }: MetricsQuestion,
): Omit<Metric, 'stat'> {
  if (filteredFamily === undefined) {
    const dimensions = { ClusterName: cluster, ServiceName: service, ContainerName: container };
    return { namespace: 'ECS/ContainerInsights', name: CONTAINER_METRICS[resource], dimensions };
  }
  const dimensions = { ClusterName: cluster, TaskDefinitionFamily: filteredFamily, ContainerName: container };
  return { namespace: FILTER_METRICS.namespace, name: FILTER_METRICS[resource], dimensions };
}

function metricOf(subject: SeriesSubject, question: MetricsQuestion): Metric {
  const dimensions = { ClusterName: question.cluster, ServiceName: question.service };
  const ecs = (name: string, stat: string) => ({ namespace: 'AWS/ECS', name, stat, dimensions });
  const insights = (name: string, stat: string) => ({ namespace: 'ECS/ContainerInsights', name, stat, dimensions });
  const recorded = { namespace: RECORDED.namespace, stat: 'Maximum' };
  switch (subject.kind) {
    case 'utilization': {
      const { container, resource, statistic } = subject;
      const stat = STATISTICS[statistic];
      if (container === undefined) return ecs(SERVICE_METRICS[resource], stat);
      return { ...containerMetricOf({ container, resource }, question), stat };
    }
    case 'reserved':
      return insights(RESERVED_METRICS[subject.resource], 'Average');
    case 'pending':
      return insights('PendingTaskCount', 'Maximum');
    case 'running':
      return insights('RunningTaskCount', 'Average');
    case 'samples':
      return ecs(SERVICE_METRICS.cpu, 'SampleCount');
    case 'earlier':
      return ecs(SERVICE_METRICS[subject.resource], HOURLY_STATISTICS[subject.resource]);
    case 'lastYear':
      return insights(USED_METRICS[subject.resource], HOURLY_STATISTICS[subject.resource]);
    case 'failed':
      return { ...recorded, name: RECORDED.failed, dimensions };
    case 'killed': {
      const ofContainer = { ...dimensions, ContainerName: subject.container };
      return { ...recorded, name: RECORDED.killed, dimensions: ofContainer };
    }
    case 'killRecorder':
      return { ...recorded, name: RECORDED.recorder, dimensions: {} };
  }
}
