import {
  type Expectation,
  expectedAMonth,
  expectedAtDepth,
  PER_MONTH,
  seenAbove,
  stepOf,
} from './expected-shortage.ts';
import { covers, type Platform, type TaskSize, validPairs } from './fargate-grid.ts';
import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from './price.ts';

/** What a shortage costs, as a person put it. */
export interface ShortagePrices {
  /** USD for an hour in which a task was short of CPU. */
  readonly cpuUsdPerHour: number;
  /** USD for a task that was killed for memory. */
  readonly memoryUsdPerKill: number;
}

export interface SizeQuestion {
  /** Absent where there is no evidence: nothing is expected then. */
  readonly cpu?: Expectation;
  readonly memory?: Expectation;
  readonly prices: ShortagePrices;
  /** What must be there in any case, the buffer above the peak in it. */
  readonly required: TaskSize;
  /** The size in force: growth past it takes use that is there, not use that is feared. */
  readonly inForce: TaskSize;
  readonly platform: Platform;
}

/** What a month costs at a size: its price, and what it is expected to be short of. For so many tasks, all three. */
export interface ExpectedBill {
  readonly priceUsd: number;
  readonly cpuHoursShort: number;
  readonly memoryKills: number;
  /** All of it, at the prices of a shortage. */
  readonly usd: number;
}

function monthlyUsd(size: TaskSize, platform: Platform): number {
  return hourlyUsd(size, referencePrice(platform)) * HOURS_PER_MONTH;
}

/** The expected bill of a size; price and shortage are counted for the same number of tasks. */
export function expectedBill({ cpu, memory, prices, platform }: SizeQuestion, size: TaskSize, tasks = 1): ExpectedBill {
  const priceUsd = tasks * monthlyUsd(size, platform);
  const cpuHoursShort = cpu === undefined ? 0 : expectedAMonth(cpu, size.cpuUnits, tasks);
  const memoryKills = memory === undefined ? 0 : expectedAMonth(memory, size.memoryMiB, tasks);
  const shortUsd = prices.cpuUsdPerHour * cpuHoursShort + prices.memoryUsdPerKill * memoryKills;
  return { priceUsd, cpuHoursShort, memoryKills, usd: priceUsd + shortUsd };
}

interface PricedPair {
  readonly size: TaskSize;
  readonly usd: number;
}

function cheapestCovering(pairs: readonly PricedPair[], needed: TaskSize): PricedPair | undefined {
  let best: PricedPair | undefined;
  for (const pair of pairs) {
    if (covers(pair.size, needed) && (best === undefined || pair.usd < best.usd)) best = pair;
  }
  return best;
}

/**
 * The smallest CPU row that holds what is required and where the shortage that was seen costs no more than the step to the next row: use that is
 * there every week is served, whatever lies above it.
 */
function usedRow({ cpu, required, prices, platform }: SizeQuestion, rows: readonly number[]): number {
  const usdPerUnit = (referencePrice(platform).perVcpuUsd * HOURS_PER_MONTH) / 1024;
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    if (next === undefined) return row;
    if (row < required.cpuUnits) continue;
    const shortUsd = cpu === undefined ? 0 : prices.cpuUsdPerHour * HOURS_PER_MONTH * seenAbove(cpu, row);
    if (shortUsd <= (next - row) * usdPerUnit) return row;
  }
  return required.cpuUnits;
}

/** The sizes that come into question, with their prices: they hold what is needed, and exceed the size in force only for that. */
function candidates(question: SizeQuestion): readonly PricedPair[] {
  const { platform, required, inForce } = question;
  const pairs = validPairs(platform.operatingSystem).map((size) => ({ size, usd: monthlyUsd(size, platform) }));
  const rows = [...new Set(pairs.map(({ size }) => size.cpuUnits))];
  const needed = { cpuUnits: usedRow(question, rows), memoryMiB: required.memoryMiB };
  const least = cheapestCovering(pairs, needed)?.size;
  if (least === undefined) return [];
  const upper = {
    cpuUnits: Math.max(inForce.cpuUnits, least.cpuUnits),
    memoryMiB: Math.max(inForce.memoryMiB, least.memoryMiB),
  };
  return pairs.filter(({ size }) => covers(size, needed) && covers(upper, size));
}

