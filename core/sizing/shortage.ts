import { countPoints, highest, percentile } from '../usage/statistics.ts';
import type { Window } from '../usage/window.ts';
import { type Platform, validPairs } from './fargate-grid.ts';
import { HOURS_PER_MONTH, referencePrice } from './price.ts';

/** What a resource's points say about sizes that are smaller than what they need, or hardly larger. */
export interface ShortageEvidence {
  /** Peaks of the resource in CPU units or MiB; NaN where there is none. */
  readonly points: Float64Array;
  readonly window: Pick<Window, 'periodSeconds'>;
}

/** What CPU that is missing costs. */
export interface CpuShortageCosts {
  /** USD for an hour in which the CPU was not enough. */
  readonly usdPerHour: number;
  /** USD a month for a size that was not enough at all, be it for five minutes. */
  readonly usdPerMonthExceeded: number;
}

const DAY_SECONDS = 86_400;
const WEEK_DAYS = 7;
/** What is kept to 1/1024 of a unit is not above a row by less. */
const TOLERANCE = 1 / 1024;
/** The chance of a peak that is r times the highest one falls as r to this power; see docs/algorithm.md for how 4 was read off. */
const TAIL_EXPONENT = 4;
/** A load that stays within a hundredth of its highest value has no tail: it is flat. */
const FLAT_SHARE = 0.01;

function pointsPerDay({ window }: ShortageEvidence): number {
  return Math.max(1, Math.round(DAY_SECONDS / window.periodSeconds));
}

/** Weeks of data: days on which there was any, so that a stage that sleeps at night is not taken for a young one. */
function weeksOf(evidence: ShortageEvidence): number {
  const { points } = evidence;
  const perDay = pointsPerDay(evidence);
  let days = 0;
  for (let end = points.length; end > 0; end -= perDay) {
    if (countPoints(points.subarray(Math.max(0, end - perDay), end)) > 0) days += 1;
  }
  return days / WEEK_DAYS;
}

/**
 * How much wider an estimate is because the history is short: the chance that a week passes n others is 1 / (n + 1); 1 at four weeks.
 *
 * @example shortHistory(4) // 1, and 2.5 after one week
 */
export function shortHistory(weeks: number): number {
  return 5 / (weeks + 1);
}

/** 0 for a flat load, 1 for one whose median is a hundredth or more below its highest value. */
function unevenness(points: Float64Array, top: number): number {
  const median = percentile(points, 50) as number;
  return top > 0 ? Math.min(1, (top - median) / (top * FLAT_SHARE)) : 0;
}

/** How the highest points fall off beyond what was seen: `tail × (highest / size)^4`, and never more than 1. */
export interface Tail {
  readonly highest: number;
  /** How likely a peak just above the highest is, relative to four uneven weeks. */
  readonly weight: number;
}

/** The tail of a resource's points; undefined without one. */
export function tailOf(evidence: ShortageEvidence): Tail | undefined {
  const { points } = evidence;
  const top = highest(points);
  if (top === undefined) return undefined;
  return { highest: top, weight: shortHistory(weeksOf(evidence)) * unevenness(points, top) };
}

/** The estimated chance of more than `size`, relative to one that was passed. */
export function tailAt({ highest: top, weight }: Tail, size: number): number {
  return Math.min(1, weight * (top / size) ** TAIL_EXPONENT);
}

/** Points above a size, by day, counted back from the end of the window. */
function exceededByDay(evidence: ShortageEvidence, size: number): Float64Array {
  const { points } = evidence;
  const perDay = pointsPerDay(evidence);
  const days = new Float64Array(Math.ceil(points.length / perDay));
  for (let index = 0; index < points.length; index += 1) {
    if ((points[index] as number) <= size + TOLERANCE || Number.isNaN(points[index])) continue;
    const day = Math.floor((points.length - 1 - index) / perDay);
    days[day] = (days[day] as number) + 1;
  }
  return days;
}

/** The most points above a size in seven days in a row. */
function worstWeek(days: Float64Array): number {
  let [worst, running] = [0, 0];
  for (let day = 0; day < days.length; day += 1) {
    running += (days[day] as number) - (day >= WEEK_DAYS ? (days[day - WEEK_DAYS] as number) : 0);
    worst = Math.max(worst, running);
  }
  return worst;
}

