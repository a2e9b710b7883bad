import type { TargetVerdict } from '../usage/data-quality.ts';
import { metricLine } from './metric-line.ts';
import type { Report, TargetReport } from './report.ts';

export interface RunMetricsOptions {
  readonly functionName: string;
  /** Epoch milliseconds of the attempt, not of its schedule: the duration counts from here. */
  readonly startedAt: number;
  /** When the run ended, epoch milliseconds: an alarm asks when something was done, not when it should have been. */
  readonly endedAt: number;
  /** False when a person narrowed the run to some services or stages: such a run keeps no others from being forgotten. */
  readonly isWhole: boolean;
  /** Requests sent to AWS by the run, every attempt and page by itself. */
  readonly apiCalls: number;
  /** Of a report that does not have all targets; default: of its targets. */
  readonly counts?: RunCounts;
}

/** Counts a run's targets. */
export function runCounts(targets: readonly TargetReport[]) {
  const count = (test: (target: TargetReport) => boolean) => targets.filter(test).length;
  const verdicts = (kind: TargetVerdict['kind']) => count(({ evidence }) => evidence?.verdict.kind === kind);
  return {
    // Skipped is answered; failed and not done are not.
    answered: count(({ outcome }) => outcome === 'decided' || outcome === 'skipped'),
    held: count(({ holds }) => holds.length > 0),
    act: verdicts('act'),
    advise: verdicts('advise'),
    silent: verdicts('silent'),
  };
}

/** What a run counts beside its totals. */
export type RunCounts = ReturnType<typeof runCounts>;

/**
 * The line of CloudWatch's embedded metric format that a run prints, or undefined for a dry run, which did nothing. The dimension is the one
 * that Lambda's own metrics have, so that two stages of the recommender in one region do not answer for each other. docs/metrics.md says what
 * each metric means.
 */
export function runMetricsLine(report: Report, options: RunMetricsOptions): string | undefined {
  if (report.dryRun) return undefined;
  const { totals, targets } = report;
  const { functionName, startedAt, endedAt, isWhole, apiCalls, counts = runCounts(targets) } = options;
  return metricLine({
    dimensions: { FunctionName: functionName },
    metrics: [
      ['RunsCompleted', 'Count', isWhole && totals.notDone === 0 ? 1 : 0],
      ['RunDurationSeconds', 'Seconds', (endedAt - startedAt) / 1000],
      ['Targets', 'Count', totals.targets],
      ['TargetsChanged', 'Count', totals.changed],
      ['TargetsSkipped', 'Count', totals.skipped],
      ['TargetsFailed', 'Count', totals.failed],
      ['TargetsNotDone', 'Count', totals.notDone],
      ['TargetsHeld', 'Count', counts.held],
      ['TargetsAct', 'Count', counts.act],
      ['TargetsAdvise', 'Count', counts.advise],
      ['TargetsSilent', 'Count', counts.silent],
      ['PotentialSavingsUsdPerMonth', 'None', totals.monthlyUsd.savings],
      ['ApiCalls', 'Count', apiCalls],
    ],
    at: endedAt,
  });
}
