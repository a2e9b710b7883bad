import type { RawPoints } from '../model/service-metrics.ts';
import { validPairs } from '../model/task-size.ts';

/**
 * One resource over the window, oldest first, one entry a period; NaN where there is no data point.
 * `average` is the mean over tasks, `maximum` the hottest task. A missing statistic is undefined; both have one length.
 */
export interface Series {
  readonly average?: Float64Array;
  readonly maximum?: Float64Array;
  /** Points that were refused: negative, not finite, or more than there can be. */
  readonly brokenPoints: number;
  /** Points of percent series above 100 %. */
  readonly overHundredPoints: number;
  /** Points of percent series at 99 % of the size in force, or more. */
  readonly censoredPoints: number;
  /** The largest size, in CPU units or MiB, at which such a point stood; 0 without one. */
  readonly censoredAt: number;
  /** The size that each point was measured in, where any stood at it: CPU units or MiB. */
  readonly limit?: Worth;
  /** Points that are there and were left out on purpose, such as starts. */
  readonly leftOutPoints: number;
  /** True for those points; absent without any. */
  readonly leftOut?: Uint8Array;
}

export interface RawUsage {
  readonly average?: RawPoints | undefined;
  readonly maximum?: RawPoints | undefined;
}

/** Points are kept to 1/1024 of a unit: sums of them are exact, so the order of samples cannot change an average. */
const RESOLUTION = 1024;
/** From this percentage of its size on, CPU is censored: a hard cap hides the demand behind it (docs/algorithm.md). */
export const CENSORED_PERCENT = 99;

/** MiB of the largest task, which is 244 vCPU as CPU units, too: no task uses more of either, however it bursts. */
const MOST_USAGE = Math.max(...validPairs('LINUX').map(({ memoryMiB }) => memoryMiB));

const NO_POINTS = new Float64Array(0);

const UNCENSORED = { overHundredPoints: 0, censoredPoints: 0, censoredAt: 0 } as const;

interface CleanPoints {
  readonly values: Float64Array;
  readonly brokenPoints: number;
}

/** What 1 % is worth: the same for all points, or for each; NaN where it is unknown. */
type Worth = number | Float64Array;

function worthAt(worth: Worth, index: number): number {
  return typeof worth === 'number' ? worth : (worth[index] ?? Number.NaN);
}

/** Raw points as numbers: NaN where there is none. Numbers are not copied. */
export function numbersOf(points: RawPoints): Float64Array {
  if (points instanceof Float64Array) return points;
  const values = new Float64Array(points.length);
  for (let index = 0; index < values.length; index += 1) values[index] = points[index] ?? Number.NaN;
  return values;
}

/**
 * Converts, and counts what is broken: there is a point, and it makes no sense. A plain loop over one kind of array: a
 * hundred thousand points of a target pass here.
 */
function scale(raw: Float64Array, values: Float64Array, worth: Worth): number {
  const same = typeof worth === 'number' ? worth : undefined;
  let brokenPoints = 0;
  for (let index = 0; index < raw.length; index += 1) {
    const point = raw[index] as number;
    const factor = same ?? ((worth as Float64Array)[index] as number);
    const usage = Math.floor(point * factor * RESOLUTION + 0.5) / RESOLUTION;
    const isUsage = point >= 0 && usage <= MOST_USAGE;
    if (!isUsage && !Number.isNaN(point) && !Number.isNaN(factor)) brokenPoints += 1;
    values[index] = isUsage ? usage : Number.NaN;
  }
  return brokenPoints;
}

function clean(points: RawPoints, worth: Worth, leftOut: Uint8Array | undefined): CleanPoints {
  const raw = numbersOf(points);
  const values = raw === points ? new Float64Array(raw.length) : raw;
  const brokenPoints = scale(raw, values, worth);
  if (leftOut !== undefined) {
    for (let index = 0; index < values.length; index += 1) if (leftOut[index] === 1) values[index] = Number.NaN;
  }
  return { values, brokenPoints };
}

/** No maximum is below its average, or missing beside one: such a source contradicts itself, and more use counts. */
function raised(maximum: Float64Array, average: Float64Array = NO_POINTS): Float64Array {
  for (let index = 0; index < average.length; index += 1) {
    const mean = average[index] as number;
    if (!((maximum[index] as number) >= mean) && !Number.isNaN(mean)) maximum[index] = mean;
  }
  return maximum;
}

/** The greater of both statistics as they came; NaN where there is neither. */
function rawPeak({ maximum, average }: RawUsage, index: number): number {
  const highest = maximum?.[index] ?? Number.NaN;
  const mean = average?.[index] ?? Number.NaN;
  return mean > highest || Number.isNaN(highest) ? mean : highest;
}

