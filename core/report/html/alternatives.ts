import type { Resource } from '../../configuration/policy.ts';
import { RESOURCES, SIDES } from '../../decision/keep-sizes.ts';
import { observedRisk } from '../../decision/observed-risk.ts';
import type { Evidence } from '../../decision/recommendation.ts';
import { isSameSize, type TaskSize, validPairs } from '../../sizing/fargate-grid.ts';
import { monthlyUsd } from '../../sizing/price.ts';
import { countPoints } from '../../usage/statistics.ts';
import { peakPoints, usageOf } from '../../usage/usage.ts';
import { weeksFromStart } from '../../usage/weeks.ts';

/** What a size costs and how many points of each week were above it; null for a week without a point. */
export interface Alternative {
  readonly task: TaskSize;
  readonly isRunning: boolean;
  readonly isRecommended: boolean;
  /** Absent where the price is not confirmed. */
  readonly usdPerMonth?: number;
  readonly weeks: Readonly<Partial<Record<Resource, readonly (number | null)[]>>>;
}

/** One step of memory in each direction, and the closest memory of the CPU rows below and above. */
export function neighborPairs(task: TaskSize, pairs: readonly TaskSize[]): readonly TaskSize[] {
  const rows = [...new Set(pairs.map(({ cpuUnits }) => cpuUnits))];
  const row = rows.indexOf(task.cpuUnits);
  const own = pairs.filter(({ cpuUnits }) => cpuUnits === task.cpuUnits);
  const at = own.findIndex((pair) => isSameSize(pair, task));
  const closest = (cpuUnits: number | undefined) =>
    pairs
      .filter((pair) => pair.cpuUnits === cpuUnits)
      .sort((a, b) => Math.abs(a.memoryMiB - task.memoryMiB) - Math.abs(b.memoryMiB - task.memoryMiB))[0];
  const found = [closest(rows[row - 1]), own[at - 1], own[at + 1], closest(rows[row + 1])];
  return found.flatMap((pair) => (pair === undefined ? [] : [pair]));
}

function weeksOf(evidence: Evidence, resource: Resource, size: number): readonly (number | null)[] | undefined {
  const series = evidence[resource];
  if (series === undefined) return undefined;
  const { periodSeconds } = evidence.window;
  return weeksFromStart(peakPoints(series), periodSeconds).map((week) => {
    return countPoints(week) === 0
      ? null
      : observedRisk(usageOf({ maximum: week }), size, periodSeconds).exceededPoints;
  });
}

/** The running size, the recommended one and its neighbors on Fargate's grid, the smallest first. */
export function alternativesOf(evidence: Evidence, recommended: TaskSize): readonly Alternative[] {
  const { platform, region, taskSize } = evidence.service;
  const pairs = validPairs(platform.operatingSystem);
  const sizes = [recommended, ...neighborPairs(recommended, pairs), taskSize];
  const distinct = sizes.filter((size, index) => sizes.findIndex((other) => isSameSize(size, other)) === index);
  const sorted = distinct.sort((a, b) => a.cpuUnits - b.cpuUnits || a.memoryMiB - b.memoryMiB);
  return sorted.map((task) => {
    const usdPerMonth = monthlyUsd(task, platform, region);
    const weeks = RESOURCES.flatMap((resource) => {
      const counts = weeksOf(evidence, resource, task[SIDES[resource]]);
      return counts === undefined ? [] : [[resource, counts] as const];
    });
    return {
      task,
      isRunning: isSameSize(task, taskSize),
      isRecommended: isSameSize(task, recommended),
      ...(usdPerMonth !== undefined && { usdPerMonth }),
      weeks: Object.fromEntries(weeks),
    };
  });
}
