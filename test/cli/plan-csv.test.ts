import { describe, expect, it } from 'vitest';
import { csvCell, planCsv } from '../../cli/plan-cells.ts';
import { TARGETS } from '../core/report/news-reports.ts';
import { report, reportOf } from '../support/reports.ts';

describe('a plan as CSV', () => {
  it('has a head, and a line for each target with its numbers apart', () => {
    const lines = planCsv(report([TARGETS.toApprove, reportOf('shop/val', { outcome: 'failed', detail: 'a, "b"' })]));
    const [head, first, second, end] = lines.split('\r\n');
    expect(head).toBe(
      'service,stage,region,account,finding,status,nowCpuUnits,nowMemoryMiB,nextCpuUnits,nextMemoryMiB,aimCpuUnits,aimMemoryMiB,nowUsdPerMonth,nextUsdPerMonth,aimUsdPerMonth,notes,commands',
    );
    expect(first).toMatch(
      /^connector,production,,,decided,to approve,2048,6144,,,1024,4096,78\.57,,42\.53,"connector\/production: Proposal 4, .*","npx rightsizer approve /,
    );
    expect(second).toBe('shop,val,,,failed,failed,,,,,,,,,,"shop/val: a, ""b""",');
    expect(end).toBe('');
  });

  it('has an aim also where one step leads to it', () => {
    const [, row = ''] = planCsv(report([TARGETS.changed])).split('\r\n');
    expect(row).toContain(',1024,2048,1024,3072,512,3072,36.04,39.28,24.51,');
  });

  it.each([
    ['=SUM(A1)', "'=SUM(A1)"],
    ['+1', "'+1"],
    ['@x', "'@x"],
    ['-1, a', `"'-1, a"`],
    [-3.5, '-3.5'],
    [undefined, ''],
    ['a\r\nb', 'a b'],
  ])('writes %j as %j: a spreadsheet runs nothing', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});
