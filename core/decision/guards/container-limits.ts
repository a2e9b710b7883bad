import { isSameSize, type TaskSize } from '../../model/fargate-grid.ts';
import { RESOURCES, SIDES } from '../../model/resource.ts';
import { deployedContainers, ownEntry } from '../../model/sizes.ts';
import { type ReasonsOf, sizeText } from '../../model/words.ts';
import type { Demand } from '../bounds.ts';
import { heldSince } from '../change-context.ts';
import { baseOf, keptLimits, sizesHolding } from '../found.ts';
import { amountOf } from '../keep-sizes.ts';
import type { Holding } from './guard.ts';

export const LIMITS_SENTENCES = {
  LimitsKept: ({ size, target, since }: { size: TaskSize; target: TaskSize; since: string }) =>
    `Limits of containers fall by no more than the headroom while their task does not: ${sizeText(size)} holds them, ${sizeText(target)} is the aim since ${since}.`,
};
export type LimitsReason = ReasonsOf<typeof LIMITS_SENTENCES>;

function holdsLimits({ containers = {} }: Demand, { wanted, input }: Holding): boolean {
  return deployedContainers(wanted, input.evidence.service.containers).every((container) => {
    const least = ownEntry(containers, container.name) ?? {};
    return RESOURCES.every((resource) => amountOf(resource, container) >= (least[SIDES[resource]] ?? 0));
  });
}

/** What was found, and where a task does not shrink its containers keep their limits: only what shrinks has the gate to wait in. */
export function keepingLimits(holding: Holding): Holding {
  const { input, wanted, utilization } = holding;
  const base = baseOf(input).task;
  const steady = RESOURCES.filter((resource) => wanted.task[SIDES[resource]] >= base[SIDES[resource]]);
  const limits = steady.map((resource) => keptLimits(resource, input));
  const holds = limits.every((each) => holdsLimits(each, holding));
  return {
    ...holding,
    utilization: [...utilization, ...limits],
    wanted: holds ? wanted : sizesHolding([], limits, holding),
  };
}

/** What a task holds more than what was found, for the limits of its containers. */
export function limitsHold({ wanted, change }: Holding, kept: Holding): readonly LimitsReason[] {
  if (isSameSize(kept.wanted.task, wanted.task)) return [];
  const since = heldSince('LimitsKept', change);
  return [{ code: 'LimitsKept', size: kept.wanted.task, target: wanted.task, since }];
}
