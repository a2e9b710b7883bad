import { describe, expect, it } from 'vitest';
import { parseCpuUnits, parseMemoryMiB, parseTaskSize } from '../../../core/model/declared-size.ts';

describe('sizes as task definitions write them', () => {
  it.each([
    ['512', 512],
    ['1 vCPU', 1024],
    ['1vcpu', 1024],
    ['.5 vCPU', 512],
    ['0.25 vCPU', 256],
    [' 2 VCPU ', 2048],
    ['32 vCPU', 32_768],
    ['2 GB', Number.NaN],
    ['one vCPU', Number.NaN],
    ['-1', Number.NaN],
    ['', Number.NaN],
  ])('reads CPU %j as %d units', (text, cpuUnits) => {
    expect(parseCpuUnits(text)).toBe(cpuUnits);
  });

  it.each([
    ['512', 512],
    ['0.5GB', 512],
    ['.5 GB', 512],
    ['2 GB', 2048],
    ['244gb', 249_856],
    ['2 MiB', Number.NaN],
    ['1 vCPU', Number.NaN],
  ])('reads memory %j as %d MiB', (text, memoryMiB) => {
    expect(parseMemoryMiB(text)).toBe(memoryMiB);
  });

  it('gives a size only where Fargate has it for the operating system', () => {
    expect(parseTaskSize('.25 vCPU', '0.5GB', 'LINUX')).toEqual({ cpuUnits: 256, memoryMiB: 512 });
    expect(parseTaskSize('256', '512', 'WINDOWS')).toBeUndefined();
    expect(parseTaskSize('256', '4096', 'LINUX')).toBeUndefined();
    expect(parseTaskSize('large', '512', 'LINUX')).toBeUndefined();
  });
});
