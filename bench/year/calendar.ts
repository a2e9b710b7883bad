/** The year is counted in minutes from the first one that is recorded: four weeks before the tool comes, a Monday. */
const FIRST_MINUTE = Date.parse('2026-06-08T00:00:00Z');

export const MINUTES_PER_DAY = 1440;
export const DAYS_PER_WEEK = 7;
export const MINUTES_PER_WEEK = DAYS_PER_WEEK * MINUTES_PER_DAY;
/** What CloudWatch holds when the tool comes. */
export const WEEKS_BEFORE = 4;
/** The points of CloudWatch are five minutes long. */
export const MINUTES_PER_POINT = 5;

/** A minute, and what plants may want to know of it; UTC. */
export interface Moment {
  /** From the first minute that is recorded. */
  readonly minute: number;
  /** Weeks since the tool came, with a fraction; negative before. */
  readonly week: number;
  /** 0 to 24, with a fraction. */
  readonly hour: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly dayOfMonth: number;
  /** 1 is January. */
  readonly month: number;
}

export function timeOf(minute: number): number {
  return FIRST_MINUTE + minute * 60_000;
}

/** The point in which a time lies; may be outside of what is recorded. */
export function pointAt(time: number): number {
  return Math.floor((time - FIRST_MINUTE) / (MINUTES_PER_POINT * 60_000));
}

/** @example weekOf(WEEKS_BEFORE * MINUTES_PER_WEEK) // 0 */
export function weekOf(minute: number): number {
  return minute / MINUTES_PER_WEEK - WEEKS_BEFORE;
}

export function minuteOfWeek(week: number): number {
  return Math.round((week + WEEKS_BEFORE) * MINUTES_PER_WEEK);
}

/** The moments of a day, from its first minute on, every so many minutes. */
export function* momentsOf(day: number, step = 1): Generator<Moment> {
  const date = new Date(timeOf(day * MINUTES_PER_DAY));
  const [weekday, dayOfMonth, month] = [date.getUTCDay(), date.getUTCDate(), date.getUTCMonth() + 1];
  for (let passed = 0; passed < MINUTES_PER_DAY; passed += step) {
    const minute = day * MINUTES_PER_DAY + passed;
    yield { minute, week: weekOf(minute), hour: passed / 60, weekday, dayOfMonth, month };
  }
}
