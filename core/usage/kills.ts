import { ownEntry } from '../model/sizes.ts';
import { DAY_SECONDS, pointFrom, timeOf, type Window } from '../model/time.ts';

/** A container was killed at its memory limit within the window. A marked interval: how often is not known. */
export interface MemoryKill {
  readonly container: string;
  /** The limit that was in force, in MiB. */
  readonly limitMiB: number;
  /** The newest interval in which it was killed, epoch milliseconds. */
  readonly at: number;
  /** What the container needs at least because of it, in MiB. */
  readonly floorMiB: number;
}

export interface KillsInput {
  /** By container: the limit at which it was killed, at the points of the window in which it was; NaN elsewhere. */
  readonly killedAtMiB: Readonly<Record<string, Float64Array>>;
  /** By container: when its image changed, epoch milliseconds, ascending. */
  readonly imageChanges: Readonly<Record<string, readonly number[]>>;
  /** The task's memory in force at each point, in MiB; NaN where it is not known or nothing ran. */
  readonly ranAtMiB: Float64Array;
  readonly window: Window;
}

/** Kubernetes' VPA adds 20 % and at least 100 MiB, KRR 25 %: the larger of both (peers' code, read 2026-11-22). */
const FLOOR_SHARE = 0.25;
const FLOOR_MIB = 100;
/** Killed again at a larger limit, and once more: a quarter at a time would take a deployment for each step. */
const FACTORS = [1 + FLOOR_SHARE, 2, 4];
/** A limit has grown from a fifth more on: containers that share a task get a few MiB more or less at any change. */
const GROWN_FACTOR = 1.2;

/**
 * The floor above a limit that was too small: 25 % more, and at least 100 MiB more; twice and four times as much where
 * smaller limits had been too small before it.
 *
 * @param grown - How often the limit had grown between kills.
 * @example killFloorMiB(2048) // 2560
 * @example killFloorMiB(2048, 1) // 4096
 */
export function killFloorMiB(limitMiB: number, grown = 0): number {
  const factor = FACTORS[Math.min(grown, FACTORS.length - 1)] as number;
  return Math.ceil(Math.max(limitMiB * factor, limitMiB + FLOOR_MIB));
}

function timesGrown(limits: readonly number[]): number {
  let [grown, last] = [0, limits[0] as number];
  for (const limitMiB of limits) {
    if (limitMiB < last * GROWN_FACTOR) continue;
    grown += 1;
    last = limitMiB;
  }
  return grown;
}

/**
 * A new image takes a kill away only after it ran clean for so many times what lay between the kills. A tag that
 * changes with each commit is no proof that the cause is gone (kubernetes/autoscaler issues 8548 and 2618).
 */
const CLEAN_FACTOR = 3;

interface Killed {
  /** The indexes of the points with a kill, ascending. */
  readonly kills: readonly number[];
  readonly container: string;
  readonly input: KillsInput;
}

function pointsThatRan(ranAtMiB: Float64Array, mostMiB: number): number {
  return ranAtMiB.reduce((count, value) => (value <= mostMiB ? count + 1 : count), 0);
}

/**
 * Whether kills are made up for: the image changed after the last of them, and since then the container ran in no more
 * memory than at that kill, for long against the time between the kills, and for a day at least.
 */
function isMadeUpFor({ kills, container, input }: Killed): boolean {
  const { imageChanges, ranAtMiB, window } = input;
  const last = kills.at(-1) as number;
  // A kill in the very point in which the new image began may be of either.
  const lastEnd = timeOf(window, last + 1);
  const changed = ownEntry(imageChanges, container)?.find((time) => time >= lastEnd);
  if (changed === undefined) return false;
  const since = pointFrom(window, changed);
  const before = pointsThatRan(ranAtMiB.subarray(0, last + 1), Number.POSITIVE_INFINITY);
  const clean = pointsThatRan(ranAtMiB.subarray(since), ranAtMiB[last] as number);
  return clean >= CLEAN_FACTOR * Math.max(before / kills.length, DAY_SECONDS / window.periodSeconds);
}

function killOf(container: string, points: Float64Array, input: KillsInput): MemoryKill | undefined {
  const all = [...points.keys()].filter((index) => Number(points[index]) > 0 && Number.isFinite(points[index]));
  const limits = [...new Set(all.map((index) => Number(points[index])))].toSorted((a, b) => b - a);
  const { window } = input;
  for (const limitMiB of limits) {
    const kills = all.filter((index) => Number(points[index]) >= limitMiB);
    if (isMadeUpFor({ kills, container, input })) continue;
    const newest = all.findLast((index) => Number(points[index]) <= limitMiB) as number;
    const at = timeOf(window, newest);
    const upTo = all.map((index) => Number(points[index])).filter((each) => each <= limitMiB);
    return { container, limitMiB, at, floorMiB: killFloorMiB(limitMiB, timesGrown(upTo)) };
  }
  return undefined;
}

/** The kills that still count. One for each container, at its highest limit, and when it was last killed. */
export function memoryKills(input: KillsInput): readonly MemoryKill[] {
  return Object.entries(input.killedAtMiB).flatMap(([container, points]) => killOf(container, points, input) ?? []);
}
