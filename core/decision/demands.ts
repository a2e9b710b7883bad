import { byResource } from '../model/fargate-grid.ts';
import type { Sizes } from '../model/sizes.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../model/time.ts';
import { taskCount } from '../money/tariff.ts';
import { mergedSizes } from '../sizing/running-sizes.ts';
import { countAtLeast } from '../usage/statistics.ts';
import { averagePoints, CENSORED_PERCENT } from '../usage/usage.ts';
import type { Assessments } from './assess.ts';
import type { Constraint, Demand } from './bounds.ts';
import type { Evidence, RecommendInput } from './evidence.ts';
import { boundsFor, type Demanded, liveOr } from './found.ts';
import { unheard } from './guards/data-verdict.ts';
import type { GuardContext } from './guards/guard.ts';
import { type GuardReason, guardDemands } from './guards/guards.ts';
import { activeBreaches } from './guards/restoration.ts';
import { seededContainers } from './standing-sizes.ts';
import { type UtilizationReason, utilizationWants } from './utilization.ts';

/** All that is asked of a target's size, evaluated once. */
export interface Demands {
  readonly looked: GuardContext;
  readonly guards: readonly Demanded<GuardReason>[];
  readonly utilization: readonly Demand<UtilizationReason>[];
}

/** What is live, with the running numbers for keys that the document does not have yet; and of the breaches those that still count. */
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

/** Hours of the last day in which CPU stood at the running size all the time: the mean of a point says so, its highest second does not. */
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
