import type { ContainerSettings, Target } from '../configuration/configuration.ts';
import { IMAGE_DEFAULT, repositoryOf } from '../model/heap-setting.ts';
import type { ContainerDefinition, HeapSetting } from '../model/service.ts';
import { ownEntry } from '../model/sizes.ts';

/** Share of the heap that a runtime needs on top of it: metaspace, code cache, thread stacks, direct buffers. 2048 → 2560. */
const NON_HEAP_SHARE = 0.25;

/** The least memory for a heap of this size, in MiB. */
export function heapFloorMiB(maximumHeapMiB: number): number {
  return Math.ceil(maximumHeapMiB * (1 + NON_HEAP_SHARE));
}

/** The largest heap that fits a container of this memory, in MiB. */
export function heapThatFitsMiB(memoryMiB: number): number {
  return Math.floor(memoryMiB / (1 + NON_HEAP_SHARE));
}

interface AbsoluteHeap {
  readonly maximumHeapMiB: number;
  readonly source: string;
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
  return said?.maximumMiB === undefined ? undefined : { maximumHeapMiB: said.maximumMiB, source: said.source };
}

/** The heap that sets a floor: a configured minimum wins over a heap that was guessed. */
export function floorHeapOf(container: ContainerDefinition, target: Target): AbsoluteHeap | undefined {
  const settings: ContainerSettings = ownEntry(target.containers, container.name) ?? {};
  const guessed = settings.heap === undefined;
  return guessed && settings.minimumMemoryMiB !== undefined ? undefined : heapOf(container, target);
}
