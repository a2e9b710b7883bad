import type { Resource } from '../model/task-size.ts';

/**
 * What the estimate of a shortage believes about the coming weeks: that they are like the last ones, a little off in
 * level, and once in a while far off. All of it was read off weeks of real series that followed others
 * (docs/algorithm.md, 6); each is on a plateau, and `npm run tune` shows it.
 */
export interface ShortageModel {
  /** What a day counts against the same day a week later. */
  readonly weekWeight: number;
  /** The same from day to day, in the part that follows a change of level. */
  readonly dayWeight: number;
  /** That part. */
  readonly lastDaysShare: number;
  /** How far a week is off in level, up or down: the scale of the logarithm, after four weeks of data, ... */
  readonly levelSpread: number;
  /** ... and where use is flat. */
  readonly flatSpread: number;
  /** The chance that use rises far, after four weeks of data. */
  readonly riseChance: Readonly<Record<Resource, number>>;
  /**
   * Such a rise goes to r times what came and went of the use; more than r is as likely as r to minus this power ...
   */
  readonly riseExponent: number;
  /** ... and it is never more than so many times. */
  readonly largestRise: number;
  /** What did not come and go for so many days is flat. */
  readonly highDays: number;
  /** What a day's highest point counts by itself, whatever the share of points above a size: spikes come back. */
  readonly spikeShare: number;
  /** A day with n points above a size has about n to this power separate episodes ... */
  readonly episodeExponent: number;
  /** ... and at most so many. */
  readonly mostEpisodesADay: number;
  /** No more kills a day are expected over weeks: where memory lies above a size nearly all day, episodes are long. */
  readonly mostKillsADay: number;
  /** How many times its price an expected kill counts in the choice, never in what is said (decision 0015). */
  readonly killCare: number;
}

export const SHORTAGE_MODEL: ShortageModel = {
  weekWeight: 0.7,
  dayWeight: 0.5,
  lastDaysShare: 0.3,
  levelSpread: 0.05,
  flatSpread: 0.01,
  riseChance: { cpu: 0.007, memory: 0.0037 },
  riseExponent: 0.7,
  largestRise: 24,
  highDays: 7,
  spikeShare: 0.003,
  episodeExponent: 0.65,
  mostEpisodesADay: 16,
  mostKillsADay: 8,
  killCare: 1.5,
};

/** Sizes are told apart in steps of 1/64 of a doubling, 1.1 %; Fargate's CPU rows lie exactly on them. */
export const STEPS_PER_DOUBLING = 64;
const WEEK_DAYS = 7;
const MOST_WEEKS = 4;
const STEP = Math.LN2 / STEPS_PER_DOUBLING;
/** A level is taken to be off by one and a half doublings down at most. */
const MOST_STEPS_DOWN = 96;

/**
 * How much wider an estimate is because the history is short: the chance that a week passes n others is 1 / (n + 1); 1
 * at four weeks, and no less without what is known of earlier ones.
 *
 * @example shortHistory(28) // 1
 * @example shortHistory(7) // 2.5
 * @example shortHistory(28, 35) // 0.5
 */
export function shortHistory(days: number, earlierDays = 0): number {
  return (MOST_WEEKS + 1) / (Math.min(days / WEEK_DAYS, MOST_WEEKS) + earlierDays / WEEK_DAYS + 1);
}

/** The weight of each step that use may be off by: `weights[i]` that of `lowest + i` steps up. */
export interface Offsets {
  readonly lowest: number;
  readonly weights: Float64Array;
}

/** A window, as far as it says how sure an estimate is. */
export interface Known {
  /** Days with data. */
  readonly days: number;
  /** The part of the use that came and went, 0 to 1. */
  readonly variation: number;
  /** Days before it of which the highest use is known. */
  readonly earlierDays?: number;
}

interface Rise {
  readonly chance: number;
  readonly exponent: number;
  readonly largest: number;
  readonly variation: number;
}

/** The chance that a rise is to at most e^x times what use was. */
function risenUpTo(x: number, { exponent, largest, variation }: Rise): number {
  const rise = Math.exp(x) / variation;
  return Math.min(1, (1 - Math.max(1, rise) ** -exponent) / (1 - largest ** -exponent));
}

/** The chance that use is at most e^x times what it was. */
function chanceUpTo(x: number, spread: number, rise: Rise): number {
  const usual = x < 0 ? 0.5 * Math.exp(x / spread) : 1 - 0.5 * Math.exp(-x / spread);
  return (1 - rise.chance) * usual + (x < 0 ? 0 : rise.chance * risenUpTo(x, rise));
}

/**
 * How far use may be off: with the chance of a rise 0 and a spread of 0.05 half of the weight lies above 0 and half
 * below, e to the minus 1 of each beyond 5 %.
 */
export function offsets(model: ShortageModel, resource: Resource, { days, variation, earlierDays }: Known): Offsets {
  const spread = shortHistory(days) * (model.flatSpread + variation * (model.levelSpread - model.flatSpread));
  const chance = Math.min(1, model.riseChance[resource] * shortHistory(days, earlierDays));
  const rise = { chance, exponent: model.riseExponent, largest: model.largestRise, variation };
  const highest = Math.ceil(Math.log2(model.largestRise) * STEPS_PER_DOUBLING);
  const weights = new Float64Array(highest + MOST_STEPS_DOWN + 1);
  let below = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const upTo = index === weights.length - 1 ? 1 : chanceUpTo((index - MOST_STEPS_DOWN + 0.5) * STEP, spread, rise);
    weights[index] = upTo - below;
    below = upTo;
  }
  return { lowest: -MOST_STEPS_DOWN, weights };
}
