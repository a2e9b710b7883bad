import { createHash } from 'node:crypto';
import { placeOf } from '../ecs/service-arns.ts';
import type { ContainerLoad, ScenarioService, Workload } from '../scenario.ts';
import { placeKey } from '../wire/place.ts';
import { seedFor } from './integer-noise.ts';
import { restartsOf, startsIn, type TaskSpan, taskSpans } from './running-time.ts';
import { averageInMinute, maximumInMinute, minutesPerDay } from './workload-value.ts';

export type Resource = 'cpuUnits' | 'memoryMiB';

/** Average and hottest sample of each minute of a UTC day, in CPU units or MiB. */
export interface MinuteUsage {
  readonly average: Float64Array;
  readonly maximum: Float64Array;
}

/** What one task of one revision used on one day. */
export interface TaskDay {
  /** Minutes of the day in which the revision ran: inclusive, exclusive. */
  readonly from: number;
  readonly until: number;
  /** The size of its task. */
  readonly capacity: Readonly<Record<Resource, number>>;
  readonly task: Readonly<Record<Resource, MinuteUsage>>;
  /** In the order of the scenario's containers. */
  readonly containers: readonly Readonly<Record<Resource, MinuteUsage>>[];
}

/** What each revision that ran on a day used: one on most days, and two that overlap when one replaced the other. */
export interface ServiceDay {
  readonly revisions: readonly TaskDay[];
}

/** The size that a task has, in numbers; what the task definition does not say is the sum over its containers. */
export function taskCapacity(service: ScenarioService, resource: Resource): number {
  const declared = Number(resource === 'cpuUnits' ? service.taskCpu : service.taskMemory);
  if (declared > 0) return declared;
  const field = resource === 'cpuUnits' ? 'cpu' : 'memory';
  const sum = service.containers.reduce((total, container) => total + (container[field] ?? 0), 0);
  return sum > 0 ? sum : 1024;
}

/** Computes one day of a service; the same numbers for the same arguments, always. */
export function serviceDay(service: ScenarioService, seed: number, day: number): ServiceDay {
  const first = day * minutesPerDay;
  const spans = taskSpans(service).filter(({ from, until }) => from < first + minutesPerDay && until > first);
  return { revisions: spans.map((span) => taskDay(span, seed, day)) };
}

function taskDay(span: TaskSpan, seed: number, day: number): TaskDay {
  const service = span.declared;
  const first = day * minutesPerDay;
  const stretch = {
    day,
    from: Math.max(span.from - first, 0),
    until: Math.min(span.until - first, minutesPerDay),
    ages: taskAges(span, day),
  };
  const capacity = { cpuUnits: taskCapacity(service, 'cpuUnits'), memoryMiB: taskCapacity(service, 'memoryMiB') };
  const containers = service.containers.map((container) => {
    const name = placeKey(placeOf(service), `${service.cluster}|${service.service}|${container.name}`);
    const usage = (resource: Resource): MinuteUsage =>
      computeUsage(container.load?.[resource], seedFor(seed, `${name}|${resource}`), stretch);
    return { cpuUnits: usage('cpuUnits'), memoryMiB: limit(usage('memoryMiB'), container.memory) };
  });
  const task = (resource: Resource): MinuteUsage =>
    shareTask(
      containers.map((container) => container[resource]),
      capacity[resource],
    );
  const { from, until } = stretch;
  return { from, until, capacity, task: { cpuUnits: task('cpuUnits'), memoryMiB: task('memoryMiB') }, containers };
}

/** The minutes of a day to compute, and how old the task is in them. */
interface Stretch {
  readonly day: number;
  readonly from: number;
  readonly until: number;
  readonly ages: TaskAges | undefined;
}

function computeUsage(workload: Workload | undefined, seed: number, { day, from, until, ages }: Stretch): MinuteUsage {
  const usage = { average: new Float64Array(minutesPerDay), maximum: new Float64Array(minutesPerDay) };
  if (workload === undefined) return usage;
  for (let i = from; i < until; i += 1) {
    const minute = day * minutesPerDay + i;
    const added = ages === undefined ? 0 : addedByAge(workload, ages, i);
    const average = averageInMinute(workload, seed, minute, added);
    usage.average[i] = average;
    usage.maximum[i] = maximumInMinute(workload, seed, minute, average);
  }
  return usage;
}

