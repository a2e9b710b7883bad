import { describe, expect, it } from 'vitest';
import { brokenBounds } from '../../../bench/year/bounds.ts';
import { playAndMeasure } from '../../../bench/year/measures.ts';
import type { Plant } from '../../../bench/year/plant.ts';
import { PLANTS } from '../../../bench/year/plants.ts';
import { playPlant } from '../../../bench/year/play.ts';
import { unitNoise } from '../../../local/workload/integer-noise.ts';
import { plant } from './plants.ts';

/** Steps start after three weeks. Four fill the window, four shrink row by row, and four are the end that counts. */
const WEEKS = 16;
const SAMPLED = process.env.EVERY_MOMENT === '1' ? PLANTS.length : 2;
const SEED = 54;

function sampleOf(plants: readonly Plant[]): readonly Plant[] {
  const drawn = plants.map((each, index) => ({ each, order: unitNoise(SEED, index) }));
  return drawn
    .toSorted((a, b) => a.order - b.order)
    .slice(0, SAMPLED)
    .map(({ each }) => each);
}

describe('a closed loop', () => {
  it.each(sampleOf(PLANTS).map((each) => [each.name, each] as const))(
    'of the plant "%s" holds every bound',
    async (_name, grown) => {
      expect(brokenBounds(await playAndMeasure(grown, WEEKS))).toEqual([]);
    },
  );

  it('brings a service of constant use to a size that stays', async () => {
    const constant = plant({ start: { cpuUnits: 1024, memoryMiB: 4096 }, cpuUnits: () => 180 });
    const { changes } = await playPlant(constant, 8);
    // The hottest seconds use 180 x 1.08, which are 233 units with 20 % on top; 600 MiB are 720. One CPU row at a time.
    expect(changes.map(({ after }) => after)).toEqual([
      { cpuUnits: 512, memoryMiB: 1024 },
      { cpuUnits: 256, memoryMiB: 1024 },
    ]);
  });
});

describe('the plants', () => {
  it('have names of their own', () => {
    expect(new Set(PLANTS.map(({ name }) => name)).size).toBe(PLANTS.length);
  });
});
