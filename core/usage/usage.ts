/**
 * One resource over the window, oldest first, one entry a period; NaN where there is no data point.
 * `average` is the mean over tasks, `maximum` the hottest task. A missing statistic is undefined; both have one length.
 */
export interface Series {
  readonly average?: Float64Array;
  readonly maximum?: Float64Array;
  /** Points that were refused: negative or not finite. */
  readonly brokenPoints: number;
}

/** Raw points of one statistic on the grid of the window; NaN or null where there is none. */
export type RawPoints = ArrayLike<number | null>;

/** Points are kept to 1/1024 of a unit: sums of them are exact, so the order of samples cannot change an average. */
const RESOLUTION = 1024;

interface CleanPoints {
  readonly values: Float64Array;
  readonly brokenPoints: number;
}

function clean(points: RawPoints, factor: number): CleanPoints {
  const values = new Float64Array(points.length);
  let brokenPoints = 0;
  for (let index = 0; index < points.length; index += 1) {
    const raw = points[index] ?? Number.NaN;
    const usage = Math.round(raw * factor * RESOLUTION) / RESOLUTION;
    const usable = raw >= 0 && Number.isFinite(usage);
    if (!usable && !Number.isNaN(raw)) brokenPoints += 1;
    values[index] = usable ? usage : Number.NaN;
  }
  return { values, brokenPoints };
}

/**
 * Converts raw points to usage: CPU units or MiB. Negative and infinite points are counted as broken and left out.
 *
 * @param unitsPerRawUnit - What one raw unit is worth: `taskSize / 100` for a percentage of the task, 1 for absolute values.
 * @example toUsage({ maximum: [50, null, -1] }, 1024 / 100).maximum // Float64Array [512, NaN, NaN]
 */
export function toUsage(
  raw: { readonly average?: RawPoints | undefined; readonly maximum?: RawPoints | undefined },
  unitsPerRawUnit: number,
): Series {
  const average = raw.average === undefined ? undefined : clean(raw.average, unitsPerRawUnit);
  const maximum = raw.maximum === undefined ? undefined : clean(raw.maximum, unitsPerRawUnit);
  return {
    ...(average && { average: average.values }),
    ...(maximum && { maximum: maximum.values }),
    brokenPoints: (average?.brokenPoints ?? 0) + (maximum?.brokenPoints ?? 0),
  };
}

const NO_POINTS = new Float64Array(0);

/** The series peaks are read from: the maxima, else the averages, else nothing. */
export function peakPoints(series: Series): Float64Array {
  return series.maximum ?? series.average ?? NO_POINTS;
}

/** The series averages are read from: the averages, else the maxima, else nothing. */
export function averagePoints(series: Series): Float64Array {
  return series.average ?? series.maximum ?? NO_POINTS;
}
