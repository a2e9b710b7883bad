import { describe, expect, it } from 'vitest';
import { type KillsInput, killFloorMiB, memoryKills } from '../../../core/usage/kills.ts';

const GAP = Number.NaN;

function kills(
  killedAtMiB: Readonly<Record<string, readonly number[]>>,
  fields: Partial<Pick<KillsInput, 'imageChanges' | 'ranAtMiB'>> = {},
) {
  const points = Object.entries(killedAtMiB).map(([name, values]) => [name, Float64Array.from(values)] as const);
  const window = { startTime: 1_000_000, endTime: 2_200_000, periodSeconds: 300 };
  const nothing = { imageChanges: {}, ranAtMiB: new Float64Array(0) };
  return memoryKills({ killedAtMiB: Object.fromEntries(points), window, ...nothing, ...fields });
}

describe('killFloorMiB', () => {
  // The larger of a quarter more and 100 MiB more; equal at 400.
  it.each([
    [2048, 2560], // 2048 × 1.25
    [401, 502], // 401 × 1.25 = 501.25
    [400, 500],
    [256, 356], // 256 + 100; a quarter more were 320
    [128, 228],
  ])('is above %i: %i', (limit, floor) => {
    expect(killFloorMiB(limit)).toBe(floor);
  });
});

describe('memoryKills', () => {
  it('is nothing without one', () => {
    expect(kills({})).toEqual([]);
    expect(kills({ web: [GAP, GAP, 0, -1, Number.POSITIVE_INFINITY] })).toEqual([]);
  });

  it('takes the highest limit, and the time of the newest', () => {
    expect(kills({ web: [512, 1024, GAP, 512] })).toEqual([
      // Killed at 512, and again at 1024: twice that; the fourth point begins 900 s after the first.
      { container: 'web', limitMiB: 1024, at: 1_900_000, floorMiB: 2048 },
    ]);
  });

  it.each([
    ['one limit, however often', [512, 512, 512], 640],
    ['a limit that had grown', [512, GAP, 640], 1280],
    ['limits that had grown twice, and more often', [512, 640, 1280, 5120], 20_480],
    ['a limit that hardly grew: 614 are less than 1.2 × 512', [512, 614], 768], // 614 × 1.25 = 767.5
    ['a smaller limit after it', [1024, 512], 1280],
  ])('asks for more, the more it grew in vain: %s', (_, killed, floorMiB) => {
    expect(kills({ web: killed })[0]?.floorMiB).toBe(floorMiB);
  });

  it('says the same twice: a second delivery changes nothing', () => {
    expect(kills({ web: [512, GAP, GAP] })).toEqual(kills({ web: [512, GAP, GAP] }));
  });

  describe('and a new image', () => {
    const DAY = 288;
    /** Days of points that begin at midnight; a kill in the middle of each of the days. */
    const daysOf = (days: number, killed: readonly number[], limitMiB = 512) =>
      Array.from({ length: days * DAY }, (_, index) =>
        index % DAY === DAY / 2 && killed.includes(Math.floor(index / DAY)) ? limitMiB : GAP,
      );
    const ran = (days: number, sizeOn: (day: number) => number) =>
      Float64Array.from({ length: days * DAY }, (_, index) => sizeOn(Math.floor(index / DAY)));
    const dayStart = (day: number) => 1_000_000 + day * DAY * 300_000;

    it('takes a kill away after it ran clean for three times what lay between the kills', () => {
      // Killed on days 1 and 3: 3.5 days for two kills, so 1.75 between them: 5.25 clean days are asked from day 4 on.
      const found = (days: number) =>
        kills({ web: daysOf(days, [1, 3]) }, { imageChanges: { web: [dayStart(4)] }, ranAtMiB: ran(days, () => 2048) });
      expect(found(9)).toMatchObject([{ limitMiB: 512 }]);
      expect(found(10)).toEqual([]);
    });

    it('asks for a day at least between the kills', () => {
      const points = [512, ...daysOf(4, []).slice(1)];
      const found = (days: number) =>
        kills(
          { web: points.slice(0, days * DAY) },
          { imageChanges: { web: [1_300_000] }, ranAtMiB: ran(days, () => 2048) },
        );
      expect(found(3)).toHaveLength(1);
      expect(found(4)).toEqual([]);
    });

    it('does not take it away by commits: a kill each day and a new image each day', () => {
      const days = Array.from({ length: 28 }, (_, day) => day);
      const changes = { web: days.map(dayStart) };
      expect(kills({ web: daysOf(28, days) }, { imageChanges: changes, ranAtMiB: ran(28, () => 2048) })).toHaveLength(
        1,
      );
    });

    it('does not take it away where it only ran in more memory since', () => {
      const changes = { web: [dayStart(2)] };
      const found = kills(
        { web: daysOf(20, [1]) },
        { imageChanges: changes, ranAtMiB: ran(20, (day) => (day < 2 ? 1024 : 2048)) },
      );
      expect(found).toHaveLength(1);
    });

    it('does not take it away where nothing ran since, nor without a new image, nor in the point of the change', () => {
      const ranAtMiB = ran(20, (day) => (day < 2 ? 1024 : GAP));
      expect(kills({ web: daysOf(20, [1]) }, { imageChanges: { web: [dayStart(2)] }, ranAtMiB })).toHaveLength(1);
      expect(kills({ web: daysOf(20, [1]) }, { imageChanges: { other: [dayStart(2)] }, ranAtMiB })).toHaveLength(1);
      const kill = 1_000_000 + (DAY + DAY / 2) * 300_000;
      const steady = ran(20, () => 1024);
      const changedIn = (time: number) =>
        kills({ web: daysOf(20, [1]) }, { imageChanges: { web: [time] }, ranAtMiB: steady });
      expect(changedIn(kill + 299_999)).toHaveLength(1);
      expect(changedIn(kill + 300_000)).toEqual([]);
    });

    it('leaves the lower limit where only the higher one is made up for', () => {
      const [older, newer] = [daysOf(20, [0], 2048), daysOf(20, [19])];
      const points = older.map((value, index) => (Number.isNaN(value) ? Number(newer[index]) : value));
      const found = kills({ web: points }, { imageChanges: { web: [dayStart(1)] }, ranAtMiB: ran(20, () => 4096) });
      expect(found).toMatchObject([{ limitMiB: 512 }]);
    });
  });

  it('is one for each container', () => {
    const found = kills({ web: [512], constructor: [GAP], sidecar: [128] });
    expect(found.map(({ container, floorMiB }) => [container, floorMiB])).toEqual([
      ['web', 640],
      ['sidecar', 228],
    ]);
  });
});
