import { DAY_SECONDS, type Window } from '../model/time.ts';

/** Memory that climbs from each deployment to the next. */
export interface MemoryGrowth {
  readonly slopeMiBPerDay: number;
  /** The usual time between deployments, in days. */
  readonly usualDays: number;
  /** Where memory starts after a deployment, in MiB. */
  readonly baseMiB: number;
  /** Days until the task's memory is full at this slope, from the end of the window; 0 when it is. */
  readonly daysUntilLimit: number;
  /** What the usual time between deployments needs: base + slope × usual days, in MiB. */
  readonly neededMiB: number;
}

export interface GrowthInput {
  /** Average memory in MiB, NaN where there is none. */
  readonly memory: Float64Array;
  /** When tasks started, epoch milliseconds, ascending. */
  readonly starts: readonly number[];
  readonly limitMiB: number;
  readonly window: Window;
}

/** Shorter stretches between starts say nothing about growth. */
const SHORTEST_DAYS = 2;
/** A climb counts from one percent of the task's memory a day; below it is drift. */
const SLOPE_SHARE = 0.01;
/** The line must explain most of the movement: share of variance, R². */
const FIT = 0.7;

interface Segment {
  readonly slopeMiBPerDay: number;
  readonly fit: number;
  readonly days: number;
  readonly baseMiB: number;
  readonly endMiB: number;
}

/** Least squares of memory over periods since the segment's first point. */
function segmentOf(memory: Float64Array, periodSeconds: number): Segment | undefined {
  let [count, sumX, sumY, sumXX, sumXY, sumYY] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < memory.length; index += 1) {
    const y = memory[index] as number;
    if (Number.isNaN(y)) continue;
    count += 1;
    sumX += index;
    sumY += y;
    sumXX += index * index;
    sumXY += index * y;
    sumYY += y * y;
  }
  const perDay = DAY_SECONDS / periodSeconds;
  const days = memory.length / perDay;
  const [varianceX, varianceY] = [count * sumXX - sumX * sumX, count * sumYY - sumY * sumY];
  if (days < SHORTEST_DAYS || !(varianceX > 0)) return undefined;
  const covariance = count * sumXY - sumX * sumY;
  const slope = covariance / varianceX;
  const base = (sumY - slope * sumX) / count;
  const fit = varianceY > 0 ? (covariance * covariance) / (varianceX * varianceY) : 0;
  return { slopeMiBPerDay: slope * perDay, fit, days, baseMiB: base, endMiB: base + slope * memory.length };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

function segmentsOf({ memory, starts, window }: GrowthInput): readonly Segment[] {
  const period = window.periodSeconds * 1000;
  const cuts = starts
    .map((time) => Math.floor((time - window.startTime) / period))
    .filter((index) => index > 0 && index < memory.length);
  const edges = [0, ...cuts, memory.length];
  return edges
    .slice(1)
    .flatMap((end, index) => segmentOf(memory.subarray(edges[index], end), window.periodSeconds) ?? []);
}

/**
 * Finds memory that climbs from each start to the next and falls back with it: a leak suspect. Undefined when memory
 * does not climb, when there was no start to fall back at, or when the climbs are too small or too ragged to be one.
 *
 * For example: 60 MiB a day, deployed every 7 days from 500 MiB // slope 60, usual 7 days, needed 920
 */
export function memoryGrowth(input: GrowthInput): MemoryGrowth | undefined {
  const segments = segmentsOf(input);
  const climbing = segments.filter(
    ({ slopeMiBPerDay, fit }) => slopeMiBPerDay >= input.limitMiB * SLOPE_SHARE && fit >= FIT,
  );
  if (segments.length < 2 || climbing.length < segments.length) return undefined;
  const slopeMiBPerDay = median(climbing.map((each) => each.slopeMiBPerDay));
  const baseMiB = median(climbing.map((each) => each.baseMiB));
  const usualDays = median(segments.slice(0, -1).map(({ days }) => days));
  const now = Number(climbing.at(-1)?.endMiB);
  return {
    slopeMiBPerDay,
    usualDays,
    baseMiB,
    daysUntilLimit: Math.max(0, (input.limitMiB - now) / slopeMiBPerDay),
    neededMiB: baseMiB + slopeMiBPerDay * usualDays,
  };
}
