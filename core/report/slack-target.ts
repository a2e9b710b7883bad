import { ownEntry } from '../model/sizes.ts';
import { CAUSE_WORDS } from './cause-words.ts';
import { moneyText } from './money-text.ts';
import { type SlackBlock, sectionBlock } from './slack-blocks.ts';
import type { SlackPublication, SlackTarget } from './slack-input.ts';
import { unseenWeeksText } from './unseen-weeks.ts';

const REASONS_SHOWN = 4;

/** Causes that utilization speaks for. */
const DECIDED = ['resize', 'restore'];

/** Causes in which nothing was decided about money. */
const WITHOUT_MONEY = ['baseline', 'seed', 'keys', 'repair', 'copy'];

function isUnhappy({ kind }: SlackPublication): boolean {
  return kind === 'failed' || kind === 'foreignWrite';
}

/** What happened to a document; undefined when nothing did. */
function publicationWord({ kind, cause }: SlackPublication): string | undefined {
  if (kind === 'planned') return 'WOULD CHANGE';
  if (kind === 'proposed') return 'PROPOSED';
  return kind === 'written' ? (ownEntry<string>(CAUSE_WORDS, cause) ?? 'CHANGED') : undefined;
}

/** The one word that heads a target; undefined when there is nothing to say about it. */
export function wordOf({ outcome, publication, copies, alerts, holds, noticeIsNew }: SlackTarget): string | undefined {
  if (outcome === 'failed') return 'FAILED';
  if (outcome === 'notDone') return 'NOT DONE';
  if ([publication, ...copies].some(isUnhappy)) return 'NOT WRITTEN';
  const word = publicationWord(publication) ?? (copies.some(publicationWord) ? 'COPIED' : undefined);
  if (word !== undefined) return word;
  if (alerts.length > 0) return 'ALERT';
  if (holds.length > 0) return 'HELD';
  return noticeIsNew ? 'TO KNOW' : undefined;
}

/** `taskCpu 2048 -> 1024`; what keeps its value is left out, unless nothing was there before. */
function sizeLines({ before, after }: SlackPublication): readonly string[] {
  if (after === undefined) return [];
  if (before === undefined) return Object.entries(after).map(([key, value]) => `${key} ${value}`);
  const changed = Object.entries(after).flatMap(([key, value]) =>
    before[key] === value ? [] : [`${key} ${before[key] ?? 'new'} -> ${value}`],
  );
  const removed = Object.keys(before).filter((key) => after[key] === undefined);
  return [...changed, ...removed.map((key) => `${key} ${before[key]} -> removed`)];
}

function moneyLine({ publication, monthlyUsd: { current, recommended } }: SlackTarget): readonly string[] {
  if (publicationWord(publication) === undefined || WITHOUT_MONEY.includes(publication.cause)) return [];
  const known = { ...(current !== undefined && { current }), ...(recommended !== undefined && { recommended }) };
  const text = moneyText(known);
  return text === undefined ? [] : [text];
}

/** How the choice fares in weeks that it has not seen. */
function unseenLine({ publication, evidence }: SlackTarget): readonly string[] {
  if (publicationWord(publication) === undefined || !DECIDED.includes(publication.cause)) return [];
  return unseenWeeksText(evidence?.risk.holdOut ?? {});
}

function reasonLines({ reasons }: SlackTarget): readonly string[] {
  const shown = reasons.slice(0, REASONS_SHOWN).map(({ text }) => `- ${text}`);
  const rest = reasons.length - shown.length;
  return [...(shown.length > 0 ? ['Why:'] : []), ...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])];
}

function troubleLines({ detail, publication, copies }: SlackTarget): readonly string[] {
  const details = [publication, ...copies].flatMap(({ message, detail, problem }) => [message, detail, problem]);
  return [detail, ...details].flatMap((line) => line ?? []);
}

/** The approving command, for names that a shell takes as they are. */
function approval(id: string): string {
  const [, service, stage] = /^([A-Za-z0-9_-]+)\/([A-Za-z0-9_-]+)$/.exec(id) ?? [];
  const command = service === undefined ? '' : `: rightsizer approve ${service} ${stage}`;
  return `Nothing changes until these sizes are approved${command}`;
}

/** What a person does now, where it is not what one does after every change. */
const ADVICE: Readonly<Record<string, string>> = {
  RECORDED: 'Nothing: these sizes run now, and are the way back.',
  FAILED: 'The next run tries again. If it fails too, look into the log of the run.',
  'NOT DONE': 'The next run tries again.',
  'NOT WRITTEN': 'Somebody else may have written, or the write was refused: see above.',
};

function adviceLine(word: string, { id, publication }: SlackTarget): readonly string[] {
  if (word === 'PROPOSED') return [`Now: ${approval(id)}`];
  if (ADVICE[word] !== undefined) return [`Now: ${ADVICE[word]}`];
  return publication.kind === 'written' ? ['Now: Takes effect with the next deployment.'] : [];
}

function pinLine({ pin }: SlackTarget): readonly string[] {
  return pin === undefined ? [] : [`Pinned until ${pin.until} by ${pin.by}: ${pin.why}`];
}

/** A section with everything that a target has to say. */
export function targetBlock(word: string, target: SlackTarget): SlackBlock {
  const copied = target.copies.filter((copy) => publicationWord(copy) !== undefined);
  return sectionBlock([
    `${word} ${target.id}`,
    ...sizeLines(target.publication),
    ...copied.map(({ name }) => `copied to ${name}`),
    ...moneyLine(target),
    ...troubleLines(target),
    ...target.alerts.map(({ text }) => `! ${text}`),
    ...pinLine(target),
    ...target.holds.map(({ text }) => `Waiting: ${text}`),
    ...unseenLine(target),
    ...reasonLines(target),
    ...adviceLine(word, target),
  ]);
}
