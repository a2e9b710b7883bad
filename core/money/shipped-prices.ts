import type { RegionPrices } from './region-prices.ts';

/** A region's prices as they are shipped: used where the Price List cannot be asked. */
export interface ShippedPrices extends RegionPrices {
  /** `YYYY-MM-DD` on which the row was read. */
  readonly asOf: string;
  readonly source: string;
}

const NORTH_AMERICA = {
  linuxX86: { perVcpuUsd: 0.04048, perGbUsd: 0.004445 },
  asOf: '2026-11-22',
  source:
    "aws.amazon.com/fargate/pricing, which groups N. Virginia, Ohio and Oregon; the ECS pages' example of 0.000011244 USD a vCPU-second agrees",
} as const;

/**
 * Only rows that independent copies of AWS's rate card agree on. A region that is not here has no money without the Price List: published tables of the others
 * contradict each other.
 */
export const SHIPPED_PRICES: Readonly<Record<string, ShippedPrices>> = {
  'us-east-1': {
    ...NORTH_AMERICA,
    linuxArm: { perVcpuUsd: 0.03238, perGbUsd: 0.00356 },
    storagePerGbUsd: 0.000111,
  },
  'us-east-2': NORTH_AMERICA,
  'us-west-2': NORTH_AMERICA,
  'eu-central-1': {
    linuxX86: { perVcpuUsd: 0.04656, perGbUsd: 0.00511 },
    asOf: '2026-07-07',
    source: 'rate card that names the usage type EUC1-Fargate-vCPU-Hours:perCPU, effective 2026-07-07',
  },
  'ap-northeast-1': {
    linuxX86: { perVcpuUsd: 0.05056, perGbUsd: 0.00553 },
    asOf: '2026-11-22',
    source: 'copy of the price list for APN1 (AmazonECS)',
  },
};
