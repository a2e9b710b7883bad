import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { sideBySide } from '../../core/model/side-by-side.ts';
import { brokenBounds } from './bounds.ts';
import type { Measured } from './measures.ts';
import type { Plant } from './plant.ts';
import { PLANTS } from './plants.ts';
import { tableOf } from './table.ts';

/** A plant keeps one core busy. */
const PLANTS_SIDE_BY_SIDE = 2;

async function playInThread({ name }: Plant, weeks: number): Promise<Measured> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { name, weeks, seed } });
  const [measured] = (await once(worker, 'message')) as [Measured];
  return measured;
}

function plantsLike(part: string | undefined): readonly Plant[] {
  const found = PLANTS.filter(({ name }) => part === undefined || name.includes(part));
  if (found.length === 0) throw new Error(`--plant ${part}: there is ${PLANTS.map(({ name }) => name).join('; ')}`);
  return found;
}

function seedOf(text: string | undefined): number | undefined {
  const seed = text === undefined ? undefined : Number(text);
  if (seed === undefined || Number.isSafeInteger(seed)) return seed;
  throw new Error(`--vary ${text}: must be a whole number`);
}

function weeksOf(text: string): number {
  const weeks = Number(text);
  if (Number.isInteger(weeks) && weeks >= 1 && weeks <= 52) return weeks;
  throw new Error(`--weeks ${text}: must be a whole number from 1 to 52`);
}

const { values } = parseArgs({
  options: {
    plant: { type: 'string' },
    weeks: { type: 'string', default: '52' },
    vary: { type: 'string' },
    json: { type: 'boolean' },
  },
});
const startedAt = Date.now();
const weeks = weeksOf(values.weeks);
const seed = seedOf(values.vary);
const plants = plantsLike(values.plant);
const all = await sideBySide(plants, PLANTS_SIDE_BY_SIDE, async (plant) => {
  const measured = await playInThread(plant, weeks);
  process.stderr.write(`${plant.name}\n`);
  return measured;
});
const seconds = Math.round((Date.now() - startedAt) / 1000);
const broken = all.flatMap(brokenBounds);
const summary = `${all.length} plants in ${seconds} s: ${broken.length} bounds broken`;
const json = { weeks, plants: all.map((each) => ({ ...each, broken: brokenBounds(each) })) };
console.log(values.json ? JSON.stringify(json, undefined, 2) : `${tableOf(all)}\n\n${summary}`);
if (broken.length > 0) process.exitCode = 1;
