import { ownEntry } from '../model/sizes.ts';
import type { Window } from '../model/window.ts';

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
  /** By container: since when its image is the one that runs now; a kill before that says nothing about it. */
  readonly imageSince: Readonly<Record<string, number>>;
  readonly window: Window;
}

/** Kubernetes' VPA raises by 20 % and at least 100 MiB, KRR by 25 %: the larger of both (peers' code, read 2026-11-22). */
const FLOOR_SHARE = 0.25;
const FLOOR_MIB = 100;

/**
 * The floor above a limit that was too small: 25 % more, and at least 100 MiB more.
 *
 * @example killFloorMiB(2048) // 2560
 */
export function killFloorMiB(limitMiB: number): number {
  return Math.ceil(Math.max(limitMiB * (1 + FLOOR_SHARE), limitMiB + FLOOR_MIB));
}

function killOf(container: string, points: Float64Array, { imageSince, window }: KillsInput): MemoryKill | undefined {
  const since = ownEntry(imageSince, container) ?? Number.NEGATIVE_INFINITY;
  const periodMilliseconds = window.periodSeconds * 1000;
  let [limitMiB, at] = [0, 0];
  for (const [index, value] of points.entries()) {
    const time = window.startTime + index * periodMilliseconds;
    // A kill in the very point in which the new image began may be of either: it counts.
    if (!(value > 0 && Number.isFinite(value) && time + periodMilliseconds > since)) continue;
    limitMiB = Math.max(limitMiB, value);
    at = time;
  }
  return limitMiB > 0 ? { container, limitMiB, at, floorMiB: killFloorMiB(limitMiB) } : undefined;
}

/** The kills that still count: inside the window, of the image that runs now. One for each container, at its highest limit. */
export function memoryKills(input: KillsInput): readonly MemoryKill[] {
  return Object.entries(input.killedAtMiB).flatMap(([container, points]) => killOf(container, points, input) ?? []);
}
