import * as v from 'valibot';
import { defined } from '../model/defined.ts';
import { fitting } from '../model/fitting.ts';
import { sum } from '../model/sizes.ts';
import { cents, savingsOf } from '../money/usd.ts';
import { stateAnnounced } from '../publication/next-state.ts';
import type { State } from '../publication/state-document.ts';
import { encodedBytes, shortNotes, shortText } from '../report/message.ts';
import { type RunCounts, runCounts } from '../report/metrics.ts';
import { isWorthSaying } from '../report/news.ts';
import { mergedSavings, savingsByOwner } from '../report/owner-savings.ts';
import {
  isChange,
  type OwnerSavings,
  type Report,
  type TargetReport,
  type Totals,
  totalsOf,
} from '../report/report.ts';

/** A target in the message, and the state to remember then; none where somebody else writes it, or nobody knows it. */
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

/** A result's 256 KB (Lambda developer guide, durable functions, limits, 2026-11), less what is around the reports. */
const REPORTS_BYTES = 190_000;

/** What a message needs to say of a target, without what decided it. Notes keep code and time, to be known again. */
export function shortReport({ evidence: _, secondOpinion: __, changes: ___, ...report }: TargetReport): TargetReport {
  const { reasons, alerts, holds } = report;
  return {
    ...report,
    whatIf: [],
    reasons: shortNotes(reasons),
    alerts: shortNotes(alerts),
    holds: shortNotes(holds),
    ...(report.detail !== undefined && { detail: shortText(report.detail) }),
  };
}

/** Those that fit, in their order: whole where all do, else short. */
export function fittingReports(told: readonly Told[], mostBytes = REPORTS_BYTES): readonly Told[] {
  if (encodedBytes(told) <= mostBytes) return told;
  const short = told.map((each) => ({ ...each, report: shortReport(each.report) }));
  return fitting(short, mostBytes, (each) => encodedBytes(each) + 1);
}

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
  const [current, recommended] = (['current', 'recommended'] as const).map((side) =>
    cents(sum(all.map(({ monthlyUsd }) => monthlyUsd[side]))),
  ) as [number, number];
  const { monthlyUsd: _, ...none } = totalsOf([]);
  return { ...summed(none, all), monthlyUsd: { current, recommended, savings: savingsOf(current, recommended) } };
}

export function summedCounts(parts: readonly Pick<BatchReport, 'counts'>[]): RunCounts {
  return summed(
    runCounts([]),
    parts.map(({ counts }) => counts),
  );
}

/** Each number of `none` over all parts. */
function summed<Numbers extends Readonly<Record<string, number>>>(none: Numbers, parts: readonly Numbers[]): Numbers {
  const sums = Object.keys(none).map((key) => [key, sum(parts.map((part) => Number(part[key])))]);
  return Object.fromEntries(sums) as Numbers;
}

/** What a state remembers of a message once it is out. */
export const markSchema = v.strictObject({
  id: v.string(),
  /** The document that it announced. */
  announced: v.exactOptional(v.strictObject({ destination: v.picklist(['live', 'proposed']), version: v.number() })),
  /** The skip reason or the alerts that it told. */
  notice: v.exactOptional(v.string()),
  /** The day on which it told what is on hold. */
  heldSaidOn: v.exactOptional(v.string()),
});
export type Mark = Readonly<v.InferOutput<typeof markSchema>>;

export function markOf({ id, publication }: TargetReport, { notice, heldSaidOn }: State): Mark {
  const version = isChange(publication) ? publication.version : undefined;
  const destination = publication.kind === 'proposed' ? 'proposed' : 'live';
  const announced = version === undefined ? undefined : ({ destination, version } as const);
  return { id, ...defined({ announced, notice, heldSaidOn }) };
}

/** A state that remembers of messages what `told` does: before a message what earlier ones told. */
export function withSaid(state: State, told: Pick<State, 'notice' | 'heldSaidOn'>): State {
  const { notice: _, heldSaidOn: __, ...rest } = state;
  const { notice, heldSaidOn } = told;
  return { ...rest, ...defined({ notice, heldSaidOn }) };
}

/** The state after the message. A version that somebody has written since was not announced by it. */
export function stateWithMark(state: State, { announced, ...told }: Mark): State {
  const marked = withSaid(state, told);
  if (announced === undefined || marked[announced.destination]?.version !== announced.version) return marked;
  return stateAnnounced(marked, announced.destination);
}
