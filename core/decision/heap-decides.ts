import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from '../model/reference-price.ts';
import type { ContainerDefinition } from '../model/service.ts';
import { ownEntry, type Sizes } from '../model/sizes.ts';
import { cents } from '../money/usd.ts';
import type { DecidedSizes } from './decide-sizes.ts';
import { floorHeapOf, heapThatFitsMiB } from './floors.ts';
import type { Reason } from './reason.ts';
import type { RecommendInput } from './recommendation.ts';

/** The memory that a container may use; without a limit of its own that of the task. */
function roomOf({ name, memoryMiB }: ContainerDefinition, sizes: Sizes): number {
  return ownEntry(sizes.containers, name)?.memoryMiB ?? memoryMiB ?? sizes.task.memoryMiB;
}

/**
 * For each heap that decides: which heap would permit a cheaper size, and what that would save.
 *
 * @param withoutHeapOf - What would be decided if the heap of this container did not count.
 */
export function heapDecides(
  { target, evidence: { service } }: RecommendInput,
  sizes: Sizes,
  withoutHeapOf: (container: string) => DecidedSizes,
): readonly Reason[] {
  const price = referencePrice(service.platform);
  return service.containers.flatMap((container): readonly Reason[] => {
    const heap = floorHeapOf(container, target);
    if (heap === undefined) return [];
    const smaller = withoutHeapOf(container.name);
    const saves = (hourlyUsd(sizes.task, price) - hourlyUsd(smaller.sizes.task, price)) * HOURS_PER_MONTH;
    const permittedHeapMiB = heapThatFitsMiB(roomOf(container, smaller.sizes));
    const { maximumHeapMiB } = heap;
    if (!(saves > 0 && smaller.alerts.length === 0 && permittedHeapMiB < maximumHeapMiB)) return [];
    const savesUsdPerMonth = cents(saves);
    const { task: size } = smaller.sizes;
    return [
      { code: 'HeapDecides', container: container.name, maximumHeapMiB, permittedHeapMiB, size, savesUsdPerMonth },
    ];
  });
}
