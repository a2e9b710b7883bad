import type { Policy } from '../configuration/policy.ts';
import { isSameSize, type TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import { DAY_MILLISECONDS } from '../model/time.ts';
import { demandOf, withHeadroom } from '../sizing/demand.ts';
import type { Series } from '../usage/usage.ts';
import { seriesOf } from './assess.ts';
import type { Assessments } from './assessment.ts';
import type { Bounds } from './bounds.ts';
import type { Evidence } from './evidence.ts';
import { DIFFERENCE_CODES, type DifferenceCode, type Opinion } from './opinion.ts';
import { floorCodes, limitCodes } from './opinion-limits.ts';
import type { Reason } from './reason.ts';

/** Two sizes for one service, and all that ours was decided from. */
export interface Difference {
  readonly opinion: Opinion;
  readonly theirs: TaskSize;
  readonly ours: TaskSize;
  readonly evidence: Evidence;
  readonly policy: Policy;
  readonly assessments: Assessments;
  readonly bounds: Bounds;
  /** Why ours is what it is. */
  readonly reasons: readonly Reason[];
}

/** Why two different sizes differ, each code traced to the evidence; `OtherEstimate` alone where nothing here tells. */
export function differencesOf(difference: Difference): readonly DifferenceCode[] {
  const { ours, theirs } = difference;
  const found = new Set<DifferenceCode>([
    ...(isOfFormerSize(difference) ? (['FormerSize'] as const) : []),
    ...RESOURCES.flatMap((resource): readonly DifferenceCode[] => {
      const side = SIDES[resource];
      if (ours[side] === theirs[side]) return [];
      const silent = difference.opinion.silentAbout.includes(resource) ? (['TargetTracking'] as const) : [];
      return [...silent, ...(ours[side] > theirs[side] ? whyLarger : whySmaller)(resource, difference)];
    }),
  ]);
  return found.size === 0 ? ['OtherEstimate'] : DIFFERENCE_CODES.filter((code) => found.has(code));
}

/** It looked at a size that does not run now, or the size changed within its look-back. */
function isOfFormerSize({ opinion, evidence: { service, window, context } }: Difference): boolean {
  if (!isSameSize(opinion.current, service.taskSize)) return true;
  const since = window.endTime - opinion.lookbackDays * DAY_MILLISECONDS;
  const spans = context?.timeline.spans ?? [];
  return spans.some(({ startTime, taskSize }, index) => {
    const before = spans[index - 1];
    return startTime > since && before !== undefined && !isSameSize(before.taskSize, taskSize);
  });
}

/** Ours has more of a resource. */
function whyLarger(resource: Resource, difference: Difference): readonly DifferenceCode[] {
  const side = SIDES[resource];
  const { theirs, bounds, assessments, reasons } = difference;
  const floors = floorCodes(reasons, { resource, amount: theirs[side], firm: bounds.firm[side] });
  const together = resource === 'memory' ? sumOfContainers(bounds) : 0;
  const least = Math.max(theirs[side], assessments[resource]?.needed ?? 0);
  const containers = floors.length === 0 && Math.max(bounds.firm[side], together) > least;
  return [...floors, ...(containers ? (['Containers'] as const) : []), ...whyMoreDemand(resource, difference)];
}

function sumOfContainers({ containers }: Bounds): number {
  return [...containers.values()].reduce((total, { needed }) => total + needed.memoryMiB, 0);
}

/** By our rule utilization asks for more than theirs gives: headroom, the time looked at, or what a shortage costs. */
function whyMoreDemand(resource: Resource, difference: Difference): readonly DifferenceCode[] {
  const { theirs, evidence, policy, assessments, reasons, opinion } = difference;
  const side = SIDES[resource];
  const amount = theirs[side];
  const series = seriesOf(evidence, resource);
  const assessment = assessments[resource];
  if (series === undefined || assessment?.demand === undefined || assessment.needed === undefined) return [];
  const { peak: demand } = assessment.demand;
  const { headroomPercent } = policy[resource];
  const days = lastDays(series, opinion.lookbackDays, evidence);
  const recent = Math.min(demand, demandOf(days, policy[resource])?.peak ?? demand);
  const holds = (needed: number) => needed <= amount && amount < withHeadroom(needed, headroomPercent);
  const isOlder = recent < demand && recent <= amount;
  const before = isOlder && (amount < demand || withHeadroom(recent, headroomPercent) <= amount);
  const isTooSmall = amount < withHeadroom(demand, headroomPercent);
  const isWorthMore = reasons.some((each) => each.code === 'ExpectedShortage' && each.size[side] > each.cheaper[side]);
  return [
    ...(holds(demand) || (before && holds(recent)) ? (['Headroom'] as const) : []),
    ...(before && isTooSmall ? (['Window'] as const) : []),
    ...(isWorthMore && !isTooSmall ? (['StagePolicy'] as const) : []),
  ];
}

/** The same series without what lies before the last days. */
function lastDays({ average, maximum, ...rest }: Series, days: number, { window }: Evidence): Series {
  const points = Math.ceil((days * DAY_MILLISECONDS) / (window.periodSeconds * 1000));
  return {
    ...rest,
    ...(average && { average: average.subarray(-points) }),
    ...(maximum && { maximum: maximum.subarray(-points) }),
  };
}

/** Ours has less of a resource. */
function whySmaller(resource: Resource, difference: Difference): readonly DifferenceCode[] {
  const side = SIDES[resource];
  const { ours, theirs, assessments, evidence, reasons, opinion } = difference;
  const { peak: needed = 0, highest = 0 } = assessments[resource]?.demand ?? {};
  const ourDays = (evidence.window.endTime - evidence.window.startTime) / DAY_MILLISECONDS;
  return [
    ...limitCodes(reasons, { resource, amount: theirs[side] }),
    ...(needed <= ours[side] && highest > ours[side] ? (['StagePolicy'] as const) : []),
    ...(opinion.lookbackDays > ourDays ? (['Window'] as const) : []),
  ];
}
