import { DAY_SECONDS } from '../model/time.ts';
import type { ReasonsOf } from '../model/words.ts';
import { percentile } from '../usage/statistics.ts';
import type { Evidence } from './evidence.ts';

interface Uneven {
  /** The median over busy points, at the count of their time. */
  readonly tasks: number;
  /** The hottest task to the mean over tasks, one decimal: reached in three quarters of the busy points. */
  readonly ratio: number;
  /** The medians over busy points, CPU units. */
  readonly average: number;
  readonly maximum: number;
}

export const UNEVEN_SENTENCES = {
  UnevenTasks: ({ tasks, ratio, average, maximum }: Uneven) =>
    `The hottest of ${tasks} tasks used at least ${ratio} times the mean CPU in three quarters of the busy points (usually ${maximum} against ${average} units), three times what the others did or more: a larger size does not spread load.`,
};

/** Below a fifth of the size nobody waits for CPU, and a task that does housekeeping looks busy. */
const BUSY_SHARE = 0.2;
/** Uneven is that the hottest task does so many times what the others do on average. */
const TIMES_OTHERS = 3;

/**
 * The least ratio of the hottest task to the mean over all at which it does three times what the others do: `3n / (n + 2)`.
 *
 * For example: unevenRatio(4) // 3 × 4 / (3 + 3 × 1) = 2
 */
function unevenRatio(tasks: number): number {
  return (TIMES_OTHERS * tasks) / (TIMES_OTHERS + tasks - 1);
}

/** The points at which several tasks ran, the hottest is busy and the mean is known. */
function busyPoints({ average, maximum }: Both, counts: Float64Array, least: number): readonly number[] {
  const busy: number[] = [];
  for (let index = 0; index < maximum.length; index += 1) {
    const isBusy = (maximum[index] as number) >= least && (average[index] as number) > 0;
    if (isBusy && (counts[index] as number) >= 2) busy.push(index);
  }
  return busy;
}

interface Both {
  readonly average: Float64Array;
  readonly maximum: Float64Array;
}

/** How many tasks ran at each point; as many as now, where nobody counted. */
function countsAt({ service, context }: Evidence, points: Float64Array): Float64Array {
  const counts = context?.counts?.tasks;
  return counts ?? new Float64Array(points.length).fill(service.runningCount);
}

function percentileAt(values: Float64Array, indexes: readonly number[], rank: number): number {
  return percentile(
    Float64Array.from(indexes, (index) => values[index] as number),
    rank,
  ) as number;
}

/**
 * Tells of a service whose hottest task is far busier than the others most of the time, so that a larger size would be paid for every task and help
 * one. It needs both statistics, several running tasks and a day of busy points, three quarters of them uneven; it changes no size.
 *
 * A load in bursts of a minute looks like it too: a point's maximum is one of a task and of a minute.
 */
export function unevenTasks(evidence: Evidence): readonly ReasonsOf<typeof UNEVEN_SENTENCES>[] {
  const { cpu, service, window } = evidence;
  const { average, maximum } = cpu;
  if (average === undefined || maximum === undefined) return [];
  const counts = countsAt(evidence, maximum);
  const busy = busyPoints({ average, maximum }, counts, service.taskSize.cpuUnits * BUSY_SHARE);
  if (busy.length * window.periodSeconds < DAY_SECONDS) return [];
  const ratios = maximum.map((value, index) => value / (average[index] as number));
  const ratio = percentileAt(ratios, busy, 25);
  const excess = ratios.map((value, index) => value / unevenRatio(counts[index] as number));
  if (!(percentileAt(excess, busy, 25) >= 1)) return [];
  const tasks = Math.round(percentileAt(counts, busy, 50));
  const usual = (values: Float64Array) => Math.round(percentileAt(values, busy, 50));
  return [
    {
      code: 'UnevenTasks',
      tasks,
      ratio: Math.round(ratio * 10) / 10,
      average: usual(average),
      maximum: usual(maximum),
    },
  ];
}
