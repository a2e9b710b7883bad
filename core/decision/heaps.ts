import type { ContainerSettings, Target } from '../configuration/configuration.ts';
import { IMAGE_DEFAULT, repositoryOf } from '../model/heap-setting.ts';
import type { ContainerDefinition, HeapSetting } from '../model/service.ts';
import { ownEntry, type Sizes } from '../model/sizes.ts';
import { HOURS_PER_MONTH, hourlyUsd, referencePrice, type TaskSize } from '../model/task-size.ts';
import { type ReasonsOf, sizeText } from '../model/words.ts';
import { cents, usdText } from '../money/usd.ts';
import type { ContainerNeed } from '../sizing/container-needs.ts';
import { isFixed, reserves } from '../sizing/key-groups.ts';
import type { Demand } from './bounds.ts';
import type { ChosenSizes } from './choose.ts';
import type { RecommendInput, Subject } from './evidence.ts';

/** Share of the heap that is needed on top of it: metaspace, code cache, thread stacks, direct buffers. 2048 → 2560. */
const NON_HEAP_SHARE = 0.25;

/** The largest heap of a container's runtime, and where that was read. */
export interface AbsoluteHeap extends Omit<HeapSetting, 'maximumMiB' | 'ramPercent'> {
  readonly maximumHeapMiB: number;
}

export function heapFloorMiB({ maximumHeapMiB, nonHeapShare = NON_HEAP_SHARE }: Omit<AbsoluteHeap, 'source'>): number {
  return Math.ceil(maximumHeapMiB * (1 + nonHeapShare));
}

export function heapThatFitsMiB(
  memoryMiB: number,
  { nonHeapShare = NON_HEAP_SHARE }: Pick<AbsoluteHeap, 'nonHeapShare'> = {},
): number {
  return Math.floor(memoryMiB / (1 + nonHeapShare));
}

function repositoryMatches(image: string | undefined, repository: string): boolean {
  const name = repositoryOf(image ?? '');
  return name === repository || name.endsWith(`/${repository}`);
}

/** The heap that a container is judged by: configured, by its definition, by configured images, by well-known ones. */
export function heapOf(container: ContainerDefinition, target: Target): AbsoluteHeap | undefined {
  const configured = ownEntry(target.containers, container.name)?.heap;
  if (configured !== undefined) return { maximumHeapMiB: configured.maximumMiB, source: 'rightsizer.yml' };
  const said: HeapSetting | undefined = container.heap;
  const bySelf = said !== undefined && said.source !== IMAGE_DEFAULT;
  const image = target.images.find(({ repository }) => repositoryMatches(container.image, repository));
  if (!bySelf && image !== undefined)
    return { maximumHeapMiB: image.maximumHeapMiB, source: `rightsizer.yml, image ${image.repository}` };
  if (said?.maximumMiB === undefined) return undefined;
  const { maximumMiB: maximumHeapMiB, ramPercent: _, ...rest } = said;
  return { maximumHeapMiB, ...rest };
}

/** The heap that sets a floor: a configured minimum wins over a heap that was guessed. */
export function floorHeapOf(container: ContainerDefinition, target: Target): AbsoluteHeap | undefined {
  const settings: ContainerSettings = ownEntry(target.containers, container.name) ?? {};
  const guessed = settings.heap === undefined;
  return guessed && settings.minimumMemoryMiB !== undefined ? undefined : heapOf(container, target);
}

interface Share {
  readonly container: string;
  readonly ramPercent: number;
  /** Where it was read. */
  readonly source: string;
  readonly needed: number;
  readonly amount: number;
  readonly heapMiB: number;
}

export const HEAP_SHARE_SENTENCES = {
  HeapShare: ({ container, ramPercent, source, needed, amount, heapMiB }: Share) =>
    `The heap of ${container} is ${Math.round(ramPercent)} % of its memory (${source}) and shrinks with it. To hold the ${needed} MiB that it uses with headroom it keeps at least ${amount} MiB, of which the heap gets ${heapMiB}.`,
};
type HeapShare = ReasonsOf<typeof HEAP_SHARE_SENTENCES>;

/** The least memory whose heap share holds what is used: used / share, at most what it has. Undefined without one. */
function heapShareOf(container: ContainerDefinition, needed: number, has: number): HeapShare | undefined {
  const { ramPercent, maximumMiB, source = '' } = container.heap ?? {};
  if (ramPercent === undefined || maximumMiB !== undefined || !(ramPercent > 0)) return undefined;
  const amount = Math.min(has, Math.ceil((needed * 100) / ramPercent));
  const heapMiB = Math.floor((amount * ramPercent) / 100);
  return { code: 'HeapShare', container: container.name, ramPercent, source, needed, amount, heapMiB };
}

/** What utilization wants for heaps that are a share of the memory, of each container that may get another one. */
export function heapShareWants(
  { evidence: { service }, target: { parameters } }: Subject,
  needs: readonly ContainerNeed[],
): readonly Demand<HeapShare>[] {
  const sized = service.containers.filter((container) => !isFixed(container, 'memoryMiB', parameters));
  return sized.flatMap((container): readonly Demand<HeapShare>[] => {
    const { memoryMiB = service.taskSize.memoryMiB, name } = container;
    const need = needs.find((each) => each.container === name);
    const reason = need && heapShareOf(container, need.needed, memoryMiB);
    if (reason === undefined) return [];
    const { amount } = reason;
    // A limit beside a reservation is no part of the task: it stays, as far as the task holds it.
    const isOwn = container.memoryMiB !== undefined && !reserves(container, parameters);
    const size = isOwn ? { containers: { [name]: { memoryMiB: amount } } } : { memoryMiB: amount };
    return [{ kind: 'wants', ...size, reasons: [reason] }];
  });
}

interface Decides {
  readonly container: string;
  readonly maximumHeapMiB: number;
  readonly permittedHeapMiB: number;
  readonly size: TaskSize;
  readonly savesUsdPerMonth: number;
}

export const HEAP_SENTENCES = {
  HeapDecides: ({ container, maximumHeapMiB, permittedHeapMiB, size, savesUsdPerMonth }: Decides) =>
    `The heap of ${container} decides: with a maximum of ${permittedHeapMiB} MiB instead of ${maximumHeapMiB}, ${sizeText(size)} would do and save ${usdText(savesUsdPerMonth)} USD a month.`,
};
export type HeapDecides = ReasonsOf<typeof HEAP_SENTENCES>;

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
    // Without a limit of its own a container may use the task's memory.
    const own = ownEntry(smaller.sizes.containers, container.name)?.memoryMiB ?? container.memoryMiB;
    const permittedHeapMiB = heapThatFitsMiB(own ?? smaller.sizes.task.memoryMiB, heap);
    const { maximumHeapMiB } = heap;
    if (!(saves > 0 && smaller.alerts.length === 0 && permittedHeapMiB < maximumHeapMiB)) return [];
    const savesUsdPerMonth = cents(saves);
    const { task: size } = smaller.sizes;
    return [
      { code: 'HeapDecides', container: container.name, maximumHeapMiB, permittedHeapMiB, size, savesUsdPerMonth },
    ];
  });
}
