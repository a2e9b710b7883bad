import { describe, expect, it } from 'vitest';
import { runMetricsLine } from '../../../core/report/metrics.ts';
import { parseEmbeddedMetrics } from '../../../local/cloudwatch/embedded-metrics.ts';
import { changedTarget, report, reportOf } from '../../support/reports.ts';

const FUNCTION = 'rightsizer-production-recommend';
const STARTED_AT = Date.parse('2026-11-23T06:00:05.5Z');
const ENDED_AT = Date.parse('2026-11-23T06:01:07Z');
const TIMES = { startedAt: STARTED_AT, endedAt: ENDED_AT };

/** The values that CloudWatch would take from the line. */
function metrics(targets: Parameters<typeof report>[0], options: { isWhole?: boolean; dryRun?: boolean } = {}) {
  const { isWhole = true, dryRun = false } = options;
  const line = runMetricsLine(report(targets, { dryRun }), { functionName: FUNCTION, ...TIMES, isWhole, apiCalls: 40 });
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
    expect(metrics(targets)).toMatchObject(expected);
  });

  it('do not count a run that a person narrowed as a complete one', () => {
    expect(metrics([done], { isWhole: false })).toMatchObject({
      RunsCompleted: 0,
      TargetsFailed: 0,
      TargetsNotDone: 0,
    });
  });

  it('count what became of the targets', () => {
    const { evidence } = changedTarget();
    if (evidence === undefined) throw new Error('The target has evidence.');
    const withVerdict = (kind: 'advise' | 'silent') => ({ evidence: { ...evidence, verdict: { kind, reasons: [] } } });
    const hold = { code: 'Recorded', text: 'It waits.' } as const;
    const targets = [
      changedTarget(),
      reportOf('api/production', { ...withVerdict('advise'), holds: [hold, hold] }),
      reportOf('api/val', { ...withVerdict('silent'), outcome: 'skipped' }),
      failed,
      notDone,
    ];
    expect(metrics(targets)).toEqual({
      RunsCompleted: 0,
      RunDurationSeconds: 61.5,
      Targets: 5,
      TargetsChanged: 1,
      TargetsSkipped: 1,
      TargetsFailed: 1,
      TargetsNotDone: 1,
      TargetsHeld: 1,
      TargetsAct: 1,
      TargetsAdvise: 1,
      TargetsSilent: 1,
      // 78.57 - 42.53, of the one target that has a price.
      PotentialSavingsUsdPerMonth: 36.04,
      ApiCalls: 40,
    });
  });

  it('say with a negative saving that what is needed costs more', () => {
    const more = reportOf('api/production', { monthlyUsd: { current: 36.04, recommended: 72.08 } });
    expect(metrics([more])).toMatchObject({ PotentialSavingsUsdPerMonth: -36.04 });
  });

  it('are none for a dry run', () => {
    expect(metrics([done], { dryRun: true })).toEqual({});
  });

  it('are one line under the function that ran, at the time it ended', () => {
    const line =
      runMetricsLine(report([done]), { functionName: FUNCTION, ...TIMES, isWhole: true, apiCalls: 40 }) ?? '';
    expect(line).not.toContain('\n');
    const { _aws, ...values } = JSON.parse(line);
    const [directive] = _aws.CloudWatchMetrics;
    expect(_aws).toEqual({ Timestamp: ENDED_AT, CloudWatchMetrics: [directive] });
    expect(directive).toMatchObject({ Namespace: 'FargateRightsizer', Dimensions: [['FunctionName']] });
    expect(directive.Metrics).toContainEqual({ Name: 'RunsCompleted', Unit: 'Count' });
    expect(directive.Metrics).toContainEqual({ Name: 'RunDurationSeconds', Unit: 'Seconds' });
    expect(directive.Metrics).toContainEqual({ Name: 'PotentialSavingsUsdPerMonth', Unit: 'None' });
    expect(values).toMatchObject({ FunctionName: FUNCTION, RunsCompleted: 1, TargetsFailed: 0, TargetsNotDone: 0 });
  });
});
