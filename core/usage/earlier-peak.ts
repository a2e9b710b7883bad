import { DAY_MILLISECONDS, expectedPoints, HOUR_MILLISECONDS, HOUR_SECONDS, type Window } from '../model/time.ts';

/** The highest memory of a task before the window. */
export interface EarlierPeak {
  readonly peakMiB: number;
  /** The hour in which it was reached, epoch milliseconds. */
  readonly at: number;
  /** Of how many days before the window memory is known. */
  readonly days: number;
}

const HOURS_PER_DAY = 24;

/** Two months: what happens each month happened in them, and what happens every other month, too. */
const REACH_DAYS = 63;

/** The first whole hour at or after a time. */
export function wholeHour(time: number): number {
  return Math.ceil(time / HOUR_MILLISECONDS) * HOUR_MILLISECONDS;
}

/**
 * The whole hours that lie before a window and within 63 days of its end; undefined where it reaches back that far itself. CloudWatch keeps points of
 * an hour for 455 days, and ECS the sizes of 90 (read 2026-11-22).
 */
export function earlierHours({ startTime, endTime }: Window): Window | undefined {
  const earlier = { startTime: wholeHour(endTime - REACH_DAYS * DAY_MILLISECONDS), endTime: wholeHour(startTime) };
  return earlier.startTime < earlier.endTime ? { ...earlier, periodSeconds: HOUR_SECONDS } : undefined;
}

export interface EarlierPeakInput {
  /** The highest memory of each hour, in percent of the size of its time; NaN where there is none. */
  readonly percent: Float64Array;
  /** What 1 % was worth in each hour, in MiB; NaN where it is not known. */
  readonly worth: Float64Array;
  readonly window: Window;
}

/**
 * The highest memory of the hours before the window whose size is known; undefined where there is none, and where an
 * hour is above 100 %: no task of Fargate uses more than its size, so the percentages are of something else.
 */
export function earlierPeak({ percent, worth, window }: EarlierPeakInput): EarlierPeak | undefined {
  if (percent.some((each) => each > 100 && each < Number.POSITIVE_INFINITY)) return undefined;
  let [peakMiB, at, hours] = [0, 0, 0];
  for (let index = 0; index < expectedPoints(window); index += 1) {
    const usedMiB = Number(percent[index]) * Number(worth[index]);
    if (!(usedMiB >= 0 && usedMiB < Number.POSITIVE_INFINITY)) continue;
    hours += 1;
    if (usedMiB > peakMiB) [peakMiB, at] = [usedMiB, window.startTime + index * window.periodSeconds * 1000];
  }
  return peakMiB === 0 ? undefined : { peakMiB, at, days: hours / HOURS_PER_DAY };
}
