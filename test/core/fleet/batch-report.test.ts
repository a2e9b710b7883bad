import { describe, expect, it } from 'vitest';
import {
  batchReportOf,
  fittingReports,
  mergedReport,
  shortReport,
  summedCounts,
} from '../../../core/fleet/batch-report.ts';
import { runCounts } from '../../../core/report/metrics.ts';
import { isWorthSaying, targetNews } from '../../../core/report/news.ts';
import { type TargetReport, totalsOf } from '../../../core/report/report.ts';
import { changedTarget } from '../../support/reports.ts';

const note = (text: string) => ({ code: 'Recorded', text }) as const;
const told = (report: TargetReport) => ({ report });
/** A failure is told; a target that is decided and has no news is not. */
const failed = (id: string) =>
  changedTarget({ id, outcome: 'failed', detail: 'no answer', monthlyUsd: {}, publication: { kind: 'none' } });
const quiet = (id: string, current = 10, recommended = 7.1) =>
  changedTarget({
    id,
    outcome: 'decided',
    publication: { kind: 'none' },
    noticeIsNew: false,
    holdsAreNew: false,
    copies: [],
    monthlyUsd: { current, recommended },
  });
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

describe('what a worker says of its targets', () => {
  it('is what is new, and in a digest everything, what is new first', () => {
    const all = [quiet('a'), failed('b')].map(told);
    expect(all.map(({ report }) => isWorthSaying(report))).toEqual([false, true]);
    const idsOf = (digest: boolean) => batchReportOf(totalsOf([]), all, digest).told.map(({ report }) => report.id);
    expect([idsOf(false), idsOf(true)]).toEqual([['b'], ['b', 'a']]);
  });

  it('is whole where it fits, else short, and what does not fit at all is counted', () => {
    const long = { ...failed('a'), reasons: Array.from({ length: 50 }, () => note('why '.repeat(100))) };
    const all = ['a', 'b', 'c'].map((id) => told({ ...long, id }));
    expect(fittingReports(all, bytesOf(all))).toBe(all);
    const short = all.map(({ report }) => told(shortReport(report)));
    expect(fittingReports(all, bytesOf(all) - 1)).toEqual(short);
    const two = fittingReports(all, bytesOf(short.slice(0, 2)) + 2);
    expect(two).toEqual(short.slice(0, 2));
    expect(bytesOf(two)).toBeLessThanOrEqual(bytesOf(short.slice(0, 2)) + 2);
    const many = Array.from({ length: 500 }, (_, index) => told({ ...long, id: `${index}` }));
    const { told: kept, omitted } = batchReportOf(totalsOf([]), many, false);
    expect(bytesOf(kept)).toBeLessThan(190_000);
    expect(kept.length + omitted).toBe(500);
    expect(omitted).toBeGreaterThan(0);
  });

  it('keeps of a short report what a message says: sizes, money, what to do, the first notes and when they were', () => {
    const breach = { code: 'Recorded', at: '2026-11-21T06:00:00Z', text: 'x '.repeat(300) } as const;
    const report = { ...failed('a'), alerts: [breach, breach, breach, breach] as TargetReport['alerts'] };
    const short = shortReport(report);
    expect(short.alerts).toHaveLength(3);
    expect(short.alerts[0]).toMatchObject({ at: breach.at });
    expect(short.alerts[0]?.text.length).toBeLessThanOrEqual(200);
    const withoutDetail = shortReport(quiet('b'));
    expect('detail' in withoutDetail).toBe('detail' in quiet('b'));
    const { headline, now, commands, money } = targetNews(quiet('b'));
    expect(targetNews(withoutDetail)).toMatchObject({ headline, now, commands, money });
  });
});

describe('the report of a fleet', () => {
  const parts = [
    [quiet('c', 10, 7.1), failed('d')],
    [quiet('a', 0.1, 0.2), failed('b')],
  ].map((reports) => batchReportOf(totalsOf(reports), reports.map(told), true));
  const head = {
    schemaVersion: 1,
    kind: 'run',
    runId: 'run',
    time: '2026-11-22T06:00:00Z',
    dryRun: false,
    digest: true,
    window: { startTime: '', endTime: '', periodSeconds: 300 },
  } as const;
  const all = [quiet('a', 0.1, 0.2), failed('b'), quiet('c', 10, 7.1), failed('d')];

  it('is that of a single run over all targets', () => {
    const report = mergedReport(head, parts, (id) => id.charCodeAt(0));
    expect(report.targets.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(report.totals).toEqual(totalsOf(all));
    expect(report.totals.monthlyUsd).toEqual({ current: 10.1, recommended: 7.3, savings: 2.8 });
  });

  it('counts what a single run counts', () => {
    expect(summedCounts(parts)).toEqual(runCounts(all));
    expect(runCounts(all)).toMatchObject({ answered: 2 });
  });
});
