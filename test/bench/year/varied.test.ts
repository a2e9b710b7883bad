import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../../bench/year/calendar.ts';
import { PLANTS } from '../../../bench/year/plants.ts';
import { varied } from '../../../bench/year/varied.ts';
import { isValidPair } from '../../../core/model/task-size.ts';

const [noon] = [...momentsOf(40, 720)].slice(1);

describe('a varied plant', () => {
  it('is the same for the same seed, another for another, and starts with a size that Fargate has', () => {
    for (const plant of PLANTS) {
      const [one, again, other] = [varied(plant, 1), varied(plant, 1), varied(plant, 2)];
      expect([one.start, one.policy, one.deploys]).toEqual([again.start, again.policy, again.deploys]);
      expect(isValidPair(one.start, 'LINUX')).toBe(true);
      expect(one.name).toBe(`${plant.name} #1`);
      if (noon === undefined || plant.cpuUnits(noon) === 0) continue;
      expect(one.cpuUnits(noon)).toBe(again.cpuUnits(noon));
      expect(one.cpuUnits(noon)).not.toBe(other.cpuUnits(noon));
    }
  });

  it('keeps its proportions: what comes up with a share of its size does so still', () => {
    const plant = PLANTS.find(({ comesUp }) => comesUp !== undefined);
    if (noon === undefined || plant?.comesUp === undefined) throw new Error('there is none');
    const other = varied(plant, 3);
    const times = other.cpuUnits(noon) / plant.cpuUnits(noon);
    for (const cpuUnits of [512, 1024, 2047, 2048, 4096])
      expect(other.comesUp?.({ cpuUnits: cpuUnits * times, memoryMiB: 1 })).toBe(
        plant.comesUp({ cpuUnits, memoryMiB: 1 }),
      );
  });
});
