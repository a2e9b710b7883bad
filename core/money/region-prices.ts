import type { HourlyPrice } from '../model/reference-price.ts';

/**
 * Fargate's on-demand prices in one region, USD an hour. A platform that has no price here is shown without money; Windows has none, for its prices are not
 * confirmed.
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
