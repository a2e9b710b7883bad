import { bySide, covers, isSameSize, type TaskSize } from '../model/fargate-grid.ts';
import type { SkipReason } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import { judgeTarget, type TargetVerdict } from '../usage/data-quality.ts';
import { type Assessments, assess } from './assess.ts';
import type { Bounds } from './bounds.ts';
import { choose } from './choose.ts';
import { allOf, type Demands, demandsOf, readRemembered, sizesUnheard } from './demands.ts';
import type { RecommendInput } from './evidence.ts';
import { evidenceAlerts, facts } from './facts.ts';
import { findingOf, findingReasonCodes } from './finding.ts';
import { boundsFor, type Found } from './found.ts';
import type { Applicable } from './guards/guard.ts';
import { applicableSizes } from './guards/guards.ts';
import { isBelowRestoration } from './guards/restoration.ts';
import type { Reason } from './reason.ts';
import type { Recommendation } from './recommendation.ts';
import { hearSecondOpinion } from './required-opinion.ts';
import { scalingAdvice } from './scaling-advice.ts';
import { standingSizes } from './standing-sizes.ts';

/**
 * Sizes one target: usage → data quality → demand → headroom → floors and guards → cheapest valid pair, containers fitted inside → recommendation →
 * what may change now. Pure: the same input gives the same answer.
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
function whatMayChange(
  found: Decided,
  { verdict, supported }: { readonly verdict: TargetVerdict<Reason>; readonly supported?: Sizes },
): Applicable<Reason> {
  const { input, wanted } = found;
  const { change } = input;
  const acts = verdict.kind === 'act';
  const firm = acts ? wanted : (supported ?? sizesUnheard(input, found));
  if (change !== undefined) return applicableSizes({ ...found, acts, firm, change });
  const nothing = { holds: [], alerts: [], agreement: {}, restores: false };
  return { sizes: firm, withoutShrink: firm, proposal: wanted, ...nothing };
}
