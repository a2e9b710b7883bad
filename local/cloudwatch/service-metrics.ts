import { placeOf } from '../ecs/service-arns.ts';
import type { RawUtilization, Scenario, ScenarioService } from '../scenario.ts';
import { placeKey } from '../wire/place.ts';
import {
  type MinuteUsage,
  type Resource,
  type ServiceDay,
  ServiceDays,
  taskCapacity,
} from '../workload/service-day.ts';
import { minutesPerDay } from '../workload/workload-value.ts';
import { type MetricSeries, metricKey, sparseSeries } from './metric-series.ts';

/**
 * Every metric that the scenario's services publish, by place and metric key: `AWS/ECS` in percent of the task size
 * for all, `ECS/ContainerInsights` in CPU units and Megabytes for those with enhanced insights (aws-facts.md 2 and 3).
 */
export function serviceMetrics(scenario: Scenario): ReadonlyMap<string, MetricSeries> {
  const days = new ServiceDays(scenario.seed);
  const all = new Map<string, MetricSeries>();
  for (const service of scenario.services) {
    const add = (namespace: string, name: string, container: string | undefined, series: MetricSeries): void => {
      const dimensions = { ClusterName: service.cluster, ServiceName: service.service };
      const full = container === undefined ? dimensions : { ...dimensions, ContainerName: container };
      all.set(placeKey(placeOf(service), metricKey(namespace, name, full)), series);
    };
    for (const [name, resource] of utilizationMetrics) {
      const raw = service.rawUtilization?.find(({ metric }) => metric === name);
      const computed = (): MetricSeries =>
        taskSeries(service, days, 'Percent', percentScale(service, resource), ({ task }) => task[resource]);
      add('AWS/ECS', name, undefined, raw === undefined ? computed() : rawSeries(raw));
    }
    if (service.containerInsights !== 'enhanced') continue;
    for (const [index, container] of service.containers.entries())
      for (const [name, resource, unit] of containerMetrics)
        add(
          'ECS/ContainerInsights',
          name,
          container.name,
          taskSeries(service, days, unit, 1, (day) => day.containers[index]?.[resource]),
        );
  }
  return all;
}

const utilizationMetrics = [
  ['CPUUtilization', 'cpuUnits'],
  ['MemoryUtilization', 'memoryMiB'],
] as const;

const containerMetrics = [
  ['ContainerCpuUtilized', 'cpuUnits', 'None'],
  ['ContainerMemoryUtilized', 'memoryMiB', 'Megabytes'],
] as const;

function percentScale(service: ScenarioService, resource: Resource): number {
  return 100 / taskCapacity(service, resource);
}

function rawSeries(raw: RawUtilization): MetricSeries {
  const samples = raw.points.map(({ at, average, maximum }) => {
    const sample = { sum: average, count: 1, minimum: Math.min(average, maximum), maximum };
    return [Math.floor(Date.parse(at) / 60_000), sample] as const;
  });
  return sparseSeries('Percent', new Map(samples));
}

/** Every running task does the same, and each publishes one value a minute. */
function taskSeries(
  service: ScenarioService,
  days: ServiceDays,
  unit: string,
  scale: number,
  usageOf: (day: ServiceDay) => MinuteUsage | undefined,
): MetricSeries {
  const runs = runsIn(service);
  const count = Math.max(1, service.runningCount);
  let day = Number.NaN;
  let usage: MinuteUsage | undefined;
  return {
    unit,
    read(minute, sample) {
      if (!runs(minute)) return false;
      const wantedDay = Math.floor(minute / minutesPerDay);
      if (wantedDay !== day) {
        usage = usageOf(days.get(service, wantedDay));
        day = wantedDay;
      }
      if (usage === undefined) return false;
      const index = minute - wantedDay * minutesPerDay;
      const average = (usage.average[index] ?? 0) * scale;
      const maximum = (usage.maximum[index] ?? 0) * scale;
      sample.sum = average * count;
      sample.count = count;
      sample.maximum = maximum;
      sample.minimum = Math.max(0, average + average - maximum);
      return true;
    },
  };
}

/** Whether anything ran in a minute: no running task means no points, never zero. */
function runsIn(service: ScenarioService): (minute: number) => boolean {
  const { metricsFrom, metricsUntil, runningHours } = service;
  const from = metricsFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(metricsFrom) / 60_000;
  const stillRuns = service.runningCount > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const until = metricsUntil === undefined ? stillRuns : Date.parse(metricsUntil) / 60_000;
  return (minute) => {
    if (!(minute >= from && minute < until)) return false;
    if (runningHours === undefined) return true;
    const hour = (minute % minutesPerDay) / 60;
    return runningHours.from <= runningHours.until
      ? hour >= runningHours.from && hour < runningHours.until
      : hour >= runningHours.from || hour < runningHours.until;
  };
}
