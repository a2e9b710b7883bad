import type { TaskSize } from '../model/fargate-grid.ts';

/** A service under target tracking: what can be set. */
export interface ScalingSettings {
  readonly size: TaskSize;
  readonly targetPercent: number;
  /** Tasks. */
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Target tracking's own alarms: three minutes above the target and tasks are added; fifteen minutes below it and some are taken away.
 * Source: Application Auto Scaling user guide, target tracking, 2026-11.
 */
export const MINUTES_OF_ALARM = 3;
export const MINUTES_OF_QUIET = 15;
