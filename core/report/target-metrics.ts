import type { TaskSize } from '../model/fargate-grid.ts';
import { savingsOf } from '../money/usd.ts';
import { type Metric, metricLine } from './metric-line.ts';
import type { Report, TargetReport } from './report.ts';
import { RUN_METRICS, type RunMetricsOptions } from './run-metrics.ts';

/** The names that identify a target, in the order of the dimension set. */
export const TARGET_DIMENSIONS = [RUN_METRICS.dimension, 'Service', 'Stage'] as const;

/**
 * What a run says of each target, where the stack asks for it: every metric of every target costs money
 * (docs/metrics.md).
 */
export const TARGET_METRICS = {
  currentVcpu: 'CurrentVcpu',
  currentMemory: 'CurrentMemoryGb',
  recommendedVcpu: 'RecommendedVcpu',
  recommendedMemory: 'RecommendedMemoryGb',
  liveVcpu: 'LiveVcpu',
  liveMemory: 'LiveMemoryGb',
  currentUsd: 'CurrentUsdPerMonth',
  recommendedUsd: 'RecommendedUsdPerMonth',
  savingsUsd: 'SavingsUsdPerMonth',
  held: 'Held',
  alerts: 'Alerts',
} as const;

/**
 * The lines of CloudWatch's embedded metric format for the targets that a run answered, one each; none for a dry run.
 *
 * A target that failed or was not done has no line: what is not known is no zero.
 *
 * For example: targetMetricsLines(report, { functionName: 'rightsizer-production-recommend', endedAt: 0 })
 */
export function targetMetricsLines(
  { dryRun, targets }: Pick<Report, 'dryRun' | 'targets'>,
  options: Pick<RunMetricsOptions, 'functionName' | 'endedAt'>,
): readonly string[] {
  if (dryRun) return [];
  const answered = targets.filter(({ outcome }) => outcome === 'decided' || outcome === 'skipped');
  return answered.map((target) => targetMetricsLine(target, options));
}

function targetMetricsLine(
  target: TargetReport,
  { functionName, endedAt }: Pick<RunMetricsOptions, 'functionName' | 'endedAt'>,
): string {
  const [functionDimension, serviceDimension, stageDimension] = TARGET_DIMENSIONS;
  const { service, stage, running, recommended, live, monthlyUsd, holds, alerts } = target;
  return metricLine({
    dimensions: { [functionDimension]: functionName, [serviceDimension]: service, [stageDimension]: stage },
    metrics: [
      ...sizeMetrics(TARGET_METRICS.currentVcpu, TARGET_METRICS.currentMemory, running?.task),
      ...sizeMetrics(TARGET_METRICS.recommendedVcpu, TARGET_METRICS.recommendedMemory, recommended?.task),
      ...sizeMetrics(TARGET_METRICS.liveVcpu, TARGET_METRICS.liveMemory, live?.task),
      ...moneyMetrics(monthlyUsd),
      [TARGET_METRICS.held, 'Count', holds.length],
      [TARGET_METRICS.alerts, 'Count', alerts.length],
    ],
    at: endedAt,
  });
}

/** Fargate's own units: 1024 CPU units are a vCPU, 1024 MiB a GB. */
function sizeMetrics(vcpu: string, memoryGb: string, size: TaskSize | undefined): readonly Metric[] {
  if (size === undefined) return [];
  return [
    [vcpu, 'None', size.cpuUnits / 1024],
    [memoryGb, 'None', size.memoryMiB / 1024],
  ];
}

function moneyMetrics({ current, recommended }: TargetReport['monthlyUsd']): readonly Metric[] {
  const savings = current === undefined || recommended === undefined ? undefined : savingsOf(current, recommended);
  return [
    [TARGET_METRICS.currentUsd, 'None', current],
    [TARGET_METRICS.recommendedUsd, 'None', recommended],
    [TARGET_METRICS.savingsUsd, 'None', savings],
  ];
}
