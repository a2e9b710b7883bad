import { MEMORY_KILL_METRICS } from '../memory-kill.ts';
import type { Report } from './report.ts';

/**
 * What a run tells its alarms, as counts. The dimension is the one that Lambda's own metrics have, so that two stages of
 * the recommender in one region do not answer for each other.
 */
export const RUN_METRICS = {
  namespace: MEMORY_KILL_METRICS.namespace,
  /** 1 for a run over all targets that left none undone, else 0. */
  completed: 'RunsCompleted',
  failed: 'TargetsFailed',
  notDone: 'TargetsNotDone',
  dimension: 'FunctionName',
} as const;

export interface RunMetricsOptions {
  readonly functionName: string;
  /** When the run ended, epoch milliseconds: an alarm asks when something was done, not when it should have been. */
  readonly endedAt: number;
  /** False when a person narrowed the run to some services or stages: such a run keeps no others from being forgotten. */
  readonly isWhole: boolean;
}

/**
 * The line of CloudWatch's embedded metric format that a run prints, or undefined for a dry run, which did nothing.
 *
 * Source: CloudWatch user guide, CloudWatch_Embedded_Metric_Format_Specification (read 2026-11).
 *
 * @example runMetricsLine(report, { functionName: 'rightsizer-production-recommend', endedAt: 0, isWhole: true })
 */
export function runMetricsLine(report: Report, options: RunMetricsOptions): string | undefined {
  if (report.dryRun) return undefined;
  const { namespace, completed, failed, notDone, dimension } = RUN_METRICS;
  const { totals } = report;
  const values = {
    [completed]: options.isWhole && totals.notDone === 0 ? 1 : 0,
    [failed]: totals.failed,
    [notDone]: totals.notDone,
  };
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }));
  const directive = { Namespace: namespace, Dimensions: [[dimension]], Metrics };
  return JSON.stringify({
    _aws: { Timestamp: options.endedAt, CloudWatchMetrics: [directive] },
    [dimension]: options.functionName,
    ...values,
  });
}
