import { type ShortageModel, STEPS_PER_DOUBLING } from './shortage-model.ts';

/** A resource's use over the window, as the hottest task had it. */
export interface Use {
  /** Peaks in CPU units or MiB, oldest first; NaN where there is none. */
  readonly points: Float64Array;
  readonly periodSeconds: number;
  /** The size in force, or that of each point: a point at 99 % of it or more hides what was wanted, and counts as above it. */
  readonly limit?: number | Float64Array;
}

/**
 * Use as a picture that does not change when all of it is multiplied: how much lies so many steps below the highest point. Days count by their age,
 * the order of points within a day does not.
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

function limitAt({ limit }: Use, index: number): number {
  return typeof limit === 'object' ? (limit[index] ?? Number.NaN) : (limit ?? Number.NaN);
}

/** What a point counts as: a hair above its limit where it stands at it. */
function wantedAt(use: Use, index: number): number {
  const point = use.points[index] as number;
  const limit = limitAt(use, index);
  return point >= CENSORED_SHARE * limit ? Math.max(point, limit * (1 + 2 * TOLERANCE)) : point;
}

function highestOf(use: Use): number {
  let top = 0;
  for (let index = 0; index < use.points.length; index += 1) {
    const wanted = wantedAt(use, index);
    if (wanted > top) top = wanted;
  }
  return top;
}

function depthOf(wanted: number, top: number): number {
  if (wanted <= 0) return DEPTH;
  const steps = Math.log2(top / wanted) * STEPS_PER_DOUBLING;
  return Math.min(DEPTH, Math.max(0, Math.floor(steps + TOLERANCE)));
}

/** The points of each day that has any, sorted from the highest down; days end with the window. */
function sortedDays(use: Use, perDay: number, top: number): Days {
  const { points } = use;
  const depths = new Uint16Array(points.length);
  const ends = [0];
  const ages: number[] = [];
  let filled = 0;
  for (let age = 0, end = points.length; end > 0; age += 1, end -= perDay) {
    const start = filled;
    for (let index = Math.max(0, end - perDay); index < end; index += 1) {
      if (Number.isNaN(points[index])) continue;
      depths[filled++] = depthOf(wantedAt(use, index), top);
    }
    if (filled === start) continue;
    depths.subarray(start, filled).sort();
    ends.push(filled);
    ages.push(age);
  }
  return { depths, ends, ages };
}

/** What a whole of days counts, each by its weight: `counts[i]` at i steps below the highest point. */
function weighted({ depths, ends, ages }: Days, perDay: number, counting: Counting, weightAt: (age: number) => number) {
  const counts = new Float64Array(DEPTH + 1);
  let whole = 0;
  for (const [day, age] of ages.entries()) {
    const start = ends[day] as number;
    const end = ends[day + 1] as number;
    const weight = weightAt(age);
    whole += (weight * (end - start)) / perDay;
    const about = { points: end - start, most: perDay };
    for (let index = start; index < end; index += 1) {
      const depth = depths[index] as number;
      counts[depth] = (counts[depth] as number) + weight * counting(index - start, about);
    }
  }
  return { counts, whole };
}

/**
 * The shape of a resource's use; undefined without a point above 0. Of what counts, `lastDaysShare` follows the last days, the rest the weeks.
 *
 * @param counting - What a point counts, by its rank in its day.
 */
export function useShape(use: Use, model: ShortageModel, counting: Counting): UseShape | undefined {
  const highest = highestOf(use);
  if (highest === 0) return undefined;
  const perDay = Math.max(1, Math.round(DAY_SECONDS / use.periodSeconds));
  const days = sortedDays(use, perDay, highest);
  const weeks = weighted(days, perDay, counting, (age) => model.weekWeight ** (age / WEEK_DAYS));
  const lastDays = weighted(days, perDay, counting, (age) => model.dayWeight ** age);
  const above = new Float64Array(DEPTH + 2);
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    const older = (weeks.counts[depth] as number) / weeks.whole;
    const latest = (lastDays.counts[depth] as number) / lastDays.whole;
    const both = (1 - model.lastDaysShare) * older + model.lastDaysShare * latest;
    above[depth + 1] = (above[depth] as number) + both;
  }
  return { top: Math.ceil(Math.log2(highest) * STEPS_PER_DOUBLING - TOLERANCE), above, days: days.ages.length };
}
