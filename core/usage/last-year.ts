import { DAY_MILLISECONDS, HOUR_MILLISECONDS, HOUR_SECONDS, type Window } from '../model/time.ts';
import { wholeHour } from './earlier-peak.ts';

/** How much more memory was used last year in the weeks that are to come. */
export interface LastYear {
  /** The highest of those weeks over the highest of the four before them; above 1. */
  readonly times: number;
  /** The hour in which it was reached, epoch milliseconds. */
  readonly at: number;
}

/** The same weekdays of last year; CloudWatch keeps points of an hour for 455 days (read 2026-11-22). */
const YEAR_DAYS = 364;
const DAYS_BEFORE = 28;
/** As many weeks as hold every day of a month. */
const DAYS_AFTER = 35;
/** Weeks of which less is known tell nothing of a rhythm. */
const LEAST_HOURS = 14 * 24;

/** The hours of last year that lie around the day on which a window ends: four weeks before it, and five after it. */
export function hoursOfLastYear({ endTime }: Window): Window {
  const day = wholeHour(endTime - YEAR_DAYS * DAY_MILLISECONDS);
  return {
    startTime: day - DAYS_BEFORE * DAY_MILLISECONDS,
    endTime: day + DAYS_AFTER * DAY_MILLISECONDS,
    periodSeconds: HOUR_SECONDS,
  };
}

/**
 * What last year says about the weeks to come, from the highest memory of each of those hours in MiB; undefined where
 * it was no more than before them, or too little is known of either. How much was used then is not looked at, only how
 * much more: a service that uses less since then is not held at what it once used.
 */
export function lastYear(mebibytes: Float64Array, { startTime }: Window): LastYear | undefined {
  const before = highest(mebibytes, 0, DAYS_BEFORE * 24);
  const after = highest(mebibytes, DAYS_BEFORE * 24, mebibytes.length);
  if (before.hours < LEAST_HOURS || after.hours < LEAST_HOURS || !(after.most > before.most)) return undefined;
  return { times: after.most / before.most, at: startTime + after.index * HOUR_MILLISECONDS };
}

function highest(mebibytes: Float64Array, from: number, until: number) {
  let [most, index, hours] = [0, from, 0];
  for (let at = from; at < until; at += 1) {
    const used = mebibytes[at] as number;
    if (!(used > 0 && used < Number.POSITIVE_INFINITY)) continue;
    hours += 1;
    if (used > most) [most, index] = [used, at];
  }
  return { most, index, hours };
}
