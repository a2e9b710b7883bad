import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
} from '@aws-sdk/client-cost-explorer';
import { expect, it } from 'vitest';
import type { Scenario } from '../../local/scenario.ts';
import type { LocalAws } from '../../local/server.ts';
import { refusal, scenario, serve, service } from './embedded-aws.ts';

function ask(server: LocalAws, input: Partial<GetCostAndUsageCommandInput> = {}) {
  const client = new CostExplorerClient({
    endpoint: server.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: server.environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'any' },
  });
  return client.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: '2026-11-19', End: '2026-11-21' },
      Granularity: 'DAILY',
      Metrics: ['UnblendedCost', 'UsageQuantity'],
      Filter: { Dimensions: { Key: 'SERVICE', Values: ['Amazon Elastic Container Service'] } },
      ...input,
    }),
  );
}

function billed(fields: Partial<Scenario> = {}): Promise<LocalAws> {
  return serve({ scenario: scenario({ costAllocationTagsFrom: '2026-01-01T00:00:00Z', ...fields }) });
}

const byType = { Type: 'DIMENSION', Key: 'USAGE_TYPE' } as const;
const byCluster = { Type: 'TAG', Key: 'aws:ecs:clusterName' } as const;

it('bills a task by its size: 24 vCPU-hours and 48 GB-hours a day', async () => {
  const { ResultsByTime } = await ask(await billed(), { GroupBy: [byType] });
  expect(ResultsByTime?.[0]).toEqual({
    TimePeriod: { Start: '2026-11-19', End: '2026-11-20' },
    Total: {},
    Estimated: true,
    Groups: [
      {
        Keys: ['USE1-Fargate-vCPU-Hours:perCPU'],
        // 24 × 0.04048.
        Metrics: {
          UnblendedCost: { Amount: '0.9715200000', Unit: 'USD' },
          UsageQuantity: { Amount: '24.000000', Unit: 'vCPU-Hours' },
        },
      },
      {
        Keys: ['USE1-Fargate-GB-Hours'],
        // 48 × 0.004445.
        Metrics: {
          UnblendedCost: { Amount: '0.2133600000', Unit: 'USD' },
          UsageQuantity: { Amount: '48.000000', Unit: 'GB-Hours' },
        },
      },
    ],
  });
});

it('adds up what is in a group, quantities too, in no unit', async () => {
  const { ResultsByTime } = await ask(await billed(), { GroupBy: [byCluster] });
  const [group] = ResultsByTime?.[1]?.Groups ?? [];
  expect(group).toEqual({
    Keys: ['aws:ecs:clusterName$blue'],
    Metrics: {
      UnblendedCost: { Amount: '1.1848800000', Unit: 'USD' },
      UsageQuantity: { Amount: '72.000000', Unit: 'N/A' },
    },
  });
});

it('bills what the scenario says that a region costs', async () => {
  const [x86, arm] = [1, 2].map((usd) => ({ perVcpuUsd: usd, perGbUsd: usd / 10 }));
  if (x86 === undefined || arm === undefined) throw new Error('no price');
  const prices = [{ region: 'eu-north-1', prefix: 'EUN1', x86, arm, storagePerGbUsd: 0 }];
  const services = [service({ region: 'eu-north-1', architecture: 'ARM64' })];
  const { ResultsByTime } = await ask(await billed({ services, prices }), { GroupBy: [byType] });
  // 24 vCPU-hours at 2 USD, 48 GB-hours at 0.2.
  expect(ResultsByTime?.[0]?.Groups?.map(({ Keys, Metrics }) => [Keys?.[0], Metrics?.UnblendedCost?.Amount])).toEqual([
    ['EUN1-Fargate-ARM-vCPU-Hours:perCPU', '48.0000000000'],
    ['EUN1-Fargate-ARM-GB-Hours', '9.6000000000'],
  ]);
});

it('follows the size history: a deployment at six in the morning halves three quarters of the day', async () => {
  const halved = service({
    taskCpu: '512',
    taskMemory: '1024',
    sizeBefore: { taskCpu: '1024', taskMemory: '2048' },
    deployments: [
      {
        startedAt: '2026-11-20T06:00:00Z',
        finishedAt: '2026-11-20T06:00:00Z',
        status: 'SUCCESSFUL',
        taskCpu: '512',
        taskMemory: '1024',
      },
    ],
  });
  const { ResultsByTime } = await ask(await billed({ services: [halved] }), { GroupBy: [byType] });
  const hours = ResultsByTime?.map(({ Groups }) => Groups?.[0]?.Metrics?.UsageQuantity?.Amount);
  // 6 hours of 1 vCPU and 18 of a half.
  expect(hours).toEqual(['24.000000', '15.000000']);
});

