import type { ResourcePolicy } from '../configuration/policy.ts';
import { RESOURCES, type Resource, SIDES, type TaskSize } from '../model/task-size.ts';
import { amountText, NAMES, type ReasonsOf } from '../model/words.ts';
import type { ContainerNeed } from '../sizing/container-needs.ts';
import type { Demand as Used } from '../sizing/demand.ts';
import { isFixed, partKey } from '../sizing/key-groups.ts';
import type { Assessment, Assessments } from './assess.ts';
import { BEFORE_WINDOW_SENTENCES, beforeWindowWants } from './before-window.ts';
import type { Demand } from './bounds.ts';
import type { RecommendInput } from './evidence.ts';
import { HEAP_SHARE_SENTENCES, heapShareWants } from './heaps.ts';

interface Utilization extends ResourcePolicy, Used {
  readonly resource: Resource;
  readonly needed: number;
  readonly points: number;
}

export const UTILIZATION_SENTENCES = {
  ...HEAP_SHARE_SENTENCES,
  ...BEFORE_WINDOW_SENTENCES,
  Utilization: utilizationText,
  ContainerNeed: ({ container, resource, needed, source }: ContainerNeed & { readonly resource: Resource }) => {
    const from =
      source === 'ContainerInsights'
        ? 'by its own metrics'
        : 'its declared share of the task; it has no metrics of its own';
    return `Container ${container} needs ${amountText(resource, needed)}, ${from}.`;
  },
  OverHundredPercent: ({ resource, points }: { resource: Resource; points: number }) =>
    `${NAMES[resource]} exceeded 100 % of the task size in ${points} points.`,
};
export type UtilizationReason = ReasonsOf<typeof UTILIZATION_SENTENCES>;
type Wants = readonly Demand<UtilizationReason>[];

function utilizationText(reason: Utilization): string {
  const { resource, peakStatistic, headroomPercent } = reason;
  const statistic = peakStatistic === 'max' ? 'the highest of' : `${peakStatistic.slice(1)} % of`;
  const above = reason.highest > reason.peak ? ` (the highest was ${Math.ceil(reason.highest)})` : '';
  const peak = `${NAMES[resource]} peaked at ${amountText(resource, reason.peak)}, ${statistic} ${reason.points} points${above}.`;
  return `${peak} With ${headroomPercent} % headroom ${amountText(resource, reason.needed)} are needed.`;
}

/** What utilization wants of a target: it yields to every guard. */
export function utilizationWants(input: RecommendInput, assessments: Assessments): Wants {
  return [
    ...RESOURCES.flatMap((resource) => wantsOf(resource, assessments[resource], input)),
    ...heapShareWants(input, assessments.memory?.containers ?? []),
    ...beforeWindowWants(input, assessments),
  ];
}

function wantsOf(resource: Resource, assessment: Assessment | undefined, input: RecommendInput): Wants {
  const { target, evidence } = input;
  if (assessment?.demand === undefined || assessment.needed === undefined) return [];
  const { demand, needed, quality, expected } = assessment;
  const side = SIDES[resource];
  const { points, overHundredPoints } = quality;
  const reasons: UtilizationReason[] = [
    { code: 'Utilization', resource, ...target.policy[resource], ...demand, needed, points },
    ...assessment.containers
      .filter(({ container }) => isPublished(container, side, input))
      .map((need): UtilizationReason => ({ code: 'ContainerNeed', resource, ...need })),
  ];
  if (overHundredPoints > 0) reasons.push({ code: 'OverHundredPercent', resource, points: overHundredPoints });
  // What a container that nobody sizes used beyond its declaration buys nothing: it cannot get more.
  const fixed = evidence.service.containers.filter((container) => isFixed(container, side, target.parameters));
  const names = new Set(fixed.map(({ name }) => name));
  const needs = assessment.containers.filter(({ container }) => !names.has(container));
  const containers = Object.fromEntries(needs.map((need) => [need.container, { [side]: need.needed }]));
  const inForce = evidence.service.taskSize;
  const shortage = { ...(expected && { [resource]: expected }), prices: target.policy.shortage, inForce };
  return [{ kind: 'wants', [side]: needed, containers, reasons, shortage }];
}

function isPublished(name: string, side: keyof TaskSize, { target, evidence }: RecommendInput): boolean {
  const container = evidence.service.containers.find((each) => each.name === name);
  return container !== undefined && partKey(container, side, target.parameters) !== undefined;
}