function both(raw: RawUsage, worth: Worth, leftOut?: Uint8Array) {
  const average = raw.average === undefined ? undefined : clean(raw.average, worth, leftOut);
  const maximum = raw.maximum === undefined ? undefined : clean(raw.maximum, worth, leftOut);
  return {
    ...(average && { average: average.values }),
    ...(maximum && { maximum: raised(maximum.values, average?.values) }),
    brokenPoints: (average?.brokenPoints ?? 0) + (maximum?.brokenPoints ?? 0),
  };
}

const NOTHING_HIDDEN = { leftOutPoints: 0 };

/** The points that are there and do not count: masked, or of an unknown size. */
function hidden(raw: RawUsage, cleaned: Float64Array, { worth, leftOut }: Reading) {
  if (leftOut === undefined && typeof worth === 'number') return NOTHING_HIDDEN;
  let mask: Uint8Array | undefined;
  let leftOutPoints = 0;
  for (let index = 0; index < cleaned.length; index += 1) {
    // What counts has a value: most points end here.
    if (!Number.isNaN(cleaned[index] as number) || Number.isNaN(rawPeak(raw, index))) continue;
    if (leftOut?.[index] !== 1 && !Number.isNaN(worthAt(worth, index))) continue;
    mask ??= new Uint8Array(cleaned.length);
    mask[index] = 1;
    leftOutPoints += 1;
  }
  return mask === undefined ? NOTHING_HIDDEN : { leftOutPoints, leftOut: mask };
}

/** How points are read: what 1 % is worth, and which points say nothing about steady use. */
interface Reading {
  readonly worth: Worth;
  readonly leftOut: Uint8Array | undefined;
}

function read(raw: RawUsage, reading: Reading): Series {
  const found = { ...both(raw, reading.worth, reading.leftOut), ...UNCENSORED, ...NOTHING_HIDDEN };
  return { ...found, ...hidden(raw, peakPoints(found), reading) };
}

/**
 * Cleans absolute points, CPU units or MiB. Negative points, or more than can be, are counted as broken and left out.
 *
 * @param leftOut - True for points that say nothing about steady use.
 * @example usageOf({ maximum: [512, null, -1] }).maximum // Float64Array.of(512, NaN, NaN)
 */
export function usageOf(raw: RawUsage, leftOut?: Uint8Array): Series {
  return read(raw, { worth: 1, leftOut });
}

/** What stood at or above its size, in percent of the size in force; only points that count. */
function atTheLimit(raw: RawUsage, worth: Worth, series: Series) {
  const points = peakPoints(series);
  let overHundredPoints = 0;
  let censoredPoints = 0;
  let censoredAt = 0;
  for (let index = 0; index < points.length; index += 1) {
    const percent = rawPeak(raw, index);
    if (percent < CENSORED_PERCENT || Number.isNaN(points[index])) continue;
    censoredPoints += 1;
    censoredAt = Math.max(censoredAt, Math.round(worthAt(worth, index) * 100));
    if (percent > 100) overHundredPoints += 1;
  }
  return { overHundredPoints, censoredPoints, censoredAt };
}

/**
 * Converts percentages to usage: CPU units or MiB. Points that are negative, or more than there can be, are counted as
 * broken and left out. Points of unknown size and those of `leftOut` are left out too, and not counted as broken.
 *
 * @param worth - What 1 % is worth: `taskSize / 100`, for each point where the size changed inside the window.
 * @example toUsage({ maximum: [50, null, -1] }, 1024 / 100).maximum // Float64Array.of(512, NaN, NaN)
 */
export function toUsage(raw: RawUsage, worth: Worth, leftOut?: Uint8Array): Series {
  const series = read(raw, { worth, leftOut });
  const found = atTheLimit(raw, worth, series);
  if (found.censoredPoints === 0) return { ...series, ...found };
  return {
    ...series,
    ...found,
    limit: typeof worth === 'number' ? worth * 100 : worth.map((percent) => percent * 100),
  };
}

/** An hour of points above the size at five minutes; fewer may be how numbers are rounded. */
const ABOVE_SIZE_POINTS = 12;

/** Whether memory stood above the size of its time: no Fargate task can, so the percentages are of something else. */
export function isAboveSize({ overHundredPoints }: Series): boolean {
  return overHundredPoints >= ABOVE_SIZE_POINTS;
}

/** The series peaks are read from: the maxima, else the averages, else nothing. */
export function peakPoints(series: Series): Float64Array {
  return series.maximum ?? series.average ?? NO_POINTS;
}

/** The series averages are read from: the averages, else the maxima, else nothing. */
export function averagePoints(series: Series): Float64Array {
  return series.average ?? series.maximum ?? NO_POINTS;
}
