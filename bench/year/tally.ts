import type { TaskSize } from '../../core/model/task-size.ts';
import type { Moment } from './calendar.ts';
import { usdPerHour } from './clairvoyant.ts';
import type { LiveChange } from './live-changes.ts';
import type { Seen } from './service.ts';

/** What happened to a plant since the tool came; grows from minute to minute. */
export interface Tally {
  readonly changes: LiveChange[];
  /** Every task size that was written. */
  readonly written: TaskSize[];
  /** Each deployment's minute, and the size that it put in force. */
  readonly deployed: { readonly minute: number; readonly size: TaskSize }[];
  /** By week, for all tasks that were wanted, whether they ran or not. */
  readonly usd: number[];
  minutesShort: number;
  /** Tasks were wanted and none ran: in all, now, and the longest without a break. */
  minutesDown: number;
  downNow: number;
  longestDown: number;
  kills: number;
  readonly weeksWithKills: Set<number>;
  /** Documents that a deployment would fail with. */
  brokenDocuments: number;
  /** What runs said that did not decide. */
  readonly failedRuns: string[];
}

export function newTally(weeks: number): Tally {
  return {
    changes: [],
    written: [],
    deployed: [],
    usd: Array.from({ length: weeks }, () => 0),
    minutesShort: 0,
    minutesDown: 0,
    downNow: 0,
    longestDown: 0,
    kills: 0,
    weeksWithKills: new Set(),
    brokenDocuments: 0,
    failedRuns: [],
  };
}

/** Adds a minute in which tasks of this size were wanted; nothing counts before the tool comes. */
export function countMinute(tally: Tally, { week }: Pick<Moment, 'week'>, seen: Seen, size: TaskSize): void {
  if (week < 0) return;
  const thisWeek = Math.floor(week);
  tally.usd[thisWeek] = (tally.usd[thisWeek] ?? 0) + (seen.desired * usdPerHour(size)) / 60;
  if (seen.isShort) tally.minutesShort += 1;
  const isDown = seen.desired > 0 && seen.running === 0;
  tally.downNow = isDown ? tally.downNow + 1 : 0;
  tally.minutesDown += isDown ? 1 : 0;
  tally.longestDown = Math.max(tally.longestDown, tally.downNow);
  if (!seen.killed) return;
  tally.kills += 1;
  tally.weeksWithKills.add(thisWeek);
}
