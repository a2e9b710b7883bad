import { describe, expect, it } from 'vitest';
import { Clients } from '../../aws/clients.ts';
import { costExplorer, type Grouping, groupingOf } from '../../aws/cost-explorer.ts';
import type { CostAnswer, CostQuestion } from '../../core/money/costs.ts';
import type { LocalAws } from '../../local/server.ts';
import { alterOutput, callsOf, NEVER, service, startWorld } from './world.ts';

const TAGGED = '2026-01-01T00:00:00Z';

function client() {
  return new Clients('eu-central-1').costExplorer();
}

const API = { cluster: 'blue', service: 'api' };

/** Three full days and the half of today. */
function question(fields: Partial<CostQuestion> = {}): CostQuestion {
  return { services: [API], from: '2026-11-19', until: '2026-11-23', ...fields };
}

function read(fields: Partial<CostQuestion> = {}, from = client()): Promise<CostAnswer> {
  return costExplorer(from).read(question(fields), NEVER);
}

async function known(fields: Partial<CostQuestion> = {}) {
  const answer = await read(fields);
  if (answer.kind !== 'known') throw new Error(answer.detail);
  return answer.byService;
}

const requests = (aws: LocalAws) => callsOf(aws, 'ce.GetCostAndUsage').length;

describe('groupingOf', () => {
  const [blueApi, blueWeb, greenApi, greenWeb] = ['blue/api', 'blue/web', 'green/api', 'green/web'].map((key) => {
    const [cluster = '', name = ''] = key.split('/');
    return { cluster, service: name };
  });

  it.each<[Grouping, string, readonly (typeof API | undefined)[]]>([
    ['cluster', 'one service', [blueApi]],
    ['cluster', 'one name in several clusters', [blueApi, greenApi]],
    ['service', 'several names in one cluster', [blueApi, blueWeb]],
    // The filter lets green/api pass as well, which is nobody's.
    ['both', 'several names in several clusters, though each has its own', [blueApi, greenWeb]],
    ['both', 'all of them', [blueApi, blueWeb, greenApi, greenWeb]],
  ])('groups by %s: %s', (expected, _, services) => {
    expect(groupingOf(services.flatMap((each) => each ?? []))).toBe(expected);
  });
});

