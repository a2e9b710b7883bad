import { describe, expect, it } from 'vitest';
import { Clients } from '../../aws/clients.ts';
import { priceList, priceListRegion } from '../../aws/price-list.ts';
import { type PriceAnswer, SHIPPED_PRICES } from '../../core/money/unit-price.ts';
import { alterOutput, callsOf, NEVER, rejection, startWorld } from './world.ts';

const OPERATION = 'pricing.GetProducts';

function client(region?: string) {
  return new Clients(region).pricing();
}

/** What it says when the Price List's items come as `items` makes them. */
async function readAltered(region: string, items: (items: readonly string[]) => readonly string[]) {
  await startWorld();
  const altered = client();
  alterOutput(altered, (output) => {
    output.PriceList = items([...(output.PriceList as Iterable<unknown>)].map(String));
  });
  return priceList(altered).read(region, NEVER);
}

/** Changes the items of one usage type and leaves the others. */
const only = (usageType: string, change: (item: string) => string) => (items: readonly string[]) =>
  items.map((item) => (item.includes(`"${usageType}"`) ? change(item) : item));

const EUROPE = {
  linuxX86: { perVcpuUsd: 0.04656, perGbUsd: 0.00511 },
  linuxArm: { perVcpuUsd: 0.0372, perGbUsd: 0.00408 },
  storagePerGbUsd: 0.000128,
};
const WITHOUT_X86 = { linuxArm: EUROPE.linuxArm, storagePerGbUsd: EUROPE.storagePerGbUsd };
const known = (prices: object): PriceAnswer => ({ kind: 'known', prices, asOf: '2026-11-20' });

describe('the Price List', () => {
  it.each([
    ['us-east-1', 0.04048, 0.004445],
    ['us-west-2', 0.04048, 0.004445],
    ['eu-central-1', 0.04656, 0.00511],
    ['ap-northeast-1', 0.05056, 0.00553],
    ['eu-west-1', 0.0415, 0.00455],
  ])('tells what x86 costs in %s, and not Windows, Spot or EKS', async (region, perVcpuUsd, perGbUsd) => {
    await startWorld();
    const answer = await priceList(client()).read(region, NEVER);
    expect(answer).toMatchObject({ kind: 'known', prices: { linuxX86: { perVcpuUsd, perGbUsd } }, asOf: '2026-11-20' });
  });

  it('tells ARM64 and storage as well', async () => {
    await startWorld();
    expect(await priceList(client()).read('eu-central-1', NEVER)).toEqual(known(EUROPE));
  });

  it('agrees with what is shipped, in every region that both have', async () => {
    await startWorld();
    for (const region of ['us-east-1', 'us-west-2', 'eu-central-1', 'ap-northeast-1']) {
      const answer = await priceList(client()).read(region, NEVER);
      const { asOf: _, source: __, ...prices } = SHIPPED_PRICES[region] ?? { asOf: '', source: '' };
      expect(answer, region).toMatchObject({ prices });
    }
  });

  it('is asked for Fargate in the region, at the endpoint that is nearest to the recommender', async () => {
    const aws = await startWorld();
    await priceList(client('eu-west-1')).read('us-west-2', NEVER);
    expect(callsOf(aws, OPERATION)).toMatchObject([
      {
        region: 'eu-central-1',
        input: {
          ServiceCode: 'AmazonECS',
          Filters: [
            { Type: 'TERM_MATCH', Field: 'regionCode', Value: 'us-west-2' },
            { Type: 'CONTAINS', Field: 'usagetype', Value: 'Fargate' },
          ],
          MaxResults: 100,
        },
      },
    ]);
  });

  it('is read to its last page', async () => {
    const aws = await startWorld();
    const paged = client();
    // So that nine rows of Fargate take three pages.
    paged.middlewareStack.add(
      (next) => (args) => next({ ...args, input: { ...args.input, MaxResults: 3 } as typeof args.input }),
      { step: 'initialize' },
    );
    expect(await priceList(paged).read('eu-central-1', NEVER)).toEqual(known(EUROPE));
    expect(callsOf(aws, OPERATION)).toHaveLength(3);
  });

  it('ends where the token is empty', async () => {
    const aws = await startWorld();
    const ending = client();
    alterOutput(ending, (output) => {
      output.NextToken = '';
    });
    expect(await priceList(ending).read('eu-central-1', NEVER)).toEqual(known(EUROPE));
    expect(callsOf(aws, OPERATION)).toHaveLength(1);
  });
});

