import type { Window } from '../../model/window.ts';
import type { Stretch } from '../../usage/size-timeline.ts';

/** Epoch milliseconds and a value; null breaks the line. */
export type CurvePoint = readonly [time: number, value: number | null];

/** An hour each for four weeks: finer than a pixel of any screen. */
const BUCKETS = 672;
/** Two hours each for four weeks, so that shaded stretches stay few. */
const STRETCH_BUCKETS = 336;

function timeAt({ startTime, periodSeconds }: Window, index: number): number {
  return startTime + index * periodSeconds * 1000;
}

function extremes(values: Float64Array, from: number, window: Window): readonly CurvePoint[] {
  let [low, high] = [-1, -1];
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    if (low < 0 || value < Number(values[low])) low = index;
    if (high < 0 || value > Number(values[high])) high = index;
  }
  if (low < 0) return [[timeAt(window, from), null]];
  const indexes = low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
  return indexes.map((index) => [timeAt(window, from + index), Math.round(Number(values[index]) * 10) / 10]);
}

/**
 * A series as a line of at most 1,344 points: of each hour (a 672nd of the window) the lowest and the highest point, where they stood. No peak is lost;
 * an hour without a point breaks the line.
 */
export function curveOf(values: Float64Array, window: Window): readonly CurvePoint[] {
  const size = Math.max(1, Math.ceil(values.length / BUCKETS));
  const starts = Array.from({ length: Math.ceil(values.length / size) }, (_, bucket) => bucket * size);
  return starts.flatMap((start) => extremes(values.subarray(start, start + size), start, window));
}

/** Stretches in which points are marked, widened to a 336th of the window; those that touch are one. */
export function stretchesOf(length: number, window: Window, isMarked: (index: number) => boolean): readonly Stretch[] {
  const size = Math.max(1, Math.ceil(length / STRETCH_BUCKETS));
  const found: Stretch[] = [];
  for (let index = 0; index < length; index += 1) {
    if (!isMarked(index)) continue;
    const bucket = Math.floor(index / size) * size;
    const startTime = timeAt(window, bucket);
    const endTime = timeAt(window, Math.min(length, bucket + size));
    const last = found.at(-1);
    if (last !== undefined && last.endTime >= startTime) found[found.length - 1] = { ...last, endTime };
    else found.push({ startTime, endTime });
  }
  return found;
}
