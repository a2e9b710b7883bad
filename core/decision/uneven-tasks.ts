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

/**
 * Tells of a service whose hottest task is far busier than the others most of the time, so that a larger size would be paid for every task and help
 * one. It needs both statistics, several running tasks and a day of busy points, three quarters of them uneven; it changes no size.
 *
 * A load in bursts of a minute looks like it too: a point's maximum is one of a task and of a minute.
 */
export function unevenTasks({
  cpu,
  service,
  window,
  context,
}: Evidence): readonly ReasonsOf<typeof UNEVEN_SENTENCES>[] {
  const { average, maximum } = cpu;
  if (average === undefined || maximum === undefined) return [];
  // As many as now, where nobody counted.
  const counts = context?.counts?.tasks ?? new Float64Array(maximum.length).fill(service.runningCount);
  const at = (points: Float64Array) => (index: number) => points[index] as number;
  const [mean, most, tasks] = [at(average), at(maximum), at(counts)];
  const least = service.taskSize.cpuUnits * BUSY_SHARE;
  const busy: number[] = [];
  for (let index = 0; index < maximum.length; index += 1)
    if (most(index) >= least && mean(index) > 0 && tasks(index) >= 2) busy.push(index);
  if (busy.length * window.periodSeconds < DAY_SECONDS) return [];
  const usual = (value: (index: number) => number, rank = 50) =>
    percentile(Float64Array.from(busy, value), rank) as number;
  const ratio = (index: number) => most(index) / mean(index);
  if (!(usual((index) => ratio(index) / unevenRatio(tasks(index)), 25) >= 1)) return [];
  return [
    {
      code: 'UnevenTasks',
      tasks: Math.round(usual(tasks)),
      ratio: Math.round(usual(ratio, 25) * 10) / 10,
      average: Math.round(usual(mean)),
      maximum: Math.round(usual(most)),
    },
  ];
}
