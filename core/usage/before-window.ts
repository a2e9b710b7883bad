import type { HourlyUse } from '../model/service-metrics.ts';
import { DAY_MILLISECONDS, HOUR_MILLISECONDS, HOUR_SECONDS, timeOf, type Window } from '../model/time.ts';
import { highest } from './statistics.ts';
import { CENSORED_PERCENT } from './usage.ts';

/** The highest memory of a task before the window. */
export interface EarlierPeak {
  readonly peakMiB: number;
  /** The hour in which it was reached, epoch milliseconds. */
  readonly at: number;
  /** Of how many days before the window memory is known. */
  readonly days: number;
}

/** CPU by the hour. */
export interface BusyHours {
  /** What a task used in the mean of each hour, in CPU units; NaN where it is not known. */
  readonly cpuUnits: Float64Array;
  /** When the first of them began, epoch milliseconds. */
  readonly startTime: number;
}

/** How much more memory was used last year in the weeks that are to come. */
export interface LastYear {
  /** The highest of those weeks over the highest of the four before them; above 1. */
  readonly times: number;
  /** The hour in which it was reached, epoch milliseconds. */
  readonly at: number;
}

const HOURS_PER_DAY = 24;

/** Two months: what happens each month happened in them, and what happens every other month, too. */
const REACH_DAYS = 63;
/** The same weekdays of last year. */
const YEAR_DAYS = 364;
const DAYS_BEFORE = 28;
/** As many weeks as hold every day of a month. */
const DAYS_AFTER = 35;
/** Weeks of which less is known tell nothing of a rhythm. */
const LEAST_HOURS = 14 * HOURS_PER_DAY;
/** In those hours, the one that is a year before now. */
const DAY = DAYS_BEFORE * HOURS_PER_DAY;
/** A mean at the size hides what was wanted: it counts as a hair more. */
const ABOVE_SIZE_PERCENT = 100.01;

function wholeHour(time: number): number {
  return Math.ceil(time / HOUR_MILLISECONDS) * HOUR_MILLISECONDS;
}

/**
 * The whole hours that lie before a window and within 63 days of its end; undefined where it reaches back that far
 * itself. CloudWatch keeps points of an hour for 455 days, and ECS the sizes of 90 (read 2026-11-22).
 */
export function earlierHours({ startTime, endTime }: Window): Window | undefined {
  const earlier = { startTime: wholeHour(endTime - REACH_DAYS * DAY_MILLISECONDS), endTime: wholeHour(startTime) };
  return earlier.startTime < earlier.endTime ? { ...earlier, periodSeconds: HOUR_SECONDS } : undefined;
}

/** The hours of last year that lie around the day on which a window ends: four weeks before it, and five after it. */
export function hoursOfLastYear({ endTime }: Window): Window {
  const day = wholeHour(endTime - YEAR_DAYS * DAY_MILLISECONDS);
  return {
    startTime: day - DAYS_BEFORE * DAY_MILLISECONDS,
    endTime: day + DAYS_AFTER * DAY_MILLISECONDS,
    periodSeconds: HOUR_SECONDS,
  };
}

/** Hours before the window in percent, and what 1 % was worth in each; NaN where that is not known. */
export interface EarlierInput {
  readonly hours: HourlyUse;
  readonly worth: Readonly<Record<'cpu' | 'memory', Float64Array>>;
}

