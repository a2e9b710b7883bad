import type { Evidence } from '../../decision/evidence.ts';
import { type ExpectedByResource, expectedRisk, tasksOf } from '../../decision/expected-risk.ts';
import type { DecidedRecommendation } from '../../decision/recommendation.ts';
import {
  type ByResource,
  byResource,
  isSameSize,
  RESOURCES,
  type Resource,
  SIDES,
  type TaskSize,
} from '../../model/task-size.ts';
import { timeOf } from '../../model/time.ts';
import { UNITS } from '../../model/words.ts';
import { monthlyUsd } from '../../money/tariff.ts';
import { type Neighbor, neighborsOf } from '../../sizing/neighbors.ts';
import { peakPoints } from '../../usage/usage.ts';
import { lastWeeks, type Week } from '../../usage/weeks.ts';
import { floorOf, floorText } from './floors.ts';

/** How many points of a week were above a size; without the resource where the week has no point of it. */
export type PointsAbove = ByResource<number>;

/** A size, what it costs, what is expected of it and how often each week's points were above it. */
export interface Alternative extends ExpectedByResource {
  readonly kind: Neighbor['kind'] | 'recommended' | 'running';
  readonly task: TaskSize;
  readonly isRunning: boolean;
  /** Absent where no price is known. */
  readonly usdPerMonth?: number;
  /** The floors that rule it out, however little was used. */
  readonly below: readonly string[];
  /** As long as the weeks of the whole. */
  readonly weeks: readonly PointsAbove[];
}

export interface Alternatives {
  /** Epoch milliseconds at which each week with data begins, the oldest first. */
  readonly weekStarts: readonly number[];
  readonly periodMinutes: number;
  readonly sizes: readonly Alternative[];
}

type Weeks = Readonly<Partial<Record<Resource, readonly Week[]>>>;

function weeksOf(evidence: Evidence): Weeks {
  return byResource((resource) => {
    const series = evidence[resource];
    return series && lastWeeks(peakPoints(series), evidence.window);
  });
}

function pointsAbove(weeks: Weeks, start: number, task: TaskSize): PointsAbove {
  return byResource((resource) => {
    const week = weeks[resource]?.find((each) => each.start === start);
    return week?.points.filter((used) => used > task[SIDES[resource]]).length;
  });
}

/** The recommended size, its neighbors where there are two weeks to tell apart, and the running size. */
function sizesToShow(
  { service: { taskSize: running, platform } }: Evidence,
  { bounds, sizes: { task } }: DecidedRecommendation,
  weeks: Weeks,
): readonly Pick<Alternative, 'kind' | 'task'>[] {
  const hasTwoWeeks = Object.values(weeks).some((own) => own.length > 1);
  const neighbors = hasTwoWeeks ? neighborsOf(task, bounds.needed.memoryMiB, platform.operatingSystem) : [];
  const known = [{ kind: 'recommended', task } as const, ...neighbors];
  const all = known.some(({ task }) => isSameSize(task, running))
    ? known
    : [...known, { kind: 'running', task: running } as const];
  return all.toSorted(({ task: a }, { task: b }) => a.cpuUnits - b.cpuUnits || a.memoryMiB - b.memoryMiB);
}

/** For example: ['floor 2816 MiB (heap)'] */
function floorsAbove(task: TaskSize, recommendation: DecidedRecommendation): readonly string[] {
  return RESOURCES.flatMap((resource) => {
    const floor = floorOf(recommendation, resource);
    return floor !== undefined && task[SIDES[resource]] < floor.amount ? [floorText(floor, UNITS[resource])] : [];
  });
}

/** Running, recommended and neighboring sizes: cost, what is expected, and how often each week's peaks passed them. */
export function alternativesOf(evidence: Evidence, recommendation: DecidedRecommendation): Alternatives {
  const { taskSize } = evidence.service;
  const { periodSeconds } = evidence.window;
  const weeks = weeksOf(evidence);
  const starts = [...new Set(Object.values(weeks).flatMap((own) => own.map(({ start }) => start)))].sort(
    (a, b) => a - b,
  );
  const sizes = sizesToShow(evidence, recommendation, weeks).map(({ kind, task }): Alternative => {
    const usdPerMonth = monthlyUsd(task, evidence.pricing);
    return {
      kind,
      task,
      isRunning: isSameSize(task, taskSize),
      ...(usdPerMonth !== undefined && { usdPerMonth }),
      ...expectedRisk(recommendation.assessments, task, tasksOf(evidence)),
      below: floorsAbove(task, recommendation),
      weeks: starts.map((start) => pointsAbove(weeks, start, task)),
    };
  });
  return {
    weekStarts: starts.map((start) => timeOf(evidence.window, start)),
    periodMinutes: periodSeconds / 60,
    sizes,
  };
}
