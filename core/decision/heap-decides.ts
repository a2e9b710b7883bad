import type { TaskSize } from '../model/fargate-grid.ts';
import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from '../model/reference-price.ts';
import type { ContainerDefinition } from '../model/service.ts';
import { ownEntry, type Sizes } from '../model/sizes.ts';
import { type Sentences, sizeText } from '../model/words.ts';
import { cents, usdText } from '../money/usd.ts';
import type { ChosenSizes } from './choose.ts';
import { floorHeapOf, heapThatFitsMiB } from './heap-floor.ts';
import type { RecommendInput } from './input.ts';

export interface HeapDecides {
  readonly code: 'HeapDecides';
  readonly container: string;
  readonly maximumHeapMiB: number;
  /** The heap that would permit `size`. */
  readonly permittedHeapMiB: number;
  readonly size: TaskSize;
  readonly savesUsdPerMonth: number;
}

export const HEAP_SENTENCES: Sentences<HeapDecides> = {
  HeapDecides: ({ container, maximumHeapMiB, permittedHeapMiB, size, savesUsdPerMonth }) =>
    `The heap of ${container} decides: with a maximum of ${permittedHeapMiB} MiB instead of ${maximumHeapMiB}, ${sizeText(size)} would do and save ${usdText(savesUsdPerMonth)} USD a month.`,
};

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
  withoutHeapOf: (container: string) => ChosenSizes,
): readonly HeapDecides[] {
  const price = referencePrice(service.platform);
  return service.containers.flatMap((container): readonly HeapDecides[] => {
    const heap = floorHeapOf(container, target);
    if (heap === undefined) return [];
    const smaller = withoutHeapOf(container.name);
    const saves = (hourlyUsd(sizes.task, price) - hourlyUsd(smaller.sizes.task, price)) * HOURS_PER_MONTH;
    const permittedHeapMiB = heapThatFitsMiB(roomOf(container, smaller.sizes), heap);
    const { maximumHeapMiB } = heap;
    if (!(saves > 0 && smaller.alerts.length === 0 && permittedHeapMiB < maximumHeapMiB)) return [];
    const savesUsdPerMonth = cents(saves);
    const { task: size } = smaller.sizes;
    return [
      { code: 'HeapDecides', container: container.name, maximumHeapMiB, permittedHeapMiB, size, savesUsdPerMonth },
    ];
  });
}
