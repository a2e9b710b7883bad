import { parentPort, workerData } from 'node:worker_threads';
import { playAndMeasure } from './measures.ts';
import { PLANTS } from './plants.ts';
import { varied } from './varied.ts';

/** One plant's year in a thread of its own. */
const { name, weeks, seed } = workerData as { readonly name: string; readonly weeks: number; readonly seed?: number };
const plant = PLANTS.find((each) => each.name === name);
if (plant === undefined) throw new Error(`There is no plant "${name}".`);
parentPort?.postMessage(await playAndMeasure(seed === undefined ? plant : varied(plant, seed), weeks));
