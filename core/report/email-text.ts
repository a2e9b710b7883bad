import { isSameSize } from '../sizing/fargate-grid.ts';
import { ownEntry } from '../sizing/sizes.ts';
import { sizeText } from './reason-text.ts';
import { type Change, changeId, isChange, isTrouble, type Report, type TargetReport } from './report.ts';

type Lines = readonly string[];

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
  if (change.cause === 'baseline') return `These are the sizes that run now: the way back. ${nextStep(target)}`;
  return `Takes effect with ${deployment}.`;
}

/** What the run after a baseline will do. */
function nextStep({ running, recommended }: TargetReport): string {
  if (running === undefined || recommended === undefined) return 'The next run may change them.';
  if (isSameSize(running.task, recommended.task)) return 'The task keeps its size.';
  return `The next run makes the task ${sizeText(recommended.task)}.`;
}

/** One line a key: `taskCpu 2048 -> 1024`, unchanged ones without an arrow. */
function sizeLines({ before, after }: Change): Lines {
  const removed = Object.keys(before ?? {}).filter((key) => !Object.hasOwn(after, key));
  const lines = Object.entries(after).map(([key, value]) => {
    if (before === undefined) return `  ${key} ${value}`;
    const old = ownEntry(before, key);
    if (old === undefined) return `  ${key} new -> ${value}`;
    return old === value ? `  ${key} ${value}` : `  ${key} ${old} -> ${value}`;
  });
  return [...lines, ...removed.map((key) => `  ${key} ${before?.[key]} -> removed`)];
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
function sureness({ evidence }: TargetReport): Lines {
  if (evidence === undefined) return [];
  const { because } = evidence.confidence;
  const lower = because.length === 0 ? [] : [`  Confidence is lower: ${because.join(', ')}`];
  const resources = (['cpu', 'memory'] as const).flatMap((resource) => {
    const quality = evidence.resources[resource]?.quality;
    const risk = evidence.risk[resource];
    if (quality === undefined || risk === undefined) return [];
    const name = resource === 'cpu' ? 'CPU' : 'Memory';
    return [
      `  ${name}: ${quality.coveragePercent} % of the points there; this size was passed in ${risk.weeksExceeded} of ${risk.weeks} weeks`,
    ];
  });
  return [...resources, ...lower];
}

function section(title: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** What a change stands on. Utilization, its evidence and the money speak for new sizes only: nothing else was decided by them. */
function grounds(target: TargetReport, { cause, problem }: Change): Lines {
  if (cause === 'keys') return ['Why: rightsizer.yml publishes other keys than the document had.'];
  if (cause === 'repair')
    return [`Why: the document before was unusable${problem === undefined ? '' : `: ${problem}`}.`];
  if (cause !== 'resize') return [];
  const money = moneyText(target.monthlyUsd);
  return [
    ...(money === undefined ? [] : [`  ${money}`]),
    ...section(
      'Why:',
      target.reasons.map(({ text }) => `  - ${text}`),
    ),
    ...section('How sure:', sureness(target)),
  ];
}

function changeParagraph(target: TargetReport, change: Change): Lines {
  return [
    `${headline(change)} ${target.id}`,
    ...sizeLines(change),
    ...grounds(target, change),
    ...alertLines(target),
    `Now: ${advice(target, change)}`,
    `Id: ${changeId(target, change)}`,
  ];
}

function alertLines({ alerts }: TargetReport): Lines {
  return alerts.map(({ text }) => `  ! ${text}`);
}

function troubleParagraph(target: TargetReport): Lines {
  const words = { failed: 'FAILED', notDone: 'NOT DONE', skipped: 'NOT WRITTEN', decided: 'NOT WRITTEN' } as const;
  const publications = [target.publication, ...target.copies].flatMap((publication) => {
    if (publication.kind === 'failed') return [publication.message];
    return publication.kind === 'foreignWrite' ? [publication.detail] : [];
  });
  const details = [...(target.detail === undefined ? [] : [target.detail]), ...publications];
  return [`${words[target.outcome]} ${target.id}`, ...details.map((text) => `  ${text}`)];
}

function noticeParagraph(target: TargetReport): Lines {
  if (target.outcome !== 'skipped') return [`ALERT ${target.id}`, ...alertLines(target)];
  const texts = target.reasons.map(({ text }) => `  ${text}`);
  const detail = target.detail === undefined ? [] : [`  ${target.detail}`];
  return [`SKIPPED ${target.id} (${target.skipReason})`, ...detail, ...texts];
}

/** The paragraphs of a target that has something to say; alerts stand with the change that they belong to. */
function paragraphs(target: TargetReport): readonly Lines[] {
  const { publication, copies, outcome, noticeIsNew } = target;
  const copied = copies.filter(isChange).map((copy) => [`COPIED ${target.id} to ${copy.name}`]);
  const changed = isChange(publication) ? [changeParagraph(target, publication)] : copied;
  const trouble = isTrouble(target) ? [troubleParagraph(target)] : [];
  const isSaid = outcome !== 'skipped' && isChange(publication);
  return [...changed, ...trouble, ...(noticeIsNew && !isSaid ? [noticeParagraph(target)] : [])];
}

/** One line for people: what others wrote into names and errors cannot begin a line of its own. */
function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
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
  const all = report.targets.flatMap(paragraphs).map((lines) => lines.map(oneLine).join('\n'));
  const shown: string[] = [];
  let length = opening.length;
  for (const paragraph of all) {
    if (length + paragraph.length + 2 > maximumCharacters) continue;
    length += paragraph.length + 2;
    shown.push(paragraph);
  }
  const rest = all.length - shown.length;
  const closing =
    rest > 0 ? [`... and ${rest} more; the run report in the log has them all (run ${report.runId}).`] : [];
  return `${[opening, ...shown, ...closing].join('\n\n')}\n`;
}
