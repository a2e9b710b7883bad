import { GetProductsCommand, type GetProductsCommandInput, PricingClient } from '@aws-sdk/client-pricing';
import { describe, expect, it } from 'vitest';
import { pricedRegions } from '../../local/pricing/fargate-rates.ts';
import type { LocalAws } from '../../local/server.ts';
import { refusal, serve } from './embedded-aws.ts';

function pricing({ url, environment }: LocalAws, region = 'us-east-1') {
  const credentials = { accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'any' };
  return new PricingClient({ endpoint: url, region, maxAttempts: 1, credentials });
}

function ask(server: LocalAws, input: Partial<GetProductsCommandInput> = {}, region?: string) {
  return pricing(server, region).send(new GetProductsCommand({ ServiceCode: 'AmazonECS', ...input }));
}

const inRegion = (Value: string) => ({ Type: 'TERM_MATCH', Field: 'regionCode', Value }) as const;
const ofFargate = { Type: 'CONTAINS', Field: 'usagetype', Value: 'Fargate' } as const;

interface Item {
  readonly product: { readonly attributes: Readonly<Record<string, string>> };
}

const usageTypes = (items: Iterable<unknown> = []) =>
  [...items].map((item) => (JSON.parse(String(item)) as Item).product.attributes.usagetype);

