import type { SkipReason } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import { byResource, bySide, covers, isSameSize, type TaskSize } from '../model/task-size.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../model/time.ts';
import { taskCount } from '../money/tariff.ts';
import { mergedSizes, runningSizes } from '../sizing/running-sizes.ts';
import { judgeTarget, type TargetVerdict } from '../usage/data-quality.ts';
import { countAtLeast } from '../usage/statistics.ts';
import { averagePoints, CENSORED_PERCENT } from '../usage/usage.ts';
import { type Assessments, assess } from './assess.ts';
import type { Bounds, Constraint, Demand } from './bounds.ts';
import { choose } from './choose.ts';
import type { Evidence, RecommendInput } from './evidence.ts';
import { evidenceAlerts, facts } from './facts.ts';
import { boundsFor, type Demanded, type Found, liveOr } from './found.ts';
import { unheard } from './guards/data-verdict.ts';
import { type Applicable, type GuardContext, nothingWaits } from './guards/guard.ts';
import { applicableSizes, type GuardReason, guardDemands } from './guards/guards.ts';
import { activeBreaches, isBelowRestoration } from './guards/restoration.ts';
import { findingOf, findingReasonCodes } from './opinion.ts';
import type { Reason, Recommendation } from './recommendation.ts';
import { type Heard, hearSecondOpinion } from './required-opinion.ts';
import { scalingAdvice } from './scaling-advice.ts';
import { seededContainers, standingSizes } from './standing-sizes.ts';
import { type UtilizationReason, utilizationWants } from './utilization.ts';

/**
 * Sizes one target: usage → data quality → demand → headroom → floors and guards → cheapest valid pair, containers
 * fitted inside → recommendation → what may change now. Pure: the same input gives the same answer.
 */
export function recommend(given: RecommendInput): Recommendation {
  const assessments = assess(given.evidence, given.target.policy, given.change?.follows);
  const input = readRemembered(given, assessments);
  const { taskSize } = input.evidence.service;
  const { daysSinceDeployment } = input.evidence.context ?? {};
  const verdict = judgeTarget({ resources: assessments, policy: input.target.policy, daysSinceDeployment });
  const demands = demandsOf(input, assessments);
  const bounds = boundsFor<Reason>(input, allOf(demands));
  const skipReason = skipReasonOf(assessments);
  if (skipReason !== undefined && mayStay(input, bounds)) {
    const sizes = runningSizes(input.evidence.service, input.target.parameters);
    return { kind: 'skipped', skipReason, sizes, reasons: bounds.reasons, ...knownOf(input, assessments, verdict) };
  }
  const { sizes, alerts, reasons } = choose<Reason>(input, bounds);
  const heard = hearSecondOpinion(verdict, { input, ...demands, wanted: sizes });
  const applicable = whatMayChange({ input, ...demands, bounds, wanted: sizes }, heard);
  const needed = alerts.length === 0 ? worthHaving(bounds.wanted, reasons) : bounds.firm;
  const finding = { current: taskSize, recommended: sizes.task, needed };
  return {
    kind: isSameSize(sizes.task, taskSize) ? 'optimized' : 'recommended',
    sizes,
    applicable,
    finding: findingOf(finding),
    findingReasonCodes: findingReasonCodes(finding),
    reasons: [
      ...bounds.reasons,
      ...reasons,
      ...facts(input, sizes.task),
      ...scalingAdvice(input, { task: sizes.task, memoryMiB: bounds.needed.memoryMiB }),
      ...advice(verdict, bounds),
      ...heard.objections,
    ],
    alerts: [...alerts, ...evidenceAlerts(input)],
    bounds,
    ...knownOf(input, assessments, heard.verdict),
  };
}

/** What is needed, and what is taken beyond it because a shortage costs more. */
function worthHaving(needed: TaskSize, reasons: readonly Reason[]): TaskSize {
  const found = reasons.find((each) => each.code === 'ExpectedShortage');
  if (found === undefined) return needed;
  const { size, cheaper } = found;
  return bySide((side) => (size[side] > cheaper[side] ? Math.max(needed[side], size[side]) : needed[side]));
}

