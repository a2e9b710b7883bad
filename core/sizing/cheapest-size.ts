import {
  covers,
  HOURS_PER_MONTH,
  hourlyUsd,
  type Platform,
  referencePrice,
  type TaskSize,
  validPairs,
} from '../model/task-size.ts';
import {
  type Expectation,
  expectedAMonth,
  expectedAtDepth,
  expectShortage,
  PER_MONTH,
  seenAbove,
  stepOf,
} from './expected-shortage.ts';

/** What a shortage costs, as a person put it. */
export interface ShortagePrices {
  /** USD for an hour in which a task was short of CPU. */
  readonly cpuUsdPerHour: number;
  /** USD for a task that was killed for memory. */
  readonly memoryUsdPerKill: number;
}

/** What is expected of a target, and what it costs. */
export interface Shortage {
  /** Absent where there is no evidence: nothing is expected then. */
  readonly cpu?: Expectation;
  readonly memory?: Expectation;
  readonly prices: ShortagePrices;
  /** The size in force: growth past it takes use that is there, not use that is feared. */
  readonly inForce: TaskSize;
}

export interface SizeQuestion extends Shortage {
  /** What must be there in any case, the buffer above the peak in it. */
  readonly required: TaskSize;
  /** The most that may be chosen; absent where nothing bounds it. */
  readonly upper?: TaskSize;
  readonly platform: Platform;
}

/** What a month costs at a size: its price, and what it is expected to be short of. For so many tasks, all three. */
export interface ExpectedBill {
  readonly priceUsd: number;
  readonly cpuHoursShort: number;
  readonly memoryKills: number;
}

function monthlyUsd(size: TaskSize, platform: Platform): number {
  return hourlyUsd(size, referencePrice(platform)) * HOURS_PER_MONTH;
}

/** The expected bill of a size; price and shortage are counted for the same number of tasks. */
export function expectedBill(
  { cpu, memory, platform }: Pick<Shortage, 'cpu' | 'memory'> & { readonly platform: Platform },
  size: TaskSize,
  tasks = 1,
): ExpectedBill {
  return {
    priceUsd: tasks * monthlyUsd(size, platform),
    cpuHoursShort: cpu === undefined ? 0 : expectedAMonth(cpu, size.cpuUnits, tasks),
    memoryKills: memory === undefined ? 0 : expectedAMonth(memory, size.memoryMiB, tasks),
  };
}

/** Nothing is known of a resource, and nothing feared. */
const NOTHING_EXPECTED = {
  cpu: expectShortage('cpu', { points: new Float64Array(0), periodSeconds: 300 }),
  memory: expectShortage('memory', { points: new Float64Array(0), periodSeconds: 300 }),
};

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
 * The smallest CPU row that holds what is required and where the shortage that was seen costs no more than the step to
 * the next row: use that is there every week is served, whatever lies above it.
 */
function usedRow({ cpu, required, prices, platform }: SizeQuestion, rows: readonly number[]): number {
  const usdPerUnit = (referencePrice(platform).perVcpuUsd * HOURS_PER_MONTH) / 1024;
  const used = rows.find((row, index) => {
    const stepUsd = ((rows[index + 1] ?? Number.POSITIVE_INFINITY) - row) * usdPerUnit;
    const shortUsd = cpu === undefined ? 0 : prices.cpuUsdPerHour * HOURS_PER_MONTH * seenAbove(cpu, row);
    return row >= required.cpuUnits && shortUsd <= stepUsd;
  });
  return used ?? required.cpuUnits;
}

/**
 * The sizes that come into question, with their prices: they hold what is required, and exceed the size in force only
 * for that or for use that is there.
 */
function candidates(question: SizeQuestion): readonly PricedPair[] {
  const { platform, required, inForce, upper: most } = question;
  const pairs = validPairs(platform.operatingSystem)
    .filter((size) => most === undefined || covers(most, size))
    .map((size) => ({ size, usd: monthlyUsd(size, platform) }));
  const rows = [...new Set(pairs.map(({ size }) => size.cpuUnits))];
  const least = cheapestCovering(pairs, required)?.size;
  const used = cheapestCovering(pairs, { ...required, cpuUnits: usedRow(question, rows) })?.size ?? least;
  if (least === undefined || used === undefined) return [];
  const upper = {
    cpuUnits: Math.max(inForce.cpuUnits, least.cpuUnits, used.cpuUnits),
    memoryMiB: Math.max(inForce.memoryMiB, least.memoryMiB, used.memoryMiB),
  };
  return pairs.filter(({ size }) => covers(size, required) && covers(upper, size));
}

interface Option {
  /** Steps from 1 unit. */
  readonly step: number;
  readonly amount: number;
  /** Of the cheapest candidate that has at least this amount. */
  readonly usd: number;
}

/** The amount with the lowest price and expected shortage, were the highest point at `top`; of equals the smallest. */
function cheapestAt(options: readonly Option[], top: number, feared: Feared): number {
  let best = 0;
  let bestUsd = Number.POSITIVE_INFINITY;
  for (let index = 0; index < options.length; index += 1) {
    const { step, usd } = options[index] as Option;
    if (usd >= bestUsd) continue;
    const total = usd + fearedUsd(feared, top, step);
    if (total < bestUsd) [best, bestUsd] = [index, total];
  }
  return best;
}

