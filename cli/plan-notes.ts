import { explain } from '../core/decision/reason.ts';
import { pricingNotes } from '../core/report/pricing-text.ts';
import type { Publication, Report, TargetReport } from '../core/report/report.ts';
import { missingOpinionTexts } from '../core/report/second-opinion-text.ts';
import { wrapped } from './history-table.ts';

/** Two less than the terminal's 100 columns, for lines that go on are indented. */
const WIDTH = 98;

function failureOf(publication: Publication): readonly string[] {
  if (publication.kind === 'failed') return [publication.message];
  return publication.kind === 'foreignWrite' ? [publication.detail] : [];
}

/** What went wrong with a target, its document or a copy; of a skipped one what to know. */
export function failureTexts({ id, detail, publication, copies }: TargetReport): readonly string[] {
  const failures = [publication, ...copies].flatMap(failureOf);
  return [...(detail === undefined ? [] : [detail]), ...failures].map((text) => `${id}: ${text}`);
}

/** What must be known of a target beside its row: what failed, what a person must look at, what is held and why. */
export function notesOf(target: TargetReport): readonly string[] {
  const { id, alerts, holds, evidence } = target;
  const advice = evidence?.verdict.kind === 'advise' ? evidence.verdict.reasons.map(explain) : [];
  return [
    ...failureTexts(target),
    ...alerts.map(({ text }) => `${id}: ${text}`),
    ...advice.map((text) => `${id} is advised only: ${text}`),
    ...holds.map(({ text }) => `${id} is held: ${text}`),
  ];
}

/** What must be known of the whole run, beside its targets. */
export function runNotesOf({ targets }: Report): readonly string[] {
  return [...pricingNotes(targets), ...missingOpinionTexts(targets)];
}

/** The notes of targets, then of the run, in lines of at most 98 columns; a note's second line is to be indented by two. */
export function noteLines(report: Report, targets: readonly TargetReport[]): readonly (readonly string[])[] {
  return [...targets.flatMap(notesOf), ...runNotesOf(report)].map((note) => wrapped(note, WIDTH));
}
