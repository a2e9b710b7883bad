import { sum } from '../model/sizes.ts';
import { isSameSize, RESOURCES, type Resource, SIDES, type TaskSize } from '../model/task-size.ts';
import { DAY_MILLISECONDS } from '../model/time.ts';
import { demandOf, withHeadroom } from '../sizing/demand.ts';
import { resizesOf } from '../usage/size-timeline.ts';
import type { Series } from '../usage/usage.ts';
import type { Evidence, RecommendInput, Subject } from './evidence.ts';
import { DIFFERENCE_CODES, type DifferenceCode, type NoOpinion, type Opinion, opinionOn } from './opinion.ts';
import type { DecidedRecommendation, Reason } from './recommendation.ts';

export interface HeardOpinion extends Pick<Opinion, 'current' | 'lookbackDays' | 'refreshedAt' | 'savingsUsdPerMonth'> {
  readonly task: TaskSize;
}

/** What Compute Optimizer thinks of the size that was found. It stands beside the decision. */
export type SecondOpinion =
  | ({ readonly kind: 'agrees' } & HeardOpinion)
  | ({ readonly kind: 'differs'; readonly because: readonly DifferenceCode[] } & HeardOpinion)
  | NoOpinion;

/** The opinion of a service beside the size that was found for it; undefined where nobody asked. Changes nothing. */
export function secondOpinionOf(
  { opinion: answer, ...seen }: Subject & Pick<RecommendInput, 'opinion'>,
  decided: DecidedRecommendation,
): SecondOpinion | undefined {
  if (answer === undefined) return undefined;
  const heard = opinionOn(answer, seen.evidence.service.serviceArn);
  if (heard.kind === 'none') return heard;
  const { opinion, task } = heard;
  const { current, lookbackDays, refreshedAt, savingsUsdPerMonth } = opinion;
  const said: HeardOpinion = { task, current, lookbackDays, refreshedAt, savingsUsdPerMonth };
  if (isSameSize(task, decided.sizes.task)) return { kind: 'agrees', ...said };
  return { kind: 'differs', because: differencesOf({ ...seen, decided, opinion, theirs: task }), ...said };
}

/** Two sizes for one service, and all that ours was decided from. */
interface Difference extends Subject {
  readonly opinion: Opinion;
  readonly theirs: TaskSize;
  readonly decided: DecidedRecommendation;
}

/** Why two different sizes differ, each code traced to the evidence; `OtherEstimate` alone where nothing here tells. */
function differencesOf(difference: Difference): readonly DifferenceCode[] {
  const { theirs } = difference;
  const ours = difference.decided.sizes.task;
  const found = new Set<DifferenceCode>([
    ...(isOfFormerSize(difference) ? (['FormerSize'] as const) : []),
    ...RESOURCES.flatMap((resource): readonly DifferenceCode[] => {
      const side = SIDES[resource];
      if (ours[side] === theirs[side]) return [];
      // What a scaling policy holds it says nothing about.
      const silent = difference.opinion.silentAbout.includes(resource) ? (['Bounds'] as const) : [];
      return [...silent, ...(ours[side] > theirs[side] ? whyLarger : whySmaller)(resource, difference)];
    }),
  ]);
  return found.size === 0 ? ['OtherEstimate'] : DIFFERENCE_CODES.filter((code) => found.has(code));
}

/** It looked at a size that does not run now, or the size changed within its look-back. */
function isOfFormerSize({ opinion, evidence: { service, window, context } }: Difference): boolean {
  if (!isSameSize(opinion.current, service.taskSize)) return true;
  const since = window.endTime - opinion.lookbackDays * DAY_MILLISECONDS;
  return context !== undefined && resizesOf(context.timeline).some((at) => at > since);
}

function whyLarger(resource: Resource, difference: Difference): readonly DifferenceCode[] {
  const side = SIDES[resource];
  const { theirs } = difference;
  const { bounds, assessments } = difference.decided;
  const together =
    resource === 'memory' ? sum([...bounds.containers.values()].map(({ needed }) => needed.memoryMiB)) : 0;
  const isBound =
    bounds.firm[side] > theirs[side] || together > Math.max(theirs[side], assessments[resource]?.needed ?? 0);
  return [...(isBound ? (['Bounds'] as const) : []), ...whyMoreDemand(resource, difference)];
}

/** By our rule utilization asks for more than theirs gives: headroom, the time looked at, or what a shortage costs. */
function whyMoreDemand(resource: Resource, difference: Difference): readonly DifferenceCode[] {
  const { theirs, evidence, opinion } = difference;
  const { policy } = difference.target;
  const amount = theirs[SIDES[resource]];
  const series = evidence[resource];
  const assessment = difference.decided.assessments[resource];
  if (series === undefined || assessment?.demand === undefined || assessment.needed === undefined) return [];
  const { peak: demand } = assessment.demand;
  const { headroomPercent } = policy[resource];
  const days = lastDays(series, opinion.lookbackDays, evidence);
  const recent = Math.min(demand, demandOf(days, policy[resource])?.peak ?? demand);
  const holds = (needed: number) => needed <= amount && amount < withHeadroom(needed, headroomPercent);
  const isOlder = recent < demand && recent <= amount;
  const before = isOlder && (amount < demand || withHeadroom(recent, headroomPercent) <= amount);
  const isTooSmall = amount < withHeadroom(demand, headroomPercent);
  return [
    ...(holds(demand) || (before && holds(recent)) ? (['Headroom'] as const) : []),
    ...(before && isTooSmall ? (['Window'] as const) : []),
  ];
}

function lastDays({ average, maximum, ...rest }: Series, days: number, { window }: Evidence): Series {
  const points = Math.ceil((days * DAY_MILLISECONDS) / (window.periodSeconds * 1000));
  return {
    ...rest,
    ...(average && { average: average.subarray(-points) }),
    ...(maximum && { maximum: maximum.subarray(-points) }),
  };
}

function isLimit(reason: Reason): reason is Extract<Reason, { code: (typeof LIMITS)[number] }> {
  return (LIMITS as readonly string[]).includes(reason.code);
}
const LIMITS = ['MaximumTaskSize', 'NeverAbovePolicy', 'GrowthRolledBack'] as const;

function whySmaller(resource: Resource, { theirs, evidence, decided, opinion }: Difference): readonly DifferenceCode[] {
  const ourDays = (evidence.window.endTime - evidence.window.startTime) / DAY_MILLISECONDS;
  const passes = (reason: Reason) =>
    isLimit(reason) && reason.resource === resource && theirs[SIDES[resource]] > reason.amount;
  return [
    ...(decided.reasons.some(passes) ? (['Bounds'] as const) : []),
    ...(opinion.lookbackDays > ourDays ? (['Window'] as const) : []),
  ];
}
