import type { Target } from '../core/configuration/configuration.ts';
import { accountIn } from '../core/configuration/organization.ts';
import type { Applicable } from '../core/decision/guards/guard.ts';
import type { Reason, Recommendation } from '../core/decision/recommendation.ts';
import type { Views } from '../core/decision/views.ts';
import { defined } from '../core/model/defined.ts';
import type { RunningService, SkippedService } from '../core/model/service.ts';
import type { StoredDocument } from '../core/model/stored-document.ts';
import { isSameSize, type TaskSize } from '../core/model/task-size.ts';
import { monthlyUsd } from '../core/money/tariff.ts';
import { judgeDocument, parseContext } from '../core/publication/sizes-document.ts';
import type { State } from '../core/publication/state-document.ts';
import { openProposal, type TargetDocuments, usable } from '../core/publication/target-documents.ts';
import { noticeOf } from '../core/report/finding-text.ts';
import { changesIn } from '../core/report/money-text.ts';
import { isChange, reportHead, type TargetReport, withText } from '../core/report/report.ts';
import { reportedEvidence } from '../core/report/reported-evidence.ts';
import { runningSizes } from '../core/sizing/running-sizes.ts';
import type { TargetDecision } from './decide-target.ts';
import type { Published } from './publish-target.ts';

export interface TargetResult {
  readonly target: Target;
  readonly report: TargetReport;
  /** Absent when nothing is known about the target's documents, or when somebody else is writing them. */
  readonly state?: State;
  /** The state as it is stored now. */
  readonly storedState?: StoredDocument | undefined;
}

export function failedResult(target: Target, message: string): TargetResult {
  return { target, report: { ...reportHead(target), outcome: 'failed', detail: message } };
}

export function notDoneResult(target: Target): TargetResult {
  const detail = 'The run was out of time before this target was answered; the next run takes it up.';
  return { target, report: { ...reportHead(target), outcome: 'notDone', detail } };
}

type Stored = Pick<TargetDocuments, 'state' | 'storedState'>;

/** Marks a report whose notice differs from the one in the state, and puts it into the state. */
function noticed(target: Target, report: TargetReport, { state, storedState }: Stored): TargetResult {
  const notice = noticeOf(report);
  const { notice: before, ...rest } = state;
  // The same state stays the same text, so that a run with nothing new stores nothing.
  const now = { ...rest, ...defined({ notice }) };
  if (notice === before) return { target, report, state: now, storedState };
  return { target, report: { ...report, noticeIsNew: notice !== undefined }, state: now, storedState };
}

/** A target that ECS does not run, or that is not Fargate. @param region - Where it was looked for. */
export function skippedResult(
  target: Target,
  { service, region }: { readonly service: SkippedService; readonly region: string },
  stored: Stored,
): TargetResult {
  const { skipReason, detail } = service;
  const place = { region, ...defined({ account: accountIn(target.roleArn) }) };
  const report = { ...reportHead(target), ...place, outcome: 'skipped', kind: 'skipped', skipReason, detail } as const;
  return noticed(target, report, stored);
}

export interface DecidedInput {
  readonly target: Target;
  readonly service: RunningService;
  readonly decision: TargetDecision;
  readonly published: Published;
  /** Whether everything is shown, as a dry run does, whatever there is to tell. */
  readonly showsAll: boolean;
  /** Whether what is kept waiting was not said for a week. */
  readonly holdsAreNew: boolean;
}

function liveOf({ published: { documents } }: DecidedInput): TargetReport['live'] {
  const { live } = documents;
  if (live.kind === 'absent') return undefined;
  const known = usable(live);
  return { version: live.version, ...defined({ document: known?.document, task: known?.sizes.task }) };
}

/** The task that this run wrote, proposed or would write. */
function nextOf({ target, service, published: { publication } }: DecidedInput): TaskSize | undefined {
  if (!isChange(publication)) return undefined;
  const parsed = judgeDocument(publication.after, parseContext(target, service));
  return parsed.kind === 'invalid' ? undefined : parsed.sizes.task;
}

/** What waits: a proposal for its answer, and a size for what holds it back. */
function waitingOf(
  { target, decision: { recommendation, pin }, published: { publication, documents } }: DecidedInput,
  standing: TaskSize,
): Pick<TargetReport, 'openProposal' | 'afterHolds'> {
  const isAsked = target.mode === 'propose' && pin === undefined && !isChange(publication);
  const open = isAsked ? openProposal(documents) : undefined;
  return {
    ...(open && { openProposal: { version: open.version, task: open.sizes.task } }),
    ...(target.mode === 'apply' && recommendation.kind !== 'skipped' && thenOf(recommendation.applicable, standing)),
  };
}

