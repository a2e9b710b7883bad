import type { Policy } from '../configuration/policy.ts';
import type { ContainerDefinition } from '../model/service.ts';
import { type ByResource, byResource, type Resource, SIDES } from '../model/task-size.ts';
import { dayOf, HOUR_SECONDS } from '../model/time.ts';
import { type ContainerNeed, containerNeeds } from '../sizing/container-needs.ts';
import { type Demand, demandOf, withHeadroom } from '../sizing/demand.ts';
import { type Expectation, expectShortage, grownTo } from '../sizing/expected-shortage.ts';
import {
  type DataReason,
  dataQuality,
  judgeData,
  type ResourceQuality,
  type ResourceVerdict,
} from '../usage/data-quality.ts';
import type { FollowsSize } from '../usage/follows-size.ts';
import { isAboveSize, peakPoints, type Series } from '../usage/usage.ts';
import type { Evidence, EvidenceContext } from './evidence.ts';

function needsOfContainers(
  evidence: Evidence,
  resource: Resource,
  policy: Policy,
  taskNeeded: number,
): readonly ContainerNeed[] {
  const containers: readonly ContainerDefinition[] = evidence.service.containers;
  return containerNeeds({
    resource,
    containers,
    usage: Object.fromEntries(Object.entries(evidence.containers).map(([name, usage]) => [name, usage[resource]])),
    taskNeeded,
    policy: policy[resource],
    minimumPoints: Math.ceil((policy.minimumDataHours * HOUR_SECONDS) / evidence.window.periodSeconds),
  });
}

/** Reasons of resources whose utilization a policy holds, or may: what grows for it would grow again next run. */
const HELD: readonly DataReason['code'][] = ['TargetTracking', 'ScalingUnknown'];

/** Reasons of memory whose percentages say nothing about a need: no size is asked by them, and no kill expected. */
const WITHOUT_NEED: readonly DataReason['code'][] = ['MemoryAboveSize', 'MemoryFollowsSize', 'MemoryFull'];

/** Who scales a service moves its utilization. */
function scaledBy({ scaling, scalingUnknown: detail }: EvidenceContext, resource: Resource): readonly DataReason[] {
  const held = scaling.flatMap(({ kind, name, resource: own, targetPercent }): DataReason[] => {
    if (kind === 'step') return [{ code: 'StepScaling', resource, policy: name }];
    if (own !== resource) return [];
    return [{ code: 'TargetTracking', resource, policy: name, ...(targetPercent !== undefined && { targetPercent }) }];
  });
  return [...held, ...(detail === undefined ? [] : [{ code: 'ScalingUnknown', resource, detail } as const])];
}

/** What is known beside the series that forbids shrinking a resource on its utilization. */
function againstShrinking(
  evidence: Evidence,
  resource: Resource,
  follows: FollowsSize | undefined,
): readonly DataReason[] {
  const { context } = evidence;
  const scaling = context === undefined ? [] : scaledBy(context, resource);
  if (resource === 'cpu') return scaling;
  const areKillsKnown = context?.killsKnown ?? true;
  return [
    ...scaling,
    ...memoryWithoutNeed(evidence, follows),
    ...(areKillsKnown ? [] : [{ code: 'KillsUnknown' } as const]),
  ];
}

interface Assessed {
  readonly policy: Policy;
  readonly series: Series;
  readonly follows: FollowsSize | undefined;
}

function assessResource(evidence: Evidence, resource: Resource, { policy, series, follows }: Assessed): Assessment {
  const quality = dataQuality(resource, series, evidence.window);
  const others = againstShrinking(evidence, resource, follows);
  const verdict = judgeData(resource, quality, { policy, others });
  const demand = demandOf(series, policy[resource]);
  if (demand === undefined) return { quality, verdict, containers: [] };
  const says = (codes: readonly DataReason['code'][]) => verdict.reasons.some(({ code }) => codes.includes(code));
  if (says(WITHOUT_NEED)) return { quality, verdict, demand, containers: [] };
  const grown = resource === 'memory' ? (evidence.context?.growth?.neededMiB ?? 0) : 0;
  const expected = grownTo(expectedOf(evidence, resource, series), grown);
  if (verdict.kind === 'keep' || says(HELD)) return { quality, verdict, demand, expected, containers: [] };
  const needed = withHeadroom(Math.max(demand.peak, grown), policy[resource].headroomPercent);
  const containers = needsOfContainers(evidence, resource, policy, needed);
  return { quality, verdict, demand, expected, needed, containers };
}

