import type { Measured } from './measures.ts';

/** What no plant may pass, whatever happens to it. */
export interface Bound {
  readonly name: string;
  readonly most: number;
  measured(of: Measured): number;
}

/** The bounds of a year. */
export const BOUNDS: readonly Bound[] = [
  { name: 'cost at the end', most: 2, measured: ({ endCostRatio }) => endCostRatio },
  { name: 'CPU reversals', most: 2, measured: ({ cpuReversals }) => cpuReversals },
  { name: 'memory reversals', most: 2, measured: ({ memoryReversals }) => memoryReversals },
  { name: 'deployments until enough', most: 3, measured: deploymentsUntilEnough },
  { name: 'shrinks in silence', most: 0, measured: ({ silentShrinks }) => silentShrinks },
  // Three weekly deployments may pass until a size is enough again.
  { name: 'hours without a task', most: 21 * 24, measured: ({ longestDownHours }) => longestDownHours },
  // Three weekly deployments touch four weeks.
  { name: 'weeks with kills', most: 4, measured: ({ weeksWithKills }) => weeksWithKills },
  { name: 'broken documents', most: 0, measured: ({ brokenDocuments }) => brokenDocuments },
  { name: 'failed runs', most: 0, measured: ({ failedRuns }) => failedRuns },
];

function deploymentsUntilEnough({ untilEnough }: Measured): number {
  return untilEnough === undefined ? 0 : (untilEnough.deployments ?? Number.POSITIVE_INFINITY);
}

/** A bound that a plant passes, and by what. */
export interface Broken {
  readonly plant: string;
  readonly bound: string;
  readonly measured: number;
}

/** The bounds that a plant passes. A value that is no number passes every bound. */
export function brokenBounds(measured: Measured): readonly Broken[] {
  return BOUNDS.flatMap((bound) => {
    const value = bound.measured(measured);
    return value <= bound.most ? [] : [{ plant: measured.plant, bound: bound.name, measured: value }];
  });
}
