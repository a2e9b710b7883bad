import type { Reason } from '../reason.ts';
import type { Bounds } from '../sizing/bounds.ts';
import { choosePair, closestPair } from '../sizing/choose-pair.ts';
import type { Platform } from '../sizing/fargate-grid.ts';
import { fitContainers } from '../sizing/fit-containers.ts';
import { partKey } from '../sizing/key-groups.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import { misfit, type Sizes } from '../sizing/sizes.ts';
import type { RecommendInput } from './recommendation.ts';
import { isComplete, knownContainers, standingSizes } from './standing-sizes.ts';

/** The sizes, and why. With alerts nothing changes, and somebody must know. */
export interface DecidedSizes {
  readonly sizes: Sizes;
  readonly reasons: readonly Reason[];
  readonly alerts: readonly Reason[];
}

/** From bounds to sizes: the cheapest valid pair, and the containers fitted inside. */
export function decideSizes(input: RecommendInput, bounds: Bounds): DecidedSizes {
  const { target, evidence } = input;
  const { containers, platform } = evidence.service;
  if (bounds.conflicts.length > 0) return unchanged(input, bounds.conflicts);
  const choice = chooseTask(bounds, platform);
  if (choice === undefined) return unchanged(input, [{ code: 'NoPairHoldsFloor', needed: bounds.firm }]);
  const standing = standingSizes(input, bounds, choice.size);
  if (standing !== undefined) return { sizes: standing, reasons: [choice], alerts: [] };
  const known = knownContainers(input);
  const fit = { task: choice.size, containers: known, keys: target.parameters, bounds: bounds.containers };
  const sizes = fitContainers(fit);
  const problem = misfit(sizes, containers, platform.operatingSystem);
  if (problem !== undefined) return unchanged(input, [{ code: 'ContainersDoNotFit', size: choice.size, problem }]);
  return { sizes, reasons: [choice, ...freeMemory(input, bounds, sizes)], alerts: [] };
}

type Choice = Extract<Reason, { code: 'CheapestPair' | 'NoPairHolds' }>;

/**
 * The cheapest pair within all bounds, else the one that comes closest; where even what is firm has none, the bounds that are
 * not strict give way. Undefined when the strict ones leave none.
 */
function chooseTask({ needed, firm, upper, maximum }: Bounds, platform: Platform): Choice | undefined {
  for (const limit of [upper, maximum]) {
    const cheapest = choosePair(needed, limit, platform);
    if (cheapest !== undefined) return { code: 'CheapestPair', size: cheapest, needed };
    const closest = closestPair(needed, { firm, upper: limit }, platform);
    if (closest !== undefined) return { code: 'NoPairHolds', needed, size: closest };
  }
  return undefined;
}

/** No change: what deployments read stays, or what runs where they read nothing usable. */
function unchanged(input: RecommendInput, alerts: readonly Reason[]): DecidedSizes {
  const { live } = input;
  const running = runningSizes(input.evidence.service, input.target.parameters);
  return { sizes: live !== undefined && isComplete(live, input) ? live : running, reasons: [], alerts };
}

/** The memory that comes with the CPU row for nothing, and who got it. */
function freeMemory({ evidence, target }: RecommendInput, bounds: Bounds, sizes: Sizes): readonly Reason[] {
  const memoryMiB = sizes.task.memoryMiB - bounds.needed.memoryMiB;
  const containers = evidence.service.containers
    .filter((container) => container.essential && partKey(container, 'memoryMiB', target.parameters) !== undefined)
    .map(({ name }) => name);
  return memoryMiB > 0 && containers.length > 0 ? [{ code: 'FreeMemory', memoryMiB, containers }] : [];
}