/**
 * The estimated share of next week's points above a size: half way between the share of the whole window and that of its worst seven days, which
 * stand for a full week whatever is missing in them.
 *
 * @example 4 weeks of 2016 points with 201.6 above in one of them // (0.025 + 0.1) / 2 = 0.0625
 */
export function expectedShare(evidence: ShortageEvidence, size: number): number {
  const days = exceededByDay(evidence, size);
  const above = days.reduce((total, each) => total + each, 0);
  if (above === 0) return 0;
  const perWeek = WEEK_DAYS * pointsPerDay(evidence);
  const pooled = above / countPoints(evidence.points);
  return (pooled + Math.max(pooled, Math.min(1, worstWeek(days) / perWeek))) / 2;
}

/** What a month at a CPU size is expected to cost for want of CPU, in USD; nothing without a point. */
function shortageUsdAt(cpuUnits: number, tail: Tail | undefined, { evidence, costs }: CpuRowInput): number {
  if (tail === undefined) return 0;
  const exceeded = tail.highest > cpuUnits + TOLERANCE ? 1 : tailAt(tail, cpuUnits);
  return costs.usdPerHour * HOURS_PER_MONTH * expectedShare(evidence, cpuUnits) + costs.usdPerMonthExceeded * exceeded;
}

/** A CPU row, and what the rows below it and above it cost. */
export interface CpuRow {
  readonly cpuUnits: number;
  /** The row below, whose expected shortage costs more than the step up to this one; absent where what is needed decides. */
  readonly below?: { readonly cpuUnits: number; readonly shortageUsd: number; readonly stepUsd: number };
}

export interface CpuRowInput {
  readonly evidence: ShortageEvidence;
  /** What must be there in any case, in CPU units. */
  readonly required: number;
  /** The CPU in force: growth past it takes use that is there, not one that is feared. */
  readonly inForce: number;
  readonly costs: CpuShortageCosts;
  readonly platform: Platform;
}

/**
 * The smallest CPU row that holds what is required and whose expected shortage does not cost more than the step to the next row. Each
 * point can only raise it: neither share nor tail falls with a higher point, and the steps do not depend on the data.
 */
export function cpuRowWorthIt(input: CpuRowInput): CpuRow {
  const { evidence, required, inForce, platform } = input;
  const rows = [...new Set(validPairs(platform.operatingSystem).map(({ cpuUnits }) => cpuUnits))];
  const usdPerUnit = (referencePrice(platform).perVcpuUsd * HOURS_PER_MONTH) / 1024;
  const tail = tailOf(evidence);
  let below: CpuRow['below'];
  for (const [index, cpuUnits] of rows.entries()) {
    const next = rows[index + 1];
    if (cpuUnits < required) continue;
    if (next === undefined || cpuUnits >= inForce) return { cpuUnits, ...(below && { below }) };
    const stepUsd = (next - cpuUnits) * usdPerUnit;
    const shortageUsd = shortageUsdAt(cpuUnits, tail, input);
    if (shortageUsd <= stepUsd) return { cpuUnits, ...(below && { below }) };
    below = { cpuUnits, shortageUsd, stepUsd };
  }
  return { cpuUnits: required };
}

/** What memory that is not enough costs: estimated kills. */
export interface KillRisk {
  readonly tail: Tail;
  /** USD for a kill. */
  readonly usdPerKill: number;
}

/** Memory episodes a month at a size just above the highest memory of four weeks; read off, see docs/algorithm.md. */
const KILLS_AT_HIGHEST = 0.25;

/**
 * The estimated kills a month at a memory size.
 *
 * @example killsAt({ highest: 3000, weight: 1 }, 3750) // 0.25 × (3000 / 3750)^4 = 0.1024
 */
export function killsAt({ highest: top, weight }: Tail, memoryMiB: number): number {
  return KILLS_AT_HIGHEST * weight * (top / memoryMiB) ** TAIL_EXPONENT;
}
