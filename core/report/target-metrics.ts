import { savingsOf } from '../money/usd.ts';
import { metricLine } from './metric-line.ts';
import type { Report, TargetReport } from './report.ts';
import type { RunMetricsOptions } from './run-metrics.ts';

type Options = Pick<RunMetricsOptions, 'functionName' | 'endedAt'>;

/**
 * The lines of CloudWatch's embedded metric format for the targets that a run answered, one each; none for a dry run. A target that failed or
 * was not done has no line: what is not known is no zero. Every metric of every target costs money (docs/metrics.md).
 */
export function targetMetricsLines(
  { dryRun, targets }: Pick<Report, 'dryRun' | 'targets'>,
  options: Options,
): readonly string[] {
  if (dryRun) return [];
  const answered = targets.filter(({ outcome }) => outcome === 'decided' || outcome === 'skipped');
  return answered.map((target) => targetMetricsLine(target, options));
}

function targetMetricsLine(target: TargetReport, { functionName, endedAt }: Options): string {
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
