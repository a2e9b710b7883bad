import { describe, expect, it } from 'vitest';
import type { Alternative } from '../../../../core/report/html/alternatives.ts';
import { alternativesTable } from '../../../../core/report/html/alternatives-table.ts';
import { htmlPage } from '../../../../core/report/html/page.ts';
import type { Pictures } from '../../../../core/report/html/target-section.ts';
import { type Report, type TargetReport, totalsOf } from '../../../../core/report/report.ts';
import { size } from '../../../support/builders.ts';
import { nestingProblems } from '../../../support/html-nesting.ts';
import { RUN_ID, reportOf, resize } from '../../../support/reports.ts';

const HOSTILE = `"><script>alert('1')</script>&`;
const ESCAPED = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;';
const NOTHING = () => undefined;

function report(...targets: readonly TargetReport[]): Report {
  return {
    schemaVersion: 1,
    kind: 'run',
    runId: RUN_ID,
    time: '2026-11-23T06:00:00.000Z',
    dryRun: true,
    digest: false,
    window: { startTime: '2026-10-26T05:50:00.000Z', endTime: '2026-11-23T05:50:00.000Z', periodSeconds: 300 },
    targets,
    totals: totalsOf(targets),
  };
}

const recorded = (text: string) => ({ code: 'Recorded' as const, text });
const DRAWING: Pictures['drawings'][number] = { title: 'CPU use', svg: '<svg><path/></svg>', caption: 'In words.' };
const HOLDS: Alternative = {
  task: size(1024, 4096),
  isRunning: true,
  isRecommended: true,
  usdPerMonth: 42.53,
  weeks: { cpu: [0, 12, null], memory: [0, 3, null] },
};

describe('htmlPage', () => {
  it('escapes whatever comes from outside, and nests its elements', () => {
    const hostile = reportOf(`${HOSTILE}/x`, {
      policy: HOSTILE,
      detail: HOSTILE,
      reasons: [recorded(HOSTILE)],
      alerts: [recorded(HOSTILE)],
      holds: [recorded(HOSTILE)],
      publication: { kind: 'failed', message: HOSTILE },
      copies: [{ kind: 'foreignWrite', name: HOSTILE, detail: HOSTILE }],
    });
    const drawing = { ...DRAWING, title: HOSTILE, caption: HOSTILE };
    const page = htmlPage(report(hostile), () => ({ drawings: [drawing], alternatives: [HOLDS] }));
    expect(page).not.toContain('<script');
    expect(page.split(ESCAPED).length - 1).toBeGreaterThanOrEqual(12);
    expect(nestingProblems(page)).toEqual([]);
  });

  it('needs no network and forbids scripts', () => {
    const page = htmlPage(report(reportOf('a/b')), NOTHING);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    expect(page).not.toMatch(/https?:|src=|@import|url\(/);
  });

  it('sums up the money and links each target to its section', () => {
    const sizes = { task: size(2048, 6144), containers: {} };
    const smaller = { task: size(1024, 4096), containers: {} };
    const money = { current: 79.57, recommended: 42.53 };
    const first = reportOf('a/prod', {
      running: sizes,
      recommended: smaller,
      monthlyUsd: money,
      finding: 'Overprovisioned',
      alerts: [recorded('look')],
    });
    const page = htmlPage(
      report(first, reportOf('b/prod', { outcome: 'skipped', skipReason: 'NotRunning' as never })),
      NOTHING,
    );
    expect(page).toContain('<h1>Task sizes of 2 targets</h1>');
    expect(page).toContain('<b>37.04</b>USD a month saved');
    expect(page).toContain('<a href="#target-2">b/prod</a>');
    expect(page).toContain('<section id="target-2"');
    expect(page).toContain('Overprovisioned (1 to look at)');
    expect(page).toContain('skipped: NotRunning');
    expect(page).toContain('2048 CPU / 6144 MiB → 1024 CPU / 4096 MiB; saves 37.04 USD a month');
  });

  it('says what costs more', () => {
    const page = htmlPage(report(reportOf('a/b', { monthlyUsd: { current: 10, recommended: 12.5 } })), NOTHING);
    expect(page).toContain('<b>2.50</b>USD a month more');
    expect(page).toContain('<h1>Task sizes of 1 target</h1>');
  });

  it('shows the drawings, the other sizes and what would be written or was', () => {
    const planned = reportOf('a/b', { publication: resize({ kind: 'planned' }), copies: [resize()] });
    const page = htmlPage(report(planned), () => ({ drawings: [DRAWING], alternatives: [HOLDS] }));
    expect(page).toContain('<svg><path/></svg></div><figcaption>In words.</figcaption>');
    expect(page).toContain('A run would write: ');
    expect(page).toContain('Written: ');
    expect(page).toContain('<h3>Other sizes</h3>');
    expect(htmlPage(report(planned), () => ({ drawings: [], alternatives: [] }))).not.toContain('Other sizes');
  });
});

describe('alternativesTable', () => {
  it('says for each week how many points of which resource were above', () => {
    const other = { task: size(512, 4096), isRunning: false, isRecommended: false, weeks: { cpu: [7] } };
    const { text } = alternativesTable([HOLDS, other]);
    expect(text).toContain(
      '1024 CPU / 4096 MiB (running, recommended)</th><td class="number">42.53</td><td>never</td><td>CPU 12×, Memory 3×</td><td>no data</td>',
    );
    expect(text).toContain(
      '512 CPU / 4096 MiB</th><td class="number">–</td><td>CPU 7×</td><td>no data</td><td>no data</td>',
    );
    expect(text).toContain('<th scope="col">Week 3</th>');
  });
});
