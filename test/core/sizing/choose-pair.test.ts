import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  hourlyUsd,
  type Platform,
  referencePrice,
  type TaskSize,
  validPairs,
} from '../../../core/model/task-size.ts';
import { choosePair, closestPair } from '../../../core/sizing/choose-pair.ts';
import { expectShortage } from '../../../core/sizing/expected-shortage.ts';
import { platforms } from '../../support/arbitraries.ts';
import { LINUX, size, UNBOUNDED, WINDOWS } from '../../support/builders.ts';
import { always } from '../../support/properties.ts';

const NOTHING = size(0, 0);

describe('choosePair', () => {
  it.each<[string, TaskSize, Platform, TaskSize]>([
    ['nothing at all', NOTHING, LINUX, size(256, 512)],
    ['nothing at all on Windows', NOTHING, WINDOWS, size(1024, 2048)],
    ['exactly a pair', size(1024, 2048), LINUX, size(1024, 2048)],
    ['a little more memory', size(1024, 2049), LINUX, size(1024, 3072)],
    ['more memory than the CPU row has', size(256, 2049), LINUX, size(512, 3072)],
    ['production of the connector', size(875, 3750), LINUX, size(1024, 4096)],
    // 8 vCPU with 32 GB: 8 × 0.04048 + 32 × 0.004445 = 0.466; 16 vCPU would be the only other row.
    ['a memory between two steps of 4 GiB', size(5000, 29_000), LINUX, size(8192, 32_768)],
    // 16 vCPU end at 120 GiB.
    ['more than 120 GiB', size(1, 122_881), LINUX, size(32_768, 249_856)],
  ])('finds the cheapest for %s', (_, needed, platform, expected) => {
    expect(choosePair(needed, UNBOUNDED, { platform })).toEqual(expected);
  });

  it('chooses jointly: 60 GiB come cheaper with 8 vCPU than with 16 or 32', () => {
    expect(choosePair(size(300, 61_440), UNBOUNDED, { platform: LINUX })).toEqual(size(8192, 61_440));
  });

  it('takes one CPU row less with more memory over the next row, when usage asks for 8 GiB: 1 vCPU is 9 GB', () => {
    // 1 vCPU with 8 GiB: 0.04048 + 8 × 0.004445 = 0.07604. 2 vCPU with 8 GiB: 0.11652.
    expect(choosePair(size(1000, 7000), UNBOUNDED, { platform: LINUX })).toEqual(size(1024, 7168));
    expect(choosePair(size(1025, 7000), UNBOUNDED, { platform: LINUX })).toEqual(size(2048, 7168));
  });

  it('stays within the bounds', () => {
    expect(choosePair(size(300, 3000), size(512, 4096), { platform: LINUX })).toEqual(size(512, 3072));
    expect(choosePair(size(300, 3000), size(256, 4096), { platform: LINUX })).toBeUndefined();
    expect(choosePair(size(300, 249_857), UNBOUNDED, { platform: LINUX })).toBeUndefined();
  });

  it('finds none for what is no number', () => {
    expect(choosePair(size(Number.NaN, 512), UNBOUNDED, { platform: LINUX })).toBeUndefined();
  });

  it('finds what an exhaustive search finds, and never less of a resource when more of it is needed', () => {
    const amounts = fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 260_000 }));
    always(platforms, amounts, amounts, (platform, [cpuUnits, memoryMiB], [moreCpu, moreMemory]) => {
      const needed = size(cpuUnits, memoryMiB);
      const chosen = choosePair(needed, UNBOUNDED, { platform });
      const cost = (pair: TaskSize) => hourlyUsd(pair, referencePrice(platform));
      const prices = validPairs(platform.operatingSystem)
        .filter((pair) => covers(pair, needed))
        .map(cost);
      expect(chosen && cost(chosen)).toBe(prices.length === 0 ? undefined : Math.min(...prices));
      const fast = choosePair(size(cpuUnits + moreCpu, memoryMiB), UNBOUNDED, { platform });
      const large = choosePair(size(cpuUnits, memoryMiB + moreMemory), UNBOUNDED, { platform });
      if (chosen && fast) expect(fast.cpuUnits).toBeGreaterThanOrEqual(chosen.cpuUnits);
      if (chosen && large) expect(large.memoryMiB).toBeGreaterThanOrEqual(chosen.memoryMiB);
    });
  });
});

describe('choosePair with what a shortage costs', () => {
  /** Four weeks of eleven hours at 300 CPU units and thirteen at 150: at 40 USD an hour 1024 is worth its price. */
  const points = Float64Array.from({ length: 28 * 24 }, (_, index) => (index % 24 < 11 ? 300 : 150));
  const cpu = expectShortage('cpu', { points, periodSeconds: 3600 });
  const shortage = { cpu, prices: { cpuUsdPerHour: 40, memoryUsdPerKill: 300 }, inForce: size(8192, 16384) };

  it('takes the size whose price and expected shortage are least', () => {
    expect(choosePair(size(300, 0), UNBOUNDED, { platform: LINUX, shortage })).toEqual(size(1024, 2048));
  });

  it('stays within what is allowed, and is undefined where that holds nothing', () => {
    expect(choosePair(size(300, 0), size(512, 4096), { platform: LINUX, shortage })).toEqual(size(512, 1024));
    expect(choosePair(size(300, 0), size(256, 4096), { platform: LINUX, shortage })).toBeUndefined();
  });
});

describe('closestPair', () => {
  it.each<[string, TaskSize, TaskSize, TaskSize, TaskSize | undefined]>([
    ['misses CPU before memory', size(600, 3000), NOTHING, size(512, 8192), size(512, 3072)],
    ['misses as little memory as it can', size(256, 9000), NOTHING, size(1024, 30_720), size(1024, 8192)],
    ['is the cheapest of those', size(40_000, 100), NOTHING, UNBOUNDED, size(32_768, 61_440)],
    ['gives all memory there is', size(1, 300_000), NOTHING, UNBOUNDED, size(32_768, 249_856)],
    ['covers what is firm', size(300, 9000), size(512, 4096), size(512, 8192), size(512, 4096)],
    ['is none when what is firm has none', size(300, 9000), size(512, 5000), size(512, 8192), undefined],
  ])('%s', (_, needed, firm, upper, expected) => {
    expect(closestPair(needed, { firm, upper }, LINUX)).toEqual(expected);
  });
});
