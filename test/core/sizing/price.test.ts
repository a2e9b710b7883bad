import { describe, expect, it } from 'vitest';
import type { Platform } from '../../../core/sizing/fargate-grid.ts';
import { hourlyUsd, monthlyUsd, referencePrice } from '../../../core/sizing/price.ts';
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

describe('monthlyUsd', () => {
  it.each<[string, number, number, Platform, string, number]>([
    // 0.04937 × 730 = 36.0401
    ['1 vCPU, 2 GB', 1024, 2048, LINUX, 'us-east-1', 36.04],
    // (2 × 0.04048 + 6 × 0.004445) × 730 = 0.10763 × 730 = 78.5699
    ['production of the connector', 2048, 6144, LINUX, 'us-east-1', 78.57],
    // (0.25 × 0.04048 + 0.5 × 0.004445) × 730 = 0.0123425 × 730 = 9.010025
    ['the smallest', 256, 512, LINUX, 'us-west-2', 9.01],
    // (32 × 0.04048 + 244 × 0.004445) × 730 = 2.37994 × 730 = 1737.3562
    ['the largest', 32_768, 249_856, LINUX, 'us-east-2', 1737.36],
    // (0.04656 + 2 × 0.00511) × 730 = 0.05678 × 730 = 41.4494
    ['Frankfurt', 1024, 2048, LINUX, 'eu-central-1', 41.45],
    // (0.05056 + 2 × 0.00553) × 730 = 0.06162 × 730 = 44.9826
    ['Tokyo', 1024, 2048, LINUX, 'ap-northeast-1', 44.98],
    // (0.03238 + 2 × 0.00356) × 730 = 0.0395 × 730 = 28.835, a half cent that binary holds just above
    ['ARM', 1024, 2048, ARM, 'us-east-1', 28.84],
  ])('is 730 hours to the cent: %s', (_, cpuUnits, memoryMiB, platform, region, expected) => {
    expect(monthlyUsd(size(cpuUnits, memoryMiB), platform, region)).toBe(expected);
  });

  it.each<[string, Platform, string]>([
    ['Windows', WINDOWS, 'us-east-1'],
    ['a region whose price is not confirmed', LINUX, 'sa-east-1'],
    ['ARM in a region where it is not', ARM, 'eu-central-1'],
    ['a region that is called like a property of objects', LINUX, 'constructor'],
  ])('is unknown for %s', (_, platform, region) => {
    expect(monthlyUsd(size(1024, 2048), platform, region)).toBeUndefined();
  });
});
