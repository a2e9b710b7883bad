import { HOURS_PER_MONTH, type TaskSize } from '../model/task-size.ts';
import { percentile } from '../usage/statistics.ts';

/** What the tasks of a service had to do together, and how evenly they shared it. */
export interface Load {
  /** CPU units of all tasks together, oldest first; NaN where it is not known, or nothing ran. */
  readonly demand: Float64Array;
  /** The hottest task to the mean over all, at the size that ran; 1 is even. */
  readonly unevenness: number;
  /** Minutes from the start of a task until it does its work. */
  readonly bootMinutes: number;
  readonly periodSeconds: number;
}

/** Below this share of its size a task that does housekeeping looks hot. */
const BUSY_PERCENT = 30;

/**
 * The hottest task's work against the mean: the median of Maximum / Average where Average is above 30 %; 1 without one.
 *
 * For example: 60 % against 40 %, most of the time // 1.5
 */
export function unevennessOf(averagePercent: Float64Array, maximumPercent: Float64Array): number {
  const ratios = averagePercent.map((average, index) =>
    average > BUSY_PERCENT ? (maximumPercent[index] as number) / average : Number.NaN,
  );
  return Math.max(1, percentile(ratios, 50) ?? 1);
}

/** A smaller task's hottest is further above the mean: fewer things happen at once. A larger one gets no credit. */
export function unevennessAt(
  { unevenness }: Pick<Load, 'unevenness'>,
  fromCpuUnits: number,
  toCpuUnits: number,
): number {
  return 1 + (unevenness - 1) * Math.sqrt(Math.max(1, fromCpuUnits / toCpuUnits));
}

/** A load as it is replayed: the points of which the demand is known. */
export interface Seen extends Pick<Load, 'unevenness'> {
  readonly demand: Float64Array;
  /** The highest demand that target tracking has answered there: of earlier points, less those unseen or unanswered. */
  readonly answered: Float64Array;
}

/** Reads a load once; every question about settings starts from it. */
export function seenOf(load: Load): Seen {
  const { demand } = load;
  const lag = lagOf(load);
  const known = [...demand.keys()].filter((index) => !Number.isNaN(demand[index]));
  const highest = (index: number) => {
    let found = 0;
    for (let back = lag.out; back <= lag.out + lag.in; back += 1) {
      const value = demand[Math.max(0, index - back)] as number;
      if (value > found) found = value;
    }
    return found;
  };
  return {
    unevenness: load.unevenness,
    demand: Float64Array.from(known, (index) => demand[index] as number),
    answered: Float64Array.from(known, highest),
  };
}

/** For how many points the demand is already there before tasks for it are, and how many more they stay after it. */
export function lagOf({ bootMinutes, periodSeconds }: Load): { readonly out: number; readonly in: number } {
  const points = (minutes: number) => Math.ceil((minutes * 60) / periodSeconds);
  return { out: points(MINUTES_OF_ALARM + bootMinutes), in: points(MINUTES_OF_QUIET) };
}

export interface ScalingSettings {
  readonly size: TaskSize;
  readonly targetPercent: number;
  /** Tasks. */
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Target tracking's own alarms: three minutes above the target and tasks are added; fifteen minutes below it and some
 * are taken away. Source: Application Auto Scaling user guide, target tracking, 2026-11.
 */
export const MINUTES_OF_ALARM = 3;
const MINUTES_OF_QUIET = 15;

/** What is the same for every minimum. */
export interface Track {
  /** Points at which so many tasks would run, were the minimum 0. */
  readonly byTasks: Float64Array;
  /** Points at which these are too few, by how many would be enough. */
  readonly byNeed: Float64Array;
  readonly points: number;
}

export interface Outcome {
  /** The mean number of tasks. */
  readonly tasks: number;
  /** Hours a month in which the hottest task wanted more CPU than it has. */
  readonly hoursShort: number;
}

/** What rounds up to one task more than a division that is exact would. */
const TOLERANCE = 1e-9;

function add(counts: Float64Array, index: number): void {
  counts[index] = (counts[index] as number) + 1;
}

/**
 * Target tracking over what was seen, for any minimum: `tasks(t) = ⌈max over the lag of D(t - j) / (size × target)⌉`,
 * at most the maximum; too few where `unevenness × D(t) > size × tasks(t)`.
 *
 * @param fromCpuUnits - The size at which the unevenness was seen.
 */
export function trackOf(seen: Seen, settings: Omit<ScalingSettings, 'minimum'>, fromCpuUnits: number): Track {
  const { size, targetPercent, maximum } = settings;
  const { demand, answered } = seen;
  const held = (size.cpuUnits * targetPercent) / 100;
  const hottest = unevennessAt(seen, fromCpuUnits, size.cpuUnits) / size.cpuUnits;
  const byTasks = new Float64Array(maximum + 1);
  const needs: number[] = [];
  for (let index = 0; index < demand.length; index += 1) {
    const tasks = Math.min(maximum, Math.ceil((answered[index] as number) / held - TOLERANCE));
    add(byTasks, tasks);
    const need = Math.ceil((demand[index] as number) * hottest - TOLERANCE);
    if (need > tasks) needs.push(need);
  }
  const byNeed = new Float64Array(needs.reduce((most, need) => Math.max(most, need), 0) + 1);
  for (const need of needs) add(byNeed, need);
  return { byTasks, byNeed, points: demand.length };
}

/** What a track comes to with a minimum of tasks. Nothing without a point. */
export function outcomeOf({ byTasks, byNeed, points }: Track, minimum: number): Outcome {
  if (points === 0) return { tasks: 0, hoursShort: 0 };
  const sum = byTasks.reduce((total, count, tasks) => total + count * Math.max(minimum, tasks), 0);
  const short = byNeed.reduce((total, count, need) => (need > minimum ? total + count : total), 0);
  return { tasks: sum / points, hoursShort: (short / points) * HOURS_PER_MONTH };
}

export function replay(load: Load, settings: ScalingSettings): Outcome {
  return outcomeOf(trackOf(seenOf(load), settings, settings.size.cpuUnits), settings.minimum);
}
