export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 24 * HOUR_SECONDS;
export const WEEK_SECONDS = 7 * DAY_SECONDS;
export const HOUR_MILLISECONDS = HOUR_SECONDS * 1000;
export const DAY_MILLISECONDS = DAY_SECONDS * 1000;

/** The day of a time (epoch milliseconds) in UTC: `2026-11-23`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A time (ISO 8601) as people read it, like `2026-11-23 06:00 UTC`; a text that is no time stays as it is. */
export function minuteText(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Whether a text is a date and time of ISO 8601, such as `2026-11-23T06:00:00Z`; a bare number or year is not. */
export function isIsoTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The span that a run looks at: `points` periods from `startTime`, end exclusive. Times are epoch milliseconds. */
export interface Window {
  readonly startTime: number;
  readonly endTime: number;
  readonly periodSeconds: number;
}

/** CloudWatch publishes ECS metrics a few minutes late; without the last ten minutes two runs see the same. */
const LATE_METRICS_MILLISECONDS = 600_000;
/** Older than 15 days CloudWatch has no 60 s points (and says nothing); 300 s reaches 63 days back. */
const PERIOD_SECONDS = 300;

/**
 * A run's window: ends at the schedule's time floored to the hour less ten minutes, and reaches back `lookbackDays`.
 *
 * @example lookbackWindow(Date.parse('2026-11-23T06:12:00Z'), 28).endTime // Date.parse('2026-11-23T05:50:00Z')
 */
export function lookbackWindow(scheduledTime: number, lookbackDays: number): Window {
  const endTime = Math.floor(scheduledTime / HOUR_MILLISECONDS) * HOUR_MILLISECONDS - LATE_METRICS_MILLISECONDS;
  return { startTime: endTime - lookbackDays * 24 * HOUR_MILLISECONDS, endTime, periodSeconds: PERIOD_SECONDS };
}

/** How many points a complete series of the window has; 8,064 for 28 days at 300 s. */
export function expectedPoints(window: Window): number {
  return Math.ceil((window.endTime - window.startTime) / (window.periodSeconds * 1000));
}

/** When a point of the window begins, epoch milliseconds. */
export function timeOf({ startTime, periodSeconds }: Window, index: number): number {
  return startTime + index * periodSeconds * 1000;
}

/** The first point that begins at a time or after it; the first of all where that is before the window. */
export function pointFrom({ startTime, periodSeconds }: Window, time: number): number {
  return Math.max(0, Math.ceil((time - startTime) / (periodSeconds * 1000)));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The day of a time (epoch milliseconds) in UTC, as charts and tables name it: `Nov 3`. */
export function dayText(time: number): string {
  const date = new Date(time);
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
}
