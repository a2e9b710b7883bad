import { shortLine } from '../model/visible.ts';
import { cents, savingsOf } from '../money/usd.ts';
import { isWorthSaying } from '../report/news.ts';
import { mergedSavings, savingsByOwner } from '../report/owner-savings.ts';
import type { OwnerSavings, Report, TargetReport, Totals } from '../report/report.ts';
import { type RunCounts, runCounts } from '../report/run-metrics.ts';
import type { Mark } from './mark.ts';

/** A target that the message tells, and what its state remembers then; none where somebody else writes the state, or nobody knows it. */
export interface Told {
  readonly report: TargetReport;
  readonly mark?: Mark;
}

/** What a worker gives back of its targets. It is small, whatever they are: an operation keeps 256 KB. */
export interface BatchReport {
  readonly totals: Totals;
  readonly counts: RunCounts;
  readonly told: readonly Told[];
  /** How many are not in `told` for want of room: the next run tells them. */
  readonly omitted: number;
  /** In a digest: what the targets save, by owner. */
  readonly savings?: readonly OwnerSavings[];
}

/** Of the 256 KB of a result (Lambda developer guide, durable functions, limits, 2026-11) some are for what is around the reports. */
const REPORTS_BYTES = 190_000;
/** What stays of reasons, alerts and holds when there is no room for all. */
const LEAST_NOTES = 3;
const NOTE_CHARACTERS = 200;

const utf8 = new TextEncoder();

function bytesOf(value: unknown): number {
  return utf8.encode(JSON.stringify(value)).length;
}

type Notes = TargetReport['alerts'];

/** A note keeps its code and its time, by which it is known again. */
function shortNotes(notes: Notes): Notes {
  return notes.slice(0, LEAST_NOTES).map((note) => ({ ...note, text: shortLine(note.text, NOTE_CHARACTERS) }));
}

/** What a message needs to say of a target, without what it was decided from. */
export function shortReport({ evidence: _, secondOpinion: __, changes: ___, ...report }: TargetReport): TargetReport {
  const { reasons, alerts, holds } = report;
  return {
    ...report,
    whatIf: [],
    reasons: shortNotes(reasons),
    alerts: shortNotes(alerts),
    holds: shortNotes(holds),
    ...(report.detail !== undefined && { detail: shortLine(report.detail, NOTE_CHARACTERS) }),
  };
}

/** Those that fit, in their order: whole where all do, else short. */
export function fittingReports(told: readonly Told[], mostBytes = REPORTS_BYTES): readonly Told[] {
  if (bytesOf(told) <= mostBytes) return told;
  let left = mostBytes;
  return told
    .map((each) => ({ ...each, report: shortReport(each.report) }))
    .filter((each) => {
      const bytes = bytesOf(each) + 1;
      const fits = bytes <= left;
      left -= fits ? bytes : 0;
      return fits;
    });
}

/** What is said of a batch: what is new, and in a digest everything. */
export function batchReportOf(totals: Totals, all: readonly Told[], digest: boolean): BatchReport {
  const wanted = all.filter(({ report }) => digest || isWorthSaying(report));
  // What is new has the first place.
  const ordered = wanted.toSorted((a, b) => Number(isWorthSaying(b.report)) - Number(isWorthSaying(a.report)));
  const told = fittingReports(ordered);
  const reports = all.map(({ report }) => report);
  return {
    totals,
    counts: runCounts(reports),
    told,
    omitted: wanted.length - told.length,
    ...(digest && { savings: savingsByOwner(reports) }),
  };
}

/** The one report of a run whose targets were answered apart. Of what has nothing to tell it has only the numbers. */
export function mergedReport(
  head: Omit<Report, 'targets' | 'totals'>,
  parts: readonly BatchReport[],
  orderOf: (id: string) => number,
): Report {
  const targets = parts.flatMap(({ told }) => told.map(({ report }) => report));
  return {
    ...head,
    targets: targets.toSorted((a, b) => orderOf(a.id) - orderOf(b.id)),
    totals: summedTotals(parts.map(({ totals }) => totals)),
    ...(head.digest && { savings: mergedSavings(parts.flatMap(({ savings = [] }) => savings)) }),
  };
}

function summedTotals(all: readonly Totals[]): Totals {
  const sum = (of: (totals: Totals) => number) => all.reduce((total, each) => total + of(each), 0);
  const current = cents(sum(({ monthlyUsd }) => monthlyUsd.current));
  const recommended = cents(sum(({ monthlyUsd }) => monthlyUsd.recommended));
  return {
    targets: sum(({ targets }) => targets),
    changed: sum(({ changed }) => changed),
    skipped: sum(({ skipped }) => skipped),
    failed: sum(({ failed }) => failed),
    notDone: sum(({ notDone }) => notDone),
    monthlyUsd: { current, recommended, savings: savingsOf(current, recommended) },
  };
}

/** The counts of all batches together. */
export function summedCounts(parts: readonly Pick<BatchReport, 'counts'>[]): RunCounts {
  const sum = (key: keyof RunCounts) => parts.reduce((total, { counts }) => total + counts[key], 0);
  return {
    answered: sum('answered'),
    held: sum('held'),
    act: sum('act'),
    advise: sum('advise'),
    silent: sum('silent'),
  };
}
