import { DAY_SECONDS } from '../model/time.ts';
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
  /** Of how many days before these points the highest use is known, and no task lacks room for it. */
  readonly earlierDays?: number;
}

interface Day {
  /** 0 is the last one. */
  readonly age: number;
  /** How many points lie so many steps below the highest one of the window. */
  readonly counts: Uint16Array;
  readonly points: number;
}

/** A window's days with data, latest first; they end with the window, and the order of points within one is gone. */
export interface UsedDays {
  /** The highest point of the window, in steps from 1 unit, rounded up. */
  readonly top: number;
  readonly periodSeconds: number;
  readonly days: readonly Day[];
}

/**
 * Use as a picture that does not change when all of it is multiplied: how much lies so many steps below the highest
 * point. Days count by their age.
 */
export interface UseShape {
  /** The highest point, in steps from 1 unit, rounded up. */
  readonly top: number;
  /** `above[i]`: what counts as above a size i steps below the highest point, of one; 0 at i = 0. */
  readonly above: Float64Array;
  /** How much of the highest point came and went, 0 to 1: 0 where use is flat, 1 where days are too few to tell. */
  readonly variation: number;
  /** Days with data. */
  readonly days: number;
}

/** What the points of a day count, from the highest down; `most` is how many a full day has. */
export type Counting = (rank: number, day: { readonly points: number; readonly most: number }) => number;

const WEEK_DAYS = 7;
const CENSORED_SHARE = 0.99;
/** Steps below the highest point that are told apart: twelve doublings. */
const DEPTH = 12 * STEPS_PER_DOUBLING;
/** What rounding may add to a logarithm: no step. */
const TOLERANCE = 1e-6;

/** The largest part of the highest point that lies so many steps below it. */
const REACHED_AT = Float64Array.from(
  { length: DEPTH + 1 },
  (_, depth) => 2 ** ((TOLERANCE - depth) / STEPS_PER_DOUBLING),
);
const CELLS = 2 ** (DEPTH / STEPS_PER_DOUBLING);
/** The least steps below in each cell of 0 to 1: a logarithm for each point would take three times as long. */
const LEAST_DEPTHS = Uint16Array.from({ length: CELLS + 1 }, (_, cell) =>
  Math.max(0, Math.floor(Math.log2(CELLS / (cell + 1)) * STEPS_PER_DOUBLING)),
);

/** What was wanted at each point: a hair more than its limit where it stands at it. */
function wantedOf({ points, limit }: Use): Float64Array {
  if (limit === undefined) return points;
  if (typeof limit === 'number' && Number(highest(points)) < CENSORED_SHARE * limit) return points;
  return points.map((point, index) => {
    const most = typeof limit === 'number' ? limit : Number(limit[index]);
    return point >= CENSORED_SHARE * most ? Math.max(point, most * (1 + 2 * TOLERANCE)) : point;
  });
}

function depthOf(wanted: number, top: number): number {
  const part = wanted / top;
  let depth = LEAST_DEPTHS[Math.floor(part * CELLS)] as number;
  while (depth < DEPTH && part <= (REACHED_AT[depth + 1] as number)) depth += 1;
  return depth;
}

/** The step at or above an amount of use, from 1 unit. */
export function stepAbove(amount: number): number {
  return Math.ceil(Math.log2(amount) * STEPS_PER_DOUBLING - TOLERANCE);
}

/** How many points a day has. */
function perDayOf({ periodSeconds }: { readonly periodSeconds: number }): number {
  return Math.max(1, Math.round(DAY_SECONDS / periodSeconds));
}

function dayOf(points: Float64Array, age: number, top: number): Day {
  const counts = new Uint16Array(DEPTH + 1);
  let present = 0;
  for (let index = 0; index < points.length; index += 1) {
    if (Number.isNaN(points[index])) continue;
    const depth = depthOf(points[index] as number, top);
    counts[depth] = (counts[depth] as number) + 1;
    present += 1;
  }
  return { age, counts, points: present };
}

/** Reads a window; undefined without a point above 0. */
export function usedDays(use: Use): UsedDays | undefined {
  const wanted = wantedOf(use);
  const top = highest(wanted) ?? 0;
  if (top === 0) return undefined;
  const perDay = perDayOf(use);
  const days = Array.from({ length: Math.ceil(wanted.length / perDay) }, (_, age) => {
    const end = wanted.length - age * perDay;
    return dayOf(wanted.subarray(Math.max(0, end - perDay), end), age, top);
  });
  return { top: stepAbove(top), periodSeconds: use.periodSeconds, days: days.filter(({ points }) => points > 0) };
}

/** The same days, those of the so many-th last week alone; undefined where it has no point above 0. */
export function daysOfWeek(used: UsedDays, back: number): UsedDays | undefined {
  const days = used.days.filter(({ age }) => Math.floor(age / WEEK_DAYS) === back);
  return days.some(({ counts, points }) => (counts[DEPTH] as number) < points) ? { ...used, days } : undefined;
}

/** The weight of each day, of one in all: `lastDaysShare` of it follows the last days, the rest the weeks. */
function dayWeights(days: readonly Day[], perDay: number, model: ShortageModel): readonly number[] {
  const weeks = days.map(({ age }) => model.weekWeight ** (age / WEEK_DAYS));
  const lastDays = days.map(({ age }) => model.dayWeight ** age);
  const whole = (weights: readonly number[]) =>
    days.reduce((total, { points }, day) => total + ((weights[day] as number) * points) / perDay, 0);
  const [allWeeks, allLastDays] = [whole(weeks), whole(lastDays)];
  return days.map(
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

/** The part of the highest point at a depth. */
function partAt(depth: number): number {
  return 2 ** (-depth / STEPS_PER_DOUBLING);
}

/** The depth that so many of a day's points reach. */
function depthOfRank(counts: Uint16Array, rank: number): number {
  let [depth, passed] = [0, counts[0] as number];
  while (passed <= rank) passed += counts[++depth] as number;
  return depth;
}

/**
 * How much of the highest point comes and goes: within a day, from its median to its highest, or from day to day, from
 * the highest down to the `highDays`-th highest day. A quiet day more does not change it.
 */
function variationOf(days: readonly Day[], highDays: number): number {
  if (days.length < highDays) return 1;
  const each = days.map(({ counts, points }) => ({
    high: partAt(depthOfRank(counts, 0)),
    usual: partAt(depthOfRank(counts, Math.floor(points / 2))),
  }));
  const highs = each.map(({ high }) => high).sort((a, b) => b - a);
  return Math.max(1 - (highs[highDays - 1] as number), ...each.map(({ high, usual }) => high - usual));
}

/** The shape of a resource's use on some days. @param counting - What a point counts, by its rank in its day. */
export function useShape(used: UsedDays, model: ShortageModel, counting: Counting): UseShape {
  const { top, days } = used;
  const perDay = perDayOf(used);
  const upToOf = counted(counting, perDay);
  const weights = dayWeights(days, perDay, model);
  const above = new Float64Array(DEPTH + 2);
  for (const [day, { counts, points }] of days.entries()) {
    const upTo = upToOf(points);
    for (let depth = 0, rank = 0; rank < points; depth += 1) {
      const next = rank + (counts[depth] as number);
      const each = (upTo[next] as number) - (upTo[rank] as number);
      above[depth + 1] = (above[depth + 1] as number) + (weights[day] as number) * each;
      rank = next;
    }
  }
  for (let depth = 1; depth < above.length; depth += 1)
    above[depth] = (above[depth] as number) + (above[depth - 1] as number);
  return { top, above, variation: variationOf(days, model.highDays), days: days.length };
}
