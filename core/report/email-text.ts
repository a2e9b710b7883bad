import type { SizesDocument } from '../publication/sizes-document.ts';
import { type Change, isChange, isTrouble, type Report, type TargetReport } from './report.ts';

/** What happened to a document, as the head of a target's paragraph. */
function headline(change: Change): string {
  if (change.kind === 'planned') return 'WOULD CHANGE';
  if (change.kind === 'proposed') return 'PROPOSED';
  const words = {
    baseline: 'RECORDED',
    resize: 'CHANGED',
    keys: 'KEYS CHANGED',
    repair: 'REPAIRED',
    copy: 'COPIED',
  } as const;
  return words[change.cause];
}

/** What a person does now. */
function advice(target: TargetReport, change: Change): string {
  const deployment = `the next deployment of ${target.service} to ${target.stage}`;
  if (change.kind === 'proposed') return `Nothing changes until these sizes are approved. They wait in ${change.name}.`;
  if (change.cause === 'baseline')
    return 'These are the sizes that run now: the way back. The next run may change them.';
  return `Takes effect with ${deployment}.`;
}

/** One line a key: `taskCpu 2048 -> 1024`, unchanged ones without an arrow. */
function sizeLines(before: SizesDocument | undefined, after: SizesDocument): readonly string[] {
  const known = before ?? {};
  const removed = Object.keys(known).filter((key) => !Object.hasOwn(after, key));
  const lines = Object.entries(after).map(([key, value]) => {
    const old = Object.hasOwn(known, key) ? known[key] : undefined;
    return old === undefined || old === value ? `  ${key} ${value}` : `  ${key} ${old} -> ${value}`;
  });
  return [...lines, ...removed.map((key) => `  ${key} ${known[key]} -> removed`)];
}

/** `saves 43.10 USD a month (92.47 -> 49.37)`; a negative saving is a cost and looks like one. */
export function moneyText({ current, recommended }: TargetReport['monthlyUsd']): string | undefined {
  if (current === undefined || recommended === undefined) return undefined;
  const difference = Math.abs(current - recommended).toFixed(2);
  const range = `(${current.toFixed(2)} -> ${recommended.toFixed(2)})`;
  if (current === recommended) return `costs ${current.toFixed(2)} USD a month, as before`;
  return current > recommended
    ? `saves ${difference} USD a month ${range}`
    : `costs ${difference} USD a month more ${range}`;
}

/** How far the evidence carries: coverage and how often the new size would have been passed. */
function sureness({ evidence }: TargetReport): readonly string[] {
  if (evidence === undefined) return [];
  return (['cpu', 'memory'] as const).flatMap((resource) => {
    const quality = evidence.resources[resource]?.quality;
    const risk = evidence.risk[resource];
    if (quality === undefined || risk === undefined) return [];
    const name = resource === 'cpu' ? 'CPU' : 'Memory';
    return [
      `  ${name}: ${quality.coveragePercent} % of the points there; this size was passed in ${risk.weeksExceeded} of ${risk.weeks} weeks`,
    ];
  });
}

function changeParagraph(target: TargetReport, change: Change): string {
  const money = change.cause === 'baseline' ? undefined : moneyText(target.monthlyUsd);
  return [
    `${headline(change)} ${target.id}`,
    ...(change.problem === undefined ? [] : [`  The document before was unusable: ${change.problem}.`]),
    ...sizeLines(change.before, change.after),
    ...(money === undefined ? [] : [`  ${money}`]),
    ...(change.cause === 'baseline' ? [] : ['Why:', ...target.reasons.map(({ text }) => `  - ${text}`)]),
    ...(change.cause === 'baseline' ? [] : ['How sure:', ...sureness(target)]),
    ...alertLines(target),
    `Now: ${advice(target, change)}`,
    `Id: ${target.id}@${change.version ?? 'dry-run'}`,
  ].join('\n');
}

function alertLines({ alerts }: TargetReport): readonly string[] {
  return alerts.map(({ text }) => `  ! ${text}`);
}

function troubleParagraph(target: TargetReport): string {
  const words = { failed: 'FAILED', notDone: 'NOT DONE', skipped: 'SKIPPED', decided: 'NOT WRITTEN' } as const;
  const publications = [target.publication, ...target.copies].flatMap((publication) => {
    if (publication.kind === 'failed') return [publication.message];
    return publication.kind === 'foreignWrite' ? [publication.detail] : [];
  });
  const details = [...(target.detail === undefined ? [] : [target.detail]), ...publications];
  return [`${words[target.outcome]} ${target.id}`, ...details.map((text) => `  ${text}`), ...alertLines(target)].join(
    '\n',
  );
}

function noticeParagraph(target: TargetReport): string {
  if (target.outcome === 'skipped') {
    const texts = target.reasons.map(({ text }) => `  ${text}`);
    const detail = target.detail === undefined ? [] : [`  ${target.detail}`];
    return [`SKIPPED ${target.id} (${target.skipReason})`, ...detail, ...texts].join('\n');
  }
  return [`ALERT ${target.id}`, ...alertLines(target)].join('\n');
}

/** The paragraphs of a target that has something to say. */
function paragraphs(target: TargetReport): readonly string[] {
  const found: string[] = [];
  if (isChange(target.publication)) found.push(changeParagraph(target, target.publication));
  if (isTrouble(target)) found.push(troubleParagraph(target));
  if (!isChange(target.publication))
    found.push(...target.copies.filter(isChange).map((copy) => `COPIED ${target.id} to ${copy.name}`));
  if (found.length === 0 && target.noticeIsNew) found.push(noticeParagraph(target));
  return found;
}

/** A run's time as people read it. */
export function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/**
 * The message as a person reads it on a phone: short lines, what changes, why, how sure, money, what to do now.
 *
 * @param maximumCharacters - What does not fit is left out whole, and counted in the last line.
 */
export function emailText(report: Report, maximumCharacters: number): string {
  const opening =
    report.kind === 'catchUp'
      ? 'An earlier run wrote these sizes and could not announce them.'
      : `fargate-rightsizer, run of ${timeText(report.time)}.`;
  const all = report.targets.flatMap(paragraphs);
  const shown: string[] = [];
  let length = opening.length;
  for (const paragraph of all) {
    length += paragraph.length + 2;
    if (length <= maximumCharacters) shown.push(paragraph);
  }
  const rest = all.length - shown.length;
  const closing =
    rest > 0 ? [`... and ${rest} more; the run report in the log has them all (run ${report.runId}).`] : [];
  return `${[opening, ...shown, ...closing].join('\n\n')}\n`;
}
