// Plain loops over indexes: each of these runs over a hundred thousand points a target, and iterators take five times as long.

/** How many entries are data points, that is not NaN. */
export function countPoints(values: Float64Array): number {
  let count = 0;
  for (let index = 0; index < values.length; index += 1) if (!Number.isNaN(at(values, index))) count += 1;
  return count;
}

/** How many data points are at or above `limit`. */
export function countAtLeast(values: Float64Array, limit: number): number {
  let count = 0;
  for (let index = 0; index < values.length; index += 1) if (at(values, index) >= limit) count += 1;
  return count;
}

/** The mean of the data points, or undefined when there is none. */
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

/** The highest data point, or undefined when there is none. */
export function highest(values: Float64Array): number | undefined {
  let found = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) {
    const value = at(values, index);
    if (value > found) found = value;
  }
  return found === Number.NEGATIVE_INFINITY ? undefined : found;
}

/** Kept between calls, none of which outlives its use: for a percentile the memory would cost more time than the selection. */
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

/**
 * The nearest-rank percentile of the data points: the smallest value that at least `rank` percent of them do not exceed.
 * Undefined when there is no data point.
 *
 * @param rank - 0 (exclusive) to 100; 100 is the highest value.
 * @example percentile(Float64Array.of(4, 1, NaN, 3, 2), 50) // 2
 */
export function percentile(values: Float64Array, rank: number): number | undefined {
  const points = present(values);
  if (points.length === 0) return undefined;
  return select(points, Math.max(0, Math.ceil((rank / 100) * points.length) - 1));
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
