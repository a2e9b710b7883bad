import { HOURS_PER_MONTH, isSameSize, type TaskSize } from '../model/task-size.ts';
import { DAY_MILLISECONDS, pointFrom, type Window } from '../model/time.ts';
import type { SizeSpan } from '../usage/size-timeline.ts';
import type { TaskCounts } from '../usage/task-counts.ts';
import type { DailyCost } from './costs.ts';
import { type Pricing, type TaskCount, tariffUsd, taskCount } from './tariff.ts';
import { savingsOf } from './usd.ts';

/** Where a realized saving comes from: the bill, or sizes, task counts and unit prices. */
export const REALIZED_SOURCES = ['CostExplorer', 'SizeHistory'] as const;
export type RealizedSource = (typeof REALIZED_SOURCES)[number];

/** Hours a month of 730 hours, over all tasks. */
export interface HoursAMonth {
  readonly before: number;
  readonly after: number;
}

export interface Realized {
  /** Positive: saved; negative: it costs more. */
  readonly usdPerMonth: number;
  readonly from: RealizedSource;
  /** Full days after the change that it was read from. */
  readonly days: number;
  /** Absent where the bill is not split by usage type. */
  readonly vcpuHours?: HoursAMonth;
  readonly gbHours?: HoursAMonth;
}

export interface SizesInput {
  readonly before: TaskSize;
  readonly after: TaskSize;
  /** Epoch milliseconds at which the deployment was finished. */
  readonly changedAt: number;
  readonly counts?: TaskCounts | undefined;
  readonly window: Window;
  readonly pricing?: Pricing | undefined;
}

/**
 * What the tasks since a change cost at the size before it less what they cost at the size after: by the tasks counted
 * since, where there is a day of them, else by the tariff's tasks. Undefined without a price, or before a full day.
 *
 * For example: one task of 1024 / 2048 that became 512 / 1024 in us-east-1: 36.04 - 18.02 = 18.02
 */
export function realizedBySizes(input: SizesInput): Realized | undefined {
  const { before, after, changedAt, window, pricing } = input;
  const days = Math.floor((window.endTime - changedAt) / DAY_MILLISECONDS);
  if (!(days >= 1) || pricing?.kind !== 'priced') return undefined;
  const tariff = { ...pricing.tariff, tasks: tasksSince(input) ?? pricing.tariff.tasks };
  const hours = tariff.tasks.mean * HOURS_PER_MONTH;
  return {
    usdPerMonth: savingsOf(tariffUsd(before, tariff), tariffUsd(after, tariff)),
    from: 'SizeHistory',
    days,
    vcpuHours: hoursAMonth((before.cpuUnits / 1024) * hours, (after.cpuUnits / 1024) * hours),
    gbHours: hoursAMonth((before.memoryMiB / 1024) * hours, (after.memoryMiB / 1024) * hours),
  };
}

function tasksSince({ changedAt, counts, window }: SizesInput): TaskCount | undefined {
  if (counts === undefined) return undefined;
  const tasks = counts.tasks.subarray(pointFrom(window, changedAt));
  // Nothing is wanted here, so that only what was counted is an answer.
  const counted = taskCount({ desiredCount: 0 }, window, { ...counts, tasks });
  return counted.from === counts.from ? counted : undefined;
}

function hoursAMonth(before: number, after: number): HoursAMonth {
  return { before: Math.round(before * 100) / 100, after: Math.round(after * 100) / 100 };
}

export interface CostsInput {
  /** Of the service, in any order. A day without an entry between two that have one cost nothing. */
  readonly daily: readonly DailyCost[];
  /** The day of the deployment, `YYYY-MM-DD`: it has something of both sizes, and is left out. */
  readonly changedOn: string;
  /** The first full day of the size before, `YYYY-MM-DD`; absent: long ago. */
  readonly firstDay?: string | undefined;
  /** The last day that the bill knows in full, `YYYY-MM-DD`. */
  readonly lastDay: string;
}

/** Two whole weeks, where they are there. */
const MOST_DAYS_BEFORE = 14;
/** One bad day must not decide. */
const LEAST_DAYS = 3;