interface Option {
  /** Steps from 1 unit. */
  readonly step: number;
  readonly amount: number;
  /** Of the cheapest candidate that has at least this amount. */
  readonly usd: number;
}

/** The amount with the lowest price and expected shortage, were the highest point at `top`; of equals the smallest. */
function cheapestAt(options: readonly Option[], top: number, { expected, usdEach }: Feared): number {
  let best = 0;
  let bestUsd = Number.POSITIVE_INFINITY;
  for (let index = 0; index < options.length; index += 1) {
    const { step, usd } = options[index] as Option;
    if (usd >= bestUsd) continue;
    const total = usd + usdEach * expectedAtDepth(expected, top - step);
    if (total < bestUsd) [best, bestUsd] = [index, total];
  }
  return best;
}

interface Feared {
  readonly expected: Expectation;
  /** USD a month for all of the time, or for one episode a day. */
  readonly usdEach: number;
}

/**
 * The largest of the amounts that are cheapest for this use and for any use of the same shape below it. The cheapest alone may fall when use grows: where no
 * size helps any more, none is worth its price. This one never does.
 */
function amountWorthIt(options: readonly Option[], feared: Feared): number {
  const [first] = options as readonly [Option];
  const { shape } = feared.expected;
  if (shape === undefined) return first.amount;
  const cheapestStep = Math.min(...options.slice(1).map(({ usd }) => usd - first.usd));
  let best = 0;
  for (let top = shape.top; best < options.length - 1; top -= 1) {
    if (feared.usdEach * expectedAtDepth(feared.expected, top - first.step) <= cheapestStep) break;
    best = Math.max(best, cheapestAt(options, top, feared));
  }
  return (options[best] as Option).amount;
}

const SIDES = { cpu: 'cpuUnits', memory: 'memoryMiB' } as const;

/** The amounts of one resource that the candidates offer, and what each costs with at least `floor` of the other. */
function optionsOf(pairs: readonly PricedPair[], resource: keyof typeof SIDES, floor: TaskSize): readonly Option[] {
  const side = SIDES[resource];
  const amounts = [...new Set(pairs.map(({ size }) => size[side]))].sort((a, b) => a - b);
  return amounts.flatMap((amount) => {
    const pair = cheapestCovering(pairs, { ...floor, [side]: amount });
    return pair === undefined ? [] : [{ step: stepOf(amount), amount, usd: pair.usd }];
  });
}

/**
 * The task size whose price and expected shortage are least, of those that hold what is required. More use, a higher price of a shortage or more that is
 * required never give a smaller one. Undefined when no pair holds what is required.
 */
export function cheapestSize(question: SizeQuestion): TaskSize | undefined {
  const pairs = candidates(question);
  if (pairs.length === 0) return undefined;
  const { cpu, memory, prices } = question;
  const worth = (expected: Expectation | undefined, resource: keyof typeof SIDES, floor: TaskSize): number => {
    const options = optionsOf(pairs, resource, floor);
    const usdEach = PER_MONTH[resource] * (resource === 'cpu' ? prices.cpuUsdPerHour : prices.memoryUsdPerKill);
    return expected === undefined ? 0 : amountWorthIt(options, { expected, usdEach });
  };
  const first = { cpuUnits: 0, memoryMiB: worth(memory, 'memory', { cpuUnits: 0, memoryMiB: 0 }) };
  const row = { ...first, cpuUnits: worth(cpu, 'cpu', first) };
  // Memory that comes with the row, or costs less beside it, may be worth more.
  const memoryMiB = Math.max(first.memoryMiB, worth(memory, 'memory', { ...row, memoryMiB: 0 }));
  return cheapestCovering(pairs, { ...row, memoryMiB })?.size;
}
