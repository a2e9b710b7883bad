import type { HourlyUse, RawSeries, ServiceMetrics } from '../../core/model/service-metrics.ts';
import type { TaskSize } from '../../core/model/task-size.ts';
import type { Window } from '../../core/model/time.ts';
import type { MetricsQuestion } from '../../core/ports.ts';
import { MINUTES_PER_POINT, pointAt, timeOf } from './calendar.ts';
import type { Plant } from './plant.ts';
import type { Seen } from './service.ts';

/** The container of every plant that does the work. */
export const APP = 'app';
export const SIDECAR = 'sidecar';
/** CloudWatch keeps points of five minutes for 63 days, and the highest of an hour for longer than a year. */
const KEPT_MILLISECONDS = 63 * 86_400_000;
const POINTS_PER_HOUR = 60 / MINUTES_PER_POINT;

const SERIES = [
  'cpuAverage',
  'cpuMaximum',
  'memoryAverage',
  'memoryMaximum',
  'cpuUnits',
  'memoryMiB',
  'running',
  'pending',
  'killedAtMiB',
  'minutes',
] as const;
type SeriesName = (typeof SERIES)[number];

/** What was seen, a number for each five minutes: absolute amounts of one task, and the size that was in force. */
export type Recording = Readonly<Record<SeriesName, Float64Array>>;

export function newRecording(minutes: number): Recording {
  const points = Math.ceil(minutes / MINUTES_PER_POINT);
  const all = SERIES.map((name) => [name, new Float64Array(points).fill(Number.NaN)] as const);
  return Object.fromEntries(all) as Record<SeriesName, Float64Array>;
}

/** The highest; NaN stands for nothing yet. */
function raise(series: Float64Array, point: number, value: number): void {
  const before = series[point] as number;
  series[point] = before > value ? before : value;
}

/** Takes a minute into a mean; it is the so-manyeth. */
function blend(series: Float64Array, point: number, value: number, minutes: number): void {
  const before = series[point] as number;
  series[point] = Number.isNaN(before) ? value : before + (value - before) / minutes;
}

/** Adds a minute to the point that it lies in. Means of use are over the minutes in which something ran. */
export function record(
  recording: Recording,
  seen: Seen & { readonly minute: number; readonly size: TaskSize; readonly limitMiB: number },
): void {
  const point = Math.floor(seen.minute / MINUTES_PER_POINT);
  blend(recording.running, point, seen.running, (seen.minute % MINUTES_PER_POINT) + 1);
  raise(recording.pending, point, seen.pending);
  if (seen.killed) raise(recording.killedAtMiB, point, seen.limitMiB);
  const { cpuAverage, cpuMaximum, memoryMiB } = seen;
  if (cpuAverage === undefined || cpuMaximum === undefined || memoryMiB === undefined) return;
  const minutes = (recording.minutes[point] || 0) + 1;
  recording.minutes[point] = minutes;
  blend(recording.cpuAverage, point, cpuAverage, minutes);
  blend(recording.memoryAverage, point, memoryMiB, minutes);
  raise(recording.cpuMaximum, point, cpuMaximum);
  raise(recording.memoryMaximum, point, memoryMiB);
  recording.cpuUnits[point] = seen.size.cpuUnits;
  recording.memoryMiB[point] = seen.size.memoryMiB;
}

/** Whether anything was measured between two minutes. */
export function hasPoints({ cpuMaximum }: Recording, fromMinute: number, untilMinute: number): boolean {
  const [from, until] = [fromMinute, untilMinute].map((minute) => Math.ceil(minute / MINUTES_PER_POINT));
  return cpuMaximum.subarray(from, until).some((value) => !Number.isNaN(value));
}

/** A series on the grid of a window, as far as CloudWatch still has it. */
function inWindow(series: Float64Array, { startTime, endTime, periodSeconds }: MetricsQuestion['window']) {
  const length = Math.ceil((endTime - startTime) / (periodSeconds * 1000));
  const points = new Float64Array(length).fill(Number.NaN);
  const first = pointAt(startTime);
  const kept = Math.max(0, first, pointAt(endTime - KEPT_MILLISECONDS));
  points.set(series.subarray(kept, first + length), kept - first);
  return points;
}

