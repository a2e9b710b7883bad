import type { RawPoints } from '../model/service-metrics.ts';
import { peaksOf } from './statistics.ts';
import { numbersOf } from './usage.ts';

export interface BesideInput {
  /** The mean memory of a task, in MiB; NaN where there is none. */
  readonly task: Float64Array;
  /** Likewise of each of its containers. */
  readonly containers: readonly RawPoints[];
  /** Fewer points than this are too few to tell. */
  readonly minimumPoints: number;
}

/** Not the highest: what is measured of task and containers is not of the same second. */
const RANK = 95;
/** Less is how numbers are rounded. */
const LEAST_MIB = 16;

/**
 * The memory that a task uses beside the containers of its task definition, such as an agent that AWS injects: means of
 * tasks add up, maxima do not. 0 where there is none, or too little to tell.
 *
 * For example: the task uses 1300 MiB, its containers 900 and 250 // 150
 */
export function besideContainers({ task, containers, minimumPoints }: BesideInput): number {
  if (containers.length === 0) return 0;
  const beside = task.slice();
  for (const points of containers.map(numbersOf))
    for (let index = 0; index < beside.length; index += 1)
      beside[index] = (beside[index] as number) - (points[index] as number);
  const found = peaksOf(beside, RANK);
  if (found === undefined || found.points < minimumPoints || !(found.percentile >= LEAST_MIB)) return 0;
  return Math.ceil(found.percentile);
}
