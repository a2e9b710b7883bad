import type { Cause } from '../publication/plan-publication.ts';
import { type Change, isChange, isTrouble, type Publication, type TargetReport } from './report.ts';

/** One kind of news: how each channel calls it, when it is that, and what a person does about it. */
interface KindRow {
  /** Counted in the subject: `2 changed`. */
  readonly word: string;
  /** Heads the target in a message; by itself the word in capitals. */
  readonly headline?: string;
  /** Heads it in a plan, where nothing was written. */
  readonly planned?: string;
  /** What a run does about it, in the plan's table. */
  readonly inPlan: string;
  /** It is this when the target's document was written for that cause, or would be; */
  readonly cause?: Cause;
  /** or when this is true. */
  readonly is?: (target: TargetReport) => boolean;
  /** What to do now; by itself to deploy it. */
  readonly now?: string | ((target: TargetReport) => string);
}

/** A size that waits for somebody's approval, or would. */
export function isProposal({ kind, cause, name }: Change, { mode }: TargetReport): boolean {
  if (kind !== 'planned') return kind === 'proposed';
  return name.endsWith('/proposed') || (mode === 'propose' && cause === 'resize');
}

/** An alert that is new, or was answered by putting a size back in this run. Later it stands as an alert only. */
function hasNewAlert({ alerts, noticeIsNew, publication }: TargetReport, alert: 'Breach' | 'RolledBack'): boolean {
  const isRestored = isChange(publication) && publication.cause === 'restore';
  return (noticeIsNew || isRestored) && alerts.some(({ code }) => code === alert);
}

function atNextDeployment({ service, stage }: TargetReport): string {
  return `Takes effect with the next deployment of ${service} to ${stage}.`;
}

const UNTIL_APPROVED = 'Nothing changes until somebody approves:';

function afterBreach(target: TargetReport): string {
  const { publication, pin, service, stage } = target;
  if (isChange(publication) && isProposal(publication, target)) return 'Nothing is put back until somebody approves:';
  if (isChange(publication)) return `Deploy ${service} to ${stage}. Until then the size that went wrong runs.`;
  const written = pin === undefined ? 'what is live holds already' : 'the pin holds';
  return `Look at ${service} in ${stage}. Nothing was written: ${isTrouble(target) ? 'see above' : written}.`;
}

function isUnwritten({ kind }: Publication): boolean {
  return kind === 'failed' || kind === 'foreignWrite';
}

/**
 * Every kind of news, the most important first; a target's news is the first that it is, or `nothing`. A new kind is a
 * row here and one in the table of test/core/report/news-reports.ts.
 */
