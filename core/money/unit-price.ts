import type { PriceSettings } from '../configuration/configuration.ts';
import type { HourlyPrice, Platform } from '../model/task-size.ts';

/** Where a unit price comes from: AWS's Price List, the shipped table, or rightsizer.yml. */
export type PriceSource =
  | { readonly kind: 'PriceList'; readonly asOf?: string }
  /** `because`: why the Price List was not used. */
  | { readonly kind: 'Shipped'; readonly asOf: string; readonly because?: string }
  | { readonly kind: 'Configured' };

export interface PriceSources {
  readonly region: string;
  readonly settings: PriceSettings;
  /** Absent: the Price List is not asked. */
  readonly answer?: PriceAnswer | undefined;
}

export interface UnitPrice {
  readonly price: HourlyPrice;
  readonly source: PriceSource;
}

/** An architecture's price on Linux: by rightsizer.yml, else the Price List, else the shipped table, else undefined. */
export function unitPrice(architecture: Platform['architecture'], sources: PriceSources): UnitPrice | undefined {
  for (const { prices, source } of inOrder(sources)) {
    const price = architecture === 'ARM64' ? prices.linuxArm : prices.linuxX86;
    if (price !== undefined) return { price, source };
  }
  return undefined;
}

/** A GB of ephemeral storage above the free 20, USD an hour, from the same sources in the same order, or undefined. */
export function storagePerGbUsd(sources: PriceSources): number | undefined {
  return inOrder(sources).find(({ prices }) => prices.storagePerGbUsd !== undefined)?.prices.storagePerGbUsd;
}

interface Priced {
  readonly prices: RegionPrices;
  readonly source: PriceSource;
}

function inOrder({ region, settings, answer }: PriceSources): readonly Priced[] {
  const own = Object.hasOwn(settings.regions, region) ? settings.regions[region] : undefined;
  const shipped = Object.hasOwn(SHIPPED_PRICES, region) ? SHIPPED_PRICES[region] : undefined;
  const configured: readonly Priced[] = own === undefined ? [] : [{ prices: own, source: { kind: 'Configured' } }];
  const because = answer === undefined ? {} : { because: whyNotListed(region, answer) };
  return [
    ...configured,
    ...listed(answer),
    ...(shipped === undefined
      ? []
      : [{ prices: shipped, source: { kind: 'Shipped', asOf: shipped.asOf, ...because } } as const]),
  ];
}

function listed(answer: PriceAnswer | undefined): readonly Priced[] {
  if (answer?.kind !== 'known') return [];
  const { prices, asOf } = answer;
  return [{ prices, source: { kind: 'PriceList', ...(asOf !== undefined && { asOf }) } }];
}

/** Why a price does not come from the Price List, without a full stop. */
export function whyNotListed(region: string, answer: PriceAnswer | undefined): string {
  if (answer === undefined) return 'The Price List is not asked';
  return answer.kind === 'unavailable' ? answer.detail : `The Price List has no price of this platform in ${region}`;
}

/**
 * Fargate's on-demand prices in one region, USD an hour. A platform that has no price here is shown without money;
 * Windows has none, for its prices are not confirmed.
 */
export interface RegionPrices {
  readonly linuxX86?: HourlyPrice;
  readonly linuxArm?: HourlyPrice;
  /** Per GB of ephemeral storage above the 20 GB that every task has for nothing. */
  readonly storagePerGbUsd?: number;
}

/** What the Price List says of a region; `unavailable` where it cannot be asked or has no answer, with why. */
export type PriceAnswer =
  | {
      readonly kind: 'known';
      readonly prices: RegionPrices;
      /** The date of the price list, `YYYY-MM-DD`. */
      readonly asOf?: string;
    }
  | { readonly kind: 'unavailable'; readonly detail: string };

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
 * Only rows that independent copies of AWS's rate card agree on. A region that is not here has no money without the
 * Price List: published tables of the others contradict each other.
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