function skipReasonOf(assessments: Assessments): SkipReason | undefined {
  const all = Object.values(assessments);
  if (all.some(({ verdict }) => verdict.kind !== 'keep')) return undefined;
  return all.every(({ quality }) => quality.points === 0) ? 'NoData' : 'InsufficientData';
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

function knownOf({ evidence: { context } }: RecommendInput, assessments: Assessments, verdict: TargetVerdict<Reason>) {
  return { assessments, verdict, ...(context && { context }) };
}

/** What makes it advice, where that is not said yet. */
function advice({ kind, reasons }: TargetVerdict, { reasons: said }: Bounds<Reason>): readonly Reason[] {
  const unsaid = reasons.filter((reason) => !said.includes(reason));
  return kind === 'advise' ? [...unsaid, { code: 'AdviceOnly' }] : [];
}

type Decided = Omit<Found, 'acts' | 'firm'> & Demands;

/** What the guards let through now; where nothing is kept of changes, nothing waits. */
function whatMayChange(found: Decided, { verdict, supported }: Heard): Applicable<Reason> {
  const { input, wanted } = found;
  const { change } = input;
  const acts = verdict.kind === 'act';
  const firm = acts ? wanted : (supported ?? sizesUnheard(input, found));
  if (change !== undefined) return applicableSizes({ ...found, acts, firm, change });
  return { ...nothingWaits(firm, {}), proposal: wanted };
}

/** All that is asked of a target's size, evaluated once. */
export interface Demands {
  readonly looked: GuardContext;
  readonly guards: readonly Demanded<GuardReason>[];
  readonly utilization: readonly Demand<UtilizationReason>[];
}

/** What is live, with the running numbers for keys that the document lacks; and the breaches that still count. */
export function readRemembered(input: RecommendInput, assessments: Assessments): RecommendInput {
  const { target, evidence, live, change } = input;
  return {
    ...input,
    ...(live && { live: mergedSizes(live, evidence.service, target.parameters) ?? live }),
    ...(change && { change: { ...change, breaches: activeBreaches(change, assessments) } }),
  };
}

/** Asks each guard, strongest first, and utilization. */
export function demandsOf(input: RecommendInput, assessments: Assessments): Demands {
  const looked = guardContext(input, assessments);
  return { looked, guards: guardDemands(looked), utilization: utilizationWants(input, assessments) };
}

/** Hours of the last day with CPU at the running size all the time, by the mean of a point, not its highest second. */
function pinnedHours({ cpu, service, window: { periodSeconds } }: Evidence): number {
  const lastDay = averagePoints(cpu).slice(-Math.round(DAY_SECONDS / periodSeconds));
  const pinned = countAtLeast(lastDay, (service.taskSize.cpuUnits * CENSORED_PERCENT) / 100);
  return Math.round((pinned * periodSeconds * 10) / HOUR_SECONDS) / 10;
}

function guardContext(input: RecommendInput, assessments: Assessments): GuardContext {
  const { evidence, opinion: _, ...known } = input;
  const { context, service } = evidence;
  const cpuQuality = assessments.cpu?.verdict.kind === 'keep' ? undefined : assessments.cpu?.quality;
  return {
    ...known,
    service,
    tasks: taskCount(service, evidence.window, context?.counts).mean,
    verdicts: byResource((resource) => assessments[resource]?.verdict),
    seeded: seededContainers(input),
    ...(context && { context }),
    ...(cpuQuality && { cpuQuality, pinnedHours: pinnedHours(evidence) }),
  };
}

/** Strongest first; utilization yields to every guard. */
export function allOf({
  guards,
  utilization,
}: Omit<Demands, 'looked'>): readonly Constraint<GuardReason | UtilizationReason>[] {
  return [...guards.flatMap(({ constraints }) => constraints), ...utilization];
}

/** What floors and kills ask for, where utilization is not heard. */
export function sizesUnheard(input: RecommendInput, { guards, looked }: Omit<Demands, 'utilization'>): Sizes {
  const constraints = guards.flatMap(({ name, constraints: own }): readonly Constraint[] =>
    name === 'dataVerdict' ? unheard(looked) : own,
  );
  return liveOr(input, boundsFor(input, constraints));
}
