import { describe, expect, it } from 'vitest';
import type { TargetReport } from '../../core/report/report.ts';
import { withText } from '../../core/report/report.ts';
import { DAY_HEAD, DAY_LEGEND, dayLine } from '../../demo/day-line.ts';
import { day, sizes, stage, written } from './days.ts';

const [large, middle] = [sizes('8192', '16384'), sizes('4096', '8192')];
const since = '2026-11-21';
const agreement = { code: 'WaitsForAgreement', days: 5, agreementDays: 7, since } as const;
const cooldown = { code: 'Cooldown', since, until: since, cooldownDays: 7 } as const;
const oneRow = {
  code: 'OneCpuRow',
  size: { cpuUnits: 4096, memoryMiB: 8192 },
  target: { cpuUnits: 2048, memoryMiB: 4096 },
  since,
} as const;
const notDeployed = { kind: 'notDeployed', since } as const;

/** The cell of production, which is the last one. */
function cellOf(fields: Partial<TargetReport>, deployed?: string): string {
  return dayLine(
    day('2026-11-21', [stage('production', large, fields)], deployed === undefined ? [] : [deployed]),
  ).slice(DAY_HEAD.indexOf('production'));
}

describe('the line of a day', () => {
  it.each<readonly [what: string, line: string, fields: Partial<TargetReport>]>([
    ['what ran before', 'stored 8192/16384', { publication: written('baseline', undefined, large) }],
    ['a change', '8192/16384 -> 4096/8192', { publication: written('resize', large, middle) }],
    [
      'a step',
      '8192/16384 -> 4096/8192 (one row)',
      { publication: written('resize', large, middle), holds: withText([oneRow]) },
    ],
    ['a way back', 'RESTORED 4096/8192 -> 8192/16384', { publication: written('restore', middle, large) }],
    [
      'the least of two agreements',
      'held 2/7',
      {
        holds: withText([
          { ...agreement, resource: 'cpu' },
          { ...agreement, resource: 'memory', days: 2 },
        ]),
      },
    ],
    ['what nobody deployed', 'undeployed', { deployment: notDeployed }],
    ['nothing', 'quiet', {}],
  ])('says %s', (_what, expected, fields) => {
    expect(cellOf(fields)).toBe(expected);
  });

  it('says everything that waits at once, and the deployment', () => {
    const holds = withText([{ ...agreement, resource: 'cpu' }, cooldown]);
    const cell = cellOf({ holds, deployment: notDeployed }, 'production');
    expect(cell).toBe('held 5/7, cool-down, undeployed; deployed');
  });

  it('marks a day with a message, has a column for each stage, and leaves room for nothing more than a hundred', () => {
    const publication = written('resize', large, middle);
    const targets = ['master', 'val', 'production'].map((name) => stage(name, large, { publication }));
    const line = dayLine(day('2026-12-04', targets));
    expect(line).toMatch(/^12-04\* 8192\/16384 -> 4096\/8192 +8192\/16384 8192\/16384 -> 4096\/8192$/);
    const lines = [line, DAY_HEAD, ...DAY_LEGEND, dayLine(day('2026-12-05', [stage('master', large)]))];
    for (const each of lines) expect(each.length).toBeLessThanOrEqual(100);
    expect(lines.at(-1)).toMatch(/^12-05 {2}quiet +- +-$/);
  });
});
