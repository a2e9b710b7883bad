import type { PriceSettings } from '../configuration/configuration.ts';
import type { Platform } from '../model/fargate-grid.ts';
import type { HourlyPrice } from '../model/reference-price.ts';
import type { PriceAnswer, RegionPrices } from './region-prices.ts';
import { SHIPPED_PRICES } from './shipped-prices.ts';

/** Where a unit price comes from: AWS's Price List, the shipped table, or rightsizer.yml. */
export type PriceSource =
  | { readonly kind: 'PriceList'; readonly asOf?: string }
  /** `because`: why the Price List was not used. */
  | { readonly kind: 'Shipped'; readonly asOf: string; readonly because?: string }
  | { readonly kind: 'Configured' };

/** All that may know a region's prices. */
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

/**
 * The price of an architecture on Linux: what rightsizer.yml says, else the Price List, else the shipped table; undefined where none of them has it.
 *
 * @example unitPrice('X86_64', { region: 'us-east-1', settings: { discountPercent: 0, regions: {} } })?.price.perVcpuUsd // 0.04048
 */
export function unitPrice(architecture: Platform['architecture'], sources: PriceSources): UnitPrice | undefined {
  for (const { prices, source } of inOrder(sources)) {
    const price = architecture === 'ARM64' ? prices.linuxArm : prices.linuxX86;
    if (price !== undefined) return { price, source };
  }
  return undefined;
}

/** A GB of ephemeral storage above the free 20, USD an hour, from the same sources in the same order; undefined where none has it. */
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
