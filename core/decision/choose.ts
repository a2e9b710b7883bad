import { isSameSize, type Platform, type TaskSize } from '../model/fargate-grid.ts';
import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from '../model/reference-price.ts';
import { acceptsOf, misfit, type Sizes } from '../model/sizes.ts';
import { type Coded, type Sentences, sizeText } from '../model/words.ts';
import { cents, usdText } from '../money/usd.ts';
import { choosePair, closestPair } from '../sizing/choose-pair.ts';
import { withHeadroom } from '../sizing/demand.ts';
import { fitContainers } from '../sizing/fit-containers.ts';
import { partKey } from '../sizing/key-groups.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import { killsAt } from '../sizing/shortage.ts';
import type { Bounds } from './bounds.ts';
import type { RecommendInput } from './input.ts';
import { isComplete, knownContainers, standingSizes } from './standing-sizes.ts';

/** Why these sizes are chosen within the bounds. */
export type ChoiceReason =
  | { readonly code: 'CheapestPair'; readonly size: TaskSize; readonly needed: TaskSize }
  | { readonly code: 'NoPairHolds'; readonly needed: TaskSize; readonly size: TaskSize }
  | { readonly code: 'NoPairHoldsFloor'; readonly needed: TaskSize }
  | { readonly code: 'ContainersDoNotFit'; readonly size: TaskSize; readonly problem: string }
  | {
      readonly code: 'KillRisk';
      /** The cheaper size that would hold what is needed. */
      readonly cheaper: TaskSize;
      readonly size: TaskSize;
      /** Estimated kills a month there and here. */
      readonly killsThere: number;
      readonly killsHere: number;
      readonly usdPerKill: number;
      /** What the larger size costs more, at the reference price. */
      readonly stepUsdPerMonth: number;
    }
  | { readonly code: 'FreeMemory'; readonly memoryMiB: number; readonly containers: readonly string[] };

export const CHOICE_SENTENCES: Sentences<ChoiceReason> = {
  CheapestPair: ({ size, needed }) => `${sizeText(size)} is the cheapest task size that holds ${sizeText(needed)}.`,
  NoPairHolds: ({ needed, size }) =>
    `No permitted task size holds ${sizeText(needed)}; ${sizeText(size)} comes closest.`,
  NoPairHoldsFloor: ({ needed }) =>
    `No permitted task size holds the ${sizeText(needed)} that must be there: nothing was changed.`,
  ContainersDoNotFit: ({ size, problem }) =>
    `The containers do not fit into ${sizeText(size)} (${problem}): nothing was changed.`,
  KillRisk: ({ cheaper, size, killsThere, killsHere, usdPerKill, stepUsdPerMonth }) =>
    `${sizeText(cheaper)} would hold this too, but with an estimated ${killsThere.toFixed(2)} memory kills a month instead of ${killsHere.toFixed(2)}. At ${usdPerKill} USD a kill that is worth the ${usdText(stepUsdPerMonth)} USD a month that ${sizeText(size)} costs more.`,
  FreeMemory: ({ memoryMiB, containers }) =>
    `${memoryMiB} MiB come with this task size beyond the need; they go to ${containers.join(', ')}.`,
};

/** The sizes, and why. With alerts nothing changes, and somebody must know. */
export interface ChosenSizes<Why extends Coded = Coded> {
  readonly sizes: Sizes;
  readonly reasons: readonly ChoiceReason[];
  readonly alerts: readonly (Why | ChoiceReason)[];
}

/** From bounds to sizes: the cheapest valid pair, and the containers fitted inside. */
export function choose<Why extends Coded>(input: RecommendInput, bounds: Bounds<Why>): ChosenSizes<Why> {
  return fitted(input, bounds, chooseTask(bounds, input.evidence.service.platform));
}

/** The containers fitted into a task that was chosen. */
export function fitted<Why extends Coded>(
  input: RecommendInput,
  bounds: Bounds<Why>,
  choice: TaskChoice | undefined,
): ChosenSizes<Why> {
  const { target, evidence } = input;
  const { containers, platform } = evidence.service;
  const accepts = acceptsOf(evidence.service);
  if (bounds.conflicts.length > 0) return unchanged(input, bounds.conflicts);
  if (choice === undefined) return unchanged<Why>(input, [{ code: 'NoPairHoldsFloor', needed: bounds.firm }]);
  const standing = standingSizes(input, bounds, choice.size);
  const reasons = [choice, ...killRiskReason(bounds, choice.size, platform)];
  if (standing !== undefined) return { sizes: standing, reasons, alerts: [] };
  const known = knownContainers(input);
  const overlaps = accepts.overlaps ?? false;
  const besideMiB = withHeadroom(evidence.context?.besideMiB ?? 0, target.policy.memory.headroomPercent);
  const fit = { task: choice.size, containers: known, keys: target.parameters, bounds: bounds.containers };
  const sizes = fitContainers({ ...fit, overlaps, besideMiB });
  const problem = misfit(sizes, containers, accepts);
  if (problem !== undefined) return unchanged<Why>(input, [{ code: 'ContainersDoNotFit', size: choice.size, problem }]);
  // Limits that overlap share nothing.
  const free = overlaps ? [] : freeMemory(input, bounds, sizes);
  return { sizes, reasons: [...reasons, ...free], alerts: [] };
}

/** Why more memory is bought than what is needed. */
function killRiskReason(
  { needed, upper, killRisk }: Bounds,
  size: TaskSize,
  platform: Platform,
): readonly ChoiceReason[] {
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

type TaskChoice = Extract<ChoiceReason, { code: 'CheapestPair' | 'NoPairHolds' }>;

/**
 * The cheapest pair within all bounds, else the one that comes closest; where even what is firm has none, the bounds that are
 * not strict give way. Undefined when the strict ones leave none.
 */
export function chooseTask(
  { needed, firm, upper, maximum, killRisk }: Bounds,
  platform: Platform,
): TaskChoice | undefined {
  for (const limit of [upper, maximum]) {
    const cheapest = choosePair(needed, limit, { platform, ...(killRisk && { killRisk }) });
    if (cheapest !== undefined) return { code: 'CheapestPair', size: cheapest, needed };
    const closest = closestPair(needed, { firm, upper: limit }, platform);
    if (closest !== undefined) return { code: 'NoPairHolds', needed, size: closest };
  }
  return undefined;
}

/** No change: what deployments read stays, or what runs where they read nothing usable. */
function unchanged<Why extends Coded>(
  input: RecommendInput,
  alerts: readonly (Why | ChoiceReason)[],
): ChosenSizes<Why> {
  const { live } = input;
  const running = runningSizes(input.evidence.service, input.target.parameters);
  return { sizes: live !== undefined && isComplete(live, input) ? live : running, reasons: [], alerts };
}

/** The memory that comes with the CPU row for nothing, and who got it. */
function freeMemory({ evidence, target }: RecommendInput, bounds: Bounds, sizes: Sizes): readonly ChoiceReason[] {
  const memoryMiB = sizes.task.memoryMiB - bounds.needed.memoryMiB;
  const containers = evidence.service.containers
    .filter((container) => container.essential && partKey(container, 'memoryMiB', target.parameters) !== undefined)
    .map(({ name }) => name);
  return memoryMiB > 0 && containers.length > 0 ? [{ code: 'FreeMemory', memoryMiB, containers }] : [];
}
