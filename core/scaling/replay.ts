import { HOURS_PER_MONTH } from '../model/fargate-grid.ts';
import { type Load, type ScalingSettings, type Seen, seenOf, unevennessAt } from './load.ts';

/** What is the same for every minimum. */
export interface Track {
  /** Points at which so many tasks would run, were the minimum 0. */
  readonly byTasks: Float64Array;
  /** Points at which these are too few, by how many would be enough. */
  readonly byNeed: Float64Array;
  readonly points: number;
}

/** What a month of settings comes to. */
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
 * Target tracking over what was seen, for any minimum: `tasks(t) = ⌈max over the lag of D(t - j) / (size × target)⌉`, at most the maximum; too few where
 * `unevenness × D(t) > size × tasks(t)`.
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

/** What settings come to in a month like the one that was seen. */
export function replay(load: Load, settings: ScalingSettings): Outcome {
  return outcomeOf(trackOf(seenOf(load), settings, settings.size.cpuUnits), settings.minimum);
}
