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
 * Prices that are shown as money, by region. Only rows that two independent copies of AWS's rate card agree on;
 * every other region gives sizes without money. Source: aws.amazon.com/fargate/pricing and price-list copies, 2026-11-22.
 */
const LINUX_X86_BY_REGION: Readonly<Record<string, HourlyPrice>> = {
  'us-east-1': LINUX_X86,
  'us-east-2': LINUX_X86,
  'us-west-2': LINUX_X86,
  'eu-central-1': { perVcpuUsd: 0.04656, perGbUsd: 0.00511 },
  'ap-northeast-1': { perVcpuUsd: 0.05056, perGbUsd: 0.00553 },
};
const LINUX_ARM_BY_REGION: Readonly<Record<string, HourlyPrice>> = { 'us-east-1': LINUX_ARM };

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
 * @example hourlyUsd({ cpuUnits: 1024, memoryMiB: 2048 }, { perVcpuUsd: 0.04048, perGbUsd: 0.004445 }) // 0.04937
 */
export function hourlyUsd(size: TaskSize, price: HourlyPrice): number {
  return (size.cpuUnits / 1024) * price.perVcpuUsd + (size.memoryMiB / 1024) * price.perGbUsd;
}

/**
 * What one task of this size costs in a month of 730 hours, in USD rounded to the cent; undefined where the price of
 * the region and platform is not confirmed.
 *
 * @example monthlyUsd({ cpuUnits: 1024, memoryMiB: 2048 }, linuxX86, 'us-east-1') // 36.04
 */
export function monthlyUsd(size: TaskSize, platform: Platform, region: string): number | undefined {
  if (platform.operatingSystem === 'WINDOWS') return undefined;
  const prices = platform.architecture === 'ARM64' ? LINUX_ARM_BY_REGION : LINUX_X86_BY_REGION;
  const price = Object.hasOwn(prices, region) ? prices[region] : undefined;
  return price === undefined ? undefined : Math.round(hourlyUsd(size, price) * HOURS_PER_MONTH * 100) / 100;
}
