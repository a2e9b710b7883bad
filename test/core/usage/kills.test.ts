import { describe, expect, it } from 'vitest';
import { type KillsInput, killFloorMiB, memoryKills } from '../../../core/usage/kills.ts';

const GAP = Number.NaN;

function kills(killedAtMiB: Readonly<Record<string, readonly number[]>>, imageSince: KillsInput['imageSince'] = {}) {
  const points = Object.entries(killedAtMiB).map(([name, values]) => [name, Float64Array.from(values)] as const);
  const window = { startTime: 1_000_000, endTime: 2_200_000, periodSeconds: 300 };
  return memoryKills({ killedAtMiB: Object.fromEntries(points), imageSince, window });
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
      // 1024 × 1.25 = 1280; the fourth point begins 900 s after the first.
      { container: 'web', limitMiB: 1024, at: 1_900_000, floorMiB: 1280 },
    ]);
  });

  it('says the same twice: a second delivery changes nothing', () => {
    expect(kills({ web: [512, GAP, GAP] })).toEqual(kills({ web: [512, GAP, GAP] }));
  });

  it('does not count a kill of an older image; one in the point in which the image changed may be of either, and counts', () => {
    const points = { web: [2048, 512, GAP, GAP] };
    // The second point begins at 1,300,000 and ends at 1,600,000.
    expect(kills(points, { web: 1_300_000 })).toMatchObject([{ limitMiB: 512 }]);
    expect(kills(points, { web: 1_599_999 })).toMatchObject([{ limitMiB: 512 }]);
    expect(kills(points, { web: 1_600_000 })).toEqual([]);
    expect(kills(points, { other: 9_000_000 })).toMatchObject([{ limitMiB: 2048 }]);
  });

  it('is one for each container', () => {
    const found = kills({ web: [512], constructor: [GAP], sidecar: [128] });
    expect(found.map(({ container, floorMiB }) => [container, floorMiB])).toEqual([
      ['web', 640],
      ['sidecar', 228],
    ]);
  });
});