/**
 * What the bill says that a change saved: the mean of up to 14 full days before it less the mean of the full days after
 * it, a month of 730 hours. Undefined with less than three days on either side, and where nothing was billed before.
 *
 * For example: 1.18 USD a day before, 0.59 after: 0.59 × 730 / 24 = 17.95
 */
export function realizedByCosts({ daily, changedOn, firstDay, lastDay }: CostsInput): Realized | undefined {
  const bill = fullBill(daily);
  const day = numberOfDay(changedOn);
  const since = firstDay === undefined ? Number.NEGATIVE_INFINITY : numberOfDay(firstDay);
  const before = bill.filter((each) => each.number >= since && each.number < day).slice(-MOST_DAYS_BEFORE);
  const after = bill.filter((each) => each.number > day && each.number <= numberOfDay(lastDay));
  if (before.length < LEAST_DAYS || after.length < LEAST_DAYS) return undefined;
  const costBefore = aMonth(before, ({ usd }) => usd);
  // A bill of nothing, which credits and Savings Plans make, says nothing of a change.
  if (!(costBefore > 0)) return undefined;
  const hoursOf = (field: 'vcpuHours' | 'gbHours') => billedHours(before, after, (each) => each[field]);
  const [vcpuHours, gbHours] = [hoursOf('vcpuHours'), hoursOf('gbHours')];
  return {
    usdPerMonth: savingsOf(
      costBefore,
      aMonth(after, ({ usd }) => usd),
    ),
    from: 'CostExplorer',
    days: after.length,
    ...(vcpuHours && { vcpuHours }),
    ...(gbHours && { gbHours }),
  };
}

interface BilledDay extends Omit<DailyCost, 'day'> {
  /** Days since the epoch. */
  readonly number: number;
}

function numberOfDay(day: string): number {
  return Math.floor(Date.parse(day) / DAY_MILLISECONDS);
}

/**
 * Every day after the first of a bill up to its last, oldest first; outside of them nothing is known. The first may be
 * a part of a day: the tags were activated on it, or the service began.
 */
function fullBill(daily: readonly DailyCost[]): readonly BilledDay[] {
  const known = new Map(daily.map(({ day, ...cost }) => [numberOfDay(day), cost]));
  if (known.size === 0) return [];
  const [first, last] = [Math.min(...known.keys()), Math.max(...known.keys())];
  return Array.from({ length: last - first }, (_, index) => {
    const number = first + 1 + index;
    return { number, ...(known.get(number) ?? { usd: 0, vcpuHours: 0, gbHours: 0 }) };
  });
}

/** The mean of days, a month of it; NaN where a day does not say. */
function aMonth(days: readonly BilledDay[], amountOf: (day: BilledDay) => number | undefined): number {
  const sum = days.reduce((total, day) => total + (amountOf(day) ?? Number.NaN), 0);
  return (sum / days.length / 24) * HOURS_PER_MONTH;
}

function billedHours(
  before: readonly BilledDay[],
  after: readonly BilledDay[],
  hoursOf: (day: BilledDay) => number | undefined,
): HoursAMonth | undefined {
  const hours = hoursAMonth(aMonth(before, hoursOf), aMonth(after, hoursOf));
  return Number.isNaN(hours.before + hours.after) ? undefined : hours;
}

/**
 * The first full day on which the size before a change ran, `YYYY-MM-DD`: days before it had another size, and say
 * nothing of this change. Undefined where that size ran as long as anybody knows.
 *
 * @param spans - Ascending; the last one that began before `changedAt` is the change's own.
 */
export function firstDayOfSizeBefore(
  spans: readonly SizeSpan[],
  after: TaskSize,
  changedAt: number,
): string | undefined {
  const begun = spans.filter(({ startTime }) => startTime <= changedAt);
  const last = begun.findLastIndex(({ taskSize }) => !isSameSize(taskSize, after));
  const before = begun[last]?.taskSize;
  if (before === undefined) return undefined;
  const other = begun.findLastIndex(({ taskSize }, index) => index < last && !isSameSize(taskSize, before));
  const since = Math.min(...begun.slice(other + 1).map(({ startTime }) => startTime));
  return Number.isFinite(since) ? new Date(since + DAY_MILLISECONDS).toISOString().slice(0, 10) : undefined;
}
