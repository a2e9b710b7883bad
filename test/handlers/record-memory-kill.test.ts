import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { handler } from '../../handlers/record-memory-kill.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { essentialKill, sidecarKill, taskStateChange } from './task-state-change.ts';

const now = new Date('2026-11-22T06:00:00Z');
let printed: string[];

beforeEach(() => {
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});

afterEach(() => vi.restoreAllMocks());

const context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'rightsizer-production-record-memory-kill',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:rightsizer-production-record-memory-kill',
  memoryLimitInMB: '128',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  logGroupName: '/aws/lambda/rightsizer-production-record-memory-kill',
  logStreamName: '2026/11/22/[$LATEST]abc',
  getRemainingTimeInMillis: () => 10_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

const invoke = (event: unknown) => handler(event, context);

/** Maximum without a unit, every five minutes of the day so far, as the recommender asks. */
async function maxima(aws: LocalAws, name: string, dimensions: Readonly<Record<string, string>>) {
  const credentials = { accessKeyId: aws.environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'local' };
  const client = new CloudWatchClient({ endpoint: aws.url, region: 'us-east-1', credentials });
  const query: MetricDataQuery = {
    Id: 'm1',
    MetricStat: {
      Metric: {
        Namespace: 'FargateRightsizer',
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 300,
      Stat: 'Maximum',
    },
  };
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({ MetricDataQueries: [query], StartTime: new Date('2026-11-22T00:00:00Z'), EndTime: now }),
  );
  client.destroy();
  const [result] = MetricDataResults;
  return (result?.Timestamps ?? []).map((time, index) => [time.toISOString(), result?.Values?.[index]]);
}

/** The values of the dimensions that the recommender asks with. */
const dimensionsOf = (ContainerName: string) => ({
  ClusterName: 'connector-production-connect',
  ServiceName: 'kafka-connect',
  ContainerName,
});

describe('record-memory-kill', () => {
  it('prints a line of its own for each kill, and nothing else', async () => {
    expect(await invoke(essentialKill)).toEqual({ lines: 1 });
    expect(printed).toEqual([expect.stringMatching(/^\{"_aws":\{[^\n]+\}\n$/)]);
  });

  it('prints nothing for an event that tells of no kill', async () => {
    expect(await invoke(taskStateChange({}))).toEqual({ lines: 0 });
    expect(printed).toEqual([]);
  });

  it('refuses any other event and prints nothing', async () => {
    await expect(invoke({ scheduledTime: '2026-11-22T06:00:00Z' })).rejects.toThrow(/^The event is neither /);
    expect(printed).toEqual([]);
  });

  it('makes kills and the heartbeat readable through GetMetricData, where a second delivery changes nothing', async () => {
    const aws = await startLocalAws({ scenario: { ...connectorScenario, services: [] }, now: () => now });
    const read = async () => ({
      connect: await maxima(aws, 'KilledAtMemoryMiB', dimensionsOf('connect')),
      instantclient: await maxima(aws, 'KilledAtMemoryMiB', dimensionsOf('instantclient')),
      heartbeat: await maxima(aws, 'MemoryKillRecorder', {}),
    });
    try {
      for (const event of [essentialKill, sidecarKill, { heartbeat: '2026-11-22T05:00:00Z' }]) await invoke(event);
      aws.ingestEmbeddedMetrics(printed.join(''));
      const once = await read();
      expect(once).toEqual({
        connect: [['2026-11-22T03:10:00.000Z', 4096]],
        instantclient: [['2026-11-22T03:10:00.000Z', 2048]],
        heartbeat: [['2026-11-22T05:00:00.000Z', 1]],
      });
      const [first = '', ...rest] = printed.splice(0);
      await invoke(essentialKill);
      expect(printed).toEqual([first]);
      aws.ingestEmbeddedMetrics([...printed, ...rest].join(''));
      expect(await read()).toEqual(once);
    } finally {
      await aws.close();
    }
  });
});
