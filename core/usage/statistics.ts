// Plain loops over indexes: each runs over a hundred thousand points a target, and iterators take five times as long.

/** How many entries are data points, that is not NaN. */
export function countPoints(values: Float64Array): number {
  let count = 0;
  for (let index = 0; index < values.length; index += 1) if (!Number.isNaN(at(values, index))) count += 1;
  return count;
}

export function countAtLeast(values: Float64Array, limit: number): number {
  let count = 0;
  for (let index = 0; index < values.length; index += 1) if (at(values, index) >= limit) count += 1;
  return count;
}

export function mean(values: Float64Array): number | undefined {
  let sum = 0;
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = at(values, index);
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
}

export function highest(values: Float64Array): number | undefined {
  let found = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) {
    const value = at(values, index);
    if (value > found) found = value;
  }
  return found === Number.NEGATIVE_INFINITY ? undefined : found;
}

/** Kept between calls, none of which outlives its use: to allocate would take a percentile longer than to select. */
let scratch = new Float64Array(0);

/** The data points alone, in a copy that the next call overwrites. */
function present(values: Float64Array): Float64Array {
  if (scratch.length < values.length) scratch = new Float64Array(values.length);
  const points = scratch;
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = at(values, index);
    if (!Number.isNaN(value)) points[count++] = value;
  }
  return points.subarray(0, count);
}

/** The highest data point, and a percentile, in one look at each point where the percentile is near the top. */
export interface Peaks {
  /** How many data points there are. */
  readonly points: number;
  readonly highest: number;
  readonly percentile: number;
}

/** So near the top keeping the highest points is cheaper than a copy and a selection. */
const NEAR_TOP = 100;

/** The rank's place counted down from the highest of so many points: 0 is the highest. */
function placeFromTop(points: number, rank: number): number {
  return points - Math.max(1, Math.ceil((rank / 100) * points));
}

/**
 * The highest data point and the nearest-rank percentile: the smallest value that at least `rank` percent of the points
 * do not exceed. Undefined without a data point.
 *
 * @param rank - 0 (exclusive) to 100; 100 is the highest value.
 */
export function peaksOf(values: Float64Array, rank: number): Peaks | undefined {
  // One more than needed: ceil of a product of doubles may be one off.
  const most = placeFromTop(values.length, rank) + 1;
  if (most < NEAR_TOP) return nearTop(values, rank, most);
  const points = present(values);
  if (points.length === 0) return undefined;
  const found = select(points, points.length - 1 - placeFromTop(points.length, rank)) as number;
  return { points: points.length, percentile: found, highest: highest(points) as number };
}

/** Keeps the highest points in ascending order: gaps only make the place come nearer to the top. */
function nearTop(values: Float64Array, rank: number, most: number): Peaks | undefined {
  const top = new Float64Array(most + 1).fill(Number.NEGATIVE_INFINITY);
  let [points, least] = [0, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < values.length; index += 1) {
    const value = at(values, index);
    if (!Number.isNaN(value)) points += 1;
    if (!(value > least)) continue;
    let place = 0;
    for (; place < most && at(top, place + 1) < value; place += 1) top[place] = at(top, place + 1);
    top[place] = value;
    least = at(top, 0);
  }
  if (points === 0) return undefined;
  return { points, highest: at(top, most), percentile: at(top, most - placeFromTop(points, rank)) };
}

/**
 * The nearest-rank percentile of the data points; undefined when there is none.
 *
 * @param rank - 0 (exclusive) to 100; 100 is the highest value.
 * @example percentile(Float64Array.of(4, 1, NaN, 3, 2), 50) // 2
 */
export function percentile(values: Float64Array, rank: number): number | undefined {
  return peaksOf(values, rank)?.percentile;
}

/** Quickselect: the k-th smallest value (k from 0), reordering `points`; linear on average where a sort is not. */
function select(points: Float64Array, k: number): number | undefined {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const pivot = at(points, (low + high) >> 1);
    let left = low;
    let right = high;
    while (left <= right) {
      while (at(points, left) < pivot) left += 1;
      while (at(points, right) > pivot) right -= 1;
      if (left <= right) swap(points, left++, right--);
    }
    if (k <= right) high = right;
    else if (k >= left) low = left;
    else break;
  }
  return points[k];
}

function at(points: Float64Array, index: number): number {
  return points[index] as number;
}

function swap(points: Float64Array, a: number, b: number): void {
  const value = at(points, a);
  points[a] = at(points, b);
  points[b] = value;
}
