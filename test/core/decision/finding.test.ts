import { describe, expect, it } from 'vitest';
import { type Finding, findingOf, findingReasonCodes } from '../../../core/decision/opinion.ts';
import { size } from '../../support/builders.ts';

describe('a finding, in the words of Compute Optimizer', () => {
  const current = size(1024, 4096);

  it.each<[string, number[], number[], Finding, string[]]>([
    ['the size is right', [1024, 4096], [900, 4000], 'Optimized', []],
    ['CPU is too large', [512, 4096], [400, 4000], 'Overprovisioned', ['CPUOverprovisioned']],
    ['memory is too large', [1024, 2048], [900, 2000], 'Overprovisioned', ['MemoryOverprovisioned']],
    ['both are', [512, 2048], [400, 2000], 'Overprovisioned', ['CPUOverprovisioned', 'MemoryOverprovisioned']],
    ['CPU is too small', [2048, 4096], [1025, 4000], 'Underprovisioned', ['CPUUnderprovisioned']],
    ['memory is too small', [1024, 5120], [900, 4097], 'Underprovisioned', ['MemoryUnderprovisioned']],
    [
      'too small anywhere wins',
      [512, 5120],
      [400, 4097],
      'Underprovisioned',
      ['CPUOverprovisioned', 'MemoryUnderprovisioned'],
    ],
    // Memory came along with a larger CPU row: nobody needed it.
    ['a larger size that is not needed', [2048, 8192], [1100, 4000], 'Underprovisioned', ['CPUUnderprovisioned']],
  ])('says why: %s', (_, [cpu = 0, memory = 0], [neededCpu = 0, neededMemory = 0], finding, codes) => {
    const input = { current, recommended: size(cpu, memory), needed: size(neededCpu, neededMemory) };
    expect(findingOf(input)).toBe(finding);
    expect(findingReasonCodes(input)).toEqual(codes);
  });
});
