import type { ContainerSettings, Target } from '../configuration/configuration.ts';
import { IMAGE_DEFAULT, repositoryOf } from '../model/heap-setting.ts';
import type { ContainerDefinition, HeapSetting } from '../model/service.ts';
import { ownEntry } from '../model/sizes.ts';

/** Share of the heap that a runtime needs on top of it: metaspace, code cache, thread stacks, direct buffers. 2048 → 2560. */
const NON_HEAP_SHARE = 0.25;

/** The largest heap of a container's runtime, and where that was read. */
export interface AbsoluteHeap {
  readonly maximumHeapMiB: number;
  readonly source: string;
  /** Absent: a JVM's. */
  readonly nonHeapShare?: number;
  /** Nobody said so: such images usually do it. */
  readonly isGuess?: boolean;
}

type Share = Pick<AbsoluteHeap, 'nonHeapShare'>;

/** The least memory for a heap, in MiB. */
export function heapFloorMiB({ maximumHeapMiB, nonHeapShare = NON_HEAP_SHARE }: Omit<AbsoluteHeap, 'source'>): number {
  return Math.ceil(maximumHeapMiB * (1 + nonHeapShare));
}

/** The largest heap that fits a container of this memory, in MiB. */
export function heapThatFitsMiB(memoryMiB: number, { nonHeapShare = NON_HEAP_SHARE }: Share = {}): number {
  return Math.floor(memoryMiB / (1 + nonHeapShare));
}

function repositoryMatches(image: string | undefined, repository: string): boolean {
  const name = repositoryOf(image ?? '');
  return name === repository || name.endsWith(`/${repository}`);
}

/** The heap by which a container is judged: configured, said by its definition, by the configured images, by the well-known ones. */
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
