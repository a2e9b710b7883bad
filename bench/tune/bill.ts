import { HOURS_PER_MONTH, hourlyUsd, referencePrice, type TaskSize, validPairs } from '../../core/model/task-size.ts';
import { cheapestSize, type ShortagePrices } from '../../core/sizing/cheapest-size.ts';
import { type Expectation, expectedAMonth, expectShortage } from '../../core/sizing/expected-shortage.ts';
import type { ShortageModel } from '../../core/sizing/shortage-model.ts';
import { type JudgedService, type JudgedWeek, nominalSize, useOf } from './weeks.ts';

/** The prices of a shortage at which candidates and peers are compared. */
export const PRICES: readonly ShortagePrices[] = [
  { cpuUsdPerHour: 2, memoryUsdPerKill: 20 },
  { cpuUsdPerHour: 5, memoryUsdPerKill: 50 },
  { cpuUsdPerHour: 15, memoryUsdPerKill: 100 },
  { cpuUsdPerHour: 15, memoryUsdPerKill: 300 },
  { cpuUsdPerHour: 40, memoryUsdPerKill: 500 },
];

/** What was said for the week after a decision, and what was seen in it. */
export interface SaidAndSeen {
  readonly said: number;
  readonly seen: number;
  /** What the week counts: months. */
  readonly months: number;
}

/**
 * A service's bill at each of the prices, in USD a month, and how what was said about CPU and memory held: at all
 * sizes, and at the chosen ones.
 */
export interface Judgement {
  readonly bills: readonly number[];
  readonly cpu: readonly SaidAndSeen[];
  readonly memory: readonly SaidAndSeen[];
  readonly chosenCpu: readonly SaidAndSeen[];
  readonly chosenMemory: readonly SaidAndSeen[];
}

const PLATFORM = { operatingSystem: 'LINUX', architecture: 'X86_64' } as const;
const HOUR_POINTS = 12;
/** Two episodes have at least a quarter of an hour between them. */
const APART = 4;
/** A service without memory is charged for the smallest that holds this share of its nominal size. */
const UNKNOWN_MEMORY_SHARE = 0.05;
const TOLERANCE = 1e-9;

