import { covers, isSameSize, type TaskSize } from '../model/fargate-grid.ts';
import type { SkipReason } from '../model/service.ts';
import { mergedSizes, runningProblem, runningSizes } from '../sizing/running-sizes.ts';
import { judgeTarget, type TargetVerdict } from '../usage/target-verdict.ts';
import { applicableSizes } from './applicable.ts';
import { assess } from './assess.ts';
import type { Assessments } from './assessment.ts';
import type { Bounds } from './bounds.ts';
import { contextReasons } from './context-reasons.ts';
import { type DecidedSizes, decideSizes } from './decide-sizes.ts';
import type { Evidence } from './evidence.ts';
import { findingOf, findingReasonCodes } from './finding.ts';
import { heapDecides } from './heap-decides.ts';
import { holdOut } from './hold-out.ts';
import { observedRisk } from './observed-risk.ts';
import { hearSecondOpinion } from './opinion-support.ts';
import type { Reason } from './reason.ts';
import type { DecidedRecommendation, Recommendation, RecommendInput, Risk } from './recommendation.ts';
import { isBelowRestoration } from './restoration.ts';
import { type ComparedInput, secondOpinionOf } from './second-opinion.ts';
import { standingSizes } from './standing-sizes.ts';
import { boundsFor } from './target-bounds.ts';
import { spreadOf } from './what-if.ts';

/**
 * Sizes one target: evidence → data verdict → demand → headroom → guards → cheapest valid pair → containers fitted inside.
 * Pure: the same input gives the same answer.
 */
export function recommend(given: RecommendInput): Recommendation {
  const { target, evidence } = given;
  const { service, context } = evidence;
  const live = given.live && (mergedSizes(given.live, service, target.parameters) ?? given.live);
  const input = { ...given, ...(live && { live }) };
  const assessments = assess(evidence, target.policy);
  const { daysSinceDeployment } = context ?? {};
  const verdict = judgeTarget({
    resources: assessments,
    policy: target.policy,
    ...(daysSinceDeployment !== undefined && { daysSinceDeployment }),
  });
  const bounds = boundsFor(input, assessments);
  const skipReason = skipReasonOf(assessments);
  if (skipReason !== undefined && mayStay(input, bounds)) {
    const sizes = runningSizes(service, target.parameters);
    const known = context && { context };
    return { kind: 'skipped', skipReason, sizes, verdict, reasons: bounds.reasons, assessments, ...known };
  }
  return decide(input, { assessments, verdict, bounds });
}

/** Whether no guard asks for anything that is not there. */
function mayStay(input: RecommendInput, bounds: Bounds): boolean {
  const { taskSize } = input.evidence.service;
  return (
    input.change?.pin === undefined &&
    !isBelowRestoration(input) &&
    bounds.conflicts.length === 0 &&
    covers(taskSize, bounds.firm) &&
    standingSizes(input, bounds, taskSize) !== undefined
  );
}

/** A reason to say nothing at all: no resource has enough data. */
function skipReasonOf(assessments: Assessments): SkipReason | undefined {
  const all = Object.values(assessments);
  if (all.some(({ verdict }) => verdict.kind !== 'keep')) return undefined;
  return all.every(({ quality }) => quality.points === 0) ? 'NoData' : 'InsufficientData';
}

interface Judged {
  readonly assessments: Assessments;
  readonly verdict: TargetVerdict<Reason>;
  readonly bounds: Bounds;
}

function decide(input: RecommendInput, { assessments, verdict, bounds }: Judged): Recommendation {
  const current = input.evidence.service.taskSize;
  const found = decideSizes(input, bounds);
  const { sizes, alerts } = found;
  const heard = hearSecondOpinion(verdict, { input, assessments, wanted: sizes });
  const reasons = [...reasonsOf(input, { assessments, verdict, bounds }, found), ...heard.objections];
  const risk = riskOf(input, sizes.task, { assessments, verdict, bounds });
  const applicable = applicableSizes({ input, assessments, bounds, wanted: sizes, ...heard });
  const finding = { current, recommended: sizes.task, needed: alerts.length === 0 ? bounds.wanted : bounds.firm };
  return {
    kind: isSameSize(sizes.task, current) ? 'optimized' : 'recommended',
    sizes,
    applicable,
    verdict: heard.verdict,
    finding: findingOf(finding),
    findingReasonCodes: findingReasonCodes(finding),
    reasons,
    alerts: [...alerts, ...alertsOfEvidence(input.evidence)],
    assessments,
    ...(input.evidence.context && { context: input.evidence.context }),
    risk,
    spread: spreadOf({
      evidence: input.evidence,
      bounds,
      task: sizes.task,
      ...(risk.holdOut && { holdOut: risk.holdOut }),
    }),
    ...opinionBeside(input, { assessments, bounds, ours: sizes.task, reasons }),
  };
}

/** What somebody should mend, though the sizes could be found without. */
function alertsOfEvidence({ context }: Evidence): readonly Reason[] {
  if (context?.historyUnknown === undefined) return [];
  return [{ code: 'HistoryUnknown', source: context.timeline.source, detail: context.historyUnknown }];
}

/** Why the sizes are what they are, and what a person should know beside it. */
function reasonsOf(
  input: RecommendInput,
  { assessments, verdict, bounds }: Judged,
  { sizes, reasons }: DecidedSizes,
): readonly Reason[] {
  return [
    ...bounds.reasons,
    ...reasons,
    ...heapDecides(input, sizes, (heapOf) =>
      decideSizes(input, boundsFor(input, assessments, { withoutHeapOf: heapOf })),
    ),
    ...contextReasons(input, sizes.task),
    ...runningMisfit(input),
    ...notDeployed(input),
    ...(verdict.kind === 'advise' ? [...verdict.reasons, { code: 'AdviceOnly' } as const] : []),
  ];
}

function opinionBeside(
  { opinion: answer, evidence, target: { policy } }: RecommendInput,
  found: Pick<ComparedInput, 'assessments' | 'bounds' | 'ours' | 'reasons'>,
): Pick<DecidedRecommendation, 'secondOpinion'> {
  return answer === undefined ? {} : { secondOpinion: secondOpinionOf({ answer, evidence, policy, ...found }) };
}

/** A task whose containers do not fit it runs all the same, where ECS took it once; nobody can deploy it again. */
function runningMisfit({ evidence, target }: RecommendInput): readonly Reason[] {
  const problem = runningProblem(evidence.service, target.parameters);
  return problem === undefined ? [] : [{ code: 'RunningMisfit', problem }];
}

function notDeployed({ target, evidence }: RecommendInput): readonly Reason[] {
  const running = new Set(evidence.service.containers.map(({ name }) => name));
  return Object.keys(target.parameters.containers).flatMap((container): Reason[] =>
    running.has(container) ? [] : [{ code: 'ContainerNotDeployed', container }],
  );
}

function riskOf({ evidence, target }: RecommendInput, task: TaskSize, { assessments, bounds }: Judged): Risk {
  const { cpu, memory, window } = evidence;
  const found = holdOut({ evidence, policy: target.policy, assessments, bounds, task });
  return {
    cpu: observedRisk(cpu, task.cpuUnits, window.periodSeconds),
    ...(memory && { memory: observedRisk(memory, task.memoryMiB, window.periodSeconds) }),
    ...(found && { holdOut: found }),
  };
}