/** What any size is expected to be short of; what stood at its limit may have wanted more. */
function expectedOf({ window, service, context }: Evidence, resource: Resource, series: Series): Expectation {
  const limit = series.limit ?? service.taskSize[SIDES[resource]];
  const earlierDays = resource === 'memory' ? (context?.earlierPeak?.days ?? 0) : 0;
  return expectShortage(resource, {
    points: peakPoints(series),
    periodSeconds: window.periodSeconds,
    limit,
    earlierDays,
  });
}

/**
 * Reads quality, verdict, demand and needs of each resource that is measured.
 *
 * @param follows - Memory that was found to follow the size before the window, where it still does.
 */
export function assess(evidence: Evidence, policy: Policy, follows?: FollowsSize): Assessments {
  return byResource((resource) => {
    const series = evidence[resource];
    return series && assessResource(evidence, resource, { policy, series, follows });
  });
}

/** What was read from one resource on the way to the decision. */
export interface Assessment {
  readonly quality: ResourceQuality;
  readonly verdict: ResourceVerdict;
  /** Absent without a data point. */
  readonly demand?: Demand;
  /** The demand with headroom, in CPU units or MiB; absent where utilization has no say. */
  readonly needed?: number;
  /** How much of it any size is expected to be short of; absent without a data point. */
  readonly expected?: Expectation;
  /** By container: what it needs and where that was read. Empty where utilization has no say. */
  readonly containers: readonly ContainerNeed[];
}

export type Assessments = ByResource<Assessment>;

/** Above this a level may be where kills cut it off: only who knows of kills can tell that it follows the size. */
const CUT_OFF_PERCENT = 95;

function aboveSize({ service, memory }: Evidence): readonly DataReason[] {
  if (memory === undefined || !isAboveSize(memory)) return [];
  const reserved = service.containers.filter(({ memoryReservationMiB }) => memoryReservationMiB !== undefined);
  const containers = reserved.map(({ name }) => name);
  return [{ code: 'MemoryAboveSize', points: memory.overHundredPoints, containers }];
}

/** The same at every size, or full without harm. What was killed is a need. */
function sameAtEverySize({ context }: Evidence, remembered: FollowsSize | undefined): readonly DataReason[] {
  if (context === undefined || context.killedInWindow) return [];
  const { levels, killsKnown, killsUnknownUntil = Number.NEGATIVE_INFINITY } = context;
  // A recorder cannot vouch for the time before it.
  const areKnownSince = (time = Number.NEGATIVE_INFINITY) => killsKnown && killsUnknownUntil <= time;
  const follows = levels?.follows ?? remembered;
  if (follows !== undefined && (areKnownSince(follows.since) || follows.percent < CUT_OFF_PERCENT)) {
    return [{ code: 'MemoryFollowsSize', percent: follows.percent, since: dayOf(follows.since) }];
  }
  const fullDays = areKnownSince(levels?.fullSince) ? levels?.fullDays : undefined;
  return fullDays === undefined ? [] : [{ code: 'MemoryFull', fullDays }];
}

/**
 * Why the percentages of memory say nothing about a need; nothing where they do.
 *
 * @param remembered - Memory that was found to follow the size before the window, where it still does.
 */
function memoryWithoutNeed(evidence: Evidence, remembered: FollowsSize | undefined): readonly DataReason[] {
  const above = aboveSize(evidence);
  return above.length > 0 ? above : sameAtEverySize(evidence, remembered);
}
