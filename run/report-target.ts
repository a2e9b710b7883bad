import type { Target } from '../core/configuration/configuration.ts';
import type { Recommendation } from '../core/decision/recommendation.ts';
import type { StoredDocument } from '../core/ports.ts';
import { parseContext } from '../core/publication/plan-publication.ts';
import { parseDocument } from '../core/publication/sizes-document.ts';
import type { State } from '../core/publication/state-document.ts';
import { monthlyUsdOf, reportHead, type TargetReport, withText } from '../core/report/report.ts';
import { reportedEvidence } from '../core/report/reported-evidence.ts';
import type { RunningService, SkippedService } from '../core/service.ts';
import { runningSizes } from '../core/sizing/running-sizes.ts';
import type { Published } from './publish-target.ts';

/** A target's report, and what must be stored about it once the message is out. */
export interface TargetResult {
  readonly target: Target;
  readonly report: TargetReport;
  /** Absent when nothing is known about the target's documents, or when another run is writing them. */
  readonly state?: State;
}

export function failedResult(target: Target, message: string): TargetResult {
  return { target, report: { ...reportHead(target), outcome: 'failed', detail: message } };
}

export function notDoneResult(target: Target): TargetResult {
  const detail = 'The run was out of time before this target was answered; the next run takes it up.';
  return { target, report: { ...reportHead(target), outcome: 'notDone', detail } };
}

/** What a person was last told about a target, in one word: its skip reason, or the codes of its alerts. */
function noticeOf(report: TargetReport): string | undefined {
  if (report.skipReason !== undefined) return report.skipReason;
  return report.alerts.length === 0 ? undefined : report.alerts.map(({ code }) => code).join(',');
}

/** Marks a report whose notice differs from the one in the state, and puts it into the state. */
function noticed(target: Target, report: TargetReport, state: State): TargetResult {
  const notice = noticeOf(report);
  const { notice: before, ...rest } = state;
  // The same state stays the same text, so that a run with nothing new stores nothing.
  if (notice === before) return { target, report, state };
  return {
    target,
    report: { ...report, noticeIsNew: notice !== undefined },
    state: { ...rest, ...(notice !== undefined && { notice }) },
  };
}

/** A target that a run beside this one publishes has no state to store: the other run's would be lost. */
function withoutStateOf({ overtaken }: Published, result: TargetResult): TargetResult {
  return overtaken ? { target: result.target, report: result.report } : result;
}

/** A target that ECS does not run, or that is not Fargate. */
export function skippedResult(target: Target, { skipReason, detail }: SkippedService, state: State): TargetResult {
  return noticed(target, { ...reportHead(target), outcome: 'skipped', kind: 'skipped', skipReason, detail }, state);
}

export interface DecidedInput {
  readonly target: Target;
  readonly service: RunningService;
  readonly recommendation: Recommendation;
  readonly published: Published;
}

function liveOf({ target, service, published: { live } }: DecidedInput): Pick<TargetReport, 'live'> {
  if (live === undefined) return {};
  return { live: { version: live.version, ...documentOf(live, target, service) } };
}

function documentOf(live: StoredDocument, target: Target, service: RunningService) {
  const parsed = parseDocument(live.text, parseContext(target, service));
  return parsed.kind === 'invalid' ? {} : { document: parsed.document };
}

/** A target that was answered: sized, or skipped for want of data. */
export function decidedResult(input: DecidedInput): TargetResult {
  const { target, service, recommendation, published } = input;
  const running = runningSizes(service, target.parameters);
  const common = {
    ...reportHead(target),
    region: service.region,
    running,
    ...liveOf(input),
    reasons: withText(recommendation.reasons),
    publication: published.publication,
    copies: published.copies,
  };
  if (recommendation.kind === 'skipped') {
    const { kind, skipReason } = recommendation;
    const report: TargetReport = {
      ...common,
      outcome: 'skipped',
      kind,
      skipReason,
      evidence: reportedEvidence(recommendation),
    };
    return withoutStateOf(published, noticed(target, report, published.state));
  }
  const { kind, finding, findingReasonCodes, alerts, sizes } = recommendation;
  const report: TargetReport = {
    ...common,
    outcome: 'decided',
    kind,
    recommended: sizes,
    finding,
    findingReasonCodes,
    alerts: withText(alerts),
    monthlyUsd: monthlyUsdOf(running, sizes, service),
    evidence: reportedEvidence(recommendation),
  };
  return withoutStateOf(published, noticed(target, report, published.state));
}