describe('a Price List that is odd', () => {
  const GB = 'EUC1-Fargate-GB-Hours';

  it.each<[string, (item: string) => string]>([
    ['is no JSON', () => '<<< {"this": is no JSON'],
    ['is no object', () => 'null'],
    ['has no terms', (item) => item.replace('"terms"', '"words"')],
    ['has no on-demand terms', (item) => item.replace('"OnDemand"', '"Reserved"')],
    ['has no region', (item) => item.replace('"regionCode"', '"region"')],
    ['is of another region', (item) => item.replace('"regionCode":"eu-central-1"', '"regionCode":"eu-central-2"')],
    ['is in seconds', (item) => item.replace('"unit":"hours"', '"unit":"seconds"')],
    ['is in vCPU', (item) => item.replace('"unit":"hours"', '"unit":"vCPU-Hours"')],
    ['is in another currency', (item) => item.replace('"USD":', '"CNY":')],
    ['costs nothing', (item) => item.replace('"USD":"0.0051100000"', '"USD":"0.0000000000"')],
    ['costs less than nothing', (item) => item.replace('"USD":"0.0051100000"', '"USD":"-0.0051100000"')],
    ['costs a word', (item) => item.replace('"USD":"0.0051100000"', '"USD":"Infinity"')],
    ['has a number for a text', (item) => item.replace('"0.0051100000"', '0.00511')],
    ['begins above 0', (item) => item.replace('"beginRange":"0"', '"beginRange":"1000"')],
    ['is of a part of a region', (item) => item.replace(GB, 'EUC1WL1-Fargate-GB-Hours')],
  ])('leaves out a platform of which a row %s', async (_title, change) => {
    expect(await readAltered('eu-central-1', only(GB, change))).toEqual(known(WITHOUT_X86));
  });

  it.each<[string, (item: string) => string]>([
    ['counts in the unit of its usage type', (item) => item.replace('"unit":"hours"', '"unit":"GB-Hours"')],
    ['has no prefix, as us-east-1 once had none', (item) => item.replace(GB, 'Fargate-GB-Hours')],
    ['has fields that nobody knows', (item) => item.replace('"unit"', '"unitOfMeasure":[1],"unit"')],
  ])('takes a row that %s', async (_title, change) => {
    expect(await readAltered('eu-central-1', only(GB, change))).toEqual(known(EUROPE));
  });

  it('takes the first of several steps', async () => {
    const stepped = (item: string) => {
      const row = JSON.parse(item);
      const [term] = Object.values<{ priceDimensions: Record<string, object> }>(row.terms.OnDemand);
      if (term === undefined) throw new Error('There is no term.');
      const [first] = Object.values(term.priceDimensions);
      term.priceDimensions.above = { ...first, beginRange: '1000', pricePerUnit: { USD: '0.0001000000' } };
      return JSON.stringify(row);
    };
    expect(await readAltered('eu-central-1', only(GB, stepped))).toEqual(known(EUROPE));
  });

  it('leaves out a rate that stands there with two prices, and takes one that stands there twice', async () => {
    const again = (change: (item: string) => string) => (items: readonly string[]) =>
      items.flatMap((item) => (item.includes(`"${GB}"`) ? [item, change(item)] : item));
    const dearer = again((item) => item.replace('"USD":"0.0051100000"', '"USD":"0.0061100000"'));
    expect(await readAltered('eu-central-1', dearer)).toEqual(known(WITHOUT_X86));
    expect(
      await readAltered(
        'eu-central-1',
        again((item) => item),
      ),
    ).toEqual(known(EUROPE));
  });

  it('has no date where its rows have none, and else the newest', async () => {
    const undated = (items: readonly string[]) => items.map((item) => item.replace('2026-11-20T18:04:12Z', 'soon'));
    expect(await readAltered('eu-central-1', undated)).toEqual({ kind: 'known', prices: EUROPE });
    const newer = only(GB, (item) => item.replace('2026-11-20T', '2026-11-22T'));
    expect(await readAltered('eu-central-1', newer)).toEqual({ ...known(EUROPE), asOf: '2026-11-22' });
  });

  it('has nothing to tell when all rows are gone', async () => {
    const detail = 'The Price List has no price of Fargate in eu-central-1';
    expect(await readAltered('eu-central-1', () => [])).toEqual({ kind: 'unavailable', detail });
  });

  it('has nothing to tell without a list', async () => {
    await startWorld();
    const empty = client();
    alterOutput(empty, (output) => {
      delete output.PriceList;
    });
    expect(await priceList(empty).read('eu-central-1', NEVER)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('a Price List that cannot be asked', () => {
  const read = (region = 'us-east-1') => priceList(client()).read(region, NEVER);

  it('has no region that AWS does not have', async () => {
    await startWorld();
    const detail = 'The Price List has no price of Fargate in eu-nowhere-1';
    expect(await read('eu-nowhere-1')).toEqual({ kind: 'unavailable', detail });
  });

  it('names the permission that is missing, and nobody who lacks it', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: OPERATION, fault: 'accessDenied' }]);
    const detail = 'The Price List may not be asked: pricing:GetProducts is not permitted';
    expect(await read()).toEqual({ kind: 'unavailable', detail });
  });

  it.each([
    ['throttle', 'ThrottlingException'],
    ['error500', 'InternalErrorException'],
    ['cut', 'ECONNRESET'],
    ['garbage', 'SyntaxError'],
  ] as const)('says in a word what is wrong: %s', async (fault, word) => {
    const aws = await startWorld();
    aws.addFaults([{ operation: OPERATION, fault, count: 2 }]);
    const detail = `The Price List cannot be asked (${word})`;
    expect(await read()).toEqual({ kind: 'unavailable', detail });
  });

  it('is asked a second time, and no third', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: OPERATION, fault: 'error500' }]);
    expect(await read()).toMatchObject({ kind: 'known' });
    aws.addFaults([{ operation: OPERATION, fault: 'error500', count: 9 }]);
    expect(await read()).toMatchObject({ kind: 'unavailable' });
    expect(callsOf(aws, OPERATION)).toHaveLength(4);
  });

  it('is unavailable as a whole when a later page fails', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: OPERATION, skip: 1, fault: 'accessDenied' }]);
    const paged = client();
    alterOutput(paged, (output) => {
      output.NextToken = Buffer.from('from:5').toString('base64');
    });
    expect(await priceList(paged).read('us-east-1', NEVER)).toMatchObject({ kind: 'unavailable' });
  });

  it('says when nobody listens', async () => {
    const aws = await startWorld();
    await aws.close();
    expect(await read()).toEqual({ kind: 'unavailable', detail: 'The Price List cannot be asked (ECONNREFUSED)' });
  });

  it('throws the reason of the signal that aborts', async () => {
    const aws = await startWorld();
    const controller = new AbortController();
    aws.addFaults([{ operation: OPERATION, fault: 'delay', delayMilliseconds: 60_000 }]);
    const reading = rejection(priceList(client()).read('us-east-1', controller.signal));
    controller.abort(new Error('out of time'));
    expect((await reading).message).toBe('out of time');
    const again = rejection(priceList(client()).read('us-east-1', controller.signal));
    expect((await again).message).toBe('out of time');
  });
});

describe('the endpoint of the Price List', () => {
  it.each([
    ['us-east-1', 'us-east-1'],
    ['us-west-2', 'us-east-1'],
    ['sa-east-1', 'us-east-1'],
    ['eu-west-1', 'eu-central-1'],
    ['eu-central-1', 'eu-central-1'],
    ['ap-northeast-1', 'ap-south-1'],
    ['ap-south-1', 'ap-south-1'],
    ['af-south-1', 'us-east-1'],
    ['', 'us-east-1'],
    [undefined, 'us-east-1'],
  ])('for a recommender in %s is in %s', (region, endpoint) => {
    expect(priceListRegion(region)).toBe(endpoint);
  });
});
