import { describe, expect, it } from 'vitest';
import type { Alternative, Alternatives } from '../../../../core/report/html/alternatives.ts';
import { alternativesTable } from '../../../../core/report/html/alternatives-table.ts';
import { htmlPage } from '../../../../core/report/html/page.ts';
import { legend, type Pictures } from '../../../../core/report/html/target-section.ts';
import type { Report, TargetReport } from '../../../../core/report/report.ts';
import { size } from '../../../support/builders.ts';
import { nestingProblems } from '../../../support/html-nesting.ts';
import { changedTarget, reportOf, report as reportOfRun, resize } from '../../../support/reports.ts';
import { TARGETS } from '../news-reports.ts';

const HOSTILE = `"><script>alert('1')</script>&`;
const ESCAPED = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;';
const NOTHING = () => undefined;

const report = (...targets: readonly TargetReport[]): Report => reportOfRun(targets, { dryRun: true });
const recorded = (text: string) => ({ code: 'Recorded' as const, text });
const DRAWING: Pictures['drawings'][number] = {
  title: 'CPU use',
  svg: '<svg><path/></svg>',
  legend: [{ name: 'average', mark: 'bold', color: 'var(--chart-average)' }],
  caption: 'In words.',
};
const LITTLE = { aMonth: 0.127 };
const HOLDS: Alternative = {
  kind: 'recommended',
  task: size(1024, 4096),
  isRunning: true,
  usdPerMonth: 42.53,
  cpu: { aMonth: 3.31, range: { least: 1, most: 12.4 } },
  memory: LITTLE,
  below: [],
  weeks: [{ cpu: 0, memory: 0 }, { cpu: 12, memory: 3 }, {}],
};
const START = Date.parse('2026-10-26T05:50:00Z');
const WEEKS = [0, 7, 14].map((days) => START + days * 86_400_000);

/** Without the names that a phone shows before each cell. */
function unlabeled(markup: string): string {
  return markup.replaceAll(/ data-label="[^"]*"/g, '');
}

