import { type ByResource, byResource, SIDES, type TaskSize } from '../model/task-size.ts';
import { monthlyUsd } from '../money/tariff.ts';
import { expectedAMonth, type Range, rangeAMonth } from '../sizing/expected-shortage.ts';
import { type Neighbor, neighborsOf } from '../sizing/neighbors.ts';
import type { Assessments } from './assess.ts';
import type { Bounds } from './bounds.ts';
import type { Evidence } from './evidence.ts';

/**
 * What a month at a size is expected to be short of, of all tasks together. CPU: hours in which a task wants more than
 * it has. Memory: tasks that are killed.
 */
export interface Expected {
  readonly aMonth: number;
  /** From the least to the most it would be if all coming weeks were like one of the last; only where that is wide. */
  readonly range?: { readonly least: number; readonly most: number };
}

/** The same by resource; absent without a data point. */
export type ExpectedByResource = ByResource<Expected>;

/** Another size, what it costs and what it is expected to be short of. */
export interface Alternative extends ExpectedByResource {
  readonly kind: 'recommended' | Neighbor['kind'];
  readonly task: TaskSize;
  /** Absent where the price is not confirmed. */
  readonly usdPerMonth?: number;
}

/** Weeks disagree where the worst of them says more than twice as much as the best, and not next to nothing. */
const WIDE_FACTOR = 2;
const NEXT_TO_NOTHING = 0.1;

/** To a thousandth. */
export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** For how many tasks money and shortages are counted: those that are priced, else those that are wanted. */
export function tasksOf({ pricing, service }: Pick<Evidence, 'pricing' | 'service'>): number {
  return pricing?.kind === 'priced' ? pricing.tariff.tasks.mean : Math.max(1, service.desiredCount);
}

/** What is expected of each resource at a size. */
export function expectedRisk(assessments: Assessments, task: TaskSize, tasks: number): ExpectedByResource {
  return byResource((resource) => {
    const expected = assessments[resource]?.expected;
    return expected && { aMonth: thousandths(expectedAMonth(expected, task[SIDES[resource]], tasks)) };
  });
}

/** The same, with how far the last weeks disagree. */
export function rangedRisk(assessments: Assessments, task: TaskSize, tasks: number): ExpectedByResource {
  return byResource((resource) => {
    const expected = assessments[resource]?.expected;
    if (expected === undefined) return undefined;
    const size = task[SIDES[resource]];
    const aMonth = expectedAMonth(expected, size, tasks);
    return { aMonth: thousandths(aMonth), ...wideRange(rangeAMonth(expected, size, tasks), aMonth) };
  });
}

function wideRange(found: Range | undefined, aMonth: number): Pick<Expected, 'range'> {
  if (found === undefined) return {};
  const [least, most] = [Math.min(found.least, aMonth), Math.max(found.most, aMonth)];
  if (most < NEXT_TO_NOTHING || most <= WIDE_FACTOR * least) return {};
  return { range: { least: thousandths(least), most: thousandths(most) } };
}

export interface AlternativesInput {
  readonly evidence: Evidence;
  readonly assessments: Assessments;
  readonly bounds: Bounds;
  readonly task: TaskSize;
}

/** The recommended size beside its neighbors on Fargate's grid; none where nothing is expected of any size. */
export function alternativesTo({ evidence, assessments, bounds, task }: AlternativesInput): readonly Alternative[] {
  const { platform } = evidence.service;
  const neighbors = neighborsOf(task, bounds.needed.memoryMiB, platform.operatingSystem);
  return [{ kind: 'recommended', task } as const, ...neighbors].flatMap((each): readonly Alternative[] => {
    const expected = expectedRisk(assessments, each.task, tasksOf(evidence));
    if (Object.keys(expected).length === 0) return [];
    const usdPerMonth = monthlyUsd(each.task, evidence.pricing);
    return [{ ...each, ...(usdPerMonth !== undefined && { usdPerMonth }), ...expected }];
  });
}
