import { DAY_MILLISECONDS, type Window } from './time.ts';

/** Raw points of one statistic on the grid of the window; NaN or null where there is none. */
export type RawPoints = ArrayLike<number | null>;

/** Raw statistics of one resource on the grid of the window, oldest first; NaN where there is no data point. */
export interface RawSeries {
  readonly average?: RawPoints;
  readonly maximum?: RawPoints;
}

/** A recorder of memory kills that gave no sign for two days is taken for absent; it gives one a day. */
export const RECORDER_SILENCE_MILLISECONDS = 2 * DAY_MILLISECONDS;

/** What a task used in each hour: CPU in the mean, and the highest memory; NaN where there is no point. */
export interface HourlyUse {
  readonly window: Window;
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
}

/**
 * What is asked for together: use with memory kills and samples; and, only where a decision needs them, the sizes that
 * Container Insights saw reserved, the tasks that it counted, and the tasks that failed.
 */
export type MetricPart = 'use' | 'reserved' | 'tasks' | 'failures';

export interface ServiceMetrics {
  /** Percent of the task size. */
  readonly cpu: RawSeries;
  readonly memory: RawSeries;
  /** By container, absolute: CPU units and MiB. Only containers that have at least one point. */
  readonly containers: Readonly<Record<string, { readonly cpu: RawSeries; readonly memory: RawSeries }>>;
  /** One task's size as Container Insights saw it reserved, in CPU units and MiB; absent without Container Insights. */
  readonly reserved?: { readonly cpu: Float64Array; readonly memory: Float64Array };
  /** How many tasks were pending; absent without Container Insights. */
  readonly pending?: Float64Array;
  /** By container: the limit in MiB at which it was killed, at the points where it was. Only containers that were. */
  readonly killedAtMiB?: Readonly<Record<string, Float64Array>>;
  /** Above zero at the points in which a task failed; absent where none was recorded. */
  readonly taskFailures?: Float64Array;
  /** How many tasks ran; absent without Container Insights. */
  readonly running?: Float64Array;
  /** Hours before the window, in percent of the task's size; absent without a point. */
  readonly earlier?: HourlyUse;
  /** Hours of last year, in CPU units and MiB; absent without Container Insights. */
  readonly lastYear?: HourlyUse;
  /** How many samples of CPU there are, of all tasks together; absent without a point. */
  readonly samples?: Float64Array;
  /** When memory kills in this account and region were last known to be recorded, epoch milliseconds; absent: never. */
  readonly killsRecordedAt?: number;
  /** Since when without a break; absent: as long as anybody looked. */
  readonly killsRecordedSince?: number;
}
