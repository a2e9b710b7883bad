import type { TaskSize } from '../../core/model/task-size.ts';
import { DAYS_PER_WEEK, MINUTES_PER_DAY, minuteOfWeek } from './calendar.ts';
import { clairvoyantUsd, type DayNeeds, HORIZON_DAYS, isEnough, needsOf, usdPerHour } from './clairvoyant.ts';
import { reversalsOf, silentShrinks } from './live-changes.ts';
import type { Plant } from './plant.ts';
import { playPlant } from './play.ts';
import type { Tally } from './tally.ts';

/** From a step up of the demand until a size ran that is enough for the week after it; null: never. */
export interface UntilEnough {
  readonly days: number | null;
  readonly deployments: number | null;
}

/** What became of a plant; plain data. */
export interface Measured {
  readonly plant: string;
  readonly changes: number;
  readonly cpuReversals: number;
  readonly memoryReversals: number;
  /** What it cost over what the clairvoyant's cost: the whole time, and the last four weeks. */
  readonly costRatio: number;
  readonly endCostRatio: number;
  /** Work waited although tasks ran. */
  readonly hoursShort: number;
  /** Tasks were wanted and none ran: in all, and the longest without a break. */
  readonly hoursDown: number;
  readonly longestDownHours: number;
  readonly kills: number;
  readonly weeksWithKills: number;
  /** Only of plants that step up. */
  readonly untilEnough?: UntilEnough;
  /** By price, of the sizes that were written and the first. */
  readonly largest: TaskSize;
  readonly last: TaskSize;
  readonly silentShrinks: number;
  readonly brokenDocuments: number;
  readonly failedRuns: number;
}

/** The end is the last four weeks. */
const END_WEEKS = 4;
const HOUR_MINUTES = 60;

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function untilEnough(plant: Plant, { deployed }: Tally, needs: readonly DayNeeds[]): UntilEnough | undefined {
  if (plant.stepsUpInWeek === undefined) return undefined;
  const first = plant.stepsUpInWeek * DAYS_PER_WEEK;
  const week = needs.slice(first, first + DAYS_PER_WEEK);
  const stepAt = minuteOfWeek(plant.stepsUpInWeek);
  const after = deployed.filter(({ minute }) => minute >= stepAt);
  const found = after.findIndex(({ size }) => isEnough(plant, size, week));
  const at = after[found]?.minute;
  if (at === undefined) return { days: null, deployments: null };
  return { days: rounded((at - stepAt) / MINUTES_PER_DAY), deployments: found + 1 };
}

function largestOf(sizes: readonly TaskSize[], start: TaskSize): TaskSize {
  return sizes.reduce((largest, size) => (usdPerHour(size) > usdPerHour(largest) ? size : largest), start);
}

/** What a year that was played comes to. */
export function measure(plant: Plant, tally: Tally, needs: readonly DayNeeds[]): Measured {
  const { changes, usd, written } = tally;
  const clairvoyant = clairvoyantUsd(plant, needs, usd.length);
  const steps = untilEnough(plant, tally, needs);
  return {
    plant: plant.name,
    changes: changes.length,
    cpuReversals: reversalsOf(changes, 'cpuUnits'),
    memoryReversals: reversalsOf(changes, 'memoryMiB'),
    costRatio: rounded(sum(usd) / sum(clairvoyant)),
    endCostRatio: rounded(sum(usd.slice(-END_WEEKS)) / sum(clairvoyant.slice(-END_WEEKS))),
    hoursShort: Math.round(tally.minutesShort / HOUR_MINUTES),
    hoursDown: Math.round(tally.minutesDown / HOUR_MINUTES),
    longestDownHours: Math.round(tally.longestDown / HOUR_MINUTES),
    kills: tally.kills,
    weeksWithKills: tally.weeksWithKills.size,
    ...(steps && { untilEnough: steps }),
    largest: largestOf(written, plant.start),
    last: written.at(-1) ?? plant.start,
    silentShrinks: silentShrinks(changes),
    brokenDocuments: tally.brokenDocuments,
    failedRuns: tally.failedRuns.length,
  };
}

/** Plays a plant for so many weeks and measures it. */
export async function playAndMeasure(plant: Plant, weeks: number): Promise<Measured> {
  const needs = needsOf(plant, weeks * DAYS_PER_WEEK + HORIZON_DAYS);
  return measure(plant, await playPlant(plant, weeks), needs);
}