/** The next write after this run's: of the following run, or of the first one that nothing holds back. */
function thenOf({ sizes, proposal, holds }: Applicable, standing: TaskSize): Pick<TargetReport, 'afterHolds'> {
  const isComing = holds.length > 0 || !isSameSize(sizes.task, standing);
  return isComing && !isSameSize(proposal.task, standing) ? { afterHolds: proposal.task } : {};
}

/** Reasons that a person must look at, wherever they come from. */
const ALERTING: readonly Reason['code'][] = [
  'Breach',
  'RolledBack',
  'GrowthRolledBack',
  'MemoryFollowsSize',
  'MemoryFull',
  'MemoryAboveSize',
  'UnpublishedMemoryKill',
];

export function alertsOf({
  service,
  decision: { recommendation, status },
}: Pick<DecidedInput, 'service' | 'decision'>): readonly Reason[] {
  const own = recommendation.kind === 'skipped' ? [] : [...recommendation.alerts, ...recommendation.applicable.alerts];
  const found = recommendation.reasons.filter(({ code }) => ALERTING.includes(code));
  const drifted: readonly Reason[] =
    status?.kind === 'drifted' ? [{ code: 'Drifted', since: status.since, size: service.taskSize }] : [];
  return [...found, ...own, ...drifted];
}

/** What people are shown beside a decision; nothing where nobody is told of it. */
function viewsOf(input: DecidedInput): Views | undefined {
  const { decision, published, showsAll, holdsAreNew } = input;
  const isTold = published.publication.kind !== 'none' || holdsAreNew || alertsOf(input).length > 0;
  return showsAll || isTold ? decision.view() : undefined;
}

function commonOf(input: DecidedInput, views: Views | undefined) {
  const { target, service, decision, published } = input;
  const { recommendation, status, pin, pricing } = decision;
  const { whatIf = [], gridUsd } = views?.spread ?? {};
  const reasons = [...recommendation.reasons, ...(views?.heaps ?? [])];
  const running = runningSizes(service, target.parameters);
  const [next, live] = [nextOf(input), liveOf(input)];
  const recommended = recommendation.kind === 'skipped' ? undefined : recommendation.sizes.task;
  const changes = changesIn(published.documents.state);
  const usd = (task: TaskSize | undefined) => task && monthlyUsd(task, pricing);
  return {
    ...reportHead(target),
    region: service.region,
    running,
    ...waitingOf(input, next ?? live?.task ?? running.task),
    ...defined({
      account: accountIn(service.serviceArn),
      next,
      live,
      deployment: status,
      pin: pin && { until: pin.until, by: pin.by, why: pin.why },
      changes: changes.length === 0 ? undefined : changes,
      pricing,
    }),
    reasons: withText(reasons.filter(({ code }) => !ALERTING.includes(code))),
    alerts: withText(alertsOf(input)),
    publication: published.publication,
    copies: published.copies,
    evidence: reportedEvidence(recommendation, views?.risk),
    monthlyUsd: defined({
      current: usd(running.task),
      recommended: usd(recommended),
      next: usd(next),
      live: usd(live?.task),
      grid: gridUsd,
    }),
    whatIf,
  };
}

/** A target that was answered. One that somebody else writes has no state to store: theirs would be lost. */
export function decidedResult(input: DecidedInput): TargetResult {
  const { target, decision, published, holdsAreNew } = input;
  const views = viewsOf(input);
  const report: TargetReport = { ...commonOf(input, views), ...outcomeOf(decision.recommendation, views, holdsAreNew) };
  const result = noticed(target, report, published.documents);
  return published.overtaken ? { target, report: result.report } : result;
}

function outcomeOf(recommendation: Recommendation, views: Views | undefined, holdsAreNew: boolean) {
  if (recommendation.kind === 'skipped') {
    const { kind, skipReason } = recommendation;
    return { outcome: 'skipped', kind, skipReason } as const;
  }
  const { kind, finding, findingReasonCodes, sizes, applicable } = recommendation;
  return {
    outcome: 'decided',
    kind,
    recommended: sizes,
    finding,
    findingReasonCodes,
    holds: withText(applicable.holds),
    holdsAreNew: holdsAreNew && applicable.holds.length > 0,
    ...defined({ secondOpinion: views?.secondOpinion }),
  } as const;
}
