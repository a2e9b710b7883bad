import type { Platform, TaskSize } from './fargate-grid.ts';

/** On-demand price of Fargate in USD per hour: per vCPU and per GB (1024 MiB). */
export interface HourlyPrice {
  readonly perVcpuUsd: number;
  readonly perGbUsd: number;
}

/** AWS's own month for prices: 730 hours. */
export const HOURS_PER_MONTH = 730;

const LINUX_X86: HourlyPrice = { perVcpuUsd: 0.04048, perGbUsd: 0.004445 };
const LINUX_ARM: HourlyPrice = { perVcpuUsd: 0.03238, perGbUsd: 0.00356 };
/** vCPU 0.09148 plus licence 0.046; the GB price is not confirmed, so it orders pairs and is never shown as money. */
const WINDOWS: HourlyPrice = { perVcpuUsd: 0.13748, perGbUsd: 0.01005 };

/**
 * The price by which pairs are ordered: us-east-1 for the operating system and architecture, shipped, so that no price
 * API and no region can change a decision (docs/algorithm.md).
 */
export function referencePrice({ operatingSystem, architecture }: Platform): HourlyPrice {
  if (operatingSystem === 'WINDOWS') return WINDOWS;
  return architecture === 'ARM64' ? LINUX_ARM : LINUX_X86;
}

/**
 * What one task of this size costs in an hour, in USD.
 *
 * @example hourlyUsd({ cpuUnits: 1024, memoryMiB: 2048 }, { perVcpuUsd: 0.04048, perGbUsd: 0.004445 }).toFixed(5) // '0.04937'
 */
export function hourlyUsd(size: TaskSize, price: HourlyPrice): number {
  return (size.cpuUnits / 1024) * price.perVcpuUsd + (size.memoryMiB / 1024) * price.perGbUsd;
}
