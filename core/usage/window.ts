/** The span that a run looks at: `points` periods from `startTime`, whose end is exclusive. Times are epoch milliseconds. */
export interface Window {
  readonly startTime: number;
  readonly endTime: number;
  readonly periodSeconds: number;
}

const HOUR_MILLISECONDS = 3_600_000;
/** CloudWatch publishes ECS metrics a few minutes late; the last ten minutes are left out so that two runs see the same. */
const LATE_METRICS_MILLISECONDS = 600_000;
/** Older than 15 days CloudWatch has no 60 s points (and says nothing); 300 s reaches 63 days back. */
const PERIOD_SECONDS = 300;

/**
 * The window of a run: ends at the schedule's time floored to the hour less ten minutes, and reaches back `lookbackDays`.
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

/**
 * Whether a text is a date and time of ISO 8601, such as `2026-11-23T06:00:00Z`; a bare number or year is not.
 *
 * @example isIsoTime('1') // false
 */
export function isIsoTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) && !Number.isNaN(Date.parse(text));
}
