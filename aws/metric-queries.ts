import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { MetricsQuestion } from '../core/ports.ts';
import { expectedPoints, type Window } from '../core/usage/window.ts';

export type MetricResource = 'cpu' | 'memory';
export type MetricStatistic = 'average' | 'maximum';

/** One series that is asked for, and where it belongs in the answer. */
export interface WantedSeries {
  /** Absent: the service's own series. */
  readonly container?: string;
  readonly resource: MetricResource;
  readonly statistic: MetricStatistic;
  readonly query: MetricDataQuery & { readonly Id: string };
}

/** What decides a series beside its id. */
interface SeriesChoice {
  readonly container: string | undefined;
  readonly resource: MetricResource;
  readonly statistic: MetricStatistic;
}

/** Data points that one page holds, and queries that one call takes: client-cloudwatch `GetMetricDataInput`, 2026-11-22. */
const POINTS_PER_PAGE = 100_800;
const QUERIES_PER_CALL = 500;

const SERVICE_METRICS = { cpu: 'CPUUtilization', memory: 'MemoryUtilization' } as const;
/** Absolute, in CPU units and MiB; there when the cluster has Container Insights with enhanced observability. */
const CONTAINER_METRICS = { cpu: 'ContainerCpuUtilized', memory: 'ContainerMemoryUtilized' } as const;
const STATISTICS = { average: 'Average', maximum: 'Maximum' } as const;

/** Every series of a question: four for the service, then four for each container. */
export function wantedSeries(question: MetricsQuestion): readonly WantedSeries[] {
  const owners = [undefined, ...new Set(question.containers)];
  const choices = owners.flatMap((container) =>
    (['cpu', 'memory'] as const).flatMap((resource) =>
      (['average', 'maximum'] as const).map((statistic) => ({ container, resource, statistic })),
    ),
  );
  return choices.map((choice, index) => toSeries(question, choice, `m${index}`));
}

/**
 * How many series fit a call so that its answer fits one page.
 *
 * @example seriesPerCall({ startTime: 0, endTime: 28 * 86_400_000, periodSeconds: 300 }) // 12
 */
export function seriesPerCall(window: Window): number {
  const perPage = Math.floor(POINTS_PER_PAGE / Math.max(1, expectedPoints(window)));
  return Math.min(Math.max(1, perPage), QUERIES_PER_CALL);
}

function toSeries(question: MetricsQuestion, choice: SeriesChoice, id: string): WantedSeries {
  const { container, resource, statistic } = choice;
  const namespace = container === undefined ? 'AWS/ECS' : 'ECS/ContainerInsights';
  const metric = (container === undefined ? SERVICE_METRICS : CONTAINER_METRICS)[resource];
  return {
    ...(container !== undefined && { container }),
    resource,
    statistic,
    query: {
      Id: id,
      // No Unit: one that does not match gives no points at all, without an error.
      MetricStat: {
        Metric: { Namespace: namespace, MetricName: metric, Dimensions: dimensionsOf(question, container) },
        Period: question.window.periodSeconds,
        Stat: STATISTICS[statistic],
      },
    },
  };
}

function dimensionsOf({ cluster, service }: MetricsQuestion, container: string | undefined) {
  const ofService = [
    { Name: 'ClusterName', Value: cluster },
    { Name: 'ServiceName', Value: service },
  ];
  return container === undefined ? ofService : [...ofService, { Name: 'ContainerName', Value: container }];
}
