import { DAY_SECONDS } from '../core/model/time.ts';
import { highest } from '../core/usage/statistics.ts';
import type { RuleOfThumb } from './rules-of-thumb.ts';

const MIB = 2 ** 20;
const GROWTH = 1.05;
const PERCENTILE = 0.9;
const MARGIN = 1.15;
/** The least that is recommended: 25 millicores, 250 MiB. */
const LEAST_CPU_UNITS = 25.6;
const LEAST_MEMORY_MIB = 250;

/** Lower edges of buckets that grow by 5 %, up to a largest value. */
function edgesUpTo(first: number, largest: number): Float64Array {
  const count = Math.ceil(Math.log((largest * (GROWTH - 1)) / first + 1) / Math.log(GROWTH)) + 1;
  return Float64Array.from({ length: count }, (_, index) => (first * (GROWTH ** index - 1)) / (GROWTH - 1));
}

const CPU_CORES = edgesUpTo(0.01, 1000);
const MEMORY_BYTES = edgesUpTo(1e7, 1e12);

/** The last bucket that begins at or below a value. */
function bucketOf(value: number, edges: Float64Array): number {
  let [low, high] = [0, edges.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface Sample {
  readonly value: number;
  readonly ageDays: number;
}

/** Upper edge of the bucket where nine tenths of the weight are reached; weights halve each day. Undefined if empty. */
function decayedPercentile(samples: readonly Sample[], edges: Float64Array): number | undefined {
  if (samples.length === 0) return undefined;
  const weights = new Float64Array(edges.length);
  let total = 0;
  for (const { value, ageDays } of samples) {
    const bucket = bucketOf(value, edges);
    const weight = 2 ** -ageDays;
    weights[bucket] = (weights[bucket] as number) + weight;
    total += weight;
  }
  let running = 0;
  const reached = weights.findIndex((weight) => {
    running += weight;
    return running >= PERCENTILE * total * (1 - 1e-12);
  });
  return edges[Math.min(reached + 1, edges.length - 1)];
}

function samplesOf(values: Float64Array, scale: number, perDay: number): readonly Sample[] {
  const samples: Sample[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) samples.push({ value: value * scale, ageDays: (values.length - 1 - index) / perDay });
  }
  return samples;
}

/** The highest value of each day, counted back from the end. */
function dailyPeaks(values: Float64Array, perDay: number): Float64Array {
  const days = Math.ceil(values.length / perDay);
  return Float64Array.from({ length: days }, (_, day) => {
    const end = values.length - (days - 1 - day) * perDay;
    return highest(values.subarray(Math.max(0, end - perDay), end)) ?? Number.NaN;
  });
}

/**
 * The Kubernetes Vertical Pod Autoscaler with its defaults: 15 % above the 90th percentile of a histogram whose weights
 * halve each day, of the CPU's points and of the memory's daily peaks.
 */
export const verticalPodAutoscaler: RuleOfThumb = ({ cpu, memory, periodSeconds }) => {
  const perDay = Math.max(1, Math.round(DAY_SECONDS / periodSeconds));
  const cores = decayedPercentile(samplesOf(cpu, 1 / 1024, perDay), CPU_CORES);
  const bytes = memory && decayedPercentile(samplesOf(dailyPeaks(memory, perDay), MIB, 1), MEMORY_BYTES);
  if (cores === undefined || (memory !== undefined && bytes === undefined)) return undefined;
  return {
    cpuUnits: Math.max(cores * MARGIN * 1024, LEAST_CPU_UNITS),
    ...(bytes !== undefined && { memoryMiB: Math.max((bytes * MARGIN) / MIB, LEAST_MEMORY_MIB) }),
  };
};
