import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reportTable, shortName } from '../../cli/report-table.ts';
import { SKIP_REASONS } from '../../core/model/service.ts';
import type { TargetReport } from '../../core/report/report.ts';
import { changedTarget, report, reportOf } from '../support/reports.ts';

const sizes = (cpuUnits: number, memoryMiB: number) => ({ task: { cpuUnits, memoryMiB }, containers: {} });

/** A target in the widest words there are. */
function widest(fields: Partial<TargetReport> = {}): TargetReport {
  return changedTarget({
    service: 's'.repeat(100),
    stage: 't'.repeat(100),
    running: sizes(16384, 122880),
    next: sizes(16384, 122880).task,
    recommended: sizes(16384, 61440),
    finding: 'Underprovisioned',
    findingReasonCodes: ['CPUOverprovisioned', 'MemoryUnderprovisioned'],
    monthlyUsd: { current: 2486.11, next: 2486.11, recommended: 1486.11 },
    ...fields,
  });
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

describe('the table of a report', () => {
  it('has one line a target, the sums, and what is wrong', () => {
    const table = reportTable(
      report([
        reportOf('connector/val', {
          outcome: 'skipped',
          skipReason: 'NoData',
          running: sizes(256, 512),
          alerts: [{ code: 'Recorded', text: 'Look at this.' }],
        }),
        reportOf('shop/master', { outcome: 'failed', detail: 'PortError: AccessDenied' }),
        changedTarget({
          running: sizes(1024, 2048),
          next: sizes(1024, 3072).task,
          recommended: sizes(512, 3072),
          monthlyUsd: { current: 36.04, next: 39.28, recommended: 24.51 },
          finding: 'Underprovisioned',
          findingReasonCodes: ['CPUOverprovisioned', 'MemoryUnderprovisioned'],
          holds: [{ code: 'Recorded', text: 'CPU decrease on hold.' }],
        }),
      ]),
    );
    expect(table).toBe(`service    stage      now        then       finding                 a run      USD a month  risk
connector  prod…tion  1024/2048  1024/3072  memory under, CPU over  writes  36.04 -> 39.28  -
                                 512/3072   aim; step 1 of 2 above                -> 24.51  1.8/0.13
connector  val        256/512    -          no data                 alert                -  -
shop       master     -          -          failed                  failed               -  -

USD a month: 36.04 now, 39.28 after a run (costs 3.24 more), 24.51 at the aim (saves 11.53), all
tasks of 730 hours
Sizes: CPU units/MiB. A run: what it does or waits for. Risk: hours short of CPU/kills expected in a
month at the aim.
connector/production: CPU decrease on hold.
connector/val: Look at this.
shop/master: PortError: AccessDenied
`);
  });

  it('has the largest saving first, then what is worth nothing or has no price, and the largest cost last', () => {
    const worth = (stage: string, monthlyUsd: TargetReport['monthlyUsd']) =>
      changedTarget({
        id: `a/${stage}`,
        service: 'a',
        stage,
        monthlyUsd: { ...monthlyUsd, ...(monthlyUsd.recommended && { next: monthlyUsd.recommended }) },
      });
    const table = reportTable(
      report([
        worth('dear', { current: 10, recommended: 90 }),
        worth('unpriced', {}),
        worth('some', { current: 20, recommended: 10 }),
        worth('same', { current: 10, recommended: 10 }),
        worth('dearer', { current: 10, recommended: 20 }),
        worth('most', { current: 90, recommended: 10 }),
      ]),
    );
    const stages = [...table.matchAll(/^a +(\w+)/gm)].map(([, stage]) => stage);
    expect(stages).toEqual(['most', 'some', 'unpriced', 'same', 'dearer', 'dear']);
  });

  it('says it when more is needed', () => {
    const dearer = changedTarget({ monthlyUsd: { current: 42.53, next: 78.57 } });
    expect(reportTable(report([dearer]))).toContain('78.57 at the aim (costs 36.04 more)');
  });

  it('says why a size is only advised', () => {
    const { evidence } = changedTarget();
    const advised = changedTarget({
      publication: { kind: 'none' },
      ...(evidence && {
        evidence: {
          ...evidence,
          verdict: {
            kind: 'advise',
            reasons: [{ code: 'RecentDeployment', daysSinceDeployment: 1, minimumDaysSinceDeployment: 3 }],
          },
        },
      }),
    });
    const table = reportTable(report([advised]));
    expect(table).toMatch(/^connector .* advises /m);
    expect(table).toMatch(/^connector\/production is advised only: .*\b3\b/m);
  });

  it('says what could not be written, of a document and of its copy', () => {
    const table = reportTable(
      report([
        changedTarget({
          publication: { kind: 'foreignWrite', name: 'n', detail: 'Somebody wrote version 3.' },
          copies: [{ kind: 'failed', message: 'AccessDenied' }],
        }),
      ]),
    );
    expect(table).toContain('\nconnector/production: Somebody wrote version 3.\nconnector/production: AccessDenied\n');
  });

  it('fits 100 columns with the widest of everything in every column', () => {
    const rows = [
      widest(),
      widest({ running: sizes(256, 512) }),
      widest({ finding: 'Optimized', holds: [{ code: 'Recorded', text: `${'word '.repeat(60)}${'x'.repeat(150)}` }] }),
      ...SKIP_REASONS.map((skipReason) => reportOf('a/b', { outcome: 'skipped', skipReason })),
    ];
    const table = reportTable(report(rows));
    expect(widthOf(table)).toBeLessThanOrEqual(100);
    expect(table).toContain(' 16384/122880  16384/122880  memory under, CPU over ');
    expect(table).toMatch(/^s{2,}…s{2,} +t+…t+ /m);
  });

  it.each([
    ['production', 10, 'production'],
    ['payments-production', 9, 'paym…tion'],
    ['payments-production', 4, 'pa…n'],
    ['payments-production', 2, 'p…'],
  ])('shortens %s to %i characters as %s', (name, width, short) => {
    expect(shortName(name, width)).toBe(short);
  });

  it('colors a finding where colors are wanted, and moves no column by it', () => {
    const plain = report([changedTarget(), reportOf('shop/master', { outcome: 'failed' })]);
    const colored = reportTable(plain, { colored: true });
    expect(colored).toContain('\u001b[32mover   \u001b[39m');
    expect(colored).toContain('\u001b[31mfailed \u001b[39m');
    expect(reportTable(plain)).not.toContain('\u001b');
    expect(stripVTControlCharacters(colored)).toBe(reportTable(plain));
  });

  it('has only its head and zeros without a target', () => {
    expect(reportTable(report([])).split('\n')).toEqual([
      'service  stage  now  then  finding  a run  USD a month  risk',
      '',
      'USD a month: 0.00 now, 0.00 at the aim (costs the same), all tasks of 730 hours',
      'Sizes: CPU units/MiB. A run: what it does or waits for. Risk: hours short of CPU/kills expected in a',
      'month at the aim.',
      '',
    ]);
  });
});
