import type { Workload } from '../scenario.ts';
import { unitNoise, wanderingNoise } from './integer-noise.ts';

export const minutesPerDay = 1440;

/**
 * What a workload uses on average in one minute; a pure function of its arguments, never negative. `added` is what the
 * age of the task adds to the curve.
 */
export function averageInMinute(workload: Workload, seed: number, minute: number, added = 0): number {
  const curve =
    workload.base + daily(workload, minute) + batch(workload, minute) + spike(workload, seed, minute) + added;
  return Math.max(0, curve * (1 + (workload.noiseShare ?? 0) * wanderingNoise(seed, minute)));
}

/** The hottest sample of a minute whose average is known: a bit above it. */
export function maximumInMinute(workload: Workload, seed: number, minute: number, average: number): number {
  return average * (1 + (workload.burstShare ?? 0.08) * unitNoise(seed ^ 0x2545f491, minute));
}

/** A hill over the day: 1 at the peak hour, 0 twelve hours away, half way down after about 4.3 hours. */
function daily(workload: Workload, minute: number): number {
  const amplitude = workload.dailyAmplitude ?? 0;
  if (amplitude === 0) return 0;
  const hour = (minute % minutesPerDay) / 60;
  const wave = (1 + Math.cos(((hour - (workload.peakHour ?? 13)) * Math.PI) / 12)) / 2;
  const isWeekend = weekdayOf(minute) % 6 === 0;
  return amplitude * wave * wave * (isWeekend ? (workload.weekendFactor ?? 1) : 1);
}

function batch(workload: Workload, minute: number): number {
  const weekly = workload.weeklyBatch;
  if (weekly === undefined || weekdayOf(minute) !== weekly.weekday) return 0;
  const since = (minute % minutesPerDay) - weekly.hour * 60;
  return since >= 0 && since < weekly.minutes ? weekly.amount : 0;
}

/** Each hour draws whether it has a spike, and where the spike begins; a spike does not reach into the next hour. */
function spike(workload: Workload, seed: number, minute: number): number {
  const { spikes } = workload;
  if (spikes === undefined) return 0;
  const hour = Math.floor(minute / 60);
  if (unitNoise(seed ^ 0x1b873593, hour) >= spikes.perDay / 24) return 0;
  const begin = Math.floor(unitNoise(seed ^ 0x38b34ae5, hour) * Math.max(1, 60 - spikes.minutes));
  const since = (minute % 60) - begin;
  return since >= 0 && since < spikes.minutes ? spikes.amount : 0;
}

/** 0 is Sunday; the epoch began on a Thursday. */
export function weekdayOf(minute: number): number {
  return (Math.floor(minute / minutesPerDay) + 4) % 7;
}
