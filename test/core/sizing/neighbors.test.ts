import { describe, expect, it } from 'vitest';
import { neighborsOf } from '../../../core/sizing/neighbors.ts';
import { size } from '../../support/builders.ts';

describe('the neighbors of a task size', () => {
  it.each([
    // 2048 MiB is more than enough for the 256 row at 1500 needed; 1024 begins at 2048.
    [
      512,
      2048,
      1500,
      { lessCpu: size(256, 2048), moreCpu: size(1024, 2048), lessMemory: size(512, 1024), moreMemory: size(512, 3072) },
    ],
    // 256 ends at 2048 MiB.
    [512, 4096, 3000, { moreCpu: size(1024, 3072), lessMemory: size(512, 3072) }],
    [256, 512, 400, { moreCpu: size(512, 1024), moreMemory: size(256, 1024) }],
    [32_768, 249_856, 130_000, { lessMemory: size(32_768, 122_880) }],
  ])(
    '%d / %d, %d MiB needed, are the rows and memories next to it that hold the memory',
    (cpu, memory, needed, found) => {
      const neighbors = neighborsOf(size(cpu, memory), needed, 'LINUX');
      expect(Object.fromEntries(neighbors.map(({ kind, task }) => [kind, task]))).toEqual(found);
    },
  );

  it('are sizes of the operating system', () => {
    expect(neighborsOf(size(1024, 2048), 1000, 'WINDOWS').map(({ kind }) => kind)).toEqual(['moreCpu', 'moreMemory']);
  });
});
