import type { Cause } from '../publication/plan-publication.ts';
import { type Change, isChange, isTrouble, type Publication, type TargetReport } from './report.ts';

/** One kind of news: how each channel calls it, when it is that, and what a person does about it. */
interface KindRow {
  /** Heads the target in a message. */
  readonly headline: string;
  /** The same in a plan, where nothing was written. */
  readonly planned?: string;
  /** Counted in the subject: `2 changed`. */
  readonly inSubject: string;
  /** What a run does about it, in the plan's table. */
  readonly inPlan: string;
  /** It is this when the target's document was written for that cause, or would be; */
  readonly cause?: Cause;
  /** or when this is true. */
  readonly is?: (target: TargetReport) => boolean;
  /** What to do now. */
  readonly now: (target: TargetReport) => string;
}

/** A size that waits for somebody's approval, or would. */
export function isProposal({ kind, cause }: Change, { mode }: TargetReport): boolean {
  return kind === 'proposed' || (kind === 'planned' && mode === 'propose' && cause === 'resize');
}

/** An alert that is new, or was answered by putting a size back in this run. Later it stands as an alert only. */
function hasNewAlert({ alerts, noticeIsNew, publication }: TargetReport, alert: 'Breach' | 'RolledBack'): boolean {
  const isRestored = isChange(publication) && publication.cause === 'restore';
  return (noticeIsNew || isRestored) && alerts.some(({ code }) => code === alert);
}

function atNextDeployment({ service, stage }: TargetReport): string {
  return `Takes effect with the next deployment of ${service} to ${stage}.`;
}

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
 * Every kind of news, the most important first; a target's news is the first that it is, or `nothing`. A new kind is a row here and one
 * in the table of test/core/report/news-reports.ts.
 */
