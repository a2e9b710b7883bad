import type { Policy } from '../configuration/policy.ts';
import { RESOURCES, type Resource, SIDES } from '../model/resource.ts';
import type { ContainerDefinition } from '../model/service.ts';
import { HOUR_SECONDS } from '../model/time.ts';
import { type ContainerNeed, containerNeeds } from '../sizing/container-needs.ts';
import { demandOf, withHeadroom } from '../sizing/demand.ts';
import { type Expectation, expectShortage, grownTo } from '../sizing/expected-shortage.ts';
import { dataQuality, judgeData } from '../usage/data-quality.ts';
import type { DataReason } from '../usage/data-reason.ts';
import { peakPoints, type Series } from '../usage/usage.ts';
import type { Assessment, Assessments } from './assessment.ts';
import type { Evidence, EvidenceContext } from './evidence.ts';

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

/** What is known beside the series that forbids shrinking a resource on its utilization. */
function againstShrinking(resource: Resource, context: EvidenceContext | undefined): readonly DataReason[] {
  if (context === undefined) return [];
  const scaling = context.scaling.flatMap(({ kind, name, resource: held, targetPercent }): DataReason[] => {
    if (kind === 'step') return [{ code: 'StepScaling', resource, policy: name }];
    if (held !== resource) return [];
    return [{ code: 'TargetTracking', resource, policy: name, ...(targetPercent !== undefined && { targetPercent }) }];
  });
  const { scalingUnknown: detail } = context;
  return [
    ...scaling,
    ...(detail === undefined ? [] : [{ code: 'ScalingUnknown', resource, detail } as const]),
    ...(resource === 'memory' && !context.killsKnown ? [{ code: 'KillsUnknown' } as const] : []),
  ];
}

function assessResource(evidence: Evidence, resource: Resource, policy: Policy, series: Series): Assessment {
  const quality = dataQuality(resource, series, evidence.window);
  const verdict = judgeData(resource, quality, { policy, others: againstShrinking(resource, evidence.context) });
  const demand = demandOf(series, policy[resource]);
  if (demand === undefined) return { quality, verdict, containers: [] };
  const grown = resource === 'memory' ? (evidence.context?.growth?.neededMiB ?? 0) : 0;
  const expected = grownTo(expectedOf(evidence, resource, series), grown);
  // What a policy holds is the same at every size: grown by it, the next run would grow it again. Unknown, it may be held.
  const isHeld = verdict.reasons.some(({ code }) => code === 'TargetTracking' || code === 'ScalingUnknown');
  if (verdict.kind === 'keep' || isHeld) return { quality, verdict, demand, expected, containers: [] };
  const needed = withHeadroom(Math.max(demand.peak, grown), policy[resource].headroomPercent);
  return {
    quality,
    verdict,
    demand,
    expected,
    needed,
    containers: needsOfContainers(evidence, resource, policy, needed),
  };
}

/** What any size is expected to be short of; what stood at its limit may have wanted more. */
function expectedOf({ window, service }: Evidence, resource: Resource, series: Series): Expectation {
  const limit = series.limit ?? service.taskSize[SIDES[resource]];
  return expectShortage(resource, { points: peakPoints(series), periodSeconds: window.periodSeconds, limit });
}

/** Reads quality, verdict, demand and needs of each resource that is measured. */
export function assess(evidence: Evidence, policy: Policy): Assessments {
  const entries = RESOURCES.flatMap((resource) => {
    const series = seriesOf(evidence, resource);
    return series === undefined ? [] : [[resource, assessResource(evidence, resource, policy, series)] as const];
  });
  return Object.fromEntries(entries);
}
