import { type Filter, GetProductsCommand, type PricingClient } from '@aws-sdk/client-pricing';
import type { PriceAnswer } from '../core/money/unit-price.ts';
import type { PriceReader } from '../core/ports.ts';
import { allPages } from './pages.ts';
import { specificName } from './port-call.ts';
import { type PriceRow, toPriceRows, toRegionPrices } from './price-rows.ts';

/** Of a page: client-pricing `GetProductsRequest.MaxResults`, 2026-11-23. */
const ITEMS_PER_PAGE = 100;

/** Asks AWS's Price List what Fargate costs on demand; what it answers is read, and believed only where it makes sense. */
export function priceList(client: PricingClient): PriceReader {
  return {
    async read(region, signal) {
      signal.throwIfAborted();
      try {
        return answerOf(region, await rowsOf(client, region, signal));
      } catch (error) {
        signal.throwIfAborted();
        return { kind: 'unavailable', detail: detailOf(error) };
      }
    },
  };
}

async function rowsOf(client: PricingClient, region: string, signal: AbortSignal): Promise<readonly PriceRow[]> {
  const call = { operation: 'Pricing GetProducts', subject: region, signal };
  const Filters = filtersFor(region);
  const pages = await allPages(call, (NextToken) => {
    const input = { ServiceCode: 'AmazonECS', Filters, MaxResults: ITEMS_PER_PAGE, NextToken };
    return client.send(new GetProductsCommand(input), { abortSignal: signal });
  });
  // The SDK gives an object that is a text.
  return pages.flatMap(({ PriceList = [] }) => [...PriceList].flatMap((item) => toPriceRows(String(item), region)));
}

/** Without the second filter come the hundreds of instance types of ECS Managed Instances: client-pricing `Filter`, 2026-11-23. */
function filtersFor(region: string): Filter[] {
  return [
    { Type: 'TERM_MATCH', Field: 'regionCode', Value: region },
    { Type: 'CONTAINS', Field: 'usagetype', Value: 'Fargate' },
  ];
}

function answerOf(region: string, rows: readonly PriceRow[]): PriceAnswer {
  const prices = toRegionPrices(rows);
  if (Object.keys(prices).length === 0)
    return { kind: 'unavailable', detail: `The Price List has no price of Fargate in ${region}` };
  const asOf = rows
    .flatMap(({ publishedOn = [] }) => publishedOn)
    .sort()
    .at(-1);
  return { kind: 'known', prices, ...(asOf !== undefined && { asOf }) };
}

/** Only the name of an error: its message may have an ARN or an address in it. */
function detailOf(error: unknown): string {
  const name = error instanceof Error ? specificName(error) : 'no error at all';
  return name === 'AccessDeniedException'
    ? 'The Price List may not be asked: pricing:GetProducts is not permitted'
    : `The Price List cannot be asked (${name})`;
}

/**
 * Where the Price List is asked from a region; it answers for all of them in three (client-pricing, general reference of endpoints, 2026-11-23).
 *
 * @example priceListRegion('eu-west-1') // 'eu-central-1'
 */
export function priceListRegion(region = ''): string {
  if (region.startsWith('eu-')) return 'eu-central-1';
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}
