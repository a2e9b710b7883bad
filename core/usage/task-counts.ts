import type { Deployment } from '../model/service.ts';
import { HOUR_SECONDS, type Window } from '../model/time.ts';
import type { ReasonsOf } from '../model/words.ts';
import { offStretches } from './starts.ts';
import { percentile } from './statistics.ts';

/** Where task counts were read: from how many samples of CPU there were, or from Container Insights. */
export type CountSource = 'SampleCount' | 'RunningTaskCount';

/** How many tasks ran. A task that ran for three of five minutes counts 0.6. */
export interface TaskCounts {
  /** At each point of the window; 0 while nothing ran, NaN where nobody knows. */
  readonly tasks: Float64Array;
  readonly from: CountSource;
  /** The median of how many times the samples are Container Insights' count; absent where only one of both is there. */
  readonly ratio?: number;
}

export interface CountInput {
  /** Samples of CPU utilization at each point; NaN where there is none. */
  readonly samples?: Float64Array | undefined;
  /** Tasks that Container Insights counted; NaN where it counted none. */
  readonly running?: Float64Array | undefined;
  readonly deployments: readonly Deployment[];
  readonly window: Window;
}

/** How often a task tells its CPU if its revision does not say: client-ecs `MonitoringConfiguration`, 2026-11-26. */
const SAMPLE_SECONDS = 60;
/** Two counts of the same tasks; deployments and late starts part them for a while, a wrong resolution for good. */
const TOLERATED_RATIO = 1.1;

/** How many samples one task gives at each point; a revision's resolution holds from its deployment on. */
function samplesPerTask({ deployments, window }: CountInput, length: number): Float64Array {
  const { startTime, periodSeconds } = window;
  const perTask = new Float64Array(length).fill(periodSeconds / SAMPLE_SECONDS);
  const oldestFirst = deployments.filter(({ outcome }) => outcome !== 'rolledBack');
  for (const { startedAt, revision } of oldestFirst.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const first = Math.max(0, Math.floor((startedAt - startTime) / (periodSeconds * 1000)));
    perTask.fill(periodSeconds / (revision.sampleSeconds ?? SAMPLE_SECONDS), first);
  }
  return perTask;
}

/** Nothing ran in a gap of an hour or more after the first point; a shorter one is points that were lost. */
function withPauses(tasks: Float64Array, window: Window): Float64Array {
  const first = tasks.findIndex((count) => !Number.isNaN(count));
  for (const { startTime, endTime } of offStretches(tasks, window)) {
    const [from, until] = [startTime, endTime].map((time) =>
      Math.round((time - window.startTime) / (window.periodSeconds * 1000)),
    ) as [number, number];
    if (first >= 0 && from > first) tasks.fill(0, from, until);
  }
  return tasks;
}

/** The median of how many times the one is the other, where both say an hour at least. */
function ratioOf(tasks: Float64Array, running: Float64Array, { periodSeconds }: Window): number | undefined {
  const ratios = tasks.map((count, index) => (count > 0 ? count / (running[index] as number) : Number.NaN));
  const known = ratios.filter((ratio) => Number.isFinite(ratio));
  return known.length * periodSeconds < HOUR_SECONDS ? undefined : percentile(known, 50);
}

/**
 * Whether tasks can be counted by these samples: between two points with data at least one task ran all the time. Fewer
 * samples than it gives are samples of another resolution.
 */
function canCount(tasks: Float64Array): boolean {
  const isThere = (index: number) => (tasks[index] as number) > 0;
  const inside = tasks.filter((count, index) => count > 0 && isThere(index - 1) && isThere(index + 1));
  const usual = percentile(inside, 50);
  return usual === undefined || usual >= 1 / TOLERATED_RATIO;
}

/**
 * How many tasks ran at each point: the samples of CPU utilization by how many one task gives (5 in five minutes, 15
 * where its revision samples every 20 seconds). Both revisions count while one replaces the other, for both are paid.
 * Where Container Insights counted too and contradicts, its count is used. Undefined where neither counts tasks.
 */
export function taskCounts(input: CountInput): TaskCounts | undefined {
  const { samples, running, window } = input;
  if (samples === undefined) return running && { tasks: withPauses(running.slice(), window), from: 'RunningTaskCount' };
  const perTask = samplesPerTask(input, samples.length);
  const counted = samples.map((count, index) => count / (perTask[index] as number));
  const ratio = running && ratioOf(counted, running, window);
  const tasks = withPauses(counted, window);
  if (running === undefined || ratio === undefined)
    return canCount(counted) ? { tasks, from: 'SampleCount' } : undefined;
  if (ratio <= TOLERATED_RATIO && ratio >= 1 / TOLERATED_RATIO) return { tasks, from: 'SampleCount', ratio };
  return { tasks: withPauses(running.slice(), window), from: 'RunningTaskCount', ratio };
}

/** Whether the samples of the last hour count as many tasks as run now, so that no other count is needed. */
export function agreesWith(counts: TaskCounts | undefined, runningCount: number, { periodSeconds }: Window): boolean {
  const lately = counts && percentile(counts.tasks.subarray(-HOUR_SECONDS / periodSeconds), 50);
  const ratio = (lately ?? Number.NaN) / runningCount;
  return ratio <= TOLERATED_RATIO && ratio >= 1 / TOLERATED_RATIO;
}

/**
 * The CPU that all tasks used together at each point, in CPU units: `Sum / 100 / samples of one task × size`, which is
 * the tasks' mean times their number. NaN where one of them is not known, and where two revisions of different CPU ran.
 */
export function totalDemand(averagePercent: Float64Array, cpuWorth: Float64Array, { tasks }: TaskCounts): Float64Array {
  return averagePercent.map((percent, index) => percent * (cpuWorth[index] as number) * (tasks[index] as number));
}

export const COUNT_SENTENCES = {
  /** How many times the samples are what Container Insights counted. */
  TaskCountsDiffer: ({ ratio }: { ratio: number }) =>
    `The samples of CPU would be ${ratio} times the tasks that Container Insights counted: its count is used.`,
};

export function countsDiffer(counts: TaskCounts | undefined): readonly ReasonsOf<typeof COUNT_SENTENCES>[] {
  if (counts?.from !== 'RunningTaskCount' || counts.ratio === undefined) return [];
  return [{ code: 'TaskCountsDiffer', ratio: Math.round(counts.ratio * 100) / 100 }];
}
