import { GetProductsCommand, type GetProductsCommandInput, PricingClient } from '@aws-sdk/client-pricing';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../local/server.ts';
import { usualPrices } from '../../local/usual-prices.ts';
import { refusal, scenario, serve } from './embedded-aws.ts';

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
    const usagetype = { Type: 'TERM_MATCH', Field: 'usagetype', Value: 'EUC1-Fargate-GB-Hours' } as const;
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
    ]);
  });

  it('matches nothing with a region or an attribute that is not there', async () => {
    const server = await serve();
    expect((await ask(server, { Filters: [inRegion('eu-nowhere-1')] })).PriceList).toEqual([]);
    const unknown = { Type: 'TERM_MATCH', Field: 'toString', Value: 'x' } as const;
    expect((await ask(server, { Filters: [unknown] })).PriceList).toEqual([]);
  });

  it('gives the prices of the scenario where it has its own, on pages of the size that is asked for', async () => {
    const price = { perVcpuUsd: 0.05, perGbUsd: 0.005 };
    const here = { region: 'eu-north-1', prefix: 'EUN1', x86: price, arm: price, storagePerGbUsd: 0.0001 };
    const server = await serve({ scenario: scenario({ prices: [here] }) });
    const first = await ask(server, { MaxResults: 5 });
    const second = await ask(server, { MaxResults: 5, NextToken: first.NextToken });
    const pages = [first, second].map(({ PriceList }) => usageTypes(PriceList));
    expect(pages.map(({ length }) => length)).toEqual([5, 4]);
    expect(pages.flat().every((each) => String(each).startsWith('EUN1-'))).toBe(true);
    expect(second.NextToken).toBeUndefined();
    expect([...(first.PriceList ?? [])].map(String).join('')).toContain('"USD":"0.0500000000"');
  });

  it('gives each product a number of its own', async () => {
    const server = await serve();
    const skus = new Set<string>();
    let products = 0;
    for (const { region } of usualPrices) {
      const { PriceList = [] } = await ask(server, { Filters: [inRegion(region), ofFargate] });
      for (const item of PriceList) skus.add(JSON.parse(String(item)).product.sku);
      products += PriceList.length;
    }
    expect(products).toBe(45);
    expect(skus.size).toBe(45);
  });

  it.each<[string, Partial<GetProductsCommandInput>, string, RegExp]>([
    ['a service that is not there', { ServiceCode: 'AmazonShips' }, 'InvalidParameterException', /Service code is inv/],
    ['no results', { MaxResults: 0 }, 'InvalidParameterException', /between 1 and 100/],
    ['101 results', { MaxResults: 101 }, 'InvalidParameterException', /between 1 and 100/],
    ['a token that is none', { NextToken: 'x' }, 'ValidationException', /token x is not valid/],
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
