import { placeOf } from '../ecs/service-arns.ts';
import type { Scenario, ScenarioService } from '../scenario.ts';
import { placeKey } from '../wire/place.ts';
import { minutesPerDay } from '../workload/workload-value.ts';
import {
  addSample,
  type MetricSeries,
  type MinuteSample,
  metricKey,
  singleSample,
  sparseSeries,
} from './metric-series.ts';

const namespace = 'FargateRightsizer';

/**
 * What the memory kill recorder wrote, by place and metric key: `KilledAtMemoryMiB` for each killed container,
 * `TaskFailed` for a service whose tasks failed, and, where deployed, once a day its sign of life `MemoryKillRecorder`.
 */
export function memoryKillMetrics(scenario: Scenario): readonly (readonly [string, MetricSeries])[] {
  const isDeployed = scenario.memoryKillRecorder !== 'absent';
  return scenario.services.flatMap((service) => {
    const place = placeOf(service);
    const alive = [placeKey(place, metricKey(namespace, 'MemoryKillRecorder', {})), signOfLife] as const;
    return [...(isDeployed ? [alive] : []), ...killsOf(service), ...failuresOf(service)];
  });
}

/** One at midnight of every UTC day, so that the last is never older than a day. */
const signOfLife: MetricSeries = {
  unit: 'Count',
  read(minute, sample) {
    if (minute % minutesPerDay !== 0) return false;
    Object.assign(sample, singleSample(1));
    return true;
  },
};

function failuresOf(service: ScenarioService): readonly (readonly [string, MetricSeries])[] {
  const { taskFailures = [] } = service;
  if (taskFailures.length === 0) return [];
  const samples = new Map(taskFailures.map((at) => [Math.floor(Date.parse(at) / 60_000), singleSample(1)] as const));
  const dimensions = { ClusterName: service.cluster, ServiceName: service.service };
  const key = placeKey(placeOf(service), metricKey(namespace, 'TaskFailed', dimensions));
  return [[key, sparseSeries('None', samples)]];
}

function killsOf(service: ScenarioService): readonly (readonly [string, MetricSeries])[] {
  const byContainer = Map.groupBy(service.memoryKills ?? [], ({ container }) => container);
  return [...byContainer].map(([ContainerName, kills]) => {
    const samples = new Map<number, MinuteSample>();
    for (const { at, limitMiB } of kills) {
      const minute = Math.floor(Date.parse(at) / 60_000);
      const before = samples.get(minute);
      if (before === undefined) samples.set(minute, singleSample(limitMiB));
      else addSample(before, singleSample(limitMiB));
    }
    const dimensions = { ClusterName: service.cluster, ServiceName: service.service, ContainerName };
    const key = placeKey(placeOf(service), metricKey(namespace, 'KilledAtMemoryMiB', dimensions));
    return [key, sparseSeries('Megabytes', samples)] as const;
  });
}