const NEWS_KINDS = {
  breach: { word: 'BREACH', inPlan: 'alert', is: (target) => hasNewAlert(target, 'Breach'), now: afterBreach },
  rolledBackByEcs: {
    word: 'ROLLED BACK BY ECS',
    inPlan: 'alert',
    is: (target) => hasNewAlert(target, 'RolledBack'),
    now: ({ service, stage }) =>
      `Find out in the service events why ECS rolled back the deployment of ${service} to ${stage}.`,
  },
  failed: {
    word: 'failed',
    inPlan: 'failed',
    is: ({ outcome }) => outcome === 'failed',
    now: 'The next run tries again. If that fails too, look into the log of the run.',
  },
  notDone: {
    word: 'not done',
    inPlan: 'not done',
    is: ({ outcome }) => outcome === 'notDone',
    now: 'Nothing. The next run takes it up.',
  },
  notWritten: {
    word: 'not written',
    inPlan: 'failed',
    is: ({ publication }) => isUnwritten(publication),
    now: 'See above: the write was refused, or somebody else wrote at the same time. The next run looks again.',
  },
  copyNotWritten: {
    word: 'copy not written',
    inPlan: 'failed',
    is: ({ copies }) => copies.some(isUnwritten),
    now: 'See above: who reads the copy gets former sizes. The next run tries again.',
  },
  proposed: {
    word: 'proposed',
    planned: 'WOULD PROPOSE',
    inPlan: 'proposes',
    is: (target) => isChange(target.publication) && isProposal(target.publication, target),
    now: UNTIL_APPROVED,
  },
  restored: { word: 'restored', planned: 'WOULD RESTORE', inPlan: 'restores', cause: 'restore' },
  changed: { word: 'changed', planned: 'WOULD CHANGE', inPlan: 'writes', cause: 'resize' },
  approved: { word: 'approved', inPlan: 'writes', cause: 'approve' },
  reverted: { word: 'reverted', inPlan: 'writes', cause: 'rollback' },
  seeded: { word: 'seeded', inPlan: 'writes', cause: 'seed' },
  pinned: { word: 'pinned', planned: 'WOULD PIN', inPlan: 'pins', cause: 'pin' },
  keysChanged: { word: 'keys changed', planned: 'WOULD CHANGE KEYS', inPlan: 'writes', cause: 'keys' },
  repaired: { word: 'repaired', planned: 'WOULD REPAIR', inPlan: 'repairs', cause: 'repair' },
  stored: {
    word: 'stored as running',
    planned: 'WOULD STORE AS RUNNING',
    inPlan: 'stores',
    cause: 'baseline',
    now: 'Nothing. The sizes that run now are stored first, so that a rollback can return to them.',
  },
  copied: {
    word: 'copied',
    planned: 'WOULD COPY',
    inPlan: 'copies',
    is: ({ copies }) => copies.some(isChange),
    now: 'Nothing. The copy has the sizes of its original again.',
  },
  alert: {
    word: 'to look at',
    headline: 'ALERT',
    inPlan: 'alert',
    is: ({ alerts, noticeIsNew, holds }) => alerts.length > 0 && (noticeIsNew || holds.length === 0),
    now: ({ service, stage }) => `Look at ${service} in ${stage}. Nothing was written.`,
  },
  skipped: {
    word: 'skipped',
    inPlan: 'skips',
    is: ({ outcome }) => outcome === 'skipped',
    now: 'Nothing, if this is as it should be. The next run looks again.',
  },
  toApprove: {
    word: 'to approve',
    headline: 'WAITS FOR APPROVAL',
    inPlan: 'to approve',
    is: ({ openProposal }) => openProposal !== undefined,
    now: UNTIL_APPROVED,
  },
  toDeploy: {
    word: 'to deploy',
    headline: 'NOT DEPLOYED',
    inPlan: 'to deploy',
    is: ({ deployment }) => deployment?.kind === 'notDeployed',
    now: ({ service, stage }) => `Deploy ${service} to ${stage}.`,
  },
  heldByPin: {
    word: 'held by a pin',
    headline: 'PINNED',
    inPlan: 'pinned',
    is: ({ pin }) => pin !== undefined,
    now: 'Nothing. The pin ends by itself; to end it now:',
  },
  held: {
    word: 'on hold',
    inPlan: 'on hold',
    is: ({ holds }) => holds.length > 0,
    now: 'Nothing. It happens by itself when nothing is on hold any more.',
  },
  advised: {
    word: 'advised',
    headline: 'ADVICE',
    inPlan: 'advises',
    is: ({ evidence }) => evidence?.verdict.kind === 'advise',
    now: 'Nothing. The data is not good enough for a run to write it.',
  },
  nothing: { word: 'unchanged', headline: 'NOTHING NEW', inPlan: 'keeps', now: 'Nothing.' },
} as const satisfies Readonly<Record<string, KindRow>>;

export type NewsKind = keyof typeof NEWS_KINDS;

/** The most important kind first. */
export const NEWS_ORDER = Object.keys(NEWS_KINDS) as readonly NewsKind[];

const ROWS: Readonly<Record<NewsKind, KindRow>> = NEWS_KINDS;

/** What heads a target of a kind, the word for it in a subject and in the plan's table, and what to do now. */
export function kindWords(kind: NewsKind, isPlanned = false) {
  const { word, headline = word.toUpperCase(), planned = headline, inPlan, now = atNextDeployment } = ROWS[kind];
  const toDo = (target: TargetReport) => (typeof now === 'string' ? now : now(target));
  return { headline: isPlanned ? planned : headline, word, inPlan, toDo };
}

/** What a target's news is: the first kind that it is. */
export function kindOf(target: TargetReport): NewsKind {
  const cause = isChange(target.publication) ? target.publication.cause : 'none';
  return NEWS_ORDER.find((kind) => ROWS[kind].cause === cause || ROWS[kind].is?.(target)) ?? 'nothing';
}

/** The word for a cause; a cause that no kind has stays as it is. @example causeWord('rollback') // 'reverted' */
export function causeWord(cause: string): string {
  return Object.values(ROWS).find((row) => row.cause === cause)?.word ?? cause;
}
