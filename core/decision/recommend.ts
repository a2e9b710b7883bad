import type { Target } from '../configuration/configuration.ts';
import type { Policy, Resource } from '../configuration/policy.ts';
import type { Reason } from '../reason.ts';
import { type ContainerDefinition, countedMemoryMiB, type SkipReason } from '../service.ts';
import { type Bounds, type Constraint, resolveBounds } from '../sizing/bounds.ts';
import { choosePair, closestPair } from '../sizing/choose-pair.ts';
import { covers, isSameSize, type TaskSize } from '../sizing/fargate-grid.ts';
import { fitContainers } from '../sizing/fit-containers.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import { deployedContainers, misfit, ownEntry, type Sizes, sum } from '../sizing/sizes.ts';
import { assess } from './assess.ts';
import { findingOf, findingReasonCodes } from './finding.ts';
import { guardConstraints } from './guards.ts';
import { observedRisk } from './observed-risk.ts';
import type { Assessment, Assessments, Evidence, Recommendation } from './recommendation.ts';

export interface RecommendInput {
  readonly target: Target;
  readonly evidence: Evidence;
  /** What the live document holds, where there is a usable one. */
  readonly live?: Sizes;
  /** The size this target may not pass (guard 8), where there is one. */
  readonly neverAbove?: TaskSize;
}

const RESOURCES: readonly Resource[] = ['cpu', 'memory'];

/**
 * Sizes one target: evidence → data verdict → demand → headroom → guards → cheapest valid pair → containers fitted inside.
 * Pure: the same input gives the same answer.
 */
export function recommend(input: RecommendInput): Recommendation {
  const { target, evidence } = input;
  const { service } = evidence;
  const assessments = assess(evidence, target.policy);
  const bounds = resolveBounds(constraintsOf(input, assessments), service.platform.operatingSystem === 'WINDOWS');
  const skipReason = skipReasonOf(assessments);
  if (skipReason !== undefined && bounds.conflict === undefined && covers(service.taskSize, bounds.firm)) {
    const sizes = runningSizes(service, target.parameters);
    return { kind: 'skipped', skipReason, sizes, reasons: bounds.reasons, assessments };
  }
  return decide(input, assessments, bounds);
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
  return [...guards, ...RESOURCES.flatMap((resource) => utilization(resource, assessments[resource], target.policy))];
}

/** What utilization wants of one resource: it yields to every guard. */
function utilization(resource: Resource, assessment: Assessment | undefined, policy: Policy): readonly Constraint[] {
  if (assessment?.demand === undefined || assessment.needed === undefined) return [];
  const { demand, needed, quality } = assessment;
  const side = resource === 'cpu' ? 'cpuUnits' : 'memoryMiB';
  const { average, peak, highest } = demand;
  const reasons: Reason[] = [
    { code: 'Utilization', resource, ...policy[resource], average, peak, highest, needed, points: quality.points },
    ...assessment.containers.map((need): Reason => ({ code: 'ContainerNeed', resource, ...need })),
  ];
  if (quality.overHundredPoints > 0)
    reasons.push({ code: 'OverHundredPercent', resource, points: quality.overHundredPoints });
  const containers = Object.fromEntries(assessment.containers.map((need) => [need.container, { [side]: need.needed }]));
  return [{ kind: 'wants', [side]: needed, containers, reasons }];
}

/** Containers that only the live document knows: `rightsizer seed` put them there before their first deployment. */
function seededContainers({ target, evidence, live }: RecommendInput): readonly ContainerDefinition[] {
  const running = new Set(evidence.service.containers.map(({ name }) => name));
  return Object.keys(target.parameters.containers).flatMap((name) => {
    const size = live && ownEntry(live.containers, name);
    return running.has(name) || size === undefined ? [] : [{ name, essential: false, ...size }];
  });
}

