import { DAY_SECONDS, timeOf, type Window } from '../model/time.ts';
import { countPoints, percentile } from './statistics.ts';

/** Memory that stands at the same percentage of whatever size the task has. */
export interface FollowsSize {
  readonly percent: number;
  /** When the size changed and the percentage did not, epoch milliseconds. */
  readonly since: number;
}

/** What memory stands at, in percent of the size of its time. */
export interface MemoryLevels {
  /** The level of the last week; absent with less than most of a day of data. */
  readonly levelPercent?: number;
  readonly follows?: FollowsSize;
  /** On how many of its last fourteen days with data it was full, where those are nearly all. */
  readonly fullDays?: number;
  /** When the first of those fourteen days began, epoch milliseconds. */
  readonly fullSince?: number;
}

export interface FollowsInput {
  /** The highest memory of a task in percent of its size, NaN where there is none. */
  readonly percent: Float64Array;
  /** What 1 % was worth at each point, in MiB; NaN where it is not known. */
  readonly worth: Float64Array;
  readonly window: Window;
}

/** Sizes count as different from a fifth more on. */
const LEAST_FACTOR = 1.2;
/** The percentage is the same within a tenth of it. A load that stayed would have moved it by a sixth at least. */
const SAME_SHARE = 0.1;
/** The level that memory reaches; a single peak is no level. */
const LEVEL_RANK = 95;
/** Most of a day: a run each day looks a bit earlier than a whole day after the deployment that it led to. */
const LEAST_SECONDS = DAY_SECONDS * 0.75;
/** What is compared lies near the change: within weeks the load itself may have grown by as much as the size. */
const NEAR_SECONDS = 7 * DAY_SECONDS;
const FULL_PERCENT = 90;
const FULL_DAYS = 14;
/** A cache needs a while to fill after a start: so many of those days may be less full. */
const STARTING_DAYS = 2;

/** Points in a row at one size; the end is exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly worth: number;
}

/** Stretches of one size, oldest first. Points whose size is not known end none. */
function spansOf(worth: Float64Array): readonly Span[] {
  const spans: Span[] = [];
  let last = { start: 0, end: 0, worth: Number.NaN };
  for (let index = 0; index < worth.length; index += 1) {
    const value = worth[index] as number;
    if (Number.isNaN(value)) continue;
    if (value !== last.worth) {
      last = { start: index, end: index, worth: value };
      spans.push(last);
    }
    last.end = index + 1;
  }
  return spans;
}

/** The level of a stretch; undefined where it has too few points to tell. */
function levelOf(percent: Float64Array, { periodSeconds }: Window): number | undefined {
  if (countPoints(percent) * periodSeconds < LEAST_SECONDS) return undefined;
  return percentile(percent, LEVEL_RANK);
}

function isSame(percent: number, before: number): boolean {
  return Math.abs(percent - before) <= before * SAME_SHARE;
}

function differ(a: Span, b: Span): boolean {
  return Math.max(a.worth, b.worth) >= Math.min(a.worth, b.worth) * LEAST_FACTOR;
}

/**
 * Finds memory that follows the task's size: its percentage was the same in the week before a change of size and the
 * week after. The newest comparable change decides. Undefined where no size changed, or the percentage did with it.
 *
 * For example: 86 % of 2048 MiB for two weeks, then 87 % of 3072 is { percent: 87, since: the change }.
 */
export function followsSize({ percent, worth, window }: FollowsInput): FollowsSize | undefined {
  const near = Math.ceil(NEAR_SECONDS / window.periodSeconds);
  const spans = spansOf(worth).flatMap((span) => {
    const first = levelOf(percent.subarray(span.start, Math.min(span.end, span.start + near)), window);
    const last = levelOf(percent.subarray(Math.max(span.start, span.end - near), span.end), window);
    return first === undefined || last === undefined ? [] : [{ ...span, first, last }];
  });
  for (const [index, after] of [...spans.entries()].reverse()) {
    const before = spans.slice(0, index).findLast((each) => differ(each, after));
    if (before === undefined) continue;
    if (!isSame(after.first, before.last)) return undefined;
    const since = timeOf(window, after.start);
    return { percent: Math.round(after.first), since };
  }
  return undefined;
}

/** Whether a level is the one at which memory was found to follow the size; one that nobody knows is no other. */
export function isStillAt(levelPercent: number | undefined, { percent }: FollowsSize): boolean {
  return levelPercent === undefined || isSame(levelPercent, percent);
}

/** On how many of the last 14 days with data memory was at 90 % or more half the time; nothing if that is no rule. */
function fullDays({ percent, window }: Omit<FollowsInput, 'worth'>): Pick<MemoryLevels, 'fullDays' | 'fullSince'> {
  const perDay = Math.round(DAY_SECONDS / window.periodSeconds);
  const days: number[] = [];
  let end = percent.length;
  for (; end > 0 && days.length < FULL_DAYS; end -= perDay) {
    const middle = percentile(percent.subarray(Math.max(0, end - perDay), end), 50);
    if (middle !== undefined) days.push(middle);
  }
  const full = days.filter((each) => each >= FULL_PERCENT).length;
  if (days.length < FULL_DAYS || full < FULL_DAYS - STARTING_DAYS) return {};
  return { fullDays: full, fullSince: timeOf(window, Math.max(0, end)) };
}

/** Whether memory percentages tell of a need. A level is one whether the size of its time is known or not. */
export function memoryLevels(input: FollowsInput): MemoryLevels {
  const { percent, window } = input;
  const near = Math.ceil(NEAR_SECONDS / window.periodSeconds);
  const levelPercent = levelOf(percent.subarray(-near), window);
  const follows = followsSize(input);
  return {
    ...(levelPercent !== undefined && { levelPercent }),
    ...(follows && { follows }),
    ...fullDays(input),
  };
}
