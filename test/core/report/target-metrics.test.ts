import { describe, expect, it } from 'vitest';
import { runMetricsLine, targetMetricsLines } from '../../../core/report/metrics.ts';
import type { TargetReport } from '../../../core/report/report.ts';
import { parseEmbeddedMetrics } from '../../../local/cloudwatch/embedded-metrics.ts';
import { report, reportOf } from '../../support/reports.ts';
import { measuredTarget } from '../../support/target-reports.ts';

const OPTIONS = {
  functionName: 'rightsizer-production-recommend',
  startedAt: Date.parse('2026-11-23T06:00:05Z'),
  endedAt: Date.parse('2026-11-23T06:01:07Z'),
};

const hold = { code: 'Recorded', text: 'It waits.' } as const;

function linesOf(...targets: readonly TargetReport[]) {
  return targetMetricsLines(report(targets), OPTIONS);
}

/** The values that CloudWatch would take from the lines. */
function valuesOf(...targets: readonly TargetReport[]) {
  return Object.fromEntries(
    parseEmbeddedMetrics(linesOf(...targets).join('\n')).map((each) => [each.name, each.values[0]]),
  );
}

describe('the metrics of a target', () => {
  it('are its sizes in vCPU and GB, its money, and what waits or needs a person', () => {
    expect(valuesOf(measuredTarget({ holds: [hold, hold], alerts: [hold] }))).toEqual({
      CurrentVcpu: 2,
      CurrentMemoryGb: 6,
      RecommendedVcpu: 1,
      RecommendedMemoryGb: 4,
      LiveVcpu: 1,
      LiveMemoryGb: 4,
      CurrentUsdPerMonth: 78.57,
      RecommendedUsdPerMonth: 42.53,
      SavingsUsdPerMonth: 36.04,
      Held: 2,
      Alerts: 1,
    });
  });

  it('keep the parts of a vCPU and of a GB', () => {
    const smallest = { task: { cpuUnits: 256, memoryMiB: 512 }, containers: {} };
    expect(valuesOf(measuredTarget({ running: smallest }))).toMatchObject({ CurrentVcpu: 0.25, CurrentMemoryGb: 0.5 });
  });

  it('say with a negative saving that what is needed costs more', () => {
    const monthlyUsd = { current: 36.04, recommended: 72.08 };
    expect(valuesOf(measuredTarget({ monthlyUsd }))).toMatchObject({ SavingsUsdPerMonth: -36.04 });
  });

  it.each([
    ['no price', { monthlyUsd: {} }, ['Usd']],
    ['a price for the running size only', { monthlyUsd: { current: 36.04 } }, ['RecommendedUsd', 'SavingsUsd']],
    ['nothing live', { live: { version: 1 } }, ['Live']],
  ])('leave out, and do not set to zero, what is not known: %s', (_, fields, absent) => {
    const names = Object.keys(valuesOf(measuredTarget(fields)));
    const expected = Object.keys(valuesOf(measuredTarget())).filter(
      (name) => !absent.some((part) => name.includes(part)),
    );
    expect(names).toEqual(expected);
  });

  it('are one line each for what was answered: a failed target has no zeros', () => {
    const lines = linesOf(
      measuredTarget(),
      reportOf('api/val', { outcome: 'skipped' }),
      reportOf('api/dev', { outcome: 'failed' }),
      reportOf('api/test', { outcome: 'notDone' }),
    );
    expect(lines.map((line) => JSON.parse(line)).map(({ Service, Stage }) => `${Service}/${Stage}`)).toEqual([
      'connector/production',
      'api/val',
    ]);
    expect(valuesOf(reportOf('api/val', { outcome: 'skipped' }))).toEqual({ Held: 0, Alerts: 0 });
  });

  it('are under function, service and stage, at the time the run ended', () => {
    const [point] = parseEmbeddedMetrics(linesOf(measuredTarget()).join('\n'));
    expect(point).toMatchObject({
      namespace: 'FargateRightsizer',
      dimensions: { FunctionName: OPTIONS.functionName, Service: 'connector', Stage: 'production' },
      timestamp: OPTIONS.endedAt,
    });
  });

  it('are none for a dry run', () => {
    expect(targetMetricsLines(report([measuredTarget()], { dryRun: true }), OPTIONS)).toEqual([]);
  });
});

/**
 * A line that breaks a rule gives no metric and no error. Source: CloudWatch user guide,
 * CloudWatch_Embedded_Metric_Format_Specification (read 2026-11). A line may be 1 MB; older copies say 256 KB.
 */
const LIMITS = { metrics: 100, dimensions: 30, dimensionCharacters: 1024, lineBytes: 256 * 1024 };

describe('what CloudWatch takes of a line', () => {
  it('holds for the longest names that rightsizer.yml permits, on 300 lines for 300 targets', () => {
    const longest = measuredTarget({ service: 's'.repeat(100), stage: 't'.repeat(100) });
    const targets = Array.from({ length: 300 }, () => longest);
    const ofTargets = linesOf(...targets);
    expect(ofTargets).toHaveLength(300);
    const { metrics, dimensions, dimensionCharacters, lineBytes } = LIMITS;
    for (const line of [
      runMetricsLine(report(targets), { ...OPTIONS, isWhole: true, apiCalls: 40 }) ?? '',
      ...ofTargets,
    ]) {
      const parsed = JSON.parse(line);
      const [directive] = parsed._aws.CloudWatchMetrics;
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(lineBytes);
      expect(directive.Metrics.length).toBeLessThanOrEqual(metrics);
      expect(directive.Dimensions[0].length).toBeLessThanOrEqual(dimensions);
      for (const name of directive.Dimensions[0]) expect(parsed[name].length).toBeLessThanOrEqual(dimensionCharacters);
    }
  });
});
