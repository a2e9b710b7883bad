import { AwsError } from '../wire/aws-error.ts';
import { objects, optionalNumber, optionalText, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { pageOf } from '../wire/page.ts';
import { type Product, productsOf } from './products.ts';

/** The three regions in which the Price List answers: AWS general reference, Price List endpoints, 2026-11. */
const ENDPOINTS: readonly string[] = ['us-east-1', 'eu-central-1', 'ap-south-1'];
/** client-pricing `GetProductsRequest`, 2026-11. */
const LARGEST_PAGE = 100;

/** Price List GetProducts: the products of a service that match all filters, each a text of JSON. */
export function getProducts(input: JsonObject, { region }: CallContext): JsonObject {
  // Elsewhere there is no such host; a client that comes here with another region would look for it in vain.
  if (!ENDPOINTS.includes(region))
    throw new AwsError('InvalidSignatureException', `Credential should be scoped to a valid region, not '${region}'.`);
  const format = optionalText(input, 'FormatVersion') ?? 'aws_v1';
  if (format !== 'aws_v1') throw invalid(`FormatVersion ${format} is not supported.`);
  const products = productsOf(serviceCode(input));
  if (products === undefined) throw invalid('Service code is invalid');
  const filters = objects(input, 'Filters').map(toFilter);
  const found = products.filter((product) => filters.every((fits) => fits(product)));
  // The last page of AWS may have an empty token.
  const token = optionalText(input, 'NextToken') || undefined;
  const page = pageOf(found, token, pageSize(input));
  if (page === undefined) throw new AwsError('InvalidNextTokenException', 'The pagination token is invalid.');
  return {
    FormatVersion: format,
    PriceList: page.items.map((product) => JSON.stringify(product)),
    ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
  };
}

function serviceCode(input: JsonObject): string {
  const code = optionalText(input, 'ServiceCode') ?? '';
  if (code === '') throw invalid('serviceCode cannot be null or empty');
  if (!/^[A-Za-z0-9]+$/.test(code)) throw invalid('ServiceCode can only contain a-z, A-Z, 0-9');
  return code;
}

function pageSize(input: JsonObject): number {
  const size = optionalNumber(input, 'MaxResults') ?? LARGEST_PAGE;
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE) return size;
  throw invalid(`MaxResults must be between 1 and ${LARGEST_PAGE}, not ${size}.`);
}

type Comparison = (actual: string, value: string) => boolean;

// client-pricing `Filter.Type`, 2026-11. ANY_OF and NONE_OF are refused here: how their values are written is not documented.
const comparisons: Readonly<Record<string, Comparison>> = {
  TERM_MATCH: (actual, value) => actual === value,
  EQUALS: (actual, value) => actual === value,
  CONTAINS: (actual, value) => actual.includes(value),
};

/** A product without the attribute matches nothing. */
function toFilter(filter: JsonObject): (product: Product) => boolean {
  const type = requiredText(filter, 'Type');
  const field = requiredText(filter, 'Field');
  const value = requiredText(filter, 'Value');
  const compare = Object.hasOwn(comparisons, type) ? comparisons[type] : undefined;
  if (compare === undefined) throw invalid(`The filter type ${type} is not known here.`);
  return ({ serviceCode, product: { productFamily, attributes } }) => {
    const fields: Readonly<Record<string, string>> = { ServiceCode: serviceCode, productFamily, ...attributes };
    const actual = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return actual !== undefined && compare(actual, value);
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', `Input Parameters are invalid. ${message}`);
}
