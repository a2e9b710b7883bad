import { DAY_SECONDS, HOUR_SECONDS } from '../core/model/time.ts';
import { highest } from '../core/usage/statistics.ts';

// Rules that others publish or use, as pure functions; `rightsizer backtest` prints them, so they are not in bench/.

/** What a rule looks at: peaks in CPU units and MiB, oldest first, NaN where there is none; at most four weeks. */
export interface History {
  readonly cpu: Float64Array;
  /** Absent where memory is not measured. */
  readonly memory?: Float64Array;
  readonly periodSeconds: number;
}

/** What a rule asks for, before the snap to Fargate's grid. */
export interface RuleNeed {
  readonly cpuUnits: number;
  readonly memoryMiB?: number;
}

/** Asks for a size; undefined where the rule says nothing. */
export type RuleOfThumb = (history: History) => RuleNeed | undefined;

/** The points that are there, ascending. */
function ascending(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

/** The quantile between neighboring ranks, as NumPy's default. NaN without a point. */
function interpolated(sorted: Float64Array, quantile: number): number {
  const position = quantile * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? Number.NaN;
  return low + (position - Math.floor(position)) * (high - low);
}

/** Both resources by one statistic times a factor; nothing where a resource has no point. */
function timesFactor(
  { cpu, memory }: History,
  factor: number,
  statistic: (values: Float64Array) => number | undefined,
) {
  const cpuPeak = statistic(cpu);
  const memoryPeak = memory && statistic(memory);
  if (cpuPeak === undefined || (memory !== undefined && memoryPeak === undefined)) return undefined;
  return { cpuUnits: cpuPeak * factor, ...(memoryPeak !== undefined && { memoryMiB: memoryPeak * factor }) };
}

/** The highest hourly 99th percentile. */
function highestHour(values: Float64Array, periodSeconds: number): number | undefined {
  const perHour = Math.max(1, Math.round(HOUR_SECONDS / periodSeconds));
  const hours = Array.from({ length: Math.ceil(values.length / perHour) }, (_, hour) => {
    const end = values.length - hour * perHour;
    return interpolated(ascending(values.subarray(Math.max(0, end - perHour), end)), 0.99);
  });
  return highest(Float64Array.from(hours));
}

/** CloudFix: 20 % above the highest hourly 99th percentile of four weeks. */
export const cloudFix: RuleOfThumb = (history) =>
  timesFactor(history, 1.2, (values) => highestHour(values, history.periodSeconds));

/** What a person does: 25 % above the highest value of four weeks. */
export const maximumPlus25: RuleOfThumb = (history) => timesFactor(history, 1.25, highest);

const KRR_DAYS = 14;
const KRR_LEAST_POINTS = 100;

/** Robusta KRR's defaults: p95 of two weeks' CPU, at least 0.01 CPU; highest memory + 15 %, at least 100 MiB. */
export const krr: RuleOfThumb = ({ cpu, memory, periodSeconds }) => {
  const points = Math.round((KRR_DAYS * DAY_SECONDS) / periodSeconds);
  const seen = ascending(cpu.subarray(-points));
  const top = memory && highest(memory.subarray(-points));
  if (seen.length < KRR_LEAST_POINTS || (memory !== undefined && top === undefined)) return undefined;
  const cpuUnits = Math.max(interpolated(seen, 0.95), 10.24);
  return { cpuUnits, ...(top !== undefined && { memoryMiB: Math.max(top * 1.15, 100) }) };
};
