import { HOURS_PER_MONTH } from '../model/task-size.ts';
import { dayOf, HOUR_MILLISECONDS } from '../model/time.ts';
import type { ReasonsOf } from '../model/words.ts';
import { cents, usdText } from '../money/usd.ts';
import type { BusyHours } from '../usage/before-window.ts';
import type { Assessment, Assessments } from './assess.ts';
import type { Demand } from './bounds.ts';
import type { RecommendInput } from './evidence.ts';
import { lastStepWorthIt } from './worth-of-steps.ts';

/** Memory reached before the window what the window does not show: a job of each month, for example. */
interface EarlierPeakFloor {
  readonly on: string;
  readonly peak: number;
  /** What the task keeps for it, in MiB. */
  readonly memoryMiB: number;
}

/** Last year memory rose in the weeks that come. */
interface LastYearFloor {
  readonly on: string;
  /** So many times what was used in the weeks before. */
  readonly times: number;
  /** The highest of the window. */
  readonly peak: number;
  /** What the task keeps for it, in MiB. */
  readonly memoryMiB: number;
}

/** CPU is busy for so long, or was in the weeks of last year that come, that more of it is worth its price. */
interface BusyFloor {
  readonly on: string;
  /** The next smaller CPU, and how many hours of a month it would take to do what was done above it. */
  readonly below: number;
  readonly hours: number;
  readonly usdPerHour: number;
  readonly stepUsdPerMonth: number;
  /** What the task keeps for it, in CPU units. */
  readonly cpuUnits: number;
}

export const BEFORE_WINDOW_SENTENCES = {
  LastYear: ({ on, times, peak, memoryMiB }: LastYearFloor) =>
    `In the weeks that come memory went to ${times} times as much last year (${on}). Of ${Math.ceil(peak)} MiB today that would be ${Math.ceil(peak * times)}: the task keeps ${memoryMiB} MiB.`,
  EarlierPeak: ({ on, peak, memoryMiB }: EarlierPeakFloor) =>
    `Memory reached ${Math.ceil(peak)} MiB on ${on}, before the window. It may come again: the task keeps ${memoryMiB} MiB.`,
  BusyHours: (reason: BusyFloor) =>
    `CPU was above ${reason.below} units in the mean of an hour, last on ${reason.on}. ${busyText(reason)}`,
  LastYearBusy: (reason: BusyFloor) =>
    `Until ${reason.on} CPU will be above ${reason.below} units, if it rises as last year. ${busyText(reason)}`,
};

type BeforeWindowReason = ReasonsOf<typeof BEFORE_WINDOW_SENTENCES>;

function busyText({ hours, usdPerHour, stepUsdPerMonth, cpuUnits, below }: BusyFloor): string {
  return `With ${below} such work takes ${hours} hours of a month: at ${usdText(usdPerHour)} USD each that is more than the ${usdText(stepUsdPerMonth)} USD of the next step, so the task keeps ${cpuUnits} units.`;
}

/**
 * Keeps room for what was used before the window, and for what the coming weeks took last year, up to the size that
 * runs: it never makes a task larger. Without headroom: that of the window's need already holds what differs by chance.
 */
export function beforeWindowWants(
  input: RecommendInput,
  { cpu, memory }: Assessments,
): readonly Demand<BeforeWindowReason>[] {
  const { busy, lastYearBusy } = input.evidence.context ?? {};
  const busyFloors = [
    ...busyFloor(busy, input).map((floor) => ({ code: 'BusyHours', ...floor }) as const),
    ...busyFloor(lastYearBusy, input).map((floor) => ({ code: 'LastYearBusy', ...floor }) as const),
  ];
  return [
    ...memoryFloors(input, memory)
      .filter(({ memoryMiB }) => memoryMiB > Number(memory?.needed))
      .map((reason) => ({ kind: 'wants', memoryMiB: reason.memoryMiB, reasons: [reason] }) as const),
    ...busyFloors
      // What the window needs anyway is told by it.
      .filter(({ below }) => below >= Number(cpu?.needed))
      .map((reason) => ({ kind: 'wants', cpuUnits: reason.cpuUnits, reasons: [reason] }) as const),
  ];
}

type MemoryFloor = Extract<BeforeWindowReason, { readonly memoryMiB: number }>;

function memoryFloors({ evidence: { context, service } }: RecommendInput, memory: Assessment | undefined) {
  const { earlierPeak, lastYear } = context ?? {};
  const kept = (amount: number) => Math.min(Math.ceil(amount), service.taskSize.memoryMiB);
  const floors: MemoryFloor[] = [];
  if (earlierPeak !== undefined) {
    const { peakMiB: peak, at } = earlierPeak;
    floors.push({ code: 'EarlierPeak', on: dayOf(at), peak, memoryMiB: kept(peak) });
  }
  if (lastYear !== undefined && memory?.demand !== undefined) {
    const [times, peak] = [Math.round(lastYear.times * 100) / 100, memory.demand.highest];
    floors.push({ code: 'LastYear', on: dayOf(lastYear.at), times, peak, memoryMiB: kept(peak * times) });
  }
  return floors;
}

/**
 * Hours of a month that work takes with so much CPU, of the hours in which more was used: what does not fit waits. What
 * was seen in less than two months counts as that of one.
 *
 * For example: three hours at 1700 units in 35 days, with 1024 // 3 × 1700 / 1024 = 5
 */
function hoursWith(cpuUnits: number, { cpuUnits: used }: BusyHours): number {
  const known = used.length - used.findIndex((each) => !Number.isNaN(each));
  const hours = used.reduce((total, each) => (each > cpuUnits ? total + each / cpuUnits : total), 0);
  return Math.min(HOURS_PER_MONTH, hours / Math.max(1, Math.floor(known / HOURS_PER_MONTH)));
}

/** The CPU whose last step is worth its price, by the policy's price of an hour short of it. */
function busyFloor(
  busy: BusyHours | undefined,
  { evidence: { service }, target }: RecommendInput,
): readonly BusyFloor[] {
  if (busy === undefined) return [];
  const usdPerHour = target.policy.shortage.cpuUsdPerHour;
  const step = lastStepWorthIt({
    resource: 'cpu',
    platform: service.platform,
    has: service.taskSize,
    usdPerHour,
    hoursAt: (cpuUnits) => hoursWith(cpuUnits, busy),
  });
  if (step === undefined) return [];
  const { from: below, to: cpuUnits, hours, usd } = step;
  const last = busy.cpuUnits.findLastIndex((used) => used > below);
  const on = dayOf(busy.startTime + last * HOUR_MILLISECONDS);
  return [{ on, below, hours: Math.round(hours * 10) / 10, usdPerHour, stepUsdPerMonth: cents(usd), cpuUnits }];
}
