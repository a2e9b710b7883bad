import { HOUR_SECONDS, timeOf, type Window } from '../model/time.ts';
import type { Stretch } from './size-timeline.ts';
import { percentile } from './statistics.ts';

/** How starting looks from outside: when tasks started, how long they burned CPU, and what is left out for it. */
export interface Starts {
  /** Epoch milliseconds of each start in the window, ascending. */
  readonly times: readonly number[];
  /** How long the longest boot burned CPU, in minutes; 0 when no start showed one. */
  readonly bootMinutes: number;
  /** The CPU that it burned, in units: its size, or what it could use of it. */
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
  /** CPU averages likewise; they tell how much of a five-minute point a boot filled. */
  readonly cpuAveragePercent: Float64Array;
  /** For each point what 1 % was worth, in CPU units; NaN where unknown. */
  readonly cpuWorth: Float64Array;
  /** When tasks of a new revision began to start, and when the last of them had. */
  readonly deployed: readonly Stretch[];
  /** How many tasks Container Insights saw pending, and running; empty without it. */
  readonly pending: Float64Array;
  readonly running: Float64Array;
  readonly window: Window;
}

/**
 * A starting task counts as booting while its CPU stays at twice the usual (the median) or more, and at a quarter of
 * its size or more; at 80 % of the size whatever the usual is. A JVM that boots on one of two vCPUs stands at 50 %.
 */
const BOOT_FACTOR = 2;
const LEAST_BOOT_PERCENT = 25;
const SURE_BOOT_PERCENT = 80;
/** Longer than this is no start but load: six points of five minutes. */
const LONGEST_BOOT_POINTS = 6;

function isData(value: number): boolean {
  return Number.isFinite(value);
}

/** A pending task beside running ones is scaling out: what those use meanwhile is load. */
function startsAlone({ cpuMaximumPercent: cpu, pending, running }: StartsInput, index: number): boolean {
  if (!(Number(pending[index]) > 0)) return false;
  const tasks = running[index] ?? Number.NaN;
  return Number.isNaN(tasks) ? Number.isNaN(cpu[index - 1] ?? Number.NaN) : tasks === 0;
}

/** A start: the point of it, and how many points are left out for it. */
interface Start {
  readonly index: number;
  readonly points: number;
  readonly isDeployment: boolean;
}

/** Left out of a start: a quarter of an hour; of a deployment: as long as its tasks take, an hour at most. */
const LEFT_OUT_SECONDS = 900;
const LONGEST_LEFT_OUT_SECONDS = 3600;

/** Starts: deployments, pending tasks where none runs, and the first point after a stretch in which nothing ran. */
function startsOf(input: StartsInput): readonly Start[] {
  const { cpuMaximumPercent: cpu, deployed, window } = input;
  const period = window.periodSeconds * 1000;
  const least = Math.ceil(LEFT_OUT_SECONDS / window.periodSeconds);
  const deployments = new Map<number, number>();
  const others = new Set<number>();
  for (const { startTime, endTime } of deployed) {
    const index = Math.floor((startTime - window.startTime) / period);
    const longest = startTime + LONGEST_LEFT_OUT_SECONDS * 1000;
    const end = Math.ceil((Math.min(endTime, longest) - window.startTime) / period);
    if (index < 0 || index >= cpu.length) continue;
    deployments.set(index, Math.max(end - index, deployments.get(index) ?? least));
  }
  const counted = Math.min(cpu.length, input.pending.length);
  for (let index = 0; index < counted; index += 1) if (startsAlone(input, index)) others.add(index);
  for (const { endTime } of offStretches(cpu, window)) {
    const index = Math.round((endTime - window.startTime) / period);
    if (index < cpu.length) others.add(index);
  }
  const alone = [...others].filter((index) => !deployments.has(index));
  const all = [
    ...[...deployments].map(([index, points]) => ({ index, points, isDeployment: true })),
    ...alone.map((index) => ({ index, points: least, isDeployment: false })),
  ];
  return all.toSorted((a, b) => a.index - b.index);
}

interface Boot {
  /** The points at boot CPU: from the first to before the last. */
  readonly first: number;
  readonly last: number;
  /** The first point that is steady again. */
  readonly end: number;
}

/**
 * The points after a start in which it boots. In the point of the start itself it may not show: the task starts
 * somewhere inside it, and what ran before may fill the rest.
 */
function bootOf(cpu: Float64Array, start: number, bootPercent: number): Boot {
  const isHot = (index: number) => Number(cpu[index]) >= bootPercent;
  const first = isHot(start) ? start : start + 1;
  let last = first;
  while (last - first < LONGEST_BOOT_POINTS && isHot(last)) last += 1;
  const none = last === first || last - first === LONGEST_BOOT_POINTS;
  return none ? { first, last: first, end: start + 1 } : { first, last, end: last };
}

/** Minutes of a boot: each point counts with the share of it that the average says was spent at the boot's CPU. */
function minutesOf(
  { first, last }: Boot,
  { cpuMaximumPercent, cpuAveragePercent, window }: StartsInput,
  usual: number,
): number {
  let points = 0;
  for (let index = first; index < last; index += 1) {
    const maximum = Number(cpuMaximumPercent[index]);
    const average = Number(cpuAveragePercent[index]);
    const share = (average - usual) / (maximum - usual);
    points += Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 1;
  }
  return Math.round(((points * window.periodSeconds) / 60) * 10) / 10;
}

