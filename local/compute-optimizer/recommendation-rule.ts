import type { Platform, TaskSize } from '../../core/model/fargate-grid.ts';
import { choosePair } from '../../core/sizing/choose-pair.ts';
import { type MetricSeries, type MinuteSample, metricKey } from '../cloudwatch/metric-series.ts';
import { placeOf } from '../ecs/service-arns.ts';
import type { ScenarioService } from '../scenario.ts';
import { placeKey } from '../wire/place.ts';
import { taskSpans } from '../workload/running-time.ts';
import { taskCapacity } from '../workload/service-day.ts';
import { minutesPerDay } from '../workload/workload-value.ts';

export const lookbackDays = 14;
/** User guide, requirements for ECS services on Fargate, 2026-11: 24 hours of metrics in the past 14 days. */
const leastMinutes = 24 * 60;
/** What is spare above the highest use: the rule's own number, for nobody outside AWS knows theirs. */
const spareShare = 0.1;

const everything: TaskSize = { cpuUnits: Number.POSITIVE_INFINITY, memoryMiB: Number.POSITIVE_INFINITY };
const metrics = [
  ['Cpu', 'CPUUtilization', 'cpuUnits'],
  ['Memory', 'MemoryUtilization', 'memoryMiB'],
] as const;

/** What the rule says about one service. */
export interface Advice {
  /** As the revision declares it that ran longest: after a resize, for a week, that is a former one. */
  readonly declared: ScenarioService;
  readonly current: TaskSize;
  readonly recommended: TaskSize;
  /** Highest use in percent of `current`. */
  readonly highest: readonly { readonly name: 'Cpu' | 'Memory'; readonly percent: number }[];
  readonly scaledBy?: 'TargetTrackingScalingCpu' | 'TargetTrackingScalingMemory';
}

export type FindMetric = (key: string) => MetricSeries | undefined;

/**
 * A stand-in for Compute Optimizer's rule, which AWS does not publish: the size that ran longest in the last 14 days, its highest use of CPU and
 * memory plus a tenth, and the cheapest size that holds both. What target tracking scales, and with step scaling both, stays as it is. Undefined
 * for what is not on Fargate, and without 24 hours of metrics of that size.
 */
export function adviceFor(service: ScenarioService, now: Date, find: FindMetric): Advice | undefined {
  const isFargate = service.launch.startsWith('FARGATE') && service.status !== 'INACTIVE';
  const until = Math.floor(now.getTime() / 60_000);
  const span = longestSpan(service, until);
  if (!isFargate || span === undefined) return undefined;
  const { declared } = span;
  const current = { cpuUnits: taskCapacity(declared, 'cpuUnits'), memoryMiB: taskCapacity(declared, 'memoryMiB') };
  const highest = metrics.map(([name, metric]) => ({ name, ...highestIn(find(keyOf(service, metric)), span) }));
  if (highest.some(({ minutes }) => minutes < leastMinutes)) return undefined;
  const scaledBy = scalingOf(service);
  const fixed = (resource: 'Cpu' | 'Memory') => scaledBy?.endsWith(resource) || hasStepScaling(service);
  const [cpu, memory] = metrics.map(([name, , side], index) => {
    const used = (current[side] * Number(highest[index]?.percent)) / 100;
    return fixed(name) ? current[side] : used * (1 + spareShare);
  });
  const needed = { cpuUnits: Number(cpu), memoryMiB: Number(memory) };
  const recommended = choosePair(needed, everything, { platform: platformOf(service) }) ?? current;
  return { declared, current, recommended, highest, ...(scaledBy && { scaledBy }) };
}

function keyOf(service: ScenarioService, metric: string): string {
  const dimensions = { ClusterName: service.cluster, ServiceName: service.service };
  return placeKey(placeOf(service), metricKey('AWS/ECS', metric, dimensions));
}

function platformOf({ operatingSystem, architecture }: ScenarioService): Platform {
  return { operatingSystem: operatingSystem.startsWith('WINDOWS') ? 'WINDOWS' : 'LINUX', architecture };
}

/** Minutes since the epoch, of one revision: inclusive, exclusive. */
interface Span {
  readonly declared: ScenarioService;
  readonly from: number;
  readonly until: number;
}

/** The newest of those that ran longest. */
function longestSpan(service: ScenarioService, end: number): Span | undefined {
  const start = end - lookbackDays * minutesPerDay;
  const spans = taskSpans(service)
    .map(({ declared, from, until }) => ({ declared, from: Math.max(from, start), until: Math.min(until, end) }))
    .filter(({ from, until }) => until > from);
  return spans.toSorted((a, b) => b.until - b.from - (a.until - a.from) || b.from - a.from)[0];
}

function highestIn(series: MetricSeries | undefined, { from, until }: Span) {
  const sample: MinuteSample = { sum: 0, count: 0, minimum: 0, maximum: 0 };
  let [percent, minutes] = [0, 0];
  for (let minute = from; minute < until; minute += 1) {
    if (!series?.read(minute, sample)) continue;
    minutes += 1;
    if (sample.maximum > percent) percent = sample.maximum;
  }
  return { percent, minutes };
}

function scalingOf({ scaling }: ScenarioService): Advice['scaledBy'] {
  const tracked = (scaling?.policies ?? []).flatMap((each) => (each.kind === 'targetTracking' ? [each.metric] : []));
  if (tracked.includes('ECSServiceAverageCPUUtilization')) return 'TargetTrackingScalingCpu';
  return tracked.includes('ECSServiceAverageMemoryUtilization') ? 'TargetTrackingScalingMemory' : undefined;
}

function hasStepScaling({ scaling }: ScenarioService): boolean {
  return scaling?.policies.some(({ kind }) => kind === 'step') ?? false;
}
