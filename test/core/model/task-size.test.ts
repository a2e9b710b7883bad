import { describe, expect, it } from 'vitest';
import { covers, isSameSize, isValidPair, type OperatingSystem, validPairs } from '../../../core/model/task-size.ts';
import { size } from '../../support/builders.ts';

function memories(cpuUnits: number, operatingSystem: OperatingSystem): readonly number[] {
  return validPairs(operatingSystem).flatMap((pair) => (pair.cpuUnits === cpuUnits ? [pair.memoryMiB] : []));
}

describe('the grid of task sizes', () => {
  // From, to and step in GiB; the count is (to - from) / step + 1. AWS's task-size page.
  it.each([
    [512, 1, 4, 1, 4],
    [1024, 2, 8, 1, 7],
    [2048, 4, 16, 1, 13],
    [4096, 8, 30, 1, 23],
    [8192, 16, 60, 4, 12],
    [16_384, 32, 120, 8, 12],
  ])('has for %d CPU units %d to %d GiB in steps of %d: %d memories', (cpuUnits, from, to, step, count) => {
    const expected = Array.from({ length: count }, (_, index) => (from + index * step) * 1024);
    expect(memories(cpuUnits, 'LINUX')).toEqual(expected);
    expect(expected.at(-1)).toBe(to * 1024);
  });

  it('has exactly three memories for 256 CPU units: 0.5, 1 and 2 GiB', () => {
    expect(memories(256, 'LINUX')).toEqual([512, 1024, 2048]);
  });

  it('has exactly three memories for 32768 CPU units: 60, 120 and 244 GiB', () => {
    expect(memories(32_768, 'LINUX')).toEqual([61_440, 122_880, 249_856]);
  });

  it('has 3 + 4 + 7 + 13 + 23 + 12 + 12 + 3 = 77 pairs for Linux, and 7 + 13 + 23 = 43 for Windows', () => {
    expect([validPairs('LINUX').length, validPairs('WINDOWS').length]).toEqual([77, 43]);
  });

  it('has the same 1, 2 and 4 vCPU for Windows, and no other', () => {
    expect([...new Set(validPairs('WINDOWS').map(({ cpuUnits }) => cpuUnits))]).toEqual([1024, 2048, 4096]);
    for (const cpuUnits of [1024, 2048, 4096])
      expect(memories(cpuUnits, 'WINDOWS')).toEqual(memories(cpuUnits, 'LINUX'));
  });
});

describe('isValidPair', () => {
  it.each<[number, number, OperatingSystem, boolean]>([
    [256, 512, 'LINUX', true],
    [256, 512, 'WINDOWS', false],
    [256, 3072, 'LINUX', false],
    [1024, 2048, 'WINDOWS', true],
    [8192, 17_408, 'LINUX', false],
    [32_768, 249_856, 'LINUX', true],
    [32_768, 131_072, 'LINUX', false],
    [32_768, 249_856, 'WINDOWS', false],
    [Number.NaN, 512, 'LINUX', false],
  ])('takes %d with %d on %s: %s', (cpuUnits, memoryMiB, operatingSystem, expected) => {
    expect(isValidPair(size(cpuUnits, memoryMiB), operatingSystem)).toBe(expected);
  });
});

describe('comparing sizes', () => {
  it('covers when both resources do', () => {
    expect(covers(size(512, 1024), size(512, 1024))).toBe(true);
    expect(covers(size(512, 1024), size(513, 1))).toBe(false);
    expect(covers(size(512, 1024), size(1, 1025))).toBe(false);
    expect(covers(size(512, 1024), size(Number.NaN, 1))).toBe(false);
  });

  it('is the same when both resources are', () => {
    expect(isSameSize(size(512, 1024), size(512, 1024))).toBe(true);
    expect(isSameSize(size(512, 1024), size(512, 2048))).toBe(false);
    expect(isSameSize(size(512, 1024), size(256, 1024))).toBe(false);
  });
});
