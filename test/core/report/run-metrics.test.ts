import { describe, expect, it } from 'vitest';
import { runMetricsLine } from '../../../core/report/run-metrics.ts';
import { parseEmbeddedMetrics } from '../../../local/cloudwatch/embedded-metrics.ts';
import { report, reportOf } from '../../support/reports.ts';

const FUNCTION = 'rightsizer-production-recommend';
const ENDED_AT = Date.parse('2026-11-23T06:01:07Z');

/** The values that CloudWatch would take from the line. */
function metrics(targets: Parameters<typeof report>[0], options: { isWhole?: boolean; dryRun?: boolean } = {}) {
  const { isWhole = true, dryRun = false } = options;
  const line = runMetricsLine(report(targets, { dryRun }), { functionName: FUNCTION, endedAt: ENDED_AT, isWhole });
  return Object.fromEntries(parseEmbeddedMetrics(line ?? '').map(({ name, values }) => [name, values[0]]));
}

const done = reportOf('api/production');
const failed = reportOf('api/val', { outcome: 'failed' });
const notDone = reportOf('api/master', { outcome: 'notDone' });

describe('the metrics of a run', () => {
  it.each([
    ['every target answered', [done], { RunsCompleted: 1, TargetsFailed: 0, TargetsNotDone: 0 }],
    [
      'a target failed: the run is complete, and its message says so',
      [done, failed],
      { RunsCompleted: 1, TargetsFailed: 1, TargetsNotDone: 0 },
    ],
    [
      'targets left undone',
      [done, failed, notDone, notDone],
      { RunsCompleted: 0, TargetsFailed: 1, TargetsNotDone: 2 },
    ],
    ['no targets', [], { RunsCompleted: 1, TargetsFailed: 0, TargetsNotDone: 0 }],
  ])('with %s', (_, targets, expected) => {
    expect(metrics(targets)).toEqual(expected);
  });

  it('do not count a run that a person narrowed as a complete one', () => {
    expect(metrics([done], { isWhole: false })).toEqual({ RunsCompleted: 0, TargetsFailed: 0, TargetsNotDone: 0 });
  });

  it('are none for a dry run', () => {
    expect(metrics([done], { dryRun: true })).toEqual({});
  });

  it('are one line under the function that ran, at the time it ended', () => {
    const line = runMetricsLine(report([done]), { functionName: FUNCTION, endedAt: ENDED_AT, isWhole: true }) ?? '';
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: ENDED_AT,
        CloudWatchMetrics: [
          {
            Namespace: 'FargateRightsizer',
            Dimensions: [['FunctionName']],
            Metrics: [
              { Name: 'RunsCompleted', Unit: 'Count' },
              { Name: 'TargetsFailed', Unit: 'Count' },
              { Name: 'TargetsNotDone', Unit: 'Count' },
            ],
          },
        ],
      },
      FunctionName: FUNCTION,
      RunsCompleted: 1,
      TargetsFailed: 0,
      TargetsNotDone: 0,
    });
  });
});
