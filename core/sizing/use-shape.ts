import { highest } from '../usage/statistics.ts';
import { type ShortageModel, STEPS_PER_DOUBLING } from './shortage-model.ts';

/** A resource's use over the window, as the hottest task had it. */
export interface Use {
  /** Peaks in CPU units or MiB, oldest first; NaN where there is none. */
  readonly points: Float64Array;
  readonly periodSeconds: number;
  /**
   * The size in force, or that of each point: a point at 99 % of it or more hides what was wanted, and counts as above
   * it.
   */
  readonly limit?: number | Float64Array;
}

/**
 * Use as a picture that does not change when all of it is multiplied: how much lies so many steps below the highest
 * point. Days count by their age, the order of points within a day does not.
 */
export interface UseShape {
  /** The highest point, in steps from 1 unit, rounded up. */
  readonly top: number;
  /** `above[i]`: what counts as above a size i steps below the highest point, of one; 0 at i = 0. */
  readonly above: Float64Array;
  /** Days with data. */
  readonly days: number;
}

/** What the points of a day count, from the highest down; `most` is how many a full day has. */
export type Counting = (rank: number, day: { readonly points: number; readonly most: number }) => number;

const DAY_SECONDS = 86_400;
const WEEK_DAYS = 7;
const CENSORED_SHARE = 0.99;
/** Steps below the highest point that are told apart: twelve doublings. */
const DEPTH = 12 * STEPS_PER_DOUBLING;
/** What rounding may add to a logarithm: no step. */
const TOLERANCE = 1e-6;

interface Days {
  /** Of each point: steps below the highest. */
  readonly depths: Uint16Array;
  /** Where each day's points begin, latest day first; and where the last ends. */
  readonly ends: readonly number[];
  readonly ages: readonly number[];
}

/** What was wanted at each point: a hair more than its limit where it stands at it. */
function wantedOf({ points, limit }: Use): Float64Array {
  if (limit === undefined) return points;
  if (typeof limit === 'number' && (highest(points) ?? 0) < CENSORED_SHARE * limit) return points;
  return points.map((point, index) => {
    const most = typeof limit === 'number' ? limit : (limit[index] ?? Number.NaN);
    return point >= CENSORED_SHARE * most ? Math.max(point, most * (1 + 2 * TOLERANCE)) : point;
  });
}

function depthOf(wanted: number, top: number): number {
  if (wanted <= 0) return DEPTH;
  const steps = Math.log2(top / wanted) * STEPS_PER_DOUBLING;
  return Math.min(DEPTH, Math.max(0, Math.floor(steps + TOLERANCE)));
}

/** The step at or above an amount of use, from 1 unit. */
export function stepAbove(amount: number): number {
  return Math.ceil(Math.log2(amount) * STEPS_PER_DOUBLING - TOLERANCE);
}

/** The points of each day that has any; days end with the window. */
function daysOf(points: Float64Array, perDay: number, top: number): Days {
  const depths = new Uint16Array(points.length);
  const ends = [0];
  const ages: number[] = [];
  let filled = 0;
  for (let age = 0, end = points.length; end > 0; age += 1, end -= perDay) {
    const start = filled;
    for (let index = Math.max(0, end - perDay); index < end; index += 1) {
      if (Number.isNaN(points[index])) continue;
      depths[filled++] = depthOf(points[index] as number, top);
    }
    if (filled === start) continue;
    ends.push(filled);
    ages.push(age);
  }
  return { depths, ends, ages };
}

/** The weight of each day, of one in all: `lastDaysShare` of it follows the last days, the rest the weeks. */
function dayWeights({ ends, ages }: Days, perDay: number, model: ShortageModel): readonly number[] {
  const present = ages.map((_, day) => ((ends[day + 1] as number) - (ends[day] as number)) / perDay);
  const weeks = ages.map((age) => model.weekWeight ** (age / WEEK_DAYS));
  const lastDays = ages.map((age) => model.dayWeight ** age);
  const whole = (weights: readonly number[]) =>
    weights.reduce((total, weight, day) => total + weight * (present[day] as number), 0);
  const [allWeeks, allLastDays] = [whole(weeks), whole(lastDays)];
  return ages.map(
    (_, day) =>
      ((1 - model.lastDaysShare) * (weeks[day] as number)) / allWeeks +
      (model.lastDaysShare * (lastDays[day] as number)) / allLastDays,
  );
}

/** What so many of the highest points of a day count together; worked out once for days with as many points. */
function counted(counting: Counting, perDay: number) {
  const known = new Map<number, Float64Array>();
  return (points: number): Float64Array => {
    const before = known.get(points);
    if (before !== undefined) return before;
    const upTo = new Float64Array(points + 1);
    for (let rank = 0; rank < points; rank += 1)
      upTo[rank + 1] = (upTo[rank] as number) + counting(rank, { points, most: perDay });
    known.set(points, upTo);
    return upTo;
  };
}

/** How many points lie at each depth. */
function histogram(depths: Uint16Array): Uint16Array {
  const counts = new Uint16Array(DEPTH + 1);
  for (let index = 0; index < depths.length; index += 1) {
    const depth = depths[index] as number;
    counts[depth] = (counts[depth] as number) + 1;
  }
  return counts;
}

/**
 * The shape of a resource's use; undefined without a point above 0.
 *
 * @param counting - What a point counts, by its rank in its day.
 */
export function useShape(use: Use, model: ShortageModel, counting: Counting): UseShape | undefined {
  const wanted = wantedOf(use);
  const top = highest(wanted) ?? 0;
  if (top === 0) return undefined;
  const perDay = Math.max(1, Math.round(DAY_SECONDS / use.periodSeconds));
  const days = daysOf(wanted, perDay, top);
  const upToOf = counted(counting, perDay);
  const above = new Float64Array(DEPTH + 2);
  for (const [day, weight] of dayWeights(days, perDay, model).entries()) {
    const depths = days.depths.subarray(days.ends[day], days.ends[day + 1]);
    const [upTo, counts] = [upToOf(depths.length), histogram(depths)];
    for (let depth = 0, rank = 0; rank < depths.length; depth += 1) {
      const next = rank + (counts[depth] as number);
      above[depth + 1] = (above[depth + 1] as number) + weight * ((upTo[next] as number) - (upTo[rank] as number));
      rank = next;
    }
  }
  for (let depth = 1; depth < above.length; depth += 1)
    above[depth] = (above[depth] as number) + (above[depth - 1] as number);
  return { top: stepAbove(top), above, days: days.ages.length };
}
