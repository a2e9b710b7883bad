import { describe, expect, it } from 'vitest';
import { hourlyUsd, type Platform, referencePrice } from '../../../core/model/task-size.ts';
import { ARM, LINUX, size, WINDOWS } from '../../support/builders.ts';

describe('the reference price', () => {
  it.each<[string, Platform, number, number]>([
    ['Linux on x86', LINUX, 0.04048, 0.004445],
    ['Linux on ARM', ARM, 0.03238, 0.00356],
    // 0.09148 a vCPU and 0.046 for the licence of one.
    ['Windows', WINDOWS, 0.13748, 0.01005],
  ])('is that of us-east-1 for %s', (_, platform, perVcpuUsd, perGbUsd) => {
    expect(referencePrice(platform)).toEqual({ perVcpuUsd, perGbUsd });
  });

  it('makes 1 vCPU cost about what 9 GB cost: 0.04048 / 0.004445 = 9.1', () => {
    const { perVcpuUsd, perGbUsd } = referencePrice(LINUX);
    expect(perVcpuUsd / perGbUsd).toBeCloseTo(9.107, 3);
  });

  it('adds CPU and memory: 1 × 0.04048 + 2 × 0.004445 = 0.04937 an hour', () => {
    expect(hourlyUsd(size(1024, 2048), referencePrice(LINUX))).toBeCloseTo(0.04937, 12);
  });
});
