import { isWorthSaying } from './news.ts';
import { shortLine } from './one-line.ts';
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

function dropped({ alerts, holds }: TargetReport) {
  const count = (notes: readonly ReportedReason[]) => Math.max(0, notes.length - LEAST_NOTES);
  const counts = { alerts: count(alerts), holds: count(holds) };
  return counts.alerts + counts.holds === 0 ? {} : { dropped: counts };
}

/** A target without reasons and evidence; of many alerts and holds the first ones, shortened, and the number of the others. */
function bare(target: TargetReport) {
  const { id, outcome, kind, finding, noticeIsNew, holdsAreNew, alerts, holds } = target;
  const { deployment, pin, monthlyUsd, publication, copies, detail } = target;
  const notes = { noticeIsNew, alerts: shortNotes(alerts), holdsAreNew, holds: shortNotes(holds), ...dropped(target) };
  return { id, outcome, kind, finding, ...notes, deployment, pin, monthlyUsd, publication, copies, detail };
}

/**
 * The Report for machines: whole when it fits; else what has news, then that without its evidence, and at last only ids. A digest keeps all
 * targets as long as it can. `omitted` says what is not there.
 */
export function machineBody(report: Report, ids: readonly string[], maximumBytes: number): string {
  const said = report.targets.filter(isWorthSaying);
  const steps = [
    {},
    ...(report.digest ? [{ omitted: 'evidence', targets: report.targets.map(bare) }] : []),
    { omitted: 'unchanged targets', targets: said },
    { omitted: 'unchanged targets, evidence', targets: said.map(bare) },
    { omitted: 'targets', targets: [] },
  ];
  const texts = steps.map((step) => JSON.stringify({ ...report, messageIds: ids, ...step }));
  const fewIds = { ...report, messageIds: ids.slice(0, LEAST_IDS), omitted: 'targets, most ids', targets: [] };
  return texts.find((text) => encodedBytes(text) <= maximumBytes) ?? JSON.stringify(fewIds);
}