function isUse(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

/**
 * The highest memory of the hours before the window whose size is known; undefined where there is none, and where an
 * hour is above 100 %: no task of Fargate uses more than its size, so the percentages are of something else.
 */
export function earlierPeak({ hours: { memory, window }, worth }: EarlierInput): EarlierPeak | undefined {
  if (memory.some((percent) => percent > 100 && percent < Number.POSITIVE_INFINITY)) return undefined;
  let [peakMiB, at, hours] = [0, 0, 0];
  for (const [index, percent] of memory.entries()) {
    const usedMiB = percent * Number(worth.memory[index]);
    if (!isUse(usedMiB)) continue;
    hours += 1;
    if (usedMiB > peakMiB) [peakMiB, at] = [usedMiB, window.startTime + index * HOUR_MILLISECONDS];
  }
  return peakMiB === 0 ? undefined : { peakMiB, at, days: hours / HOURS_PER_DAY };
}

/** What was wanted of CPU in hours before the window. */
function wantedUnits({ hours: { cpu }, worth }: EarlierInput): Float64Array {
  return cpu.map((percent, index) => {
    const wanted = percent < CENSORED_PERCENT ? percent : Math.max(percent, ABOVE_SIZE_PERCENT);
    const used = wanted * Number(worth.cpu[index]);
    return isUse(used) ? used : Number.NaN;
  });
}

/** The mean of each hour from a time on, as far as there are points in it. */
function hourlyMeans(points: Float64Array, window: Window, from: number): Float64Array {
  const means = new Float64Array(Math.ceil((window.endTime - from) / HOUR_MILLISECONDS));
  const counts = new Uint16Array(means.length);
  for (let index = 0; index < points.length; index += 1) {
    const used = points[index] as number;
    if (Number.isNaN(used)) continue;
    const hour = Math.floor((timeOf(window, index) - from) / HOUR_MILLISECONDS);
    counts[hour] = (counts[hour] as number) + 1;
    means[hour] = (means[hour] as number) + used;
  }
  // Without a point 0 / 0, which is NaN.
  for (let hour = 0; hour < means.length; hour += 1) means[hour] = (means[hour] as number) / (counts[hour] as number);
  return means;
}

/**
 * CPU by the hour, before the window as far as the size of then is known, and in it.
 *
 * @param cpu - The means of the window, in CPU units.
 */
export function busyHours(cpu: Float64Array, window: Window, earlier?: EarlierInput): BusyHours {
  const { startTime } = earlier?.hours.window ?? window;
  const cpuUnits = hourlyMeans(cpu, window, startTime);
  if (earlier !== undefined) cpuUnits.set(wantedUnits(earlier));
  return { cpuUnits, startTime };
}

/**
 * What last year says about the weeks to come, from the highest memory of each of those hours in MiB; undefined where
 * it was no more than before them, or too little is known of either. How much was used then is not looked at, only how
 * much more: a service that uses less since then is not held at what it once used.
 */
export function lastYear({ memory, window: { startTime } }: HourlyUse): LastYear | undefined {
  const rise = riseOf(memory);
  return rise && { times: rise.times, at: startTime + rise.index * HOUR_MILLISECONDS };
}

/**
 * CPU in each hour of the weeks to come, if it rises from what is used now as it did last year; undefined as above.
 *
 * @param now - CPU by the hour of the window.
 */
export function lastYearBusyHours({ cpu, window }: HourlyUse, { cpuUnits: used }: BusyHours): BusyHours | undefined {
  const [rise, now] = [riseOf(cpu), highest(used)];
  if (rise === undefined || now === undefined) return undefined;
  const cpuUnits = cpu.slice(DAY).map((then) => (isUse(then) ? (then / rise.before) * now : Number.NaN));
  return { cpuUnits, startTime: window.startTime + DAY * HOUR_MILLISECONDS };
}

/** From the highest of the four weeks before the day to the highest of the five after it. */
function riseOf(used: Float64Array) {
  const [before, after] = [highestOf(used, 0, DAY), highestOf(used, DAY, used.length)];
  if (before.hours < LEAST_HOURS || after.hours < LEAST_HOURS || !(after.most > before.most)) return undefined;
  return { times: after.most / before.most, index: after.index, before: before.most };
}

function highestOf(all: Float64Array, from: number, until: number) {
  let [most, index, hours] = [0, from, 0];
  for (let at = from; at < until; at += 1) {
    const used = all[at] as number;
    if (!(used > 0 && isUse(used))) continue;
    hours += 1;
    if (used > most) [most, index] = [used, at];
  }
  return { most, index, hours };
}
