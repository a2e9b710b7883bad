import type { Resource } from '../configuration/policy.ts';
import type { Reason } from '../reason.ts';
import type { SkipReason } from '../service.ts';
import { type Bounds, type Constraint, resolveBounds } from '../sizing/bounds.ts';
import { covers, isSameSize, type TaskSize } from '../sizing/fargate-grid.ts';
import { boundByKey, isFixed, partKey } from '../sizing/key-groups.ts';
import { mergedSizes, runningProblem, runningSizes } from '../sizing/running-sizes.ts';
import type { Sizes } from '../sizing/sizes.ts';
import type { ResourceVerdict } from '../usage/data-quality.ts';
import { judgeTarget, type TargetVerdict } from '../usage/target-verdict.ts';
import { assess } from './assess.ts';
import { contextReasons } from './context-reasons.ts';
import { decideSizes } from './decide-sizes.ts';
import { findingOf, findingReasonCodes } from './finding.ts';
import { guardConstraints } from './guards.ts';
import { heapDecides } from './heap-decides.ts';
import { observedRisk } from './observed-risk.ts';
import type { Assessment, Assessments, Evidence, Recommendation, RecommendInput } from './recommendation.ts';
import { knownContainers, seededContainers, standingSizes } from './standing-sizes.ts';

const RESOURCES: readonly Resource[] = ['cpu', 'memory'];

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

/** How the bounds are asked for: without what utilization says, or without what the heaps ask for. */
interface Without {
  readonly utilization?: boolean;
  /** The container whose heap is not asked. */
  readonly heapOf?: string;
}

function boundsFor(input: RecommendInput, assessments: Assessments, without: Without = {}): Bounds {
  const { service } = input.evidence;
  const known = knownContainers(input);
  const constraints = constraintsOf(input, assessments, without).map((each) =>
    each.kind === 'atMost' || each.containers === undefined
      ? each
      : { ...each, containers: boundByKey(each.containers, known, input.target.parameters) },
  );
  return resolveBounds(constraints, service.platform.operatingSystem === 'WINDOWS');
}

const UNHEARD: ResourceVerdict = { kind: 'keep', reasons: [{ code: 'AdviceOnly' }] };

function constraintsOf(input: RecommendInput, assessments: Assessments, without: Without): readonly Constraint[] {
  const { target, evidence, neverAbove } = input;
  const { context, service } = evidence;
  const cpuQuality = assessments.cpu?.verdict.kind === 'keep' ? undefined : assessments.cpu?.quality;
  const verdicts = Object.entries(assessments).map(([name, { verdict }]) => [
    name,
    without.utilization && verdict.kind !== 'keep' ? UNHEARD : verdict,
  ]);
  const guards = guardConstraints({
    target,
    service,
    verdicts: Object.fromEntries(verdicts),
    seeded: seededContainers(input),
    ...(input.live && { live: input.live }),
    ...(without.heapOf !== undefined && { withoutHeapOf: without.heapOf }),
    ...(context && { context }),
    ...(cpuQuality && !without.utilization && { cpuQuality }),
    ...(neverAbove && { neverAbove }),
  });
  if (without.utilization) return guards;
  return [...guards, ...RESOURCES.flatMap((resource) => utilization(resource, assessments[resource], input))];
}

/** What utilization wants of one resource: it yields to every guard. */
function utilization(
  resource: Resource,
  assessment: Assessment | undefined,
  input: RecommendInput,
): readonly Constraint[] {
  const { target, evidence } = input;
  if (assessment?.demand === undefined || assessment.needed === undefined) return [];
  const { demand, needed, quality } = assessment;
  const side = resource === 'cpu' ? 'cpuUnits' : 'memoryMiB';
  const { average, peak, highest } = demand;
  const { points, overHundredPoints } = quality;
  const reasons: Reason[] = [
    { code: 'Utilization', resource, ...target.policy[resource], average, peak, highest, needed, points },
    ...assessment.containers
      .filter(({ container }) => isPublished(container, side, input))
      .map((need): Reason => ({ code: 'ContainerNeed', resource, ...need })),
  ];
  if (overHundredPoints > 0) reasons.push({ code: 'OverHundredPercent', resource, points: overHundredPoints });
  // What a container that nobody sizes used beyond its declaration buys nothing: it cannot get more.
  const fixed = evidence.service.containers.filter((container) => isFixed(container, side, target.parameters));
  const names = new Set(fixed.map(({ name }) => name));
  const needs = assessment.containers.filter(({ container }) => !names.has(container));
  const containers = Object.fromEntries(needs.map((need) => [need.container, { [side]: need.needed }]));
  return [{ kind: 'wants', [side]: needed, containers, reasons }];
}

function isPublished(name: string, side: keyof TaskSize, { target, evidence }: RecommendInput): boolean {
  const container = evidence.service.containers.find((each) => each.name === name);
  return container !== undefined && partKey(container, side, target.parameters) !== undefined;
}

interface Judged {
  readonly assessments: Assessments;
  readonly verdict: TargetVerdict;
  readonly bounds: Bounds;
}

function decide(input: RecommendInput, { assessments, verdict, bounds }: Judged): Recommendation {
  const current = input.evidence.service.taskSize;
  const { sizes, reasons, alerts } = decideSizes(input, bounds);
  const advice = verdict.kind === 'advise';
  const applicable =
    verdict.kind === 'act' ? sizes : withoutUtilization(input, boundsFor(input, assessments, { utilization: true }));
  const finding = { current, recommended: sizes.task, needed: alerts.length === 0 ? bounds.wanted : bounds.firm };
  return {
    kind: isSameSize(sizes.task, current) ? 'optimized' : 'recommended',
    sizes,
    applicable,
    verdict,
    finding: findingOf(finding),
    findingReasonCodes: findingReasonCodes(finding),
    reasons: [
      ...bounds.reasons,
      ...reasons,
      ...heapDecides(input, sizes, (heapOf) => decideSizes(input, boundsFor(input, assessments, { heapOf }))),
      ...contextReasons(input, sizes.task),
      ...runningMisfit(input),
      ...notDeployed(input),
      ...(advice ? [...verdict.reasons, { code: 'AdviceOnly' } as const] : []),
    ],
    alerts,
    assessments,
    ...(input.evidence.context && { context: input.evidence.context }),
    risk: riskOf(input.evidence, sizes.task),
  };
}

/** What floors and kills ask for. What is live and holds that stays, also where it is more than what runs: nobody knows that it is too much. */
function withoutUtilization(input: RecommendInput, bounds: Bounds): Sizes {
  const { live } = input;
  const stays =
    live !== undefined &&
    covers(live.task, bounds.firm) &&
    covers(bounds.maximum, live.task) &&
    standingSizes(input, bounds, live.task) === live;
  return stays ? live : decideSizes(input, bounds).sizes;
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

function riskOf({ cpu, memory, window }: Evidence, task: TaskSize) {
  return {
    cpu: observedRisk(cpu, task.cpuUnits, window.periodSeconds),
    ...(memory && { memory: observedRisk(memory, task.memoryMiB, window.periodSeconds) }),
  };
}
