import type { Stretch } from './size-timeline.ts';
import type { Window } from './window.ts';

/** How starting looks from outside: when tasks started, how long they burned CPU, and what is left out for it. */
export interface Starts {
  /** Epoch milliseconds of each start in the window, ascending. */
  readonly times: readonly number[];
  /** The longest stretch of near-full CPU right after a start, in minutes; 0 when no start showed one. */
  readonly bootMinutes: number;
  /** The CPU size, in units, during that longest boot. */
  readonly bootCpuUnits: number;
  /** The highest CPU of any start, in percent of the size in force. */
  readonly peakPercent: number;
  /** True for points that belong to a start and say nothing about steady use. */
  readonly mask: Uint8Array;
  readonly maskedPoints: number;
}

export interface StartsInput {
  /** CPU maxima in percent of the size in force; NaN where there is none. */
  readonly cpuMaximumPercent: Float64Array;
  /** For each point what 1 % was worth, in CPU units; NaN where unknown. */
  readonly cpuWorth: Float64Array;
  /** When new revisions began to start. */
  readonly deployedAt: readonly number[];
  /** Points in which Container Insights saw a pending task; empty without it. */
  readonly pending: Float64Array;
  readonly window: Window;
}

/** A starting task counts as booting while its CPU stays at or above this share of its size. */
const BOOT_PERCENT = 80;
/** Longer than this is no start but load: six points of five minutes. */
const LONGEST_BOOT_POINTS = 6;

function isData(value: number): boolean {
  return Number.isFinite(value);
}

/** Points at which a task starts: deployments, pending tasks, and the first point after a stretch in which nothing ran. */
function startIndexes({ cpuMaximumPercent: cpu, deployedAt, pending, window }: StartsInput): readonly number[] {
  const period = window.periodSeconds * 1000;
  const found = new Set<number>();
  for (const time of deployedAt) {
    const index = Math.floor((time - window.startTime) / period);
    if (index >= 0 && index < cpu.length) found.add(index);
  }
  for (let index = 0; index < cpu.length; index += 1) if ((pending[index] ?? 0) > 0) found.add(index);
  for (const { endTime } of offStretches(cpu, window)) {
    const index = Math.round((endTime - window.startTime) / period);
    if (index < cpu.length) found.add(index);
  }
  return [...found].sort((a, b) => a - b);
}

interface Boot {
  /** Points at near-full CPU. */
  readonly points: number;
  /** The first point that is steady again. */
  readonly end: number;
}

/**
 * How many points after a start the CPU stays near full. In the point of the start itself it may not be: the task starts somewhere inside it, and what
 * ran before may fill the rest.
 */
function bootOf(cpu: Float64Array, start: number): Boot {
  const isHot = (index: number) => Number(cpu[index]) >= BOOT_PERCENT;
  const first = isHot(start) ? start : start + 1;
  let end = first;
  while (end - first < LONGEST_BOOT_POINTS && isHot(end)) end += 1;
  const points = end - first;
  return points === 0 || points === LONGEST_BOOT_POINTS ? { points: 0, end: start + 1 } : { points, end };
}

/**
 * Finds the starts of tasks and masks their minutes: a JVM burns a full CPU to boot, which is not what it needs to run. The point of each start
 * is masked, and those after it while CPU stays at 80 % or more, up to half an hour; CPU that stays there longer is load and counts.
 */
export function findStarts(input: StartsInput): Starts {
  const { cpuMaximumPercent: cpu, cpuWorth, window } = input;
  const mask = new Uint8Array(cpu.length);
  const indexes = startIndexes(input);
  let [bootMinutes, bootCpuUnits, peakPercent] = [0, 0, 0];
  for (const start of indexes) {
    const { points, end } = bootOf(cpu, start);
    mask.fill(1, start, end);
    peakPercent = Math.max(peakPercent, ...cpu.subarray(start, end).filter(isData));
    const minutes = (points * window.periodSeconds) / 60;
    if (minutes > bootMinutes) {
      bootMinutes = minutes;
      bootCpuUnits = Math.round(100 * (cpuWorth.subarray(start, start + LONGEST_BOOT_POINTS * 2).find(isData) ?? 0));
    }
  }
  const times = indexes.map((index) => window.startTime + index * window.periodSeconds * 1000);
  return {
    times,
    bootMinutes,
    bootCpuUnits,
    peakPercent,
    mask,
    maskedPoints: mask.reduce((total, flag) => total + flag, 0),
  };
}

/**
 * How long a start will take with another CPU: the observed boot minutes by the ratio of CPU.
 *
 * @example bootMinutesAt({ bootMinutes: 6, bootCpuUnits: 1024 }, 512) // 12
 */
export function bootMinutesAt(
  { bootMinutes, bootCpuUnits }: Pick<Starts, 'bootMinutes' | 'bootCpuUnits'>,
  cpuUnits: number,
): number {
  return (bootMinutes * bootCpuUnits) / cpuUnits;
}

/** Stretches without data of at least an hour: nothing ran. Shorter ones are missing points. */
export function offStretches(values: Float64Array, window: Window): readonly Stretch[] {
  const period = window.periodSeconds * 1000;
  const found: Stretch[] = [];
  let start = -1;
  for (let index = 0; index <= values.length; index += 1) {
    const gap = index < values.length && Number.isNaN(values[index]);
    if (gap && start < 0) start = index;
    if (gap || start < 0) continue;
    if ((index - start) * window.periodSeconds >= OFF_SECONDS) {
      found.push({ startTime: window.startTime + start * period, endTime: window.startTime + index * period });
    }
    start = -1;
  }
  return found;
}

const OFF_SECONDS = 3600;
