import type { ScenarioService } from '../scenario.ts';
import { type MinutePredicate, startsIn, type TaskSpan, taskSpans, tasksAt } from '../workload/running-time.ts';
import { type Resource, taskCapacity } from '../workload/service-day.ts';
import { type MetricSeries, singleSample } from './metric-series.ts';

/**
 * The metrics of standard Container Insights that tell sizes and tasks of a service. Each task publishes what it
 * reserves, so that the average is one task's size and the sum that of all; a minute without tasks has no points.
 */
export function taskCountMetrics(
  service: ScenarioService,
  publishes: MinutePredicate,
): readonly (readonly [string, MetricSeries])[] {
  const spans = taskSpans(service);
  const at = (minute: number): readonly TaskSpan[] =>
    publishes(minute) ? spans.filter(({ from, until }) => minute >= from && minute < until) : [];
  const starts = spans.map((span) => ({ span, startsAt: startsIn(span) }));
  const starting = (minute: number): boolean =>
    starts.some(({ span, startsAt }) => minute >= span.from && minute < span.until && startsAt(minute));
  return [
    ['CpuReserved', reserved(service, at, 'cpuUnits')],
    ['MemoryReserved', reserved(service, at, 'memoryMiB')],
    ['RunningTaskCount', counted((minute) => at(minute).length * tasksAt(service, minute), publishes)],
    ['PendingTaskCount', counted((minute) => (starting(minute) ? 1 : 0), publishes)],
  ];
}

type SpansAt = (minute: number) => readonly TaskSpan[];

function reserved(service: ScenarioService, at: SpansAt, resource: Resource): MetricSeries {
  return {
    unit: resource === 'cpuUnits' ? 'None' : 'Megabytes',
    read(minute, sample) {
      const sizes = at(minute).map(({ declared }) => taskCapacity(declared, resource));
      if (sizes.length === 0) return false;
      const tasks = tasksAt(service, minute);
      sample.sum = sizes.reduce((sum, size) => sum + size, 0) * tasks;
      sample.count = sizes.length * tasks;
      sample.minimum = Math.min(...sizes);
      sample.maximum = Math.max(...sizes);
      return true;
    },
  };
}

function counted(count: (minute: number) => number, publishes: MinutePredicate): MetricSeries {
  return {
    unit: 'Count',
    read(minute, sample) {
      if (!publishes(minute)) return false;
      Object.assign(sample, singleSample(count(minute)));
      return true;
    },
  };
}
