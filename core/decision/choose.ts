import { acceptsOf, misfit, type Sizes } from '../model/sizes.ts';
import { isSameSize, type Platform, type TaskSize } from '../model/task-size.ts';
import { type Coded, type ReasonsOf, sizeText } from '../model/words.ts';
import { cents, usdText } from '../money/usd.ts';
import { type ExpectedBill, expectedBill, type ShortagePrices } from '../sizing/cheapest-size.ts';
import { choosePair, closestPair } from '../sizing/choose-pair.ts';
import { withHeadroom } from '../sizing/demand.ts';
import { fitContainers } from '../sizing/fit-containers.ts';
import { partKey } from '../sizing/key-groups.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import { SHORTAGE_MODEL } from '../sizing/shortage-model.ts';
import type { Bounds } from './bounds.ts';
import type { Evidence, RecommendInput } from './evidence.ts';
import { tasksOf, thousandths } from './expected-risk.ts';
import { isComplete, knownContainers, standingSizes } from './standing-sizes.ts';

interface Short {
  readonly cpuHours: number;
  readonly memoryKills: number;
}

interface Worth extends ShortagePrices {
  /** What must be held, the cheapest size that does, and the one that was chosen instead. */
  readonly needed: TaskSize;
  readonly cheaper: TaskSize;
  readonly size: TaskSize;
  /** At the cheaper size, and at the one that was chosen. */
  readonly there: Short;
  readonly here: Short;
  /** What the larger size costs more for the same tasks, at the reference price. */
  readonly stepUsdPerMonth: number;
}

export const CHOICE_SENTENCES = {
  CheapestPair: ({ size, needed }: { size: TaskSize; needed: TaskSize }) =>
    `${sizeText(size)} is the cheapest task size that holds ${sizeText(needed)}.`,
  NoPairHolds: ({ needed, size }: { size: TaskSize; needed: TaskSize }) =>
    `No permitted task size holds ${sizeText(needed)}; ${sizeText(size)} comes closest.`,
  NoPairHoldsFloor: ({ needed }: { needed: TaskSize }) =>
    `No permitted task size holds the ${sizeText(needed)} that must be there: nothing was changed.`,
  ContainersDoNotFit: ({ size, problem }: { size: TaskSize; problem: string }) =>
    `The containers do not fit into ${sizeText(size)} (${problem}): nothing was changed.`,
  ExpectedShortage: ({ needed, cheaper, size, there, here, cpuUsdPerHour, memoryUsdPerKill, stepUsdPerMonth }: Worth) =>
    `${sizeText(cheaper)} would hold ${sizeText(needed)}, but ${shortText(there)} are expected there in a month, ${shortText(here)} here. At ${cpuUsdPerHour} USD an hour and ${memoryUsdPerKill} USD a kill${careText(there, here)} that is worth the ${usdText(stepUsdPerMonth)} USD a month that ${sizeText(size)} costs more.`,
  FreeMemory: ({ memoryMiB, containers }: { memoryMiB: number; containers: readonly string[] }) =>
    `${memoryMiB} MiB come with this task size beyond the need; they go to ${containers.join(', ')}.`,
};
export type ChoiceReason = ReasonsOf<typeof CHOICE_SENTENCES>;

/** For example: '3.30 hours short of CPU and 0.25 memory kills'. */
function shortText({ cpuHours, memoryKills }: Short): string {
  return `${cpuHours.toFixed(2)} hours short of CPU and ${memoryKills.toFixed(2)} memory kills`;
}

/** A kill that the larger size is expected to spare counts more than its price. */
function careText(there: Short, here: Short): string {
  return there.memoryKills > here.memoryKills
    ? ` (counted ${SHORTAGE_MODEL.killCare} times: kills are hard to foresee)`
    : '';
}

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
  const { containers } = evidence.service;
  const accepts = acceptsOf(evidence.service);
  if (bounds.conflicts.length > 0) return unchanged(input, bounds.conflicts);
  if (choice === undefined) return unchanged<Why>(input, [{ code: 'NoPairHoldsFloor', needed: bounds.firm }]);
  const standing = standingSizes(input, bounds, choice.size);
  const worthMore = shortageReason(bounds, choice.size, evidence);
  const reasons = worthMore.length > 0 ? worthMore : [choice];
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

function shortageReason(
  { needed, upper, shortage }: Bounds,
  size: TaskSize,
  evidence: Evidence,
): readonly ChoiceReason[] {
  const { platform } = evidence.service;
  const cheaper = shortage && choosePair(needed, upper, { platform });
  if (shortage === undefined || cheaper === undefined || isSameSize(cheaper, size)) return [];
  const [there, here] = [cheaper, size].map((each) =>
    expectedBill({ ...shortage, platform }, each, tasksOf(evidence)),
  ) as [ExpectedBill, ExpectedBill];
  const step = cents(here.priceUsd - there.priceUsd);
  const [shortThere, shortHere] = [shortOf(there), shortOf(here)];
  const sizes = { needed, cheaper, size, there: shortThere, here: shortHere };
  return [{ code: 'ExpectedShortage', ...sizes, ...shortage.prices, stepUsdPerMonth: step }];
}

function shortOf({ cpuHoursShort, memoryKills }: ExpectedBill): Short {
  return { cpuHours: thousandths(cpuHoursShort), memoryKills: thousandths(memoryKills) };
}

type TaskChoice = Extract<ChoiceReason, { code: 'CheapestPair' | 'NoPairHolds' }>;

/**
 * The cheapest pair within all bounds, else the one that comes closest; where even what is firm has none, the bounds
 * that are not strict give way. Undefined when the strict ones leave none.
 */
export function chooseTask(
  { needed, firm, upper, maximum, shortage }: Bounds,
  platform: Platform,
): TaskChoice | undefined {
  for (const limit of [upper, maximum]) {
    const cheapest = choosePair(needed, limit, { platform, ...(shortage && { shortage }) });
    if (cheapest !== undefined) return { code: 'CheapestPair', size: cheapest, needed };
    const closest = closestPair(needed, { firm, upper: limit }, platform);
    if (closest !== undefined) return { code: 'NoPairHolds', needed, size: closest };
  }
  return undefined;
}

/** No change: what deployments read stays, or what runs where they read nothing usable. */
function unchanged<Why>(input: RecommendInput, alerts: readonly (Why | ChoiceReason)[]) {
  const { live } = input;
  const running = runningSizes(input.evidence.service, input.target.parameters);
  return { sizes: live !== undefined && isComplete(live, input) ? live : running, reasons: [], alerts };
}

/** The memory that comes with the CPU row for nothing, and who got it. */
function freeMemory({ evidence, target }: RecommendInput, bounds: Bounds, sizes: Sizes): readonly ChoiceReason[] {
  const memoryMiB = sizes.task.memoryMiB - bounds.needed.memoryMiB;
  const containers = evidence.service.containers
    .filter((container) => partKey(container, 'memoryMiB', target.parameters) !== undefined)
    .map(({ name }) => name);
  return memoryMiB > 0 && containers.length > 0 ? [{ code: 'FreeMemory', memoryMiB, containers }] : [];
}
