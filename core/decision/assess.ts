import type { Policy } from '../configuration/policy.ts';
import { RESOURCES, type Resource } from '../model/resource.ts';
import type { ContainerDefinition } from '../model/service.ts';
import { HOUR_SECONDS } from '../model/time.ts';
import { type ContainerNeed, containerNeeds } from '../sizing/container-needs.ts';
import { type Demand, demandOf, withHeadroom } from '../sizing/demand.ts';
import { type CpuRow, cpuRowWorthIt, type ShortageEvidence, tailOf } from '../sizing/shortage.ts';
import { dataQuality, judgeData } from '../usage/data-quality.ts';
import type { DataReason } from '../usage/data-reason.ts';
import type { FollowsSize } from '../usage/follows-size.ts';
import { peakPoints, type Series } from '../usage/usage.ts';
import type { Assessment, Assessments } from './assessment.ts';
import type { Evidence, EvidenceContext } from './evidence.ts';
import { memoryWithoutNeed } from './memory-without-need.ts';

/** The series that a resource is sized from; undefined where it is not measured. */
export function seriesOf(evidence: Evidence, resource: Resource): Series | undefined {
  return resource === 'cpu' ? evidence.cpu : evidence.memory;
}

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

/** Reasons of resources whose utilization is the same at every size, or may be: grown by it, the next run would grow it again. */
const SAME_AT_EVERY_SIZE: readonly DataReason['code'][] = [
  'TargetTracking',
  'ScalingUnknown',
  'MemoryAboveSize',
  'MemoryFollowsSize',
  'MemoryFull',
];

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
  const isHeld = verdict.reasons.some(({ code }) => SAME_AT_EVERY_SIZE.includes(code));
  if (verdict.kind === 'keep' || isHeld) return { quality, verdict, demand, containers: [] };
  const need = needOf(evidence, resource, { policy, demand });
  const containers = needsOfContainers(evidence, resource, policy, need.required);
  const { required: _, ...rest } = need;
  return { quality, verdict, demand, containers, ...rest };
}

/** What utilization asks of a resource. */
export interface Need extends Pick<Assessment, 'shortage' | 'killRisk'> {
  /** The demand with headroom, in CPU units or MiB. */
  readonly required: number;
  /** The same, or the CPU row that is worth its money. */
  readonly needed: number;
}

interface Demanded {
  readonly policy: Policy;
  readonly demand: Demand;
}

/** The demand with headroom, and what a size that is too small is expected to cost. */
export function needOf(evidence: Evidence, resource: Resource, { policy, demand }: Demanded): Need {
  const grown = resource === 'memory' ? (evidence.context?.growth?.neededMiB ?? 0) : 0;
  const required = withHeadroom(Math.max(demand.peak, grown), policy[resource].headroomPercent);
  const points = { points: peakPoints(seriesOf(evidence, resource) as Series), window: evidence.window };
  if (resource === 'memory') {
    const upToMiB = Math.max(required, evidence.service.taskSize.memoryMiB);
    return { required, needed: required, ...killRiskOf(points, policy, { grown, upToMiB }) };
  }
  const { cpuUnits, below } = cpuRowOf(evidence, points, { policy, required });
  return { required, needed: below === undefined ? required : cpuUnits, ...(below && { shortage: below }) };
}

/** What kills are expected to cost; a leak counts with where it is going. */
function killRiskOf(
  points: ShortageEvidence,
  { shortage: { memoryUsdPerKill: usdPerKill } }: Policy,
  { grown, upToMiB }: { readonly grown: number; readonly upToMiB: number },
): Pick<Assessment, 'killRisk'> {
  const tail = tailOf(points);
  if (tail === undefined || usdPerKill === 0) return {};
  return { killRisk: { tail: { ...tail, highest: Math.max(tail.highest, grown) }, usdPerKill, upToMiB } };
}

function cpuRowOf(
  { service }: Evidence,
  points: ShortageEvidence,
  { policy, required }: { readonly policy: Policy; readonly required: number },
): CpuRow {
  const { cpuUsdPerHour: usdPerHour, cpuUsdPerMonthExceeded: usdPerMonthExceeded } = policy.shortage;
  return cpuRowWorthIt({
    evidence: points,
    required,
    inForce: service.taskSize.cpuUnits,
    costs: { usdPerHour, usdPerMonthExceeded },
    platform: service.platform,
  });
}

/**
 * Reads quality, verdict, demand and needs of each resource that is measured.
 *
 * @param follows - Memory that was found to follow the size before the window, where it still does.
 */
export function assess(evidence: Evidence, policy: Policy, follows?: FollowsSize): Assessments {
  const entries = RESOURCES.flatMap((resource) => {
    const series = seriesOf(evidence, resource);
    return series === undefined
      ? []
      : [[resource, assessResource(evidence, resource, { policy, series, follows })] as const];
  });
  return Object.fromEntries(entries);
}
