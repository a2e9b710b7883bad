import type { ContainerDefinition } from '../model/service.ts';
import type { Sentences } from '../model/words.ts';
import type { ContainerNeed } from '../sizing/container-needs.ts';
import { isFixed, reserves } from '../sizing/key-groups.ts';
import type { Demand } from './bounds.ts';
import type { RecommendInput } from './input.ts';

export interface HeapShare {
  readonly code: 'HeapShare';
  readonly container: string;
  readonly ramPercent: number;
  /** Where it was read. */
  readonly source: string;
  readonly needed: number;
  readonly amount: number;
  /** The heap that follows from the amount. */
  readonly heapMiB: number;
}

export const HEAP_SHARE_SENTENCES: Sentences<HeapShare> = {
  HeapShare: ({ container, ramPercent, source, needed, amount, heapMiB }) =>
    `The heap of ${container} is ${Math.round(ramPercent)} % of its memory (${source}) and shrinks with it. To hold the ${needed} MiB that it uses with headroom it keeps at least ${amount} MiB, of which the heap gets ${heapMiB}.`,
};

/**
 * The memory below which a heap that is a share of it would no longer hold what is used: used / share, and never more than there is. Undefined without such a heap.
 */
function heapShareOf(container: ContainerDefinition, needed: number, has: number): HeapShare | undefined {
  const { ramPercent, maximumMiB, source = '' } = container.heap ?? {};
  if (ramPercent === undefined || maximumMiB !== undefined || !(ramPercent > 0)) return undefined;
  const amount = Math.min(has, Math.ceil((needed * 100) / ramPercent));
  const heapMiB = Math.floor((amount * ramPercent) / 100);
  return { code: 'HeapShare', container: container.name, ramPercent, source, needed, amount, heapMiB };
}

/** What utilization wants for heaps that are a share of the memory, of each container that may get another one. */
export function heapShareWants(
  { evidence: { service }, target: { parameters } }: Pick<RecommendInput, 'evidence' | 'target'>,
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