function compared(...sizes: readonly Alternative[]): Alternatives {
  return { weekStarts: WEEKS, periodMinutes: 5, sizes };
}

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
    const page = htmlPage(report(hostile), () => ({ drawings: [drawing], alternatives: compared(HOLDS) }));
    expect(page).not.toContain('<script');
    expect(page.split(ESCAPED).length - 1).toBeGreaterThanOrEqual(12);
    expect(nestingProblems(page)).toEqual([]);
  });

  it('needs no network and forbids scripts', () => {
    const page = htmlPage(report(reportOf('a/b')), NOTHING);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    expect(page).not.toMatch(/https?:|src=|@import|url\(/);
  });

  it('sums up money and findings, and links each target to its section', () => {
    const sizes = { task: size(2048, 6144), containers: {} };
    const smaller = { task: size(1024, 4096), containers: {} };
    const first = reportOf('a/prod', {
      running: sizes,
      recommended: smaller,
      monthlyUsd: { current: 79.57, recommended: 42.53 },
      finding: 'Overprovisioned',
      alerts: [recorded('look')],
    });
    const page = htmlPage(
      report(
        first,
        reportOf('b/prod', { outcome: 'skipped', skipReason: 'NoData' }),
        reportOf('c/prod', { outcome: 'failed' }),
      ),
      NOTHING,
    );
    expect(page).toContain('<h1>Task sizes of 3 targets</h1>');
    // 37.04 / 79.57 = 46.55 %.
    expect(page).toContain('<b>37.04</b> USD a month saved (47 %)');
    expect(page).toContain('▼</span> 1 overprovisioned</span>');
    expect(page).toContain('○</span> 1 skipped</span>');
    expect(page).toContain('○</span> 1 failed or not done</span>');
    expect(page).not.toContain('optimized</span>');
    expect(page).toContain('<a href="#target-2">b/prod</a>');
    expect(page).toContain('<section class="target" id="target-2"');
    expect(page).toContain('▼</span> over</span> <small>1 to look at</small>');
    expect(page).toContain('○</span> no data</span>');
    expect(page).toContain('<dd>2048 CPU / 6144 MiB <small>79.57 USD a month</small></dd>');
    expect(page).toContain('<dt>Money</dt><dd>could save 37.04 USD a month (79.57 -&gt; 42.53)</dd>');
    expect(unlabeled(page)).toContain('<td>1024 CPU / 4096 MiB <small>42.53 USD</small></td><td>alert</td>');
  });

  it('says what costs more, and what comes between', () => {
    const sizes = { running: { task: size(512, 1024), containers: {} }, next: size(1024, 2048) };
    const money = { current: 10, next: 12.5, recommended: 12.5 };
    const page = htmlPage(report(reportOf('a/b', { ...sizes, monthlyUsd: money, publication: resize() })), NOTHING);
    expect(page).toContain('<b>2.50</b> USD a month more (25 %)');
    expect(page).toContain('<dt>Money</dt><dd>costs 2.50 USD a month more (10.00 -&gt; 12.50)</dd>');
    expect(page).toContain('<h1>Task sizes of 1 target</h1>');
    const stepwise = htmlPage(report(TARGETS.changed), NOTHING);
    expect(stepwise).toContain('<b>39.28</b> USD a month after the next run');
    expect(stepwise).toContain(
      '<dt>Next, step 1 of 2</dt><dd>1024 CPU / 3072 MiB <small>39.28 USD a month</small></dd>',
    );
    const same = htmlPage(report(reportOf('a/b', { monthlyUsd: { current: 10 } })), NOTHING);
    expect(same).toContain('<b>0.00</b> USD a month saved</li>');
  });

  it('says that there is nothing to compare instead of 0 USD, and shows sizes without money', () => {
    const running = { task: size(1024, 2048), containers: {} };
    const page = htmlPage(report(reportOf('a/b', { running })), NOTHING);
    expect(page).toContain('<b>–</b> USD a month: nothing to compare');
    expect(page).toContain('<dd>1024 CPU / 2048 MiB</dd>');
    expect(page).not.toMatch(/saved|<dt>Money/);
  });

  it('says what money is made of, what changes saved and what Compute Optimizer thinks', () => {
    const told = reportOf('a/b', {
      pricing: { kind: 'unpriced', why: 'The prices of Windows are not confirmed.' },
      changes: [
        {
          version: 4,
          at: '2026-11-01T06:00:00.000Z',
          forecastUsd: 14.77,
          realized: { usd: 13.9, from: 'CostExplorer', days: 7 },
        },
        { version: 3, at: '2026-10-01T06:00:00.000Z' },
      ],
      secondOpinion: { kind: 'none', because: 'NotEnrolled', detail: '' },
    });
    const page = htmlPage(
      report(
        told,
        reportOf('c/d', {
          secondOpinion: { kind: 'agrees', task: size(1024, 2048), current: size(1024, 2048), lookbackDays: 14 },
        }),
      ),
      NOTHING,
    );
    expect(page).toContain('<h3>What it costs</h3><ul class="texts"><li>No money: The prices of Windows are not');
    expect(page).toContain(
      '<li>Version 4, 2026-11-01: saves 14.77 USD a month forecast; 13.90 realized over 7 days (Cost Explorer).</li></ul>',
    );
    expect(page).toContain('<p>Realized: saves 13.90 USD a month over 1 change.</p>');
    expect(page).toContain('<p>Compute Optimizer has no opinion on 1 of 2 targets: this account is not enrolled.</p>');
    expect(page).toContain('<li>Compute Optimizer: 1024 CPU / 2048 MiB, the same.</li>');
  });

  it('says what the data permit, how sure that is, and who pinned what', () => {
    const evidence = changedTarget().evidence;
    const pin = { until: '2026-12-01T00:00:00.000Z', by: 'ada', why: 'load test' };
    const fields = { pin, ...(evidence && { evidence }) };
    const page = htmlPage(report(reportOf('a/b', fields)), NOTHING);
    expect(page).toContain('<dt>Data</dt><dd>good enough to act on, full confidence</dd>');
    expect(page).toContain(
      '<h3>To know</h3><ul class="texts"><li>Pinned by ada until 2026-12-01 00:00 UTC: load test</li>',
    );
    const unsure = evidence && {
      ...evidence,
      verdict: { kind: 'silent' as const, reasons: [] },
      confidence: { kind: 'lower' as const, because: ['KillsUnknown' as const] },
    };
    expect(htmlPage(report(reportOf('a/b', unsure && { evidence: unsure })), NOTHING)).toContain(
      '<dd>too little to say anything, lower confidence: memory kills are not recorded</dd>',
    );
  });

  it('shows the drawings, the other sizes and what would be written or was', () => {
    const planned = reportOf('a/b', { publication: resize({ kind: 'planned' }), copies: [resize()] });
    const page = htmlPage(report(planned), () => ({ drawings: [DRAWING], alternatives: compared(HOLDS) }));
    expect(page).toContain('<svg><path/></svg></div><figcaption>In words.</figcaption>');
    expect(page).toContain('A run would write /rightsizer/connector/production: taskCpu 1024, ');
    expect(page).toContain('Written: /rightsizer/connector/production: ');
    expect(page).toContain('<h3>Other sizes</h3>');
    expect(htmlPage(report(planned), () => ({ drawings: [] }))).not.toContain('Other sizes');
  });
});

