import type { Plant } from './plant.ts';
import { LOAD_PLANTS } from './plants/load.ts';
import { MEMORY_PLANTS } from './plants/memory.ts';
import { OPERATION_PLANTS } from './plants/operation.ts';

/** Every plant of the year. Another one is another row in one of these lists. */
export const PLANTS: readonly Plant[] = [...LOAD_PLANTS, ...MEMORY_PLANTS, ...OPERATION_PLANTS];
