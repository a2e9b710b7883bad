import { describe, expect, it } from 'vitest';
import { reportTable } from '../../cli/report-table.ts';
import { changedTarget, report, reportOf } from '../support/reports.ts';

const sizes = (cpuUnits: number, memoryMiB: number) => ({ task: { cpuUnits, memoryMiB }, containers: {} });

describe('the table of a report', () => {
  it('has one line a target, the sums, and what is wrong', () => {
    const table = reportTable(
      report([
        changedTarget({ running: sizes(2048, 6144), recommended: sizes(1024, 4096) }),
        reportOf('connector/val', {
          outcome: 'skipped',
          skipReason: 'NoData',
          running: sizes(256, 512),
          alerts: [{ code: 'Recorded', text: 'Look at this.' }],
        }),
        reportOf('shop/master', { outcome: 'failed', detail: 'PortError: AccessDenied' }),
      ]),
    );
    expect(
      table,
    ).toBe(`service    stage       runs                 recommended          finding          USD/month   then
connector  production  2048 CPU / 6144 MiB  1024 CPU / 4096 MiB  Overprovisioned      78.57  42.53
connector  val         256 CPU / 512 MiB    -                    NoData                   -      -
shop       master      -                    -                    failed                   -      -

USD per month: 78.57 now, 42.53 recommended (saves 36.04), one task of 730 hours each
connector/val: Look at this.
shop/master: PortError: AccessDenied
`);
  });

  it('says it when more is needed', () => {
    const dearer = changedTarget({ monthlyUsd: { current: 42.53, recommended: 78.57 } });
    expect(reportTable(report([dearer]))).toContain('78.57 recommended (costs 36.04 more)');
  });

  it('has only its head and zeros without a target', () => {
    expect(reportTable(report([])).split('\n')).toEqual([
      'service  stage  runs  recommended  finding  USD/month  then',
      '',
      'USD per month: 0.00 now, 0.00 recommended (saves 0.00), one task of 730 hours each',
      '',
    ]);
  });
});