function decide(input: RecommendInput, assessments: Assessments, bounds: Bounds): Recommendation {
  const { service } = input.evidence;
  const current = service.taskSize;
  const { task, alert, reasons } = chooseTask(bounds, input);
  const sizes = alert === undefined ? sizesOf(input, bounds, task) : runningSizes(service, input.target.parameters);
  const finding = { current, recommended: task, needed: alert === undefined ? bounds.needed : bounds.firm };
  return {
    kind: isSameSize(task, current) ? 'optimized' : 'recommended',
    sizes,
    finding: findingOf(finding),
    findingReasonCodes: findingReasonCodes(finding),
    reasons: [...bounds.reasons, ...reasons, ...notDeployed(input), ...freeMemory(sizes, bounds, input)],
    alerts: alert === undefined ? [] : [alert],
    assessments,
    risk: riskOf(input.evidence, task),
  };
}

interface ChosenTask {
  readonly task: TaskSize;
  readonly reasons: readonly Reason[];
  /** Nothing may change, and somebody must know. */
  readonly alert?: Reason;
}

function chooseTask({ needed, firm, upper, conflict }: Bounds, { evidence }: RecommendInput): ChosenTask {
  const { taskSize, platform } = evidence.service;
  if (conflict !== undefined) return { task: taskSize, reasons: [], alert: conflict };
  const task = choosePair(needed, upper, platform);
  if (task !== undefined) return { task, reasons: [{ code: 'CheapestPair', size: task, needed }] };
  const closest = closestPair(needed, firm, upper, platform);
  if (closest !== undefined) return { task: closest, reasons: [{ code: 'NoPairHolds', needed, size: closest }] };
  return { task: taskSize, reasons: [], alert: { code: 'NoPairHolds', needed, size: taskSize } };
}

/** The containers inside the task: what is live or runs stays while it holds what is needed, so that documents do not churn. */
function sizesOf(input: RecommendInput, bounds: Bounds, task: TaskSize): Sizes {
  const { target, evidence, live } = input;
  const running = runningSizes(evidence.service, target.parameters);
  const standing = [live, running].find(
    (sizes) => sizes !== undefined && isSameSize(sizes.task, task) && holds(sizes, input, bounds),
  );
  if (standing !== undefined) return standing;
  const containers = [...evidence.service.containers, ...seededContainers(input)];
  return fitContainers({ task, containers, keys: target.parameters, bounds: bounds.containers });
}

function holds(sizes: Sizes, { evidence, target }: RecommendInput, bounds: Bounds): boolean {
  const { containers, platform } = evidence.service;
  const named = Object.entries(target.parameters.containers).every(([name]) =>
    containers.some((container) => container.name === name) ? Object.hasOwn(sizes.containers, name) : true,
  );
  if (!named || misfit(sizes, containers, platform.operatingSystem) !== undefined) return false;
  const together = sum([...bounds.containers.values()].map(({ needed }) => needed.memoryMiB));
  const part = together > sizes.task.memoryMiB ? 'minimum' : 'needed';
  return deployedContainers(sizes, containers).every((container) => {
    const needed = bounds.containers.get(container.name)?.[part].memoryMiB ?? 0;
    return (countedMemoryMiB(container) ?? needed) >= needed;
  });
}

function notDeployed({ target, evidence }: RecommendInput): readonly Reason[] {
  const running = new Set(evidence.service.containers.map(({ name }) => name));
  return Object.keys(target.parameters.containers).flatMap((container): Reason[] =>
    running.has(container) ? [] : [{ code: 'ContainerNotDeployed', container }],
  );
}

/** The memory that comes with the CPU row for nothing, and who got it. */
function freeMemory(sizes: Sizes, bounds: Bounds, { evidence, target }: RecommendInput): readonly Reason[] {
  const needed = sum([...bounds.containers.values()].map((container) => container.needed.memoryMiB));
  const memoryMiB = sizes.task.memoryMiB - Math.max(needed, bounds.needed.memoryMiB);
  const containers = evidence.service.containers
    .filter(({ name, essential }) => essential && ownEntry(target.parameters.containers, name)?.memory !== undefined)
    .map(({ name }) => name);
  return memoryMiB > 0 && containers.length > 0 ? [{ code: 'FreeMemory', memoryMiB, containers }] : [];
}

function riskOf({ cpu, memory, window }: Evidence, task: TaskSize) {
  return {
    cpu: observedRisk(cpu, task.cpuUnits, window.periodSeconds),
    ...(memory && { memory: observedRisk(memory, task.memoryMiB, window.periodSeconds) }),
  };
}
