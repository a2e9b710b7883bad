import { createHash } from 'node:crypto';
import type { ScenarioPrices } from './scenario.ts';
import { AwsError } from './wire/aws-error.ts';
import { objects, optionalNumber, optionalText, requiredText } from './wire/input-fields.ts';
import type { CallContext, JsonObject } from './wire/operation.ts';
import { pageOf } from './wire/page.ts';

/** The three regions in which the Price List answers: AWS general reference, Price List endpoints, 2026-11. */
const endpoints: readonly string[] = ['us-east-1', 'eu-central-1', 'ap-south-1'];
/** client-pricing `GetProductsRequest`, 2026-11. */
const largestPage = 100;
const publicationDate = '2026-11-20T18:04:12Z';
// Of every on-demand term, and of every price that has no steps.
const offerTermCode = 'JRTCKXETXF';
const rateCodeEnd = '6YS6EN2CT7';

/** Price List GetProducts: the products of ECS that match all filters, each a text of JSON. */
export function getProducts(prices: readonly ScenarioPrices[], input: JsonObject, { region }: CallContext): JsonObject {
  // Elsewhere there is no such host; a client that comes here with another region would look for it in vain.
  if (!endpoints.includes(region))
    throw new AwsError('InvalidSignatureException', `Credential should be scoped to a valid region, not '${region}'.`);
  if (requiredText(input, 'ServiceCode') !== 'AmazonECS') throw invalid('Service code is invalid');
  const filters = objects(input, 'Filters').map(toFilter);
  const products = prices.flatMap((each) => ratesOf(each).map((rate) => toProduct(each, rate)));
  const found = products.filter((product) => filters.every((fits) => fits(product)));
  // The last page of AWS may have an empty token.
  const page = pageOf(found, optionalText(input, 'NextToken') || undefined, pageSize(input));
  return {
    FormatVersion: 'aws_v1',
    PriceList: page.items.map((product) => JSON.stringify(product)),
    ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
  };
}

function pageSize(input: JsonObject): number {
  const size = optionalNumber(input, 'MaxResults') ?? largestPage;
  if (Number.isInteger(size) && size >= 1 && size <= largestPage) return size;
  throw invalid(`MaxResults must be between 1 and ${largestPage}, not ${size}.`);
}

/** A product without the attribute matches nothing. client-pricing `Filter.Type` has more types, 2026-11. */
function toFilter(filter: JsonObject): (product: Product) => boolean {
  const type = requiredText(filter, 'Type');
  const field = requiredText(filter, 'Field');
  const value = requiredText(filter, 'Value');
  if (type !== 'TERM_MATCH' && type !== 'CONTAINS') throw invalid(`The filter type ${type} is not known here.`);
  return ({ product: { attributes } }) => {
    const actual = Object.hasOwn(attributes, field) ? attributes[field] : undefined;
    return actual !== undefined && (type === 'CONTAINS' ? actual.includes(value) : actual === value);
  };
}

interface Rate {
  /** Behind the region's prefix. */
  readonly usageType: string;
  readonly unit: string;
  readonly usd: number;
  readonly attributes: Readonly<Record<string, string>>;
}

const perVcpu = { tenancy: 'Shared', cputype: 'perCPU' };
const perGb = { tenancy: 'Shared', memorytype: 'perGB' };
const arm64 = { cpuArchitecture: 'ARM' };
const windows = { operatingSystem: 'Windows' };

/** Linux on both architectures and its storage; then what only looks alike: Windows, and Spot as bills call it. */
function ratesOf({ x86, arm, storagePerGbUsd }: ScenarioPrices): readonly Rate[] {
  const hours = (usageType: string, usd: number, attributes: Rate['attributes']) => ({
    usageType: `Fargate-${usageType}`,
    unit: 'hours',
    usd,
    attributes,
  });
  const storage = hours('EphemeralStorage-GB-Hours', storagePerGbUsd, { storagetype: 'default' });
  const spot = hours('vCPU-Hours:perCPU', 0.012144, perVcpu);
  return [
    hours('vCPU-Hours:perCPU', x86.perVcpuUsd, perVcpu),
    hours('GB-Hours', x86.perGbUsd, perGb),
    hours('ARM-vCPU-Hours:perCPU', arm.perVcpuUsd, { ...perVcpu, ...arm64 }),
    hours('ARM-GB-Hours', arm.perGbUsd, { ...perGb, ...arm64 }),
    { ...storage, unit: 'GB-Hours' },
    hours('Windows-vCPU-Hours:perCPU', 0.09148, { ...perVcpu, ...windows }),
    hours('Windows-GB-Hours', 0.01005, { ...perGb, ...windows }),
    hours('Windows-OS-Hours:perCPU', 0.046, { ...perVcpu, ...windows }),
    { ...spot, usageType: 'SpotUsage-Fargate-vCPU-Hours:perCPU' },
  ];
}

interface Product extends JsonObject {
  readonly product: JsonObject & { readonly attributes: Readonly<Record<string, string>> };
}

function toProduct({ region, prefix }: ScenarioPrices, rate: Rate): Product {
  const usagetype = `${prefix}-${rate.usageType}`;
  // Sixteen characters that differ from product to product; real ones mean nothing either.
  const sku = createHash('sha256').update(usagetype).digest('hex').slice(0, 16).toUpperCase();
  const regional = { regionCode: region, locationType: 'AWS Region' };
  const attributes = { ...rate.attributes, ...regional, servicecode: 'AmazonECS', usagetype, operation: '' };
  return {
    product: { productFamily: 'Compute', attributes, sku },
    serviceCode: 'AmazonECS',
    terms: { OnDemand: { [`${sku}.${offerTermCode}`]: onDemand(sku, rate) } },
    publicationDate,
  };
}

/** Amounts are texts with ten places. */
function onDemand(sku: string, { unit, usd }: Rate): JsonObject {
  const rateCode = `${sku}.${offerTermCode}.${rateCodeEnd}`;
  const price = { beginRange: '0', endRange: 'Inf', pricePerUnit: { USD: usd.toFixed(10) }, appliesTo: [] };
  return { priceDimensions: { [rateCode]: { unit, rateCode, ...price } }, sku, offerTermCode, termAttributes: {} };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', `Input Parameters are invalid. ${message}`);
}