interface Episodes {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

function countAbove(shares: Float64Array, limit: number): number {
  let count = 0;
  for (let index = 0; index < shares.length; index += 1) if ((shares[index] as number) > limit + TOLERANCE) count += 1;
  return count;
}

function episodesAbove(shares: Float64Array, limit: number): Episodes {
  let [count, first, last] = [0, -1, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < shares.length; index += 1) {
    if (!((shares[index] as number) > limit + TOLERANCE)) continue;
    if (count === 0) first = index;
    if (index - last >= APART) count += 1;
    last = index;
  }
  return { count, first, last };
}

/** Remembers what a week had above a size: the same is asked for every setting. */
const remembered = new WeakMap<JudgedWeek, Map<string, Episodes>>();

function inWeek(week: JudgedWeek, resource: 'cpu' | 'memory', limit: number): Episodes {
  const known = remembered.get(week) ?? new Map<string, Episodes>();
  remembered.set(week, known);
  const key = `${resource} ${limit}`;
  const shares = week.after[resource] ?? new Float64Array(0);
  const found =
    known.get(key) ??
    (resource === 'cpu' ? { count: countAbove(shares, limit), first: 0, last: 0 } : episodesAbove(shares, limit));
  known.set(key, found);
  return found;
}

function priceUsd(size: TaskSize): number {
  return hourlyUsd(size, referencePrice(PLATFORM)) * HOURS_PER_MONTH;
}

function charged({ cpuUnits }: TaskSize, nominal: TaskSize): TaskSize {
  const row = validPairs('LINUX').filter((pair) => pair.cpuUnits === cpuUnits);
  const needed = UNKNOWN_MEMORY_SHARE * nominal.memoryMiB;
  return row.find(({ memoryMiB }) => memoryMiB >= needed) ?? (row.at(-1) as TaskSize);
}

interface Decided {
  readonly week: JudgedWeek;
  readonly cpu: Expectation;
  readonly memory?: Expectation;
}

function decided(service: JudgedService, nominal: TaskSize, model: ShortageModel): readonly Decided[] {
  return service.weeks.map((week) => {
    const { cpu, memory } = week.before;
    return {
      week,
      cpu: expectShortage('cpu', useOf(cpu, nominal.cpuUnits), model),
      ...(memory && { memory: expectShortage('memory', useOf(memory, nominal.memoryMiB), model) }),
    };
  });
}

/** What a service cost and was short of, a month. */
export interface Bill {
  readonly priceUsd: number;
  readonly hoursShort: number;
  readonly kills: number;
  /** All of it, at the prices of a shortage. */
  readonly usd: number;
}

function billOf(service: JudgedService, sizes: readonly TaskSize[], { nominal, prices }: Judged): Bill {
  const judgedPoints = service.months * HOURS_PER_MONTH * HOUR_POINTS;
  let [price, short, kills, lastAt] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  for (const [index, week] of service.weeks.entries()) {
    const size = sizes[index] as TaskSize;
    const pays = week.after.memory === undefined ? charged(size, nominal) : size;
    price += (priceUsd(pays) * week.points) / judgedPoints;
    short += inWeek(week, 'cpu', size.cpuUnits / nominal.cpuUnits).count / judgedPoints;
    const { count, first, last } = inWeek(week, 'memory', size.memoryMiB / nominal.memoryMiB);
    if (count === 0) continue;
    kills += count - (week.start + first - lastAt < APART ? 1 : 0);
    lastAt = week.start + last;
  }
  const [hoursShort, killsAMonth] = [HOURS_PER_MONTH * short, kills / service.months];
  const usd = price + prices.cpuUsdPerHour * hoursShort + prices.memoryUsdPerKill * killsAMonth;
  return { priceUsd: price, hoursShort, kills: killsAMonth, usd };
}

interface Judged {
  readonly nominal: TaskSize;
  readonly prices: ShortagePrices;
}

function cpuAt({ week, cpu }: Decided, cpuUnits: number, nominal: TaskSize): SaidAndSeen {
  const { count } = inWeek(week, 'cpu', cpuUnits / nominal.cpuUnits);
  return {
    said: expectedAMonth(cpu, cpuUnits) / HOURS_PER_MONTH,
    seen: count / week.points,
    months: week.points / HOUR_POINTS / HOURS_PER_MONTH,
  };
}

function memoryAt({ week, memory }: Decided, memoryMiB: number, nominal: TaskSize): readonly SaidAndSeen[] {
  if (memory === undefined) return [];
  const months = week.points / HOUR_POINTS / HOURS_PER_MONTH;
  const { count } = inWeek(week, 'memory', memoryMiB / nominal.memoryMiB);
  return [{ said: expectedAMonth(memory, memoryMiB), seen: count / months, months }];
}

const ROWS = [...new Set(validPairs('LINUX').map(({ cpuUnits }) => cpuUnits))];
const LEVELS = [...new Set(validPairs('LINUX').map(({ memoryMiB }) => memoryMiB))];

/** The sizes that are decided on at some prices, week by week. */
function chosenAt(all: readonly Decided[], { nominal, prices }: Judged): readonly TaskSize[] {
  const required = { cpuUnits: 0, memoryMiB: 0 };
  return all.map(
    ({ cpu, memory }) =>
      cheapestSize({ cpu, ...(memory && { memory }), prices, required, inForce: nominal, platform: PLATFORM }) ??
      nominal,
  );
}

/** A service's bill at each of some prices. */
export function billsAt(
  service: JudgedService,
  shift: number,
  { model, prices }: { readonly model: ShortageModel; readonly prices: readonly ShortagePrices[] },
): readonly Bill[] {
  const nominal = nominalSize(service.name, shift);
  const all = decided(service, nominal, model);
  return prices.map((each) => {
    const judged = { nominal, prices: each };
    return billOf(service, chosenAt(all, judged), judged);
  });
}

/** Judges a model on a service whose nominal size is the `shift`-th of five. */
export function judge(service: JudgedService, shift: number, model: ShortageModel): Judgement {
  const nominal = nominalSize(service.name, shift);
  const all = decided(service, nominal, model);
  const chosen = PRICES.map((prices) => chosenAt(all, { nominal, prices }));
  const smaller = chosen.flatMap((sizes) => sizes.map((size, index) => ({ size, about: all[index] as Decided })));
  return {
    bills: chosen.map(
      (sizes, index) => billOf(service, sizes, { nominal, prices: PRICES[index] as ShortagePrices }).usd,
    ),
    cpu: all.flatMap((about) => ROWS.filter((row) => row < nominal.cpuUnits).map((row) => cpuAt(about, row, nominal))),
    memory: all.flatMap((about) =>
      LEVELS.filter((level) => level < nominal.memoryMiB).flatMap((level) => memoryAt(about, level, nominal)),
    ),
    chosenCpu: smaller.flatMap(({ size, about }) =>
      size.cpuUnits < nominal.cpuUnits ? [cpuAt(about, size.cpuUnits, nominal)] : [],
    ),
    chosenMemory: smaller.flatMap(({ size, about }) =>
      size.memoryMiB < nominal.memoryMiB ? memoryAt(about, size.memoryMiB, nominal) : [],
    ),
  };
}
