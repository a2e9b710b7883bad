import { isSameSize, type Platform, type TaskSize } from '../model/fargate-grid.ts';
import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from '../model/reference-price.ts';
import { misfit, type Sizes } from '../model/sizes.ts';
import { cents } from '../money/usd.ts';
import { choosePair, closestPair } from '../sizing/choose-pair.ts';
import { fitContainers } from '../sizing/fit-containers.ts';
import { partKey } from '../sizing/key-groups.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import { killsAt } from '../sizing/shortage.ts';
import type { Bounds } from './bounds.ts';
import type { Reason } from './reason.ts';
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
  const reasons = [choice, ...killRiskReason(bounds, choice.size, platform)];
  if (standing !== undefined) return { sizes: standing, reasons, alerts: [] };
  const known = knownContainers(input);
  const fit = { task: choice.size, containers: known, keys: target.parameters, bounds: bounds.containers };
  const sizes = fitContainers(fit);
  const problem = misfit(sizes, containers, platform.operatingSystem);
  if (problem !== undefined) return unchanged(input, [{ code: 'ContainersDoNotFit', size: choice.size, problem }]);
  return { sizes, reasons: [...reasons, ...freeMemory(input, bounds, sizes)], alerts: [] };
}

/** Why more memory is bought than what is needed. */
function killRiskReason({ needed, upper, killRisk }: Bounds, size: TaskSize, platform: Platform): readonly Reason[] {
  const cheaper = killRisk && choosePair(needed, upper, { platform });
  if (killRisk === undefined || cheaper === undefined || isSameSize(cheaper, size)) return [];
  const { tail, usdPerKill } = killRisk;
  const price = referencePrice(platform);
  const step = (hourlyUsd(size, price) - hourlyUsd(cheaper, price)) * HOURS_PER_MONTH;
  return [
    {
      code: 'KillRisk',
      cheaper,
      size,
      killsThere: killsAt(tail, cheaper.memoryMiB),
      killsHere: killsAt(tail, size.memoryMiB),
      usdPerKill,
      stepUsdPerMonth: cents(step),
    },
  ];
}

type Choice = Extract<Reason, { code: 'CheapestPair' | 'NoPairHolds' }>;

/**
 * The cheapest pair within all bounds, else the one that comes closest; where even what is firm has none, the bounds that are
 * not strict give way. Undefined when the strict ones leave none.
 */
function chooseTask({ needed, firm, upper, maximum, killRisk }: Bounds, platform: Platform): Choice | undefined {
  for (const limit of [upper, maximum]) {
    const cheapest = choosePair(needed, limit, { platform, ...(killRisk && { killRisk }) });
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
