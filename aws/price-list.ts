import { type Filter, GetProductsCommand, type PricingClient } from '@aws-sdk/client-pricing';
import * as v from 'valibot';
import { defined } from '../core/model/defined.ts';
import type { PriceAnswer, RegionPrices } from '../core/money/unit-price.ts';
import type { PriceReader } from '../core/ports.ts';
import { allPages } from './pages.ts';
import { specificName } from './port-call.ts';

/** Of a page: client-pricing `GetProductsRequest.MaxResults`, 2026-11-23. */
const ITEMS_PER_PAGE = 100;

/** Asks AWS's Price List what Fargate costs on demand; believes an answer only where it makes sense. */
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

/** Without the second filter come hundreds of types of ECS Managed Instances: client-pricing `Filter`, 2026-11-23. */
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
 * The nearest of three regions that answer for all prices (client-pricing, general reference of endpoints, 2026-11-23).
 *
 * @example priceListRegion('eu-west-1') // 'eu-central-1'
 */
export function priceListRegion(region = ''): string {
  if (region.startsWith('eu-')) return 'eu-central-1';
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}

type Rate = 'x86Vcpu' | 'x86Gb' | 'armVcpu' | 'armGb' | 'storageGb';

interface RateRule {
  readonly rate: Rate;
  /** All of a usage type behind the region's prefix: what is longer, such as Windows, is something else. */
  readonly usageType: string;
  /** In small letters; the list says `hours` for vCPU and GB, and `GB-Hours` for storage. */
  readonly units: readonly string[];
}

const VCPU_UNITS = ['hours', 'vcpu-hours'];
const GB_UNITS = ['hours', 'gb-hours'];

/** Usage types and units as public copies of the AmazonECS price list have them, 2026-11-23. */
const RATES: readonly RateRule[] = [
  { rate: 'x86Vcpu', usageType: 'Fargate-vCPU-Hours:perCPU', units: VCPU_UNITS },
  { rate: 'x86Gb', usageType: 'Fargate-GB-Hours', units: GB_UNITS },
  { rate: 'armVcpu', usageType: 'Fargate-ARM-vCPU-Hours:perCPU', units: VCPU_UNITS },
  { rate: 'armGb', usageType: 'Fargate-ARM-GB-Hours', units: GB_UNITS },
  { rate: 'storageGb', usageType: 'Fargate-EphemeralStorage-GB-Hours', units: GB_UNITS },
];

/** `EUC1-`, `EU-` for Ireland, and nothing at all in old data of us-east-1. */
const REGION_PREFIX = /^[A-Z]{2,4}\d?-/;

const rowSchema = v.object({
  product: v.object({ attributes: v.object({ usagetype: v.string(), regionCode: v.string() }) }),
  terms: v.object({
    OnDemand: v.record(
      v.string(),
      v.object({
        priceDimensions: v.record(
          v.string(),
          v.object({
            unit: v.string(),
            beginRange: v.string(),
            pricePerUnit: v.record(v.string(), v.string()),
          }),
        ),
      }),
    ),
  }),
  publicationDate: v.optional(v.string()),
});

const itemSchema = v.pipe(v.string(), v.parseJson(), rowSchema);

type Row = v.InferOutput<typeof rowSchema>;

export interface PriceRow {
  readonly rate: Rate;
  /** USD an hour. */
  readonly usd: number;
  /** `YYYY-MM-DD`. */
  readonly publishedOn?: string;
}

/** What a Price List item says of Fargate on Linux in a region; nothing where it is about something else, or odd. */
function toPriceRows(item: string, region: string): readonly PriceRow[] {
  const parsed = v.safeParse(itemSchema, item);
  if (!parsed.success) return [];
  const { product, terms, publicationDate } = parsed.output;
  const { usagetype, regionCode } = product.attributes;
  const rule = RATES.find(({ usageType }) => usageType === usagetype.replace(REGION_PREFIX, ''));
  if (rule === undefined || regionCode !== region) return [];
  const publishedOn = /^\d{4}-\d{2}-\d{2}/.exec(publicationDate ?? '')?.[0];
  return usdOf(terms, rule).map((usd) => ({ rate: rule.rate, usd, ...(publishedOn !== undefined && { publishedOn }) }));
}

/** Prices above a free or a first amount are not what a service pays, so only those that begin at 0 count. */
function usdOf({ OnDemand }: Row['terms'], { units }: RateRule): readonly number[] {
  return Object.values(OnDemand)
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .filter(({ unit, beginRange }) => beginRange === '0' && units.includes(unit.toLowerCase()))
    .map(({ pricePerUnit }) => (/^\d+(\.\d+)?$/.test(pricePerUnit.USD ?? '') ? Number(pricePerUnit.USD) : 0))
    .filter((usd) => usd > 0);
}

/** The prices that rows agree on. A rate with two prices has none, and a platform needs both of its rates. */
function toRegionPrices(rows: readonly PriceRow[]): RegionPrices {
  const usdFor = (rate: Rate): number | undefined => {
    const [usd, ...others] = new Set(rows.filter((row) => row.rate === rate).map((row) => row.usd));
    return others.length === 0 ? usd : undefined;
  };
  const platform = (perVcpuUsd: number | undefined, perGbUsd: number | undefined) =>
    perVcpuUsd === undefined || perGbUsd === undefined ? undefined : { perVcpuUsd, perGbUsd };
  const linuxX86 = platform(usdFor('x86Vcpu'), usdFor('x86Gb'));
  const linuxArm = platform(usdFor('armVcpu'), usdFor('armGb'));
  return defined({ linuxX86, linuxArm, storagePerGbUsd: usdFor('storageGb') });
}
