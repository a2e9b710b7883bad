import { type Platform, validPairs } from '../model/fargate-grid.ts';
import { HOURS_PER_MONTH, referencePrice } from '../model/reference-price.ts';
import { DAY_SECONDS } from '../model/time.ts';
import type { Window } from '../model/window.ts';
import { countPoints, highest, percentile } from '../usage/statistics.ts';
import { lastWeeks } from '../usage/weeks.ts';

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

const WEEK_DAYS = 7;
/** What is kept to 1/1024 of a unit is not above a row by less. */
const TOLERANCE = 1 / 1024;
/** The chance of memory that is r times the highest one falls as r to this power; see docs/algorithm.md for how 4 was read off. */
const KILL_EXPONENT = 4;
/**
 * How far CPU is feared to go in full: up to three times the highest, five times as far above the 99th percentile as the highest stands, and 30 times as far
 * above the highest of the quietest week; see docs/algorithm.md.
 */
const CPU_REACH = 3;
const USUAL_SPREAD = 5;
const WEEK_SPREAD = 30;
const USUAL_PERCENT = 99;
/** The most by which a short history makes a CPU size that is not enough dearer: it saw less, and no shortage costs several times more for that. */
const DEAREST = 1.4;
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
 * @example shortHistory(1) // 2.5
 */
export function shortHistory(weeks: number): number {
  return 5 / (weeks + 1);
}

/** That a load is regular is believed after three weeks of it. */
const BELIEVED = shortHistory(3);

/** 0 for a flat load, 1 for one whose median is a hundredth or more below its highest value. */
function unevenness(points: Float64Array, top: number): number {
  const median = percentile(points, 50) as number;
  return top > 0 ? Math.min(1, (top - median) / (top * FLAT_SHARE)) : 0;
}

/** What the highest points say about those beyond what was seen. */
export interface Tail {
  readonly highest: number;
  /** The 99th percentile: the nearer it is, the more regular is the load. */
  readonly usual: number;
  /** The highest of the week that has the lowest, of the last four: the nearer it is, the more is every week like the others. */
  readonly quietestWeek: number;
  /** 0 for a flat load, which has no tail, to 1. */
  readonly unevenness: number;
  /** How much wider the estimate is for a short history; 1 at four weeks. */
  readonly shortHistory: number;
}

/** The lowest of the last four weeks' highest points; a week without a point is no quiet one. */
function quietestWeek({ points, window }: ShortageEvidence): number {
  return Math.min(...lastWeeks(points, window).map((week) => week.highest));
}

/** The tail of a resource's points; undefined without one. */
export function tailOf(evidence: ShortageEvidence): Tail | undefined {
  const { points } = evidence;
  const top = highest(points);
  if (top === undefined) return undefined;
  return {
    highest: top,
    usual: percentile(points, USUAL_PERCENT) as number,
    quietestWeek: quietestWeek(evidence),
    unevenness: unevenness(points, top),
    shortHistory: shortHistory(weeksOf(evidence)),
  };
}

/**
 * Up to which amount CPU is feared as if it had been used: the highest three times, less where the load was seen to be regular for three weeks: it often
 * stands near its highest, or every week has the same. No part falls when all use grows or is raised.
 *
 * For example: feared({ highest: 200, usual: 180, quietestWeek: 150, unevenness: 1, shortHistory: 1 }) // 5 × 20 = 100: nothing above the highest is feared
 */
function feared({
  highest: top,
  usual,
  quietestWeek: quietest,
  unevenness: uneven,
  shortHistory: short,
}: Tail): number {
  const most = CPU_REACH * uneven * top;
  const irregular = Math.min(USUAL_SPREAD * (top - usual), WEEK_SPREAD * (top - quietest));
  return Math.min(most, irregular + Math.max(0, short - BELIEVED) * most);
}

/**
 * How much of a month's cost of a CPU size that is not enough at all counts for a size: all of it where it was exceeded or is feared to be, and falling off
 * with 1 / size from there; up to 1.4 times as much after less than four weeks, in which less was seen, and never less after more.
 *
 * @example exceededAt({ highest: 200, usual: 50, quietestWeek: 150, unevenness: 1, shortHistory: 1 }, 1024).toFixed(3) // '0.586'
 */
export function exceededAt(tail: Tail, cpuUnits: number): number {
  const isPassed = tail.highest > cpuUnits + TOLERANCE;
  const dearer = Math.min(DEAREST, Math.max(1, tail.shortHistory));
  return dearer * (isPassed ? 1 : Math.min(1, feared(tail) / cpuUnits));
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
 * For example: 4 weeks of 2016 points with 201.6 above in one of them // (0.025 + 0.1) / 2 = 0.0625
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
  const share = expectedShare(evidence, cpuUnits);
  return costs.usdPerHour * HOURS_PER_MONTH * share + costs.usdPerMonthExceeded * exceededAt(tail, cpuUnits);
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
  /** The CPU in force: growth past it needs use that was seen. */
  readonly inForce: number;
  readonly costs: CpuShortageCosts;
  readonly platform: Platform;
}

/**
 * The smallest CPU row that holds what is required and whose expected shortage does not cost more than the step to the next row. More use
 * can only raise it: neither share nor tail falls when all of it grows, is raised, or its highest point is, and the steps do not depend on the data.
 * Points that close up to the highest make a load more regular: what it needs never falls by that, what is feared beyond it may.
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
  /** The size in force, or what is needed where that is more: more memory than that needs use that was seen. */
  readonly upToMiB: number;
}

/** Memory episodes a month at a size just above the highest memory of four weeks; read off, see docs/algorithm.md. */
const KILLS_AT_HIGHEST = 0.25;

/**
 * The estimated kills a month at a memory size.
 *
 * @example killsAt({ highest: 3000, usual: 2900, quietestWeek: 2900, unevenness: 1, shortHistory: 1 }, 3750).toFixed(4) // '0.1024'
 */
export function killsAt({ highest: top, unevenness: uneven, shortHistory: short }: Tail, memoryMiB: number): number {
  return KILLS_AT_HIGHEST * short * uneven * (top / memoryMiB) ** KILL_EXPONENT;
}