/** The CPU that a boot burned: its highest percent, at most its size. */
function unitsOf({ first, last }: Boot, { cpuMaximumPercent, cpuWorth }: StartsInput): number {
  const worth = cpuWorth.subarray(first, first + LONGEST_BOOT_POINTS * 2).find(isData) ?? 0;
  return Math.round(Math.min(100, Math.max(0, ...cpuMaximumPercent.subarray(first, last).filter(isData))) * worth);
}

/** Starts that would leave out more than this share of the points are what the service does: they are load. */
const LARGEST_SHARE = 0.1;
/** Deployments are what people do: thirty a day of ten minutes are a fifth. From a quarter on it would be advice. */
const LARGEST_SHARE_OF_DEPLOYMENTS = 0.25;

/** So many points after a start, or as many as it has, whatever their use: what is left out must not depend on it. */
function fillUpTo(most: number, starts: readonly Start[], mask: Uint8Array): Uint8Array {
  for (const { index, points } of starts) mask.fill(1, index, index + Math.min(points, most));
  return mask;
}

function shareOf(mask: Uint8Array, cpu: Float64Array): number {
  let [left, all] = [0, 0];
  for (let index = 0; index < cpu.length; index += 1) {
    if (!isData(cpu[index] as number)) continue;
    all += 1;
    left += mask[index] as number;
  }
  return left / Math.max(1, all);
}

/** How many points of each may be left out: of many starts less of each, and nothing where even that is too much. */
function mostWithin(largest: number, starts: readonly Start[], cpu: Float64Array): number {
  let most = Math.max(0, ...starts.map(({ points }) => points));
  while (most > 0 && shareOf(fillUpTo(most, starts, new Uint8Array(cpu.length)), cpu) > largest) most -= 1;
  return most;
}

function maskOf(cpu: Float64Array, starts: readonly Start[]): Uint8Array {
  const deployments = starts.filter(({ isDeployment }) => isDeployment);
  const others = starts.filter(({ isDeployment }) => !isDeployment);
  const mask = fillUpTo(
    mostWithin(LARGEST_SHARE_OF_DEPLOYMENTS, deployments, cpu),
    deployments,
    new Uint8Array(cpu.length),
  );
  return fillUpTo(mostWithin(LARGEST_SHARE, others, cpu), others, mask);
}

/**
 * Finds task starts and masks a quarter of an hour of each: a JVM burns CPU to boot that it does not need to run. What
 * is longer counts as load; so does all where the service starts tasks all day. Boots are measured by their CPU.
 */
export function findStarts(input: StartsInput): Starts {
  const { cpuMaximumPercent: cpu, window } = input;
  const starts = startsOf(input);
  const indexes = starts.map(({ index }) => index);
  const mask = maskOf(cpu, starts);
  const usual = indexes.length === 0 ? 0 : (percentile(cpu, 50) ?? 0);
  const bootPercent = Math.min(SURE_BOOT_PERCENT, Math.max(LEAST_BOOT_PERCENT, usual * BOOT_FACTOR));
  let [bootMinutes, bootCpuUnits, peakPercent] = [0, 0, 0];
  for (const start of indexes.filter((index) => mask[index] === 1)) {
    const boot = bootOf(cpu, start, bootPercent);
    peakPercent = Math.max(peakPercent, ...cpu.subarray(start, boot.end).filter(isData));
    const minutes = minutesOf(boot, input, usual);
    if (minutes <= bootMinutes) continue;
    bootMinutes = minutes;
    bootCpuUnits = unitsOf(boot, input);
  }
  const times = indexes.map((index) => timeOf(window, index));
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
 * How long a start will take with another CPU: the observed boot minutes by the ratio of CPU; never less than observed.
 *
 * @example bootMinutesAt({ bootMinutes: 6, bootCpuUnits: 1024 }, 512) // 12
 */
export function bootMinutesAt(
  { bootMinutes, bootCpuUnits }: Pick<Starts, 'bootMinutes' | 'bootCpuUnits'>,
  cpuUnits: number,
): number {
  return bootMinutes * Math.max(1, bootCpuUnits / cpuUnits);
}

/**
 * Stretches without data of at least an hour: nothing ran. Shorter ones are missing points.
 *
 * @param known - 1 for points that were there, though they have no value.
 */
export function offStretches(values: Float64Array, window: Window, known?: Uint8Array): readonly Stretch[] {
  const found: Stretch[] = [];
  let start = -1;
  for (let index = 0; index <= values.length; index += 1) {
    const gap = index < values.length && Number.isNaN(values[index]) && known?.[index] !== 1;
    if (gap && start < 0) start = index;
    if (gap || start < 0) continue;
    if ((index - start) * window.periodSeconds >= HOUR_SECONDS) {
      found.push({ startTime: timeOf(window, start), endTime: timeOf(window, index) });
    }
    start = -1;
  }
  return found;
}