/** What is made of a point's mean of CPU and of its highest memory. */
interface Shown {
  cpu(point: number, used: number): number;
  memory(point: number, usedMiB: number): number;
}

/** CPU's mean and the highest memory of each hour, as shown; none before the first point. */
function hourly(recording: Recording, window: Window, shown: Shown): HourlyUse {
  const [first, last] = [pointAt(window.startTime), pointAt(window.endTime)];
  const [cpu, memory, minutes] = [0, 1, 2].map(() =>
    new Float64Array((last - first) / POINTS_PER_HOUR).fill(Number.NaN),
  ) as [Float64Array, Float64Array, Float64Array];
  for (let point = Math.max(0, first); point < last; point += 1) {
    const own = recording.minutes[point] as number;
    if (Number.isNaN(own)) continue;
    const hour = Math.floor((point - first) / POINTS_PER_HOUR);
    const all = (minutes[hour] || 0) + own;
    const before = cpu[hour] || 0;
    minutes[hour] = all;
    cpu[hour] = before + ((shown.cpu(point, recording.cpuAverage[point] as number) - before) * own) / all;
    raise(memory, hour, shown.memory(point, recording.memoryMaximum[point] as number));
  }
  return { window, cpu, memory };
}

/** What CloudWatch would answer to a question, as far as this plant publishes it. */
export function metricsOf(recording: Recording, plant: Plant, question: MetricsQuestion): ServiceMetrics {
  const { window, containers, earlier, lastYear, parts = ['use'] } = question;
  const of = (name: SeriesName) => inWindow(recording[name], window);
  const both = (name: 'cpu' | 'memory') => ({ average: of(`${name}Average`), maximum: of(`${name}Maximum`) });
  const own = { cpu: both('cpu'), memory: both('memory') };
  const reserved = { cpu: of('cpuUnits'), memory: of('memoryMiB') };
  const { insights = 'enhanced', sidecar, memoryPercentOfMiB } = plant;
  const aside = sidecar?.usesMiB ?? 0;
  const percent = (all: Both, whole: Float64Array, added = 0): Both => ({
    average: all.average.map((used, point) => ((used + added) / Number(whole[point])) * 100),
    maximum: all.maximum.map((used, point) => ((used + added) / Number(whole[point])) * 100),
  });
  const flat = (value: number): RawSeries => {
    const points = own.cpu.average.map((used) => (Number.isNaN(used) ? used : value));
    return { average: points, maximum: points };
  };
  const byContainer = { [APP]: own, ...(sidecar && { [SIDECAR]: { cpu: flat(1), memory: flat(aside) } }) };
  const asked = Object.entries(byContainer).filter(([name]) => containers.includes(name));
  const killed = of('killedAtMiB');
  const memoryWhole =
    memoryPercentOfMiB === undefined ? reserved.memory : reserved.memory.map(() => memoryPercentOfMiB);
  const inPercent: Shown = {
    cpu: (point, used) => (used / (recording.cpuUnits[point] as number)) * 100,
    memory: (point, used) => ((used + aside) / (memoryPercentOfMiB ?? (recording.memoryMiB[point] as number))) * 100,
  };
  const asAmounts: Shown = { cpu: (_, used) => used, memory: (_, used) => used + aside };
  return {
    cpu: percent(own.cpu, reserved.cpu),
    memory: percent(own.memory, memoryWhole, aside),
    containers: insights === 'enhanced' ? Object.fromEntries(asked) : {},
    samples: of('running').map((tasks) => (tasks > 0 ? tasks * MINUTES_PER_POINT : Number.NaN)),
    ...(insights !== 'none' && parts.includes('reserved') && { reserved }),
    ...(insights !== 'none' && parts.includes('tasks') && { pending: of('pending'), running: of('running') }),
    ...(killed.some((limitMiB) => !Number.isNaN(limitMiB)) && { killedAtMiB: { [APP]: killed } }),
    killsRecordedAt: timeOf(pointAt(window.endTime) * MINUTES_PER_POINT),
    ...(earlier && { earlier: hourly(recording, earlier, inPercent) }),
    ...(insights !== 'none' && lastYear && { lastYear: hourly(recording, lastYear, asAmounts) }),
  };
}

interface Both {
  readonly average: Float64Array;
  readonly maximum: Float64Array;
}