it('bills every task, of no service on EC2 and none that has not run', async () => {
  const services = [
    service({ runningCount: 3 }),
    service({ service: 'on-instances', launch: 'EC2' }),
    service({ service: 'young', metricsFrom: '2026-11-20T00:00:00Z' }),
    service({ service: 'elsewhere', account: '210987654321' }),
  ];
  const { ResultsByTime } = await ask(await billed({ services }), {
    GroupBy: [{ Type: 'TAG', Key: 'aws:ecs:serviceName' }],
    Filter: { Dimensions: { Key: 'USAGE_TYPE', Values: ['USE1-Fargate-vCPU-Hours:perCPU'] } },
  });
  const days = ResultsByTime?.map(({ Groups = [] }) =>
    Groups.map(({ Keys, Metrics }) => [Keys?.[0], Metrics?.UsageQuantity?.Amount]),
  );
  expect(days).toEqual([
    [['aws:ecs:serviceName$api', '72.000000']],
    [
      ['aws:ecs:serviceName$api', '72.000000'],
      ['aws:ecs:serviceName$young', '24.000000'],
    ],
  ]);
});

it('names regions without a price by themselves, and knows no tags before they are activated', async () => {
  const server = await serve({
    scenario: scenario({
      services: [service({ region: 'eu-north-1', architecture: 'ARM64' })],
      costAllocationTagsFrom: '2026-11-20T00:00:00Z',
    }),
  });
  const { ResultsByTime } = await ask(server, { GroupBy: [byCluster, byType] });
  expect(ResultsByTime?.map(({ Groups }) => Groups?.[0]?.Keys)).toEqual([
    ['aws:ecs:clusterName$', 'eu-north-1-Fargate-ARM-vCPU-Hours:perCPU'],
    ['aws:ecs:clusterName$blue', 'eu-north-1-Fargate-ARM-vCPU-Hours:perCPU'],
  ]);
});

it('filters with And and Not', async () => {
  const server = await billed({ services: [service(), service({ service: 'web' }), service({ service: 'batch' })] });
  const named = (name: string) => ({ Tags: { Key: 'aws:ecs:serviceName', Values: [name] } });
  const { ResultsByTime } = await ask(server, {
    GroupBy: [{ Type: 'TAG', Key: 'aws:ecs:serviceName' }],
    Filter: {
      And: [
        { Tags: { Key: 'aws:ecs:serviceName', Values: ['api', 'web'] } },
        { Not: named('web') },
        { Dimensions: { Key: 'REGION', Values: ['us-east-1'] } },
      ],
    },
  });
  expect(ResultsByTime?.[0]?.Groups?.map(({ Keys }) => Keys)).toEqual([['aws:ecs:serviceName$api']]);
});

it('gives pages', async () => {
  const services = Array.from({ length: 51 }, (_, index) => service({ cluster: `cluster-${index}` }));
  const server = await billed({ services });
  const first = await ask(server, { GroupBy: [byCluster] });
  const second = await ask(server, { GroupBy: [byCluster], NextPageToken: first.NextPageToken });
  const count = ({ ResultsByTime = [] }: typeof first) =>
    ResultsByTime.reduce((sum, { Groups = [] }) => sum + Groups.length, 0);
  // 51 clusters on two days are 102 groups, and a page has 100.
  expect([count(first), count(second), second.NextPageToken]).toEqual([100, 2, undefined]);
});

const byThree = [byCluster, byType, { Type: 'DIMENSION', Key: 'REGION' }] as const;
const tag = { Key: 'a', Values: ['b'] };

it.each<[string, string, Partial<GetCostAndUsageCommandInput>]>([
  ['an end that is not after the start', 'before end date', { TimePeriod: { Start: '2026-11-19', End: '2026-11-19' } }],
  ['a date of another form', 'yyyy-MM-dd', { TimePeriod: { Start: '19.11.2026', End: '2026-11-20' } }],
  ['no end', 'end', { TimePeriod: { Start: '2026-11-19', End: undefined } }],
  ['three groups', 'at most 2', { GroupBy: [...byThree] }],
  ['a dimension that is not here', 'AZ', { GroupBy: [{ Type: 'DIMENSION', Key: 'AZ' }] }],
  ['months', 'DAILY', { Granularity: 'MONTHLY' }],
  ['a filter with two roots', 'one root', { Filter: { Tags: tag, Not: { Tags: tag } } }],
  ['a filter of another kind', 'Or', { Filter: { Or: [{ Tags: tag }] } }],
])('refuses %s', async (_, words, input) => {
  expect(await refusal(ask(await billed(), input))).toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(words),
  });
});

it('refuses a token that it did not give', async () => {
  const { name } = await refusal(ask(await billed(), { NextPageToken: 'mine' }));
  expect(name).toBe('ValidationException');
});