interface Feared {
  readonly expected: Expectation;
  /** USD a month for all of the time, or for one episode a day. */
  readonly usdEach: number;
}

/** What is feared of use with its highest point at `top`, above a size: USD a month. */
function fearedUsd({ expected, usdEach }: Feared, top: number, step: number): number {
  return usdEach * expectedAtDepth(expected, top - step);
}

/** Less than this is not worth looking further down for: USD a month. */
const NEXT_TO_NOTHING = 0.01;

/**
 * The largest of the amounts that are cheapest for this use and for any use of the same shape below it. The cheapest
 * alone may fall when use grows: where no size helps any more, none is worth its price. This one never does.
 */
function amountWorthIt(options: readonly Option[], feared: Feared): number {
  const [first, ...others] = options as readonly [Option, ...Option[]];
  const settledUsd = Math.max(NEXT_TO_NOTHING, Math.min(...others.map(({ usd }) => usd - first.usd)));
  let best = 0;
  for (let top = feared.expected.shape?.top ?? 0; best < others.length; top -= 1) {
    best = Math.max(best, cheapestAt(options, top, feared));
    if (fearedUsd(feared, top, first.step) <= settledUsd) break;
  }
  return (options[best] as Option).amount;
}

interface Row {
  readonly cpuUnits: number;
  /** Its memories in steps from 1 unit, and the price of each. */
  readonly steps: readonly number[];
  readonly usd: readonly number[];
}

function rowsOf(pairs: readonly PricedPair[]): readonly Row[] {
  return [...new Set(pairs.map(({ size }) => size.cpuUnits))].map((cpuUnits) => {
    const row = pairs.filter(({ size }) => size.cpuUnits === cpuUnits);
    return { cpuUnits, steps: row.map(({ size }) => stepOf(size.memoryMiB)), usd: row.map(({ usd }) => usd) };
  });
}

/** The lowest price in a row with what is feared of its memories, were the highest memory at `top`. */
function rowBill({ steps, usd }: Row, top: number, memory: Feared): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < steps.length; index += 1) {
    const price = usd[index] as number;
    if (price >= least) break;
    least = Math.min(least, price + fearedUsd(memory, top, steps[index] as number));
  }
  return least;
}

/**
 * What each CPU row costs beside the one before, with the memory that is best in it. A row with room for more memory
 * may be worth its price for that: as much as for this use of memory, or for any of the same shape below it, so that
 * more memory in use never makes a row worth less.
 */
function rowOptions(pairs: readonly PricedPair[], memory: Feared): readonly Option[] {
  const rows = rowsOf(pairs);
  const usd = rows.map((row, index) => (row.usd[0] as number) - (rows[index - 1]?.usd[0] ?? 0));
  const least = Math.min(...rows.flatMap(({ steps }) => steps));
  for (let top = memory.expected.shape?.top ?? 0; fearedUsd(memory, top, least) > NEXT_TO_NOTHING; top -= 1) {
    let before = 0;
    for (let index = 0; index < rows.length; index += 1) {
      const bill = rowBill(rows[index] as Row, top, memory);
      usd[index] = Math.min(usd[index] as number, bill - before);
      before = bill;
    }
  }
  let total = 0;
  return rows.map(({ cpuUnits }, index) => {
    total += index === 0 ? 0 : (usd[index] as number);
    return { step: stepOf(cpuUnits), amount: cpuUnits, usd: total };
  });
}

/** The memories that the candidates offer with at least this row, each with the price of the cheapest. */
function memoryOptions(pairs: readonly PricedPair[], cpuUnits: number): readonly Option[] {
  const amounts = [...new Set(pairs.map(({ size }) => size.memoryMiB))].sort((a, b) => a - b);
  return amounts.flatMap((amount) => {
    const pair = cheapestCovering(pairs, { cpuUnits, memoryMiB: amount });
    return pair === undefined ? [] : [{ step: stepOf(amount), amount, usd: pair.usd }];
  });
}

/**
 * The task size whose price and expected shortage are least, of those that hold what is required. When all use of a
 * resource grows, its shortage costs more, or more of it is required, there is never less of it. Undefined when no
 * pair holds what is required.
 */
export function cheapestSize(question: SizeQuestion): TaskSize | undefined {
  const pairs = candidates(question);
  if (pairs.length === 0) return undefined;
  const { prices, cpu = NOTHING_EXPECTED.cpu, memory = NOTHING_EXPECTED.memory } = question;
  const usdPerKill = memory.model.killCare * prices.memoryUsdPerKill;
  const kills = { expected: memory, usdEach: PER_MONTH.memory * usdPerKill };
  const hours = { expected: cpu, usdEach: PER_MONTH.cpu * prices.cpuUsdPerHour };
  const cpuUnits = amountWorthIt(rowOptions(pairs, kills), hours);
  const memoryMiB = amountWorthIt(memoryOptions(pairs, cpuUnits), kills);
  return cheapestCovering(pairs, { cpuUnits, memoryMiB })?.size;
}
