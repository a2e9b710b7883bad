import type { RunningServices } from '../ecs/running-services.ts';
import { familyOf, placeOf } from '../ecs/service-arns.ts';
import type { RawUtilization, Scenario, ScenarioService } from '../scenario.ts';
import { placeKey } from '../wire/place.ts';
import { type MinutePredicate, publishesIn, tasksAt } from '../workload/running-time.ts';
import { type MinuteUsage, ServiceDays, type TaskDay } from '../workload/service-day.ts';
import { minutesPerDay } from '../workload/workload-value.ts';
import { memoryKillMetrics } from './memory-kill-metrics.ts';
import { type MetricSeries, metricKey, sparseSeries } from './metric-series.ts';
import { taskCountMetrics } from './task-count-metrics.ts';

/**
 * Every metric that the scenario's services publish, by place and metric key: `AWS/ECS` in percent of the task size in
 * force for all, `ECS/ContainerInsights` in CPU units and Megabytes for those with insights (ECS and CloudWatch user
 * guides, 2026-11-22), what metric filters make of their performance log, and what the memory kill recorder wrote.
 */
export function serviceMetrics(scenario: Scenario): ReadonlyMap<string, MetricSeries> {
  const days = new ServiceDays(scenario.seed);
  const all = new Map<string, MetricSeries>(memoryKillMetrics(scenario));
  for (const service of scenario.services) {
    const parts = { service, days, publishes: publishesIn(service, scenario.seed) };
    const put = (
      namespace: string,
      name: string,
      rest: Readonly<Record<string, string>>,
      series: MetricSeries,
    ): void => {
      const dimensions = { ClusterName: service.cluster, ...rest };
      all.set(placeKey(placeOf(service), metricKey(namespace, name, dimensions)), series);
    };
    const own = { ServiceName: service.service };
    for (const [name, resource] of utilizationMetrics) {
      const raw = service.rawUtilization?.find(({ metric }) => metric === name);
      const computed = (): MetricSeries =>
        taskSeries(parts, 'Percent', ({ task, capacity }) => ({
          usage: task[resource],
          scale: 100 / (resource === 'memoryMiB' ? (softLimitsOf(service) ?? capacity[resource]) : capacity[resource]),
        }));
      put('AWS/ECS', name, own, raw === undefined ? computed() : rawSeries(raw));
    }
    if (service.containerInsights === 'disabled') continue;
    for (const [name, series] of taskCountMetrics(service, parts.publishes))
      put('ECS/ContainerInsights', name, own, series);
    const memory = ({ task }: TaskDay) => ({ usage: task.memoryMiB, scale: 1 });
    put('ECS/ContainerInsights', 'MemoryUtilized', own, taskSeries(parts, 'Megabytes', memory));
    const { namespace: filtered } = service.containerFilters ?? {};
    const TaskDefinitionFamily = familyOf(service);
    for (const [index, { name: ContainerName }] of service.containers.entries())
      for (const [field, resource, unit] of containerMetrics) {
        const series = taskSeries(parts, unit, ({ containers }) => ({
          usage: containers[index]?.[resource],
          scale: 1,
        }));
        if (service.containerInsights === 'enhanced')
          put('ECS/ContainerInsights', `Container${field}`, { ...own, ContainerName }, series);
        if (filtered !== undefined) put(filtered, field, { TaskDefinitionFamily, ContainerName }, series);
      }
  }
  return all;
}

const utilizationMetrics = [
  ['CPUUtilization', 'cpuUnits'],
  ['MemoryUtilization', 'memoryMiB'],
] as const;

const containerMetrics = [
  ['CpuUtilized', 'cpuUnits', 'None'],
  ['MemoryUtilized', 'memoryMiB', 'Megabytes'],
] as const;

function softLimitsOf({ memoryDenominator, containers }: ScenarioService): number | undefined {
  if (memoryDenominator !== 'softLimits') return undefined;
  return containers.reduce((sum, { memoryReservation, memory = 0 }) => sum + (memoryReservation ?? memory), 0);
}

function rawSeries(raw: RawUtilization): MetricSeries {
  const samples = raw.points.map(({ at, average, maximum }) => {
    const sample = { sum: average, count: 1, minimum: Math.min(average, maximum), maximum };
    return [Math.floor(Date.parse(at) / 60_000), sample] as const;
  });
  return sparseSeries('Percent', new Map(samples));
}

/** Which part of a revision's day a series shows, and what one unit of it is worth. */
type Choose = (task: TaskDay) => { readonly usage: MinuteUsage | undefined; readonly scale: number };

interface TaskSeriesParts {
  readonly service: ScenarioService;
  readonly days: ServiceDays;
  readonly publishes: MinutePredicate;
}

/** Every running task of a revision does the same, and each publishes one value a minute, or one every 20 seconds. */
function taskSeries({ service, days, publishes }: TaskSeriesParts, unit: string, choose: Choose): MetricSeries {
  const samplesAMinute = 60 / (service.sampleSeconds ?? 60);
  let day = Number.NaN;
  let parts: readonly (Pick<TaskDay, 'from' | 'until'> & ReturnType<Choose>)[] = [];
  return {
    unit,
    read(minute, sample) {
      if (!publishes(minute)) return false;
      const wantedDay = Math.floor(minute / minutesPerDay);
      if (wantedDay !== day) {
        parts = days.get(service, wantedDay).revisions.map((task) => ({ ...task, ...choose(task) }));
        day = wantedDay;
      }
      const index = minute - wantedDay * minutesPerDay;
      const count = tasksAt(service, minute) * samplesAMinute;
      let found = false;
      for (const { from, until, usage, scale } of parts) {
        if (usage === undefined || index < from || index >= until) continue;
        const average = (usage.average[index] as number) * scale;
        const maximum = (usage.maximum[index] as number) * scale;
        const minimum = Math.max(0, average + average - maximum);
        sample.sum = average * count + (found ? sample.sum : 0);
        sample.count = count + (found ? sample.count : 0);
        sample.maximum = found ? Math.max(sample.maximum, maximum) : maximum;
        sample.minimum = found ? Math.min(sample.minimum, minimum) : minimum;
        found = true;
      }
      return found;
    },
  };
}

/** The metrics of the services as they are deployed now. */
export class CurrentMetrics {
  readonly #scenario: Scenario;
  readonly #services: RunningServices;
  #computedFor: readonly ScenarioService[] | undefined;
  #computed: ReadonlyMap<string, MetricSeries> = new Map();

  constructor(scenario: Scenario, services: RunningServices) {
    this.#scenario = scenario;
    this.#services = services;
    // A scenario with an impossible history is refused at start.
    this.find('');
  }

  /** By place key of the metric key. */
  find(key: string): MetricSeries | undefined {
    const services = this.#services.all();
    if (services !== this.#computedFor) {
      this.#computed = serviceMetrics({ ...this.#scenario, services });
      this.#computedFor = services;
    }
    return this.#computed.get(key);
  }
}