describe('GetProducts', () => {
  it('gives each product as a text of JSON, with its terms and the date of the list', async () => {
    const usagetype = { Type: 'EQUALS', Field: 'usagetype', Value: 'EUC1-Fargate-GB-Hours' } as const;
    const { FormatVersion, PriceList = [], NextToken } = await ask(await serve(), { Filters: [usagetype] });
    expect({ FormatVersion, NextToken }).toEqual({ FormatVersion: 'aws_v1' });
    const [item, ...others] = [...PriceList].map((each) => JSON.parse(String(each)));
    expect(others).toEqual([]);
    const { sku } = item.product;
    expect(item).toMatchObject({
      serviceCode: 'AmazonECS',
      product: {
        productFamily: 'Compute',
        attributes: {
          servicecode: 'AmazonECS',
          usagetype: 'EUC1-Fargate-GB-Hours',
          regionCode: 'eu-central-1',
          location: 'EU (Frankfurt)',
          memorytype: 'perGB',
        },
      },
      terms: {
        OnDemand: {
          [`${sku}.JRTCKXETXF`]: {
            priceDimensions: {
              [`${sku}.JRTCKXETXF.6YS6EN2CT7`]: {
                unit: 'hours',
                beginRange: '0',
                endRange: 'Inf',
                pricePerUnit: { USD: '0.0051100000' },
              },
            },
          },
        },
      },
      publicationDate: '2026-11-20T18:04:12Z',
    });
  });

  it('gives only what matches all filters', async () => {
    const { PriceList } = await ask(await serve(), { Filters: [inRegion('eu-west-1'), ofFargate] });
    expect(usageTypes(PriceList)).toEqual([
      'EU-Fargate-vCPU-Hours:perCPU',
      'EU-Fargate-GB-Hours',
      'EU-Fargate-ARM-vCPU-Hours:perCPU',
      'EU-Fargate-ARM-GB-Hours',
      'EU-Fargate-EphemeralStorage-GB-Hours',
      'EU-Fargate-Windows-vCPU-Hours:perCPU',
      'EU-Fargate-Windows-GB-Hours',
      'EU-Fargate-Windows-OS-Hours:perCPU',
      'EU-SpotUsage-Fargate-vCPU-Hours:perCPU',
      'EU-SpotUsage-Fargate-GB-Hours',
    ]);
  });

  it('matches nothing with a region or an attribute that is not there', async () => {
    const server = await serve();
    expect((await ask(server, { Filters: [inRegion('eu-nowhere-1')] })).PriceList).toEqual([]);
    const unknown = { Type: 'TERM_MATCH', Field: 'toString', Value: 'x' } as const;
    expect((await ask(server, { Filters: [unknown] })).PriceList).toEqual([]);
  });

  it('gives a hundred on a page, or fewer when asked, and the rest after them', async () => {
    const server = await serve();
    // 10 of Fargate, one of ECS Anywhere and 100 of Managed Instances.
    const Filters = [inRegion('us-west-2')];
    const first = await ask(server, { Filters });
    const second = await ask(server, { Filters, NextToken: first.NextToken });
    const pages = [first, second].map(({ PriceList }) => usageTypes(PriceList));
    expect(pages.map(({ length }) => length)).toEqual([100, 11]);
    expect(new Set(pages.flat()).size).toBe(111);
    expect(second.NextToken).toBeUndefined();
    expect(usageTypes((await ask(server, { Filters, MaxResults: 3 })).PriceList)).toHaveLength(3);
  });

  it('has the same usage types under another service', async () => {
    const Filters = [inRegion('us-east-1')];
    const { PriceList } = await ask(await serve(), { ServiceCode: 'AmazonEKS', Filters });
    expect(usageTypes(PriceList)).toEqual(['USE1-Fargate-vCPU-Hours:perCPU', 'USE1-Fargate-GB-Hours']);
  });

  it('gives each product a number of its own', async () => {
    const server = await serve();
    const skus = new Set<string>();
    let products = 0;
    for (const { region } of pricedRegions) {
      const { PriceList = [] } = await ask(server, { Filters: [inRegion(region), ofFargate] });
      for (const item of PriceList) skus.add(JSON.parse(String(item)).product.sku);
      products += PriceList.length;
    }
    expect(products).toBe(50);
    expect(skus.size).toBe(50);
  });

  it.each<[string, Partial<GetProductsCommandInput>, string, RegExp]>([
    ['no service', { ServiceCode: undefined }, 'InvalidParameterException', /serviceCode cannot be null or empty/],
    ['a service that is not there', { ServiceCode: 'AmazonShips' }, 'InvalidParameterException', /Service code is inv/],
    ['a service with a space', { ServiceCode: 'Amazon ECS' }, 'InvalidParameterException', /can only contain a-z/],
    ['no results', { MaxResults: 0 }, 'InvalidParameterException', /between 1 and 100/],
    ['101 results', { MaxResults: 101 }, 'InvalidParameterException', /between 1 and 100/],
    ['another format', { FormatVersion: 'aws_v2' }, 'InvalidParameterException', /aws_v2/],
    ['a token that is none', { NextToken: 'x' }, 'InvalidNextTokenException', /token is invalid/],
    [
      'a filter of another type',
      { Filters: [{ Type: 'LIKE' as 'EQUALS', Field: 'usagetype', Value: 'x' }] },
      'InvalidParameterException',
      /LIKE/,
    ],
    ['a filter without a value', { Filters: [{ ...ofFargate, Value: undefined }] }, 'ValidationException', /value/],
  ])('refuses %s', async (_title, input, name, message) => {
    const refused = await refusal(ask(await serve(), input));
    expect(refused).toMatchObject({ name, status: 400 });
    expect(refused.message).toMatch(message);
  });

  it.each(['us-east-1', 'eu-central-1', 'ap-south-1'])('answers in %s', async (region) => {
    expect((await ask(await serve(), { MaxResults: 1 }, region)).PriceList).toHaveLength(1);
  });

  it('answers in no other region', async () => {
    const refused = await refusal(ask(await serve(), {}, 'eu-west-1'));
    expect(refused.name).toBe('InvalidSignatureException');
    expect(refused.message).toContain("'eu-west-1'");
  });

  it('faults on request like every other operation', async () => {
    const server = await serve();
    const operation = 'pricing.GetProducts';
    server.addFaults([
      { operation, fault: 'error500' },
      { operation, fault: 'throttle' },
      { operation, fault: 'accessDenied' },
    ]);
    expect(await refusal(ask(server))).toMatchObject({ name: 'InternalErrorException', status: 500 });
    expect((await refusal(ask(server))).name).toBe('ThrottlingException');
    expect((await refusal(ask(server))).name).toBe('AccessDeniedException');
  });
});
