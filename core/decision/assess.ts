import type { Policy, Resource } from '../configuration/policy.ts';
import type { ContainerDefinition } from '../service.ts';
import { type ContainerNeed, containerNeeds } from '../sizing/container-needs.ts';
import { demandOf, withHeadroom } from '../sizing/demand.ts';
import { dataQuality, judgeData } from '../usage/data-quality.ts';
import type { Series } from '../usage/usage.ts';
import { expectedPoints } from '../usage/window.ts';
import type { Assessment, Assessments, Evidence } from './recommendation.ts';

const HOUR_SECONDS = 3600;

function seriesOf(evidence: Evidence, resource: Resource): Series | undefined {
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

function assessResource(evidence: Evidence, resource: Resource, policy: Policy, series: Series): Assessment {
  const { taskSize } = evidence.service;
  const quality = dataQuality({
    resource,
    series,
    currentSize: resource === 'cpu' ? taskSize.cpuUnits : taskSize.memoryMiB,
    expectedPoints: expectedPoints(evidence.window),
    periodSeconds: evidence.window.periodSeconds,
  });
  const verdict = judgeData(resource, quality, policy);
  const demand = demandOf(series, policy[resource]);
  if (demand === undefined) return { quality, verdict, containers: [] };
  if (verdict.kind === 'keep') return { quality, verdict, demand, containers: [] };
  const needed = withHeadroom(demand.demand, policy[resource].headroomPercent);
  return { quality, verdict, demand, needed, containers: needsOfContainers(evidence, resource, policy, needed) };
}

/** Reads quality, verdict, demand and needs of each resource that is measured. */
export function assess(evidence: Evidence, policy: Policy): Assessments {
  const entries = (['cpu', 'memory'] as const).flatMap((resource) => {
    const series = seriesOf(evidence, resource);
    return series === undefined ? [] : [[resource, assessResource(evidence, resource, policy, series)] as const];
  });
  return Object.fromEntries(entries);
}