/** A container never shows more memory than its hard limit: the kernel kills it there (changed in place). */
function limit(usage: MinuteUsage, maximum: number | undefined): MinuteUsage {
  if (maximum === undefined) return usage;
  for (const values of [usage.average, usage.maximum])
    for (let i = 0; i < minutesPerDay; i += 1) if ((values[i] as number) > maximum) values[i] = maximum;
  return usage;
}

/** Adds the containers up; where they want more than the task has, they get it in proportion (changed in place). */
function shareTask(containers: readonly MinuteUsage[], capacity: number): MinuteUsage {
  return { average: shareOne(containers, 'average', capacity), maximum: shareOne(containers, 'maximum', capacity) };
}

function shareOne(containers: readonly MinuteUsage[], field: keyof MinuteUsage, capacity: number): Float64Array {
  const sum = new Float64Array(minutesPerDay);
  const all = containers.map((container) => container[field]);
  for (const values of all)
    for (let i = 0; i < minutesPerDay; i += 1) sum[i] = (sum[i] as number) + (values[i] as number);
  for (let i = 0; i < minutesPerDay; i += 1) {
    const wanted = sum[i] as number;
    if (wanted <= capacity) continue;
    for (const values of all) values[i] = ((values[i] as number) * capacity) / wanted;
    sum[i] = capacity;
  }
  return sum;
}

// A day of the connector takes about 140 KB, so that these stay under 100 MB.
const KEPT_DAYS = 600;

/** The days computed last, of whatever scenario: many of a process play the same services. */
const kept = new Map<string, ServiceDay>();

/** Remembers days: one request asks for the same ones once per metric and statistic. */
export class ServiceDays {
  readonly #seed: number;
  readonly #names = new WeakMap<ScenarioService, string>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  get(service: ScenarioService, day: number): ServiceDay {
    const key = `${this.#nameOf(service)}|${day}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const computed = serviceDay(service, this.#seed, day);
    kept.set(key, computed);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_DAYS && oldest !== undefined) kept.delete(oldest);
    return computed;
  }

  /** The same for services of the same content, which use the same. */
  #nameOf(service: ScenarioService): string {
    const known = this.#names.get(service);
    if (known !== undefined) return known;
    const content = JSON.stringify({ seed: this.#seed, ...service, rawUtilization: undefined });
    const name = createHash('sha256').update(content).digest('base64');
    this.#names.set(service, name);
    return name;
  }
}

/** How old a task is in each minute of a UTC day. */
export interface TaskAges {
  /** Minutes since it started; infinite when that is more than a day ago. */
  readonly minutes: Float64Array;
  /** Days of growth; 0 before it began. */
  readonly growthDays: Float64Array;
}

/** The ages of a span's task on a day, or undefined when no load of it depends on them. */
export function taskAges(span: TaskSpan, day: number): TaskAges | undefined {
  if (!span.declared.containers.some(({ load }) => load !== undefined && dependsOnAge(load))) return undefined;
  const first = day * minutesPerDay;
  const ages = { minutes: new Float64Array(minutesPerDay), growthDays: new Float64Array(minutesPerDay) };
  const starts = startsIn(span);
  const restarts = restartsOf(span.declared).filter((minute) => minute >= span.from);
  let started = Number.NEGATIVE_INFINITY;
  for (let minute = first - minutesPerDay; minute < first + minutesPerDay; minute += 1) {
    if (minute >= span.from && starts(minute)) started = minute;
    if (minute < first) continue;
    const grownSince = restarts.findLast((restart) => restart <= minute) ?? span.growthSince;
    ages.minutes[minute - first] = minute - started;
    ages.growthDays[minute - first] = Math.max(0, (minute - grownSince) / minutesPerDay);
  }
  return ages;
}

/** What a task's age adds to what a workload uses. */
export function addedByAge(workload: Workload, ages: TaskAges, index: number): number {
  const { boot, growthPerDay = 0 } = workload;
  const isBooting = boot !== undefined && (ages.minutes[index] ?? 0) < boot.minutes;
  return growthPerDay * (ages.growthDays[index] ?? 0) + (isBooting ? boot.amount : 0);
}

function dependsOnAge({ cpuUnits, memoryMiB }: ContainerLoad): boolean {
  return [cpuUnits, memoryMiB].some(({ boot, growthPerDay }) => boot !== undefined || growthPerDay !== undefined);
}
