import type { Resource } from '../configuration/policy.ts';
import type { Reason } from '../reason.ts';
import type { SkipReason } from '../service.ts';
import { type Bounds, type Constraint, resolveBounds } from '../sizing/bounds.ts';
import { covers, isSameSize, type TaskSize } from '../sizing/fargate-grid.ts';
import { boundByKey, isFixed } from '../sizing/key-groups.ts';
import { completeSizes, runningSizes } from '../sizing/running-sizes.ts';
import { assess } from './assess.ts';
import { decideSizes } from './decide-sizes.ts';
import { findingOf, findingReasonCodes } from './finding.ts';
import { guardConstraints } from './guards.ts';
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
  const { service } = evidence;
  const live = given.live && completeSizes(given.live, service, target.parameters);
  const input = { ...given, ...(live && { live }) };
  const assessments = assess(evidence, target.policy);
  const bounds = resolveBounds(constraintsOf(input, assessments), service.platform.operatingSystem === 'WINDOWS');
  const skipReason = skipReasonOf(assessments);
  if (skipReason !== undefined && mayStay(input, bounds)) {
    const sizes = runningSizes(service, target.parameters);
    return { kind: 'skipped', skipReason, sizes, reasons: bounds.reasons, assessments };
  }
  return decide(input, assessments, bounds);
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

function constraintsOf(input: RecommendInput, assessments: Assessments): readonly Constraint[] {
  const { target, evidence, neverAbove } = input;
  const verdicts = Object.fromEntries(Object.entries(assessments).map(([name, { verdict }]) => [name, verdict]));
  const guards = guardConstraints({
    target,
    service: evidence.service,
    verdicts,
    seeded: seededContainers(input),
    ...(neverAbove && { neverAbove }),
  });
  const wants = RESOURCES.flatMap((resource) => utilization(resource, assessments[resource], input));
  const known = knownContainers(input);
  return [...guards, ...wants].map((each) =>
    each.kind === 'atMost' || each.containers === undefined
      ? each
      : { ...each, containers: boundByKey(each.containers, known, target.parameters) },
  );
}

/** What utilization wants of one resource: it yields to every guard. */
function utilization(
  resource: Resource,
  assessment: Assessment | undefined,
  { target, evidence }: RecommendInput,
): readonly Constraint[] {
  if (assessment?.demand === undefined || assessment.needed === undefined) return [];
  const { demand, needed, quality } = assessment;
  const side = resource === 'cpu' ? 'cpuUnits' : 'memoryMiB';
  const { average, peak, highest } = demand;
  const { points, overHundredPoints } = quality;
  const reasons: Reason[] = [
    { code: 'Utilization', resource, ...target.policy[resource], average, peak, highest, needed, points },
    ...assessment.containers.map((need): Reason => ({ code: 'ContainerNeed', resource, ...need })),
  ];
  if (overHundredPoints > 0) reasons.push({ code: 'OverHundredPercent', resource, points: overHundredPoints });
  // What a container that nobody sizes used beyond its declaration buys nothing: it cannot get more.
  const fixed = evidence.service.containers.filter((container) => isFixed(container, side, target.parameters));
  const names = new Set(fixed.map(({ name }) => name));
  const needs = assessment.containers.filter(({ container }) => !names.has(container));
  const containers = Object.fromEntries(needs.map((need) => [need.container, { [side]: need.needed }]));
  return [{ kind: 'wants', [side]: needed, containers, reasons }];
}

function decide(input: RecommendInput, assessments: Assessments, bounds: Bounds): Recommendation {
  const current = input.evidence.service.taskSize;
  const { sizes, reasons, alerts } = decideSizes(input, bounds);
  const finding = { current, recommended: sizes.task, needed: alerts.length === 0 ? bounds.needed : bounds.firm };
  return {
    kind: isSameSize(sizes.task, current) ? 'optimized' : 'recommended',
    sizes,
    finding: findingOf(finding),
    findingReasonCodes: findingReasonCodes(finding),
    reasons: [...bounds.reasons, ...reasons, ...notDeployed(input)],
    alerts,
    assessments,
    risk: riskOf(input.evidence, sizes.task),
  };
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
