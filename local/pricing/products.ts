import { createHash } from 'node:crypto';
import type { JsonObject } from '../wire/operation.ts';
import { fargateRates, type PricedRegion, pricedRegions, type Rate } from './fargate-rates.ts';

/** One product of the Price List with its terms. */
export interface Product extends JsonObject {
  readonly serviceCode: string;
  readonly product: {
    readonly productFamily: string;
    readonly sku: string;
    readonly attributes: Readonly<Record<string, string>>;
  };
}

const publicationDate = '2026-11-20T18:04:12Z';
const effectiveDate = '2026-11-01T00:00:00Z';
// Of every on-demand term, and of every price that has no steps.
const offerTermCode = 'JRTCKXETXF';
const rateCodeEnd = '6YS6EN2CT7';

/** The products of a service in all regions; undefined for a service that is not here. */
export function productsOf(serviceCode: string): readonly Product[] | undefined {
  if (serviceCode === 'AmazonECS')
    return pricedRegions.flatMap((region) =>
      [...fargateRates(region), ...otherRates].map((rate) => toProduct(region, serviceCode, rate)),
    );
  // Fargate under EKS has the very same usage types.
  if (serviceCode === 'AmazonEKS')
    return pricedRegions.flatMap((region) =>
      fargateRates(region)
        .slice(0, 2)
        .map((rate) => toProduct(region, serviceCode, rate)),
    );
  return undefined;
}

/** ECS sells more than Fargate: so much that a region does not fit on one page. */
const otherRates: readonly Rate[] = [
  { usageType: 'AmazonECSAnywhere-Instance-hours', unit: 'hours', usd: '0.0102500000', attributes: {} },
  ...Array.from({ length: 100 }, (_, index) => ({
    usageType: `ECS-Managed-Instances:c9.${index + 1}xlarge`,
    unit: 'hours',
    usd: '0.0200000000',
    attributes: {},
  })),
];

function toProduct({ region, prefix, location }: PricedRegion, serviceCode: string, rate: Rate): Product {
  const usagetype = `${prefix}-${rate.usageType}`;
  const sku = skuOf(`${serviceCode} ${usagetype}`);
  const regional = { regionCode: region, locationType: 'AWS Region', location };
  return {
    product: {
      productFamily: 'Compute',
      attributes: { ...rate.attributes, ...regional, servicecode: serviceCode, usagetype, operation: '' },
      sku,
    },
    serviceCode,
    terms: { OnDemand: { [`${sku}.${offerTermCode}`]: onDemand(sku, rate) } },
    version: '20261120180412',
    publicationDate,
  };
}

function onDemand(sku: string, { unit, usd, usageType }: Rate): JsonObject {
  const rateCode = `${sku}.${offerTermCode}.${rateCodeEnd}`;
  const price = { beginRange: '0', endRange: 'Inf', pricePerUnit: { USD: usd }, appliesTo: [] };
  return {
    priceDimensions: {
      [rateCode]: { unit, description: `USD ${usd} per ${unit} of ${usageType}`, rateCode, ...price },
    },
    sku,
    effectiveDate,
    offerTermCode,
    termAttributes: {},
  };
}

/** Sixteen characters that differ from product to product; real ones mean nothing either. */
function skuOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16).toUpperCase();
}
