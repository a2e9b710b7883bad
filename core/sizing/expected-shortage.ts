import { HOURS_PER_MONTH, type Resource } from '../model/task-size.ts';
import { type Offsets, offsets, SHORTAGE_MODEL, type ShortageModel, STEPS_PER_DOUBLING } from './shortage-model.ts';
import {
  type Counting,
  daysOfWeek,
  stepAbove,
  type Use,
  type UsedDays,
  type UseShape,
  usedDays,
  useShape,
} from './use-shape.ts';

/**
 * What is expected of a resource in the coming weeks at any size: of CPU the share of time above it, of memory
 * separate episodes above it a day. Nothing is expected of a resource without a point above 0.
 */
export interface Expectation {
  readonly resource: Resource;
  readonly model: ShortageModel;
  /** The window that was read, and the shape of its use; undefined without a point above 0. */
  readonly used: UsedDays | undefined;
  readonly shape: UseShape | undefined;
  readonly offsets: Offsets;
  /** What was worked out before, by steps below the highest point; NaN where nothing was. */
  readonly known: Float64Array;
}

/** From how little to how much was expected, had each of the last weeks been the only one. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;
const EPISODE_PERIOD_SECONDS = 300;
const MOST_WEEKS = 4;
const TOLERANCE = 1e-6;
const NOTHING = new Float64Array(0);
const NO_DAYS = { days: 0, variation: 1 };

/** CPU: every point counts the same, and each day's highest a little by itself. */
function countingTime({ spikeShare }: ShortageModel): Counting {
  return (rank, { points, most }) => (1 - spikeShare + (rank === 0 ? spikeShare * points : 0)) / most;
}

/**
 * About how many separate episodes a day has with so many points above a size, of five minutes or more each.
 *
 * For example: 32 points give 9.5, 32 to the power 0.65.
 */
export function episodesOf(points: number, { episodeExponent, mostEpisodesADay }: ShortageModel): number {
  return Math.min(mostEpisodesADay, points ** episodeExponent);
}

/** Memory: the first point above a size is an episode, the next ones are less and less likely to be another. */
function countingEpisodes(model: ShortageModel, periodSeconds: number): Counting {
  const perPoint = Math.min(1, periodSeconds / EPISODE_PERIOD_SECONDS);
  const upTo = (points: number) => (points === 0 ? 0 : episodesOf(Math.max(1, points * perPoint), model));
  return (rank) => upTo(rank + 1) - upTo(rank);
}

function shapeOf(resource: Resource, used: UsedDays, model: ShortageModel): UseShape {
  const counting = resource === 'cpu' ? countingTime(model) : countingEpisodes(model, used.periodSeconds);
  return useShape(used, model, counting);
}

/** Room for what will be worked out. */
function nothingKnown(shape: UseShape | undefined, { weights }: Offsets): Float64Array {
  return shape === undefined ? NOTHING : new Float64Array(weights.length + shape.above.length).fill(Number.NaN);
}

/** Reads a window's use once; every question about sizes is a look-up after that. */
export function expectShortage(resource: Resource, use: Use, model = SHORTAGE_MODEL): Expectation {
  const used = usedDays(use);
  const shape = used && shapeOf(resource, used, model);
  const { earlierDays = 0 } = use;
  const wide = offsets(model, resource, { ...(shape ?? NO_DAYS), earlierDays });
  return { resource, model, used, shape, offsets: wide, known: nothingKnown(shape, wide) };
}

/** The same use, with its highest point where it is going to be: what grows counts with that. */
export function grownTo(expected: Expectation, amount: number): Expectation {
  const { shape } = expected;
  if (shape === undefined || stepAbove(amount) <= shape.top) return expected;
  return { ...expected, shape: { ...shape, top: stepAbove(amount) } };
}

/** The step at or below a size: sizes are told apart in steps of 1.1 %, and use counts as the step above it. */
export function stepOf(size: number): number {
  return Math.floor(Math.log2(size) * STEPS_PER_DOUBLING + TOLERANCE);
}

/** What counts as above so many steps below the highest point. */
function aboveAt({ above }: UseShape, depth: number): number {
  if (depth <= 0) return 0;
  return above[Math.min(depth, above.length - 1)] as number;
}

function summed({ above }: UseShape, { lowest, weights }: Offsets, depth: number): number {
  const deepest = above.length - 1;
  let total = 0;
  for (let index = Math.max(0, 1 - depth - lowest); index < weights.length; index += 1) {
    total += (weights[index] as number) * (above[Math.min(deepest, depth + lowest + index)] as number);
  }
  return total;
}

/** What is expected above a size so many steps below the highest point: what was seen, times what it may be off by. */
export function expectedAtDepth(expected: Expectation, depth: number): number {
  const { resource, model, shape, offsets: wide, known } = expected;
  const highestOffset = wide.lowest + wide.weights.length - 1;
  if (shape === undefined || depth + highestOffset <= 0) return 0;
  const index = Math.min(known.length - 1, depth + highestOffset);
  const before = known[index] as number;
  if (!Number.isNaN(before)) return before;
  const most = resource === 'cpu' ? 1 : model.mostKillsADay;
  const found = Math.min(most, summed(shape, wide, index - highestOffset));
  known[index] = found;
  return found;
}

function expectedAbove(expected: Expectation, size: number): number {
  return expected.shape === undefined ? 0 : expectedAtDepth(expected, expected.shape.top - stepOf(size));
}

/** The share of what was seen above a size, each day by its weight; CPU: of time, memory: episodes a day. */
export function seenAbove({ shape }: Expectation, size: number): number {
  return shape === undefined ? 0 : aboveAt(shape, shape.top - stepOf(size));
}

/** What a month makes of what is expected of a resource: hours of CPU, kills of memory. */
export const PER_MONTH: Readonly<Record<Resource, number>> = { cpu: HOURS_PER_MONTH, memory: DAYS_PER_MONTH };

/**
 * Hours a month in which so many tasks of this size are expected to be short of CPU, or memory kills a month, all
 * tasks together. Each task counts as the hottest one.
 */
export function expectedAMonth(expected: Expectation, size: number, tasks = 1): number {
  return tasks * PER_MONTH[expected.resource] * expectedAbove(expected, size);
}

/** The shapes of the last weeks, latest first; one without a point above 0 says nothing. */
function weekShapes({ resource, used, model }: Expectation): readonly UseShape[] {
  return Array.from({ length: MOST_WEEKS }, (_, back) => used && daysOfWeek(used, back)).flatMap((week) =>
    week === undefined ? [] : [shapeOf(resource, week, model)],
  );
}

/**
 * How far the last weeks disagree: what would be expected a month, were the coming weeks all like one of them.
 * Undefined with less than two.
 */
export function rangeAMonth(expected: Expectation, size: number, tasks = 1): Range | undefined {
  const weeks = weekShapes(expected);
  if (weeks.length < 2) return undefined;
  const each = weeks.map((shape) => {
    const alone = { ...expected, shape, known: nothingKnown(shape, expected.offsets) };
    return expectedAMonth(alone, size, tasks);
  });
  return { least: Math.min(...each), most: Math.max(...each) };
}
