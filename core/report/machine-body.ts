import { shortLine } from '../model/visible.ts';
import { isWorthSaying, type News, newsToTell } from './news.ts';
import type { Report, ReportedReason, TargetReport } from './report.ts';

/** How many ids are left in the Report for machines when nothing else fits. */
const LEAST_IDS = 100;
/** What stays of alerts and holds when the evidence goes. */
const LEAST_NOTES = 3;
const NOTE_CHARACTERS = 200;

const utf8 = new TextEncoder();

/** The bytes that a body takes in the message, where it is a JSON string. */
export function encodedBytes(text: string): number {
  return utf8.encode(JSON.stringify(text)).length;
}

function shortNotes(notes: readonly ReportedReason[]) {
  return notes.slice(0, LEAST_NOTES).map(({ code, text }) => ({ code, text: shortLine(text, NOTE_CHARACTERS) }));
}

function shortTexts(texts: readonly string[]): readonly string[] {
  return texts.slice(0, LEAST_NOTES).map((text) => shortLine(text, NOTE_CHARACTERS));
}

function dropped({ alerts, holds }: TargetReport) {
  const count = (notes: readonly ReportedReason[]) => Math.max(0, notes.length - LEAST_NOTES);
  const counts = { alerts: count(alerts), holds: count(holds) };
  return counts.alerts + counts.holds === 0 ? {} : { dropped: counts };
}

/** A target beside the news that people read of it, which Slack lays out; none where the report does not tell any. */
function told(target: TargetReport, report: Report) {
  const news = newsToTell(target, report);
  return news === undefined ? target : { ...target, news };
}

/** What is long goes, and what the target says beside it. */
function bareNews({ look, waiting, numbers: _n, why: _w, sure: _s, ...news }: News) {
  return { ...news, look: shortTexts(look), waiting: shortTexts(waiting) };
}

/** A target without reasons and evidence; of many alerts and holds the first ones, shortened, and the number of the others. */
function bare(target: TargetReport, report: Report) {
  const { id, outcome, kind, finding, noticeIsNew, holdsAreNew, alerts, holds } = target;
  const { openProposal, deployment, pin, monthlyUsd, publication, copies, detail } = target;
  const notes = {
    noticeIsNew,
    alerts: shortNotes(alerts),
    holdsAreNew,
    holds: shortNotes(holds),
    ...dropped(target),
    openProposal,
  };
  const news = newsToTell(target, report);
  const said = news === undefined ? {} : { news: bareNews(news) };
  return { id, outcome, kind, finding, ...notes, deployment, pin, monthlyUsd, publication, copies, detail, ...said };
}

/**
 * The Report for machines: whole when it fits; else what has news, then that without its evidence, and at last only ids. A digest keeps all
 * targets as long as it can. `omitted` says what is not there.
 */
export function machineBody(report: Report, ids: readonly string[], maximumBytes: number): string {
  const whole = (targets: Report['targets']) => targets.map((target) => told(target, report));
  const short = (targets: Report['targets']) => targets.map((target) => bare(target, report));
  const said = report.targets.filter(isWorthSaying);
  const steps = [
    () => ({ targets: whole(report.targets) }),
    ...(report.digest ? [() => ({ omitted: 'evidence', targets: short(report.targets) })] : []),
    () => ({ omitted: 'unchanged targets', targets: whole(said) }),
    () => ({ omitted: 'unchanged targets, evidence', targets: short(said) }),
    () => ({ omitted: 'targets', targets: [] }),
  ];
  for (const step of steps) {
    const text = JSON.stringify({ ...report, messageIds: ids, ...step() });
    // A character is a byte at least: what is far too long need not be encoded.
    if (text.length <= maximumBytes && encodedBytes(text) <= maximumBytes) return text;
  }
  const fewIds = { ...report, messageIds: ids.slice(0, LEAST_IDS), omitted: 'targets, most ids', targets: [] };
  return JSON.stringify(fewIds);
}
