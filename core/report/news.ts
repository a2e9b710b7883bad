import { ownEntry, sum } from '../model/sizes.ts';
import { isSameSize, type TaskSize } from '../model/task-size.ts';
import { cents } from '../money/usd.ts';
import type { NewsMoney } from './money-text.ts';
import { changeOf, isDecided, lookOf, notesOf, sureOf, whyOf } from './news-grounds.ts';
import { isProposal, kindOf, kindWords, NEWS_ORDER, type NewsKind } from './news-kinds.ts';
import { type Change, changeId, isChange, isTrouble, type Report, type TargetReport } from './report.ts';

type Texts = readonly string[];

/** One number of a document, before and after; absent where the document has no such key. */
export interface NumberChange {
  readonly key: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/**
 * What there is to tell of a target, computed once: mail, chat, Slack, plan and page only lay it out. Lists are empty
 * and the rest absent where there is nothing to say.
 */
export interface News {
  readonly kind: NewsKind;
  readonly headline: string;
  readonly id: string;
  readonly place?: string | undefined;
  /** Whether it was not said before: worth a message. */
  readonly isNew: boolean;
  /** The task that runs now. */
  readonly running?: TaskSize | undefined;
  /** What this run wrote, proposed or would write. */
  readonly next?: TaskSize | undefined;
  /** What is recommended, where that is another size than `next`, or without it than `running`. */
  readonly aim?: TaskSize | undefined;
  /** Where `next` is a step towards `aim`: changes until there, this one counted. */
  readonly steps?: number | undefined;
  readonly money?: NewsMoney | undefined;
  /** What went wrong, or what a person must look at. */
  readonly look: Texts;
  /** The numbers of the document that change; all of them where there was none. */
  readonly numbers: readonly NumberChange[];
  /** What else is to know: the pin, copies, a size that waits for its deployment. */
  readonly notes: Texts;
  readonly why: Texts;
  readonly sure: Texts;
  readonly waiting: Texts;
  readonly now: string;
  readonly commands: Texts;
  /** By which a repeated message is recognized; only where something was written or proposed. */
  readonly messageId?: string | undefined;
}

/** Whether a target has something to say in this run that was not said before. */
export function isWorthSaying(target: TargetReport): boolean {
  const isWritten = [target.publication, ...target.copies].some(isChange);
  return isWritten || isTrouble(target) || target.noticeIsNew || target.holdsAreNew;
}

function placeOf({ region, account }: TargetReport): string | undefined {
  return [region, account && `account ${account}`].filter((part) => part !== undefined).join(', ') || undefined;
}

/** One CPU row after the other where that is the rule; else what waits comes in one more change. */
function stepsBetween(next: TaskSize, aim: TaskSize, { holds }: TargetReport): number {
  const isRowByRow = holds.some(({ code }) => code === 'OneCpuRow');
  return isRowByRow ? 1 + Math.max(1, Math.abs(Math.log2(next.cpuUnits / aim.cpuUnits))) : 2;
}

/** Whether the aim is told: not where a person or a repair decided what is written. */
function isAimed(target: TargetReport): boolean {
  const cause = changeOf(target)?.cause;
  return cause === undefined || cause === 'baseline' || isDecided(target);
}

function sizesOf(target: TargetReport) {
  const [running, next, recommended] = [target.running?.task, target.next, target.recommended?.task];
  const standing = next ?? running;
  const isThere = recommended === undefined || (standing !== undefined && isSameSize(recommended, standing));
  const aim = isThere || !isAimed(target) ? undefined : recommended;
  return { running, next, aim, steps: aim && next && isDecided(target) ? stepsBetween(next, aim, target) : undefined };
}

/** Of the step, where the numbers of this run decided it; of the aim, where it is told. */
function moneyOf(target: TargetReport, aim: TaskSize | undefined): NewsMoney | undefined {
  const { current: now, next, recommended } = target.monthlyUsd;
  return now === undefined ? undefined : { now, next: isDecided(target) ? next : undefined, aim: aim && recommended };
}

function numbersOf(change: Change | undefined): readonly NumberChange[] {
  if (change === undefined) return [];
  const { before = {}, after } = change;
  return [...new Set([...Object.keys(after), ...Object.keys(before)])]
    .map((key) => ({ key, before: ownEntry(before, key), after: ownEntry(after, key) }))
    .filter((number) => number.before !== number.after);
}

/** Commands that approve and refuse, or end a pin. Names need no quotes: rightsizer.yml takes [A-Za-z0-9_-] only. */
function commandsOf(target: TargetReport): Texts {
  const { service, stage, openProposal, pin } = target;
  const change = changeOf(target);
  const proposed = change?.kind === 'proposed' ? change : openProposal;
  const unpin = pin !== undefined && change === undefined ? [`npx rightsizer unpin ${service} ${stage}`] : [];
  if (proposed === undefined) return unpin;
  const { version } = proposed;
  const proposal = `${service} ${stage}${version === undefined ? '' : ` --proposal ${version}`}`;
  return [`npx rightsizer approve ${proposal}`, `npx rightsizer reject ${proposal} --why "..."`];
}

/** The news of a target as data. For example: the headline of a change is 'CHANGED'. */
export function targetNews(target: TargetReport): News {
  const kind = kindOf(target);
  const change = changeOf(target);
  const isPlanned = change?.kind === 'planned';
  const { headline, toDo } = kindWords(kind, isPlanned);
  const sizes = sizesOf(target);
  // A pin has a note of its own.
  const holds = target.holds.filter(({ code }) => target.pin === undefined || code !== 'Pinned');
  return {
    kind,
    headline,
    id: target.id,
    place: placeOf(target),
    isNew: isWorthSaying(target),
    ...sizes,
    money: moneyOf(target, sizes.aim),
    look: lookOf(target),
    numbers: numbersOf(change),
    notes: notesOf(target),
    why: whyOf(target),
    sure: sureOf(target),
    waiting: holds.map(({ text }) => text),
    now: isPlanned ? plannedNow(target, change) : toDo(target),
    commands: commandsOf(target),
    messageId: change && !isPlanned ? changeId(target, change) : undefined,
  };
}

function plannedNow(target: TargetReport, change: Change): string {
  return isProposal(change, target)
    ? 'Nothing. A run would propose it, and a person approves.'
    : 'Nothing. A run would write it; this one wrote nothing.';
}

/** The news of a target as far as a report tells it: what is new, and in a digest whatever there is. */
export function newsToTell(target: TargetReport, { digest }: Pick<Report, 'digest'>): News | undefined {
  const news = targetNews(target);
  return news.isNew || (digest && news.kind !== 'nothing') ? news : undefined;
}

/** What a report has to tell, the most important first. */
export function newsOf(report: Report): readonly News[] {
  return report.targets
    .flatMap((target) => newsToTell(target, report) ?? [])
    .toSorted((a, b) => NEWS_ORDER.indexOf(a.kind) - NEWS_ORDER.indexOf(b.kind));
}

/** The kinds of what is new in a report, the most important first. */
export function newsIn(report: Report): readonly NewsKind[] {
  const found = new Set(newsOf({ ...report, digest: false }).map(({ kind }) => kind));
  return NEWS_ORDER.filter((kind) => found.has(kind));
}

/** USD a month over the targets that have a price: now, after this run, and at the aim. */
export function moneyTotals(targets: readonly TargetReport[]): Readonly<Record<'now' | 'next' | 'aim', number>> {
  const priced = targets.flatMap((target) => targetNews(target).money ?? []);
  const total = (of: (money: NewsMoney) => number) => cents(sum(priced.map(of)));
  return {
    now: total(({ now }) => now),
    next: total(({ now, next }) => next ?? now),
    aim: total(({ now, next, aim }) => aim ?? next ?? now),
  };
}