describe('alternativesTable', () => {
  const lessCpu: Alternative = {
    kind: 'lessCpu',
    task: size(512, 4096),
    isRunning: false,
    below: [],
    weeks: [{ cpu: 7 }, {}, {}],
  };

  it('says for each week how many points of which resource were above, and the longest stretch', () => {
    const all = compared(HOLDS, lessCpu, { ...lessCpu, kind: 'running', isRunning: true });
    const text = unlabeled(alternativesTable(all, []).text);
    expect(text).toContain(
      '1024 CPU / 4096 MiB <small>recommended, running</small></th><td class="number">42.53</td><td class="soft">never</td><td class="passed"><span>CPU 12×</span> <span>Memory 3×</span> </td><td class="soft">no data</td>',
    );
    expect(text).toContain(
      '<span class="line">3.3 (1 to 12) hours short of CPU</span> <span class="line">0.13 memory kills</span>',
    );
    expect(text).toContain('512 CPU / 4096 MiB <small>less CPU</small></th><td class="number">–</td>');
    expect(text).toContain('<small>running</small>');
    expect(text).toContain('<th scope="col">Week 3 <small>from Nov 9</small></th>');
  });

  it('says what is expected of a size, or that this is not known', () => {
    const held = unlabeled(alternativesTable(compared({ ...lessCpu, cpu: LITTLE }), []).text);
    expect(held).toContain('<td><span class="line">0.13 hours short of CPU</span> </td>');
    expect(unlabeled(alternativesTable(compared(lessCpu), []).text)).toContain('<td>unknown</td>');
  });

  it('says which floor rules a size out, however little is expected of it', () => {
    const ruled = { ...lessCpu, cpu: LITTLE, below: ['floor 2816 MiB (heap)', 'floor 1024 CPU units (configured)'] };
    const { text } = alternativesTable(compared(ruled), []);
    expect(text).toContain('ruled out: below the floor 2816 MiB (heap) and the floor 1024 CPU units (configured)');
    expect(text).toContain('<tr class="ruled">');
    expect(text).not.toContain('0.13 hours short');
  });

  it('names the column of each cell, for screens on which a row is a card', () => {
    const labels = [...alternativesTable(compared(HOLDS), []).text.matchAll(/<td[^>]* data-label="([^"]*)"/g)];
    expect(labels.map(([, label]) => label)).toEqual(['USD a month', 'Week 1', 'Week 2', 'Week 3', 'Expected']);
  });

  it('begins with what is expected of the recommended size', () => {
    expect(alternativesTable(compared(HOLDS), ['Expected: little.']).text).toContain('<p>Expected: little. Below:');
  });
});

describe('legend', () => {
  it('shows each mark by its form, and is absent without marks', () => {
    expect(legend(DRAWING.legend)?.text).toMatch(
      /<svg [^>]*aria-hidden="true"[^>]*style="color:var\(--chart-average\)"><path d="M0 6h28" stroke-width="3"\/><\/svg>average/,
    );
    expect(legend([])).toBeUndefined();
  });
});