export const NEWS_KINDS = {
  breach: {
    headline: 'BREACH',
    inSubject: 'BREACH',
    inPlan: 'alert',
    is: (target) => hasNewAlert(target, 'Breach'),
    now: afterBreach,
  },
  rolledBackByEcs: {
    headline: 'ROLLED BACK BY ECS',
    inSubject: 'ROLLED BACK BY ECS',
    inPlan: 'alert',
    is: (target) => hasNewAlert(target, 'RolledBack'),
    now: ({ service, stage }) =>
      `Find out in the service events why ECS rolled back the deployment of ${service} to ${stage}.`,
  },
  failed: {
    headline: 'FAILED',
    inSubject: 'failed',
    inPlan: 'failed',
    is: ({ outcome }) => outcome === 'failed',
    now: () => 'The next run tries again. If that fails too, look into the log of the run.',
  },
  notDone: {
    headline: 'NOT DONE',
    inSubject: 'not done',
    inPlan: 'not done',
    is: ({ outcome }) => outcome === 'notDone',
    now: () => 'Nothing. The next run takes it up.',
  },
  notWritten: {
    headline: 'NOT WRITTEN',
    inSubject: 'not written',
    inPlan: 'failed',
    is: ({ publication }) => isUnwritten(publication),
    now: () => 'See above: the write was refused, or somebody else wrote at the same time. The next run looks again.',
  },
  copyNotWritten: {
    headline: 'COPY NOT WRITTEN',
    inSubject: 'copy not written',
    inPlan: 'failed',
    is: ({ copies }) => copies.some(isUnwritten),
    now: () => 'See above: who reads the copy gets former sizes. The next run tries again.',
  },
  proposed: {
    headline: 'PROPOSED',
    planned: 'WOULD PROPOSE',
    inSubject: 'proposed',
    inPlan: 'proposes',
    is: (target) => isChange(target.publication) && isProposal(target.publication, target),
    now: () => 'Nothing changes until somebody approves:',
  },
  restored: {
    headline: 'RESTORED',
    planned: 'WOULD RESTORE',
    inSubject: 'restored',
    inPlan: 'restores',
    cause: 'restore',
    now: atNextDeployment,
  },
  changed: {
    headline: 'CHANGED',
    planned: 'WOULD CHANGE',
    inSubject: 'changed',
    inPlan: 'writes',
    cause: 'resize',
    now: atNextDeployment,
  },
  approved: {
    headline: 'APPROVED',
    inSubject: 'approved',
    inPlan: 'writes',
    cause: 'approve',
    now: atNextDeployment,
  },
  reverted: {
    headline: 'REVERTED',
    inSubject: 'reverted',
    inPlan: 'writes',
    cause: 'rollback',
    now: atNextDeployment,
  },
  seeded: { headline: 'SEEDED', inSubject: 'seeded', inPlan: 'writes', cause: 'seed', now: atNextDeployment },
  pinned: {
    headline: 'PINNED',
    planned: 'WOULD PIN',
    inSubject: 'pinned',
    inPlan: 'pins',
    cause: 'pin',
    now: atNextDeployment,
  },
  keysChanged: {
    headline: 'KEYS CHANGED',
    planned: 'WOULD CHANGE KEYS',
    inSubject: 'keys changed',
    inPlan: 'writes',
    cause: 'keys',
    now: atNextDeployment,
  },
  repaired: {
    headline: 'REPAIRED',
    planned: 'WOULD REPAIR',
    inSubject: 'repaired',
    inPlan: 'repairs',
    cause: 'repair',
    now: atNextDeployment,
  },
  stored: {
    headline: 'STORED AS RUNNING',
    planned: 'WOULD STORE AS RUNNING',
    inSubject: 'stored as running',
    inPlan: 'stores',
    cause: 'baseline',
    now: () => 'Nothing. The sizes that run now are stored first, so that a rollback can return to them.',
  },
  copied: {
    headline: 'COPIED',
    planned: 'WOULD COPY',
    inSubject: 'copied',
    inPlan: 'copies',
    is: ({ copies }) => copies.some(isChange),
    now: () => 'Nothing. The copy has the sizes of its original again.',
  },
  alert: {
    headline: 'ALERT',
    inSubject: 'to look at',
    inPlan: 'alert',
    is: ({ alerts, noticeIsNew, holds }) => alerts.length > 0 && (noticeIsNew || holds.length === 0),
    now: ({ service, stage }) => `Look at ${service} in ${stage}. Nothing was written.`,
  },
  skipped: {
    headline: 'SKIPPED',
    inSubject: 'skipped',
    inPlan: 'skips',
    is: ({ outcome }) => outcome === 'skipped',
    now: () => 'Nothing, if this is as it should be. The next run looks again.',
  },
  toApprove: {
    headline: 'WAITS FOR APPROVAL',
    inSubject: 'to approve',
    inPlan: 'to approve',
    is: ({ openProposal }) => openProposal !== undefined,
    now: () => 'Nothing changes until somebody approves:',
  },
  toDeploy: {
    headline: 'NOT DEPLOYED',
    inSubject: 'to deploy',
    inPlan: 'to deploy',
    is: ({ deployment }) => deployment?.kind === 'notDeployed',
    now: ({ service, stage }) => `Deploy ${service} to ${stage}.`,
  },
  heldByPin: {
    headline: 'PINNED',
    inSubject: 'held by a pin',
    inPlan: 'pinned',
    is: ({ pin }) => pin !== undefined,
    now: () => 'Nothing. The pin ends by itself; to end it now:',
  },
  held: {
    headline: 'ON HOLD',
    inSubject: 'on hold',
    inPlan: 'on hold',
    is: ({ holds }) => holds.length > 0,
    now: () => 'Nothing. It happens by itself when nothing is on hold any more.',
  },
  advised: {
    headline: 'ADVICE',
    inSubject: 'advised',
    inPlan: 'advises',
    is: ({ evidence }) => evidence?.verdict.kind === 'advise',
    now: () => 'Nothing. The data is not good enough for a run to write it.',
  },
  nothing: {
    headline: 'NOTHING NEW',
    inSubject: 'unchanged',
    inPlan: 'keeps',
    now: () => 'Nothing.',
  },
} as const satisfies Readonly<Record<string, KindRow>>;

export type NewsKind = keyof typeof NEWS_KINDS;

/** The most important kind first. */
export const NEWS_ORDER = Object.keys(NEWS_KINDS) as readonly NewsKind[];

/** The row of a kind, without what is special to it. */
export function kindRow(kind: NewsKind): KindRow {
  return NEWS_KINDS[kind];
}

/** What a target's news is: the first kind that it is. */
export function kindOf(target: TargetReport): NewsKind {
  const cause = isChange(target.publication) ? target.publication.cause : 'none';
  const found = NEWS_ORDER.find((kind) => {
    const row = kindRow(kind);
    return row.cause === cause || row.is?.(target);
  });
  return found ?? 'nothing';
}

/**
 * The word for a cause; a cause that no kind has stays as it is.
 *
 * @example causeWord('rollback') // 'reverted'
 */
export function causeWord(cause: string): string {
  const found = NEWS_ORDER.map(kindRow).find((row) => row.cause === cause);
  return found?.inSubject ?? cause;
}