describe('the bill', () => {
  it('reads what a service cost and used on each day, with one request to us-east-1', async () => {
    const aws = await startWorld({ costAllocationTagsFrom: TAGGED });
    const daily = (await known()).get('blue/api');
    // One task of 1 vCPU and 2 GB: 24 × 0.04048 + 48 × 0.004445 = 1.18488 USD a day.
    expect(daily?.map(({ day }) => day)).toEqual(['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22']);
    expect(daily?.[0]?.usd).toBeCloseTo(1.18488, 6);
    expect(daily?.[0]?.vcpuHours).toBeCloseTo(24, 4);
    expect(daily?.[0]?.gbHours).toBeCloseTo(48, 4);
    // At noon half of the day is billed.
    expect(daily?.[3]?.usd).toBeCloseTo(0.59244, 6);
    expect(requests(aws)).toBe(1);
    expect(callsOf(aws, 'ce.GetCostAndUsage')[0]?.region).toBe('us-east-1');
  });

  it('tells clusters apart, and counts ARM and Spot as vCPU-hours and GB-hours', async () => {
    const green = service({ cluster: 'green', architecture: 'ARM64', launch: 'FARGATE_SPOT strategy' });
    await startWorld({ costAllocationTagsFrom: TAGGED, services: [service(), green] });
    const byService = await known({ services: [API, { cluster: 'green', service: 'api' }] });
    const day = byService.get('green/api')?.[0];
    // 0.3 × (24 × 0.03238 + 48 × 0.00356) = 0.3 × 0.948 = 0.2844 USD.
    expect(day?.usd).toBeCloseTo(0.2844, 6);
    expect([day?.vcpuHours, day?.gbHours].map((hours) => Math.round(Number(hours) * 100))).toEqual([2400, 4800]);
    expect(byService.get('blue/api')?.[0]?.usd).toBeCloseTo(1.18488, 6);
  });

  it('tells services of one cluster apart, and leaves out those that nobody asked for', async () => {
    const services = [service(), service({ service: 'web', taskCpu: '2048' }), service({ service: 'batch' })];
    await startWorld({ costAllocationTagsFrom: TAGGED, services });
    const byService = await known({ services: [API, { cluster: 'blue', service: 'web' }] });
    expect([...byService.keys()].sort()).toEqual(['blue/api', 'blue/web']);
    expect(byService.get('blue/web')?.[0]?.vcpuHours).toBeCloseTo(48, 4);
  });

  it('knows cost alone, where only both names tell services apart', async () => {
    const services = ['blue', 'green'].flatMap((cluster) =>
      ['api', 'web'].map((name) => service({ cluster, service: name })),
    );
    await startWorld({ costAllocationTagsFrom: TAGGED, services });
    const byService = await known({ services: [API, { cluster: 'green', service: 'web' }] });
    expect([...byService.keys()].sort()).toEqual(['blue/api', 'green/web']);
    const day = byService.get('blue/api')?.[0];
    expect(day?.usd).toBeCloseTo(1.18488, 6);
    expect(Object.keys(day ?? {})).toEqual(['day', 'usd']);
  });

  it('leaves other regions out, where all regions are known', async () => {
    const services = [service(), service({ region: 'eu-central-1' })];
    await startWorld({ costAllocationTagsFrom: TAGGED, services });
    const both = (await known()).get('blue/api')?.[0]?.vcpuHours;
    const one = (await known({ services: [{ ...API, region: 'us-east-1' }] })).get('blue/api')?.[0]?.vcpuHours;
    expect([both, one].map((hours) => Math.round(Number(hours)))).toEqual([48, 24]);
  });

  it('follows the pages, and adds up a day that is on two', async () => {
    // 28 days × 2 clusters × 2 usage types are 112 groups, and a page has 100.
    const services = [service(), service({ cluster: 'green' })];
    const aws = await startWorld({ costAllocationTagsFrom: TAGGED, services });
    const asked = [API, { cluster: 'green', service: 'api' }];
    const byService = await known({ services: asked, from: '2026-10-25', until: '2026-11-22' });
    expect(requests(aws)).toBe(2);
    for (const daily of byService.values()) {
      expect(daily).toHaveLength(28);
      expect(daily.every(({ usd }) => Math.abs(usd - 1.18488) < 1e-6)).toBe(true);
    }
  });

  it('gives up on a bill that has no end, after five pages', async () => {
    const aws = await startWorld({ costAllocationTagsFrom: TAGGED });
    const endless = client();
    let page = 1;
    alterOutput(endless, (output) => {
      output.NextPageToken = Buffer.from(`from:${page}`).toString('base64');
      page += 1;
    });
    expect(await read({}, endless)).toEqual({
      kind: 'unavailable',
      because: 'Failed',
      detail: 'The bill has more than 5 pages.',
    });
    expect(requests(aws)).toBe(5);
  });

  it('says what to switch on, where no cost has a tag', async () => {
    await startWorld();
    expect(await read()).toMatchObject({
      kind: 'unavailable',
      because: 'TagsInactive',
      detail: expect.stringMatching(
        /enableECSManagedTags.*aws:ecs:clusterName|aws:ecs:clusterName.*enableECSManagedTags/,
      ),
    });
  });

  it('knows days from the activation of the tags on', async () => {
    await startWorld({ costAllocationTagsFrom: '2026-11-21T00:00:00Z' });
    expect((await known()).get('blue/api')?.map(({ day }) => day)).toEqual(['2026-11-21', '2026-11-22']);
  });

  it('says what is missing, where it may not ask', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: 'ce.GetCostAndUsage', fault: 'accessDenied' }]);
    expect(await read()).toMatchObject({
      because: 'NotPermitted',
      detail: expect.stringContaining('ce:GetCostAndUsage'),
    });
  });

  it.each(['throttle', 'error500', 'cut', 'garbage'] as const)('has no answer after %s', async (fault) => {
    const aws = await startWorld({ costAllocationTagsFrom: TAGGED });
    aws.addFaults([{ operation: 'ce.GetCostAndUsage', fault, count: 9 }]);
    expect(await read()).toMatchObject({
      kind: 'unavailable',
      because: 'Failed',
      detail: expect.stringContaining('CostExplorer GetCostAndUsage of 1 services: '),
    });
    expect(requests(aws)).toBeLessThanOrEqual(2);
  });

  it('says what is wrong with the question, as Cost Explorer does', async () => {
    await startWorld();
    expect(await read({ until: '2026-11-19' })).toMatchObject({
      because: 'Failed',
      detail: expect.stringContaining('ValidationException: Start date'),
    });
  });

  it('throws the reason of an abort', async () => {
    await startWorld();
    const signal = AbortSignal.abort(new Error('no time'));
    const costs = costExplorer(client());
    await expect(costs.read(question(), signal)).rejects.toThrow('no time');
  });
});

interface Amount {
  Amount?: string;
  Unit?: string | undefined;
}

