import { hourlyUsd, type Platform, referencePrice, type TaskSize, validPairs } from '../model/task-size.ts';
import { percentile } from '../usage/statistics.ts';
import type { ScalingSettings } from './load.ts';

/** What decides which settings come into question. */
export interface Question {
  readonly today: ScalingSettings;
  /** What a task needs at today's row, with its buffer: what the memory is sized at. */
  readonly memoryMiB: number;
  readonly platform: Platform;
  /** Bounds of the configuration and of guards on the task size; absent: none. */
  readonly least?: Partial<TaskSize>;
  readonly most?: Partial<TaskSize>;
}

/**
 * What a task needs at another CPU row: the same on a smaller one, and in proportion on a larger one, as each task then
 * does more. Data says no more: a regression on use would take workers, caches and leaks to give memory back.
 *
 * @example memoryAt(1024, 512, 2048) // 4096
 */
export function memoryAt(memoryMiB: number, fromCpuUnits: number, toCpuUnits: number): number {
  return memoryMiB * Math.max(1, toCpuUnits / fromCpuUnits);
}

/** Today's row and the ones beside it, each with the least memory that holds what is needed there. One row a step. */
export function sizesInQuestion({ today, memoryMiB, platform, least, most }: Question): readonly TaskSize[] {
  const pairs = validPairs(platform.operatingSystem);
  const rows = [...new Set(pairs.map(({ cpuUnits }) => cpuUnits))];
  const own = rows.indexOf(today.size.cpuUnits);
  const price = referencePrice(platform);
  return rows.slice(Math.max(0, own - 1), own + 2).flatMap((cpuUnits): readonly TaskSize[] => {
    const needed = Math.max(memoryAt(memoryMiB, today.size.cpuUnits, cpuUnits), least?.memoryMiB ?? 0);
    const fits = pairs.filter((pair) => pair.cpuUnits === cpuUnits && pair.memoryMiB >= needed);
    const cheapest = fits.toSorted((a, b) => hourlyUsd(a, price) - hourlyUsd(b, price))[0];
    if (cheapest === undefined || cpuUnits < (least?.cpuUnits ?? 0)) return [];
    const { cpuUnits: mostCpu = Number.POSITIVE_INFINITY, memoryMiB: mostMiB = Number.POSITIVE_INFINITY } = most ?? {};
    const isTooLarge = cpuUnits > mostCpu || cheapest.memoryMiB > mostMiB;
    return isTooLarge ? [] : [cheapest];
  });
}

/** Targets in question, percent: nobody gains by less, and above them tasks lack room for what the lag lets through. */
const TARGETS = [30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80] as const;

export function targetsInQuestion({ targetPercent }: ScalingSettings): readonly number[] {
  return [...new Set([...TARGETS, targetPercent])].sort((a, b) => a - b);
}

/** Two tasks in two zones are the least that a service should have; nobody is advised to have fewer. */
const LEAST_TASKS = 2;

/** Minima in question: from two tasks, or today's if that is less, to today's maximum. */
export function leastMinimum({ minimum }: ScalingSettings): number {
  return Math.min(minimum, LEAST_TASKS);
}

/** Room above what the highest demand takes, so that a maximum bounds a runaway and no peak. */
const MAXIMUM_FACTOR = 1.3;

/** The maxima in question: today's, and 1.3 times what the highest demand takes. */
export function maximaInQuestion(demand: Float64Array, settings: Omit<ScalingSettings, 'minimum'>): readonly number[] {
  const { size, targetPercent, maximum } = settings;
  const highest = percentile(demand, 100) ?? 0;
  const roomy = Math.ceil((MAXIMUM_FACTOR * highest) / ((size.cpuUnits * targetPercent) / 100));
  return roomy > maximum ? [maximum, roomy] : [maximum];
}
