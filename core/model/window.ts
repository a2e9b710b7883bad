import { HOUR_MILLISECONDS } from './time.ts';
/** The span that a run looks at: `points` periods from `startTime`, whose end is exclusive. Times are epoch milliseconds. */
export interface Window {
  readonly startTime: number;
  readonly endTime: number;
  readonly periodSeconds: number;
}

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
