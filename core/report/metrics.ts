import { savingsOf } from '../money/usd.ts';
import type { TargetVerdict } from '../usage/data-quality.ts';
import type { Report, TargetReport } from './report.ts';

export interface RunMetricsOptions {
  readonly functionName: string;
  /** Epoch milliseconds of the attempt, not of its schedule: the duration counts from here. */
  readonly startedAt: number;
  /** When the run ended, epoch milliseconds: an alarm asks when something was done, not when it should have been. */
  readonly endedAt: number;
  /** False when a person narrowed the run to some services or stages: it keeps no others from being forgotten. */
  readonly isWhole: boolean;
  /** Requests sent to AWS by the run, every attempt and page by itself. */
  readonly apiCalls: number;
  /** Of a report that does not have all targets; default: of its targets. */
  readonly counts?: RunCounts;
}

/** Skipped is answered; failed and not done are not. */
function isAnswered({ outcome }: TargetReport): boolean {
  return outcome === 'decided' || outcome === 'skipped';
}

export function runCounts(targets: readonly TargetReport[]) {
  const count = (test: (target: TargetReport) => boolean) => targets.filter(test).length;
  const verdicts = (kind: TargetVerdict['kind']) => count(({ evidence }) => evidence?.verdict.kind === kind);
  return {
    answered: count(isAnswered),
    held: count(({ holds }) => holds.length > 0),
    act: verdicts('act'),
    advise: verdicts('advise'),
    silent: verdicts('silent'),
  };
}

export type RunCounts = ReturnType<typeof runCounts>;

/**
 * The line of CloudWatch's embedded metric format that a run prints, or undefined for a dry run, which did nothing. The
 * dimension is the one that Lambda's own metrics have, so that two stages of the recommender in one region do not
 * answer for each other. docs/metrics.md says what each metric means.
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

/** Of everything that is printed here. */
export const NAMESPACE = 'FargateRightsizer';

/** CloudWatch has no unit for money, vCPU or GiB (its Gigabytes are powers of ten): those are `None`. */
type Unit = 'Count' | 'Seconds' | 'None';

interface MetricLine {
  /** In the order of the dimension set. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** A value that is absent is not printed. */
  readonly metrics: ReadonlyArray<readonly [name: string, unit: Unit, value: number | undefined]>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One line of CloudWatch's embedded metric format, all metrics under one set of dimensions. */
export function metricLine({ dimensions, metrics, at }: MetricLine): string {
  const known = metrics.filter(([, , value]) => value !== undefined);
  const directive = {
    Namespace: NAMESPACE,
    Dimensions: [Object.keys(dimensions)],
    Metrics: known.map(([Name, Unit]) => ({ Name, Unit })),
  };
  return JSON.stringify({
    _aws: { Timestamp: at, CloudWatchMetrics: [directive] },
    ...dimensions,
    ...Object.fromEntries(known.map(([name, , value]) => [name, value])),
  });
}

type Run = Pick<RunMetricsOptions, 'functionName' | 'endedAt'>;

/**
 * One line of CloudWatch's embedded metric format for each target that a run answered; none for a dry run. A failed or
 * undone target has none: unknown is not zero. Every metric of every target costs money (docs/metrics.md).
 */
export function targetMetricsLines(
  { dryRun, targets }: Pick<Report, 'dryRun' | 'targets'>,
  run: Run,
): readonly string[] {
  return dryRun ? [] : targets.filter(isAnswered).map((target) => targetMetricsLine(target, run));
}

function targetMetricsLine(target: TargetReport, { functionName, endedAt }: Run): string {
  const { service, stage, running, recommended, live, holds, alerts } = target;
  const { current, recommended: aim } = target.monthlyUsd;
  // Fargate's own units: 1024 CPU units are a vCPU, 1024 MiB a GB.
  const whole = (amount: number | undefined) => (amount === undefined ? undefined : amount / 1024);
  return metricLine({
    dimensions: { FunctionName: functionName, Service: service, Stage: stage },
    metrics: [
      ['CurrentVcpu', 'None', whole(running?.task.cpuUnits)],
      ['CurrentMemoryGb', 'None', whole(running?.task.memoryMiB)],
      ['RecommendedVcpu', 'None', whole(recommended?.task.cpuUnits)],
      ['RecommendedMemoryGb', 'None', whole(recommended?.task.memoryMiB)],
      ['LiveVcpu', 'None', whole(live?.task?.cpuUnits)],
      ['LiveMemoryGb', 'None', whole(live?.task?.memoryMiB)],
      ['CurrentUsdPerMonth', 'None', current],
      ['RecommendedUsdPerMonth', 'None', aim],
      ['SavingsUsdPerMonth', 'None', current === undefined || aim === undefined ? undefined : savingsOf(current, aim)],
      ['Held', 'Count', holds.length],
      ['Alerts', 'Count', alerts.length],
    ],
    at: endedAt,
  });
}