/** A client that sees a bill with altered amounts. */
function altered(alter: (metrics: Record<string, Amount>, keys: readonly string[]) => void) {
  const own = client();
  alterOutput(own, (output) => {
    const days = output.ResultsByTime as { Groups: { Keys: string[]; Metrics: Record<string, Amount> }[] }[];
    for (const { Groups } of days) for (const { Keys, Metrics } of Groups) alter(Metrics, Keys);
  });
  return own;
}

describe('an odd bill', () => {
  it('in another currency is no answer', async () => {
    await startWorld({ costAllocationTagsFrom: TAGGED });
    const yuan = altered(({ UnblendedCost }) => Object.assign(UnblendedCost ?? {}, { Unit: 'CNY' }));
    expect(await read({}, yuan)).toEqual({
      kind: 'unavailable',
      because: 'Failed',
      detail: 'The bill is in CNY, not in USD.',
    });
  });

  it.each([
    ['with an amount that is no number', { Amount: 'much' }, 'The bill has an amount that is no number.'],
    ['without a currency', { Unit: undefined }, 'The bill is in no currency, not in USD.'],
  ])('%s is no answer', async (_, cost, detail) => {
    await startWorld({ costAllocationTagsFrom: TAGGED });
    const odd = altered(({ UnblendedCost }) => Object.assign(UnblendedCost ?? {}, cost));
    expect(await read({}, odd)).toMatchObject({ because: 'Failed', detail });
  });

  it('takes zero in any unit, as a day without cost has it', async () => {
    await startWorld({ costAllocationTagsFrom: TAGGED });
    const zero = altered(({ UnblendedCost }) => Object.assign(UnblendedCost ?? {}, { Amount: '0', Unit: 'N/A' }));
    const answer = await read({}, zero);
    expect(answer.kind === 'known' && answer.byService.get('blue/api')?.map(({ usd }) => usd)).toEqual([0, 0, 0, 0]);
  });

  it('leaves hours out whose unit is another, and keeps the others', async () => {
    await startWorld({ costAllocationTagsFrom: TAGGED });
    const odd = altered(({ UsageQuantity }, keys) => {
      if (keys.some((key) => key.endsWith('GB-Hours'))) Object.assign(UsageQuantity ?? {}, { Unit: 'N/A' });
    });
    const answer = await read({}, odd);
    const day = answer.kind === 'known' ? answer.byService.get('blue/api')?.[0] : undefined;
    expect(Object.keys(day ?? {})).toEqual(['day', 'usd', 'vcpuHours']);
    expect(day?.usd).toBeCloseTo(1.18488, 6);
  });

  it('counts other usage types as cost alone, ephemeral storage among them', async () => {
    await startWorld({ costAllocationTagsFrom: TAGGED });
    const storage = client();
    alterOutput(storage, (output) => {
      const days = output.ResultsByTime as { Groups: object[] }[];
      for (const { Groups } of days) {
        Groups.push({
          Keys: ['aws:ecs:clusterName$blue', 'USE1-Fargate-EphemeralStorage-GB-Hours'],
          Metrics: {
            UnblendedCost: { Amount: '0.1', Unit: 'USD' },
            UsageQuantity: { Amount: '900', Unit: 'GB-Hours' },
          },
        });
      }
    });
    const answer = await read({}, storage);
    const day = answer.kind === 'known' ? answer.byService.get('blue/api')?.[0] : undefined;
    expect(day?.usd).toBeCloseTo(1.28488, 6);
    expect(day?.gbHours).toBeCloseTo(48, 4);
  });
});

it('asks for nothing but what the bill may tell: the filter names service, tags and what is given back', async () => {
  const aws = await startWorld({ costAllocationTagsFrom: TAGGED });
  await read();
  expect(callsOf(aws, 'ce.GetCostAndUsage').map(({ input }) => input)).toEqual([
    {
      TimePeriod: { Start: '2026-11-19', End: '2026-11-23' },
      Granularity: 'DAILY',
      Metrics: ['UnblendedCost', 'UsageQuantity'],
      GroupBy: [
        { Type: 'TAG', Key: 'aws:ecs:clusterName' },
        { Type: 'DIMENSION', Key: 'USAGE_TYPE' },
      ],
      Filter: {
        And: [
          { Dimensions: { Key: 'SERVICE', Values: ['Amazon Elastic Container Service'] } },
          { Tags: { Key: 'aws:ecs:clusterName', Values: ['blue'] } },
          { Tags: { Key: 'aws:ecs:serviceName', Values: ['api'] } },
          { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit', 'Refund'] } } },
        ],
      },
    },
  ]);
});
