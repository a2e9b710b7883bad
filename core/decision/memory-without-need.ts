import { dayOf } from '../model/time.ts';
import type { DataReason } from '../usage/data-reason.ts';
import type { FollowsSize } from '../usage/follows-size.ts';
import type { Series } from '../usage/usage.ts';
import type { Evidence } from './evidence.ts';

/** Above this a level may be where kills cut it off: only who knows of kills can tell that it follows the size. */
const CUT_OFF_PERCENT = 95;

/** An hour of points above the size at five minutes; fewer may be how numbers are rounded. */
const ABOVE_SIZE_POINTS = 12;

/** Whether a series of memory stood above the size of its time: no task of Fargate can, so the percentages are of something else. */
export function isAboveSize({ overHundredPoints }: Pick<Series, 'overHundredPoints'>): boolean {
  return overHundredPoints >= ABOVE_SIZE_POINTS;
}

function aboveSize({ service, memory }: Evidence): readonly DataReason[] {
  if (memory === undefined || !isAboveSize(memory)) return [];
  const reserved = service.containers.filter(({ memoryReservationMiB }) => memoryReservationMiB !== undefined);
  const containers = reserved.map(({ name }) => name);
  return [{ code: 'MemoryAboveSize', points: memory.overHundredPoints, containers }];
}

/** The same at every size, or full without harm. What was killed is a need. */
function sameAtEverySize({ context }: Evidence, remembered: FollowsSize | undefined): readonly DataReason[] {
  if (context === undefined || context.killedInWindow) return [];
  const { levels, killsKnown, killsUnknownUntil = Number.NEGATIVE_INFINITY } = context;
  // A recorder cannot vouch for the time before it.
  const areKnownSince = (time = Number.NEGATIVE_INFINITY) => killsKnown && killsUnknownUntil <= time;
  const follows = levels?.follows ?? remembered;
  if (follows !== undefined && (areKnownSince(follows.since) || follows.percent < CUT_OFF_PERCENT)) {
    return [{ code: 'MemoryFollowsSize', percent: follows.percent, since: dayOf(follows.since) }];
  }
  const fullDays = areKnownSince(levels?.fullSince) ? levels?.fullDays : undefined;
  return fullDays === undefined ? [] : [{ code: 'MemoryFull', fullDays }];
}

/**
 * Why the percentages of memory say nothing about a need; nothing where they do.
 *
 * @param remembered - Memory that was found to follow the size before the window, where it still does.
 */
export function memoryWithoutNeed(evidence: Evidence, remembered: FollowsSize | undefined): readonly DataReason[] {
  const above = aboveSize(evidence);
  return above.length > 0 ? above : sameAtEverySize(evidence, remembered);
}
