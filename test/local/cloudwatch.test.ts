import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../local/server.ts';
import { cloudWatch, lastHours, noon, query, refusal, scenario, serve, service } from './embedded-aws.ts';

const day = 86_400_000;

async function ask(server: LocalAws, input: GetMetricDataCommandInput): Promise<MetricDataResult[]> {
  const answer = await cloudWatch(server).send(new GetMetricDataCommand(input));
  return answer.MetricDataResults ?? [];
}

async function askOne(server: LocalAws, input: GetMetricDataCommandInput): Promise<MetricDataResult> {
  const [first] = await ask(server, input);
  if (first === undefined) throw new Error('No result.');
  return first;
}

describe('GetMetricData', () => {
  it('gives the percentage of the task size at the beginning of each period, newest first by default', async () => {
    const server = await serve();
    const { ScanBy: _order, ...input } = lastHours(1);
    const result = await askOne(server, input);
    expect(result).toMatchObject({ Id: 'cpu', Label: 'CPUUtilization', StatusCode: 'Complete' });
    expect(result.Values).toEqual(Array.from({ length: 12 }, () => 25));
    expect(result.Timestamps?.at(0)).toEqual(new Date('2026-11-22T11:55:00Z'));
    expect(result.Timestamps?.at(-1)).toEqual(new Date('2026-11-22T11:00:00Z'));
  });

  it.each([
    ['Average', 25],
    ['Maximum', 25],
    ['Minimum', 25],
    ['Sum', 250],
    ['SampleCount', 10],
  ])('computes %s over two tasks and five minutes', async (stat, expected) => {
    const server = await serve({ scenario: scenario({ services: [service({ runningCount: 2 })] }) });
    const result = await askOne(server, lastHours(1, [query({ stat })]));
    expect(result.Values?.at(0)).toBe(expected);
  });

  it('keeps the order minimum, average, maximum where there is noise', async () => {
    const load = {
      cpuUnits: { base: 300, dailyAmplitude: 200, noiseShare: 0.2, spikes: { perDay: 12, minutes: 5, amount: 400 } },
      memoryMiB: { base: 900, noiseShare: 0.1 },
    };
    const containers = [{ name: 'app', image: 'app', load }];
    const server = await serve({ scenario: scenario({ services: [service({ containers })] }) });
    const queries = ['Minimum', 'Average', 'Maximum'].map((stat) => query({ id: stat.toLowerCase(), stat }));
    const [minimum, average, maximum] = (await ask(server, lastHours(48, queries))).map(({ Values }) => Values ?? []);
    average?.forEach((value, index) => {
      expect(value).toBeGreaterThan(minimum?.[index] ?? Number.NaN);
      expect(value).toBeLessThan(maximum?.[index] ?? Number.NaN);
    });
    expect(new Set(average).size).toBeGreaterThan(500);
  });

  it('gives containers in CPU units and MiB, only under enhanced insights', async () => {
    const queries = [
      query({ id: 'c', namespace: 'ECS/ContainerInsights', metric: 'ContainerCpuUtilized', container: 'app' }),
      query({ id: 'm', namespace: 'ECS/ContainerInsights', metric: 'ContainerMemoryUtilized', container: 'app' }),
    ];
    const results = await ask(await serve(), lastHours(1, queries));
    expect(results.map(({ Values }) => Values?.at(0))).toEqual([256, 1024]);
    const plain = await serve({ scenario: scenario({ services: [service({ containerInsights: 'enabled' })] }) });
    expect((await ask(plain, lastHours(1, queries))).map(({ Values }) => Values)).toEqual([[], []]);
  });

  it('gives what metric filters make of the performance log, by family, under any insights', async () => {
    const containerFilters = { namespace: 'Own' };
    const dimensions = { ClusterName: 'blue', TaskDefinitionFamily: 'shop', ContainerName: 'app' };
    const queries = ['CpuUtilized', 'MemoryUtilized'].map((metric, index) =>
      query({ id: `q${index}`, namespace: 'Own', metric, dimensions }),
    );
    const valuesOf = async (containerInsights: 'enabled' | 'disabled') => {
      const odd = { containerInsights, containerFilters, taskDefinitionFamily: 'shop' };
      const server = await serve({ scenario: scenario({ services: [service(odd)] }) });
      return (await ask(server, lastHours(1, queries))).map(({ Values }) => Values?.at(0));
    };
    expect(await valuesOf('enabled')).toEqual([256, 1024]);
    expect(await valuesOf('disabled')).toEqual([undefined, undefined]);
  });

  it('answers an unknown metric, a missing dimension and another unit with an empty, complete series', async () => {
    const wrongUnit = query({ id: 'unit' });
    if (wrongUnit.MetricStat) wrongUnit.MetricStat.Unit = 'Bytes';
    const queries = [
      query({ id: 'metric', metric: 'Nothing' }),
      query({ id: 'dimension', dimensions: { ClusterName: 'blue' } }),
      wrongUnit,
    ];
    const results = await ask(await serve(), lastHours(1, queries));
    expect(results.map(({ Values, StatusCode }) => [Values?.length, StatusCode])).toEqual([
      [0, 'Complete'],
      [0, 'Complete'],
      [0, 'Complete'],
    ]);
  });

  it('takes the start in, leaves the end out and knows nothing of the future', async () => {
    const input = { ...lastHours(1, [query({ period: 60 })]), EndTime: new Date(noon.getTime() + 3_600_000) };
    const result = await askOne(await serve(), input);
    expect(result.Timestamps?.length).toBe(60);
    expect(result.Timestamps?.at(-1)).toEqual(new Date('2026-11-22T11:59:00Z'));
    const half = { ...input, StartTime: new Date('2026-11-22T11:00:00Z'), EndTime: new Date('2026-11-22T11:30:00Z') };
    expect((await askOne(await serve(), half)).Timestamps?.at(-1)).toEqual(new Date('2026-11-22T11:29:00Z'));
  });

  it.each([
    [15, 60, 21_600],
    [15.1, 60, 0],
    [15.1, 300, 4_349],
    [63, 300, 18_144],
    [63.1, 300, 0],
    [63.1, 3600, 1_515],
  ])('gives for a start %d days ago and a period of %d s %d points', async (days, period, points) => {
    const input = lastHours(days * 24, [query({ period })]);
    const result = await askOne(await serve(), input);
    expect(result).toMatchObject({ StatusCode: 'Complete' });
    expect(result.Values?.length).toBe(points);
  });

  it('rounds the start down to the step of its age', async () => {
    const first = async (daysAgo: number, seconds: number, period: number) => {
      const StartTime = new Date(noon.getTime() - daysAgo * day + seconds * 1000);
      const EndTime = new Date(StartTime.getTime() + 7_200_000);
      const result = await askOne(await serve(), { ...lastHours(1, [query({ period })]), StartTime, EndTime });
      return result.Timestamps?.at(0)?.toISOString().slice(11);
    };
    expect(await first(1, 34 * 60 + 34, 60)).toBe('12:34:00.000Z');
    expect(await first(20, 34 * 60 + 34, 300)).toBe('12:30:00.000Z');
    expect(await first(70, 34 * 60 + 34, 3600)).toBe('12:00:00.000Z');
  });

  it('has no points while nothing runs', async () => {
    const points = async (overrides: Parameters<typeof service>[0]) =>
      (await askOne(await serve({ scenario: scenario({ services: [service(overrides)] }) }), lastHours(24))).Values
        ?.length;
    expect(await points({ runningCount: 0 })).toBe(0);
    expect(await points({ metricsFrom: '2026-11-22T11:00:00Z' })).toBe(12);
    expect(await points({ runningCount: 0, metricsUntil: '2026-11-22T00:00:00Z' })).toBe(144);
    expect(await points({ runningHours: { from: 7, until: 19 } })).toBe(144);
    expect(await points({ runningHours: { from: 22, until: 6 } })).toBe(96);
  });

  it('passes hand-made points on as they are, negative and infinite ones too', async () => {
    const points = [-5, Number.POSITIVE_INFINITY, Number.NaN, 140].map((average, index) => ({
      at: new Date(noon.getTime() - (4 - index) * 300_000).toISOString(),
      average,
      maximum: average,
    }));
    const rawUtilization = [{ metric: 'CPUUtilization' as const, points }];
    const server = await serve({ scenario: scenario({ services: [service({ rawUtilization })] }) });
    expect((await askOne(server, lastHours(1))).Values).toEqual([-5, Number.POSITIVE_INFINITY, Number.NaN, 140]);
  });

  it('never shows more CPU than the task has', async () => {
    const container = (name: string, base: number) => ({
      name,
      image: name,
      load: { cpuUnits: { base }, memoryMiB: { base: 10 } },
    });
    const server = await serve({
      scenario: scenario({ services: [service({ containers: [container('app', 1200), container('side', 400)] })] }),
    });
    const queries = [
      query({ stat: 'Maximum' }),
      query({ id: 'app', namespace: 'ECS/ContainerInsights', metric: 'ContainerCpuUtilized', container: 'app' }),
    ];
    const results = await ask(server, lastHours(1, queries));
    expect(results.map(({ Values }) => Values?.at(0))).toEqual([100, 768]);
  });
});

describe('the limits of GetMetricData', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => query({ id: `q${index}` }));
  const hour = lastHours(1);
  const cases: readonly (readonly [string, GetMetricDataCommandInput])[] = [
    ['more than 500 queries', lastHours(1, many(501))],
    ['no query at all', lastHours(1, [])],
    ['the same Id twice', lastHours(1, [query(), query()])],
    ['an Id that begins with a capital', lastHours(1, [query({ id: 'Cpu' })])],
    ['an Id with a dash', lastHours(1, [query({ id: 'c-1' })])],
    ['a start at the end', { ...hour, StartTime: noon }],
    ['a period of 90 seconds', lastHours(1, [query({ period: 90 })])],
    ['a statistic that is none', lastHours(1, [query({ stat: 'Mean' })])],
    ['more than 100,800 points a page', { ...hour, MaxDatapoints: 100_801 }],
    ['an order that is none', { ...hour, ScanBy: 'Sideways' as 'TimestampAscending' }],
    ['an expression', lastHours(1, [{ Id: 'e', Expression: 'SUM(METRICS())' }])],
  ];
  it.each(cases)('refuses %s', async (_title, input) => {
    const error = await refusal(ask(await serve(), input));
    expect(error).toMatchObject({ name: 'ValidationException', status: 400 });
  });

  it('names the error as the query protocol did, for clients of the older kind', async () => {
    const call = cloudWatch(await serve()).send(new GetMetricDataCommand({ ...hour, StartTime: noon }));
    await expect(call).rejects.toMatchObject({ Error: { Code: 'ValidationError', Type: 'Sender' } });
  });

  it('answers 500 queries', async () => {
    expect(await ask(await serve(), lastHours(1, many(500)))).toHaveLength(500);
  });
});

describe('paging', () => {
  async function pages(server: LocalAws, input: GetMetricDataCommandInput) {
    const client = cloudWatch(server);
    const all: { results: MetricDataResult[]; token: string | undefined }[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await client.send(new GetMetricDataCommand({ ...input, ...(NextToken ? { NextToken } : {}) }));
      NextToken = answer.NextToken;
      all.push({ results: answer.MetricDataResults ?? [], token: NextToken });
    } while (NextToken !== undefined);
    return all;
  }

  it('continues a series on the next page and says when it is complete', async () => {
    const input = { ...lastHours(1, [query({ id: 'a' }), query({ id: 'b' })]), MaxDatapoints: 10 };
    const seen = (await pages(await serve(), input)).map(({ results }) =>
      results.map(({ Id, Values, StatusCode }) => [Id, Values?.length, StatusCode]),
    );
    expect(seen).toEqual([
      [['a', 10, 'PartialData']],
      [
        ['a', 2, 'Complete'],
        ['b', 8, 'PartialData'],
      ],
      [['b', 4, 'Complete']],
    ]);
  });

  it('holds twelve and a half series of four weeks at 300 s on one page', async () => {
    const queries = Array.from({ length: 13 }, (_, index) => query({ id: `q${index}` }));
    const input = lastHours(28 * 24, queries);
    const seen = (await pages(await serve(), input)).map(({ results }) => results.map(({ Values }) => Values?.length));
    expect(seen).toEqual([[...Array.from({ length: 12 }, () => 8064), 4032], [4032]]);
  });

  it('puts pages together to what one page would hold, with the same tokens every time', async () => {
    const server = await serve();
    const input = { ...lastHours(6), ScanBy: 'TimestampDescending' as const };
    const small = await pages(server, { ...input, MaxDatapoints: 7 });
    const whole = await askOne(server, input);
    expect(small.flatMap(({ results }) => results[0]?.Timestamps ?? [])).toEqual(whole.Timestamps);
    expect((await pages(server, { ...input, MaxDatapoints: 7 })).map(({ token }) => token)).toEqual(
      small.map(({ token }) => token),
    );
  });

  it('refuses a token that belongs to another request', async () => {
    const server = await serve();
    const [first] = await pages(server, { ...lastHours(1), MaxDatapoints: 7 });
    const NextToken = first?.token ?? '';
    expect((await refusal(ask(server, { ...lastHours(2), NextToken }))).name).toBe('InvalidNextToken');
    expect((await refusal(ask(server, { ...lastHours(1), NextToken: 'x' }))).name).toBe('InvalidNextToken');
  });

  it('does not shift points when a minute passes between two pages', async () => {
    const server = await serve();
    const client = cloudWatch(server);
    const EndTime = new Date(noon.getTime() + 3_600_000);
    const input = { ...lastHours(1, [query({ period: 60 })]), EndTime, ScanBy: 'TimestampDescending' as const };
    const first = await client.send(new GetMetricDataCommand({ ...input, MaxDatapoints: 30 }));
    server.setNow(new Date(noon.getTime() + 60_000));
    const second = await client.send(new GetMetricDataCommand({ ...input, NextToken: first.NextToken }));
    const times = [first, second].flatMap((page) => page.MetricDataResults?.[0]?.Timestamps ?? []);
    expect(new Set(times.map(Number)).size).toBe(60);
    expect(times).toHaveLength(60);
  });
});

describe('embedded metrics', () => {
  const directive = {
    Namespace: 'Rightsizer',
    Dimensions: [['service'], ['service', 'stage'], ['absent']],
    Metrics: [{ Name: 'Changes', Unit: 'Count' }, { Name: 'Duration' }],
  };
  const fields = {
    _aws: { Timestamp: noon.getTime() - 600_000, CloudWatchMetrics: [directive] },
    service: 'connector',
    stage: 'val',
    Changes: [1, 2, 4],
    Duration: 17,
  };
  const lines = [
    'START RequestId: 1',
    JSON.stringify(fields),
    `2026-11-22T11:50:30.000Z\tid\tINFO\t${JSON.stringify({ ...fields, Changes: 8 })}`,
    '{"level":"INFO","message":"no metric"}',
    '{"CloudWatchMetrics": broken',
  ].join('\n');

  it('can be read back for every set of dimensions', async () => {
    const server = await serve();
    server.ingestEmbeddedMetrics(lines);
    const of = (id: string, metric: string, stat: string, dimensions: Record<string, string>) =>
      query({ id, metric, stat, namespace: 'Rightsizer', dimensions, period: 60 });
    const both = { stage: 'val', service: 'connector' };
    const results = await ask(
      server,
      lastHours(1, [
        of('a', 'Changes', 'Sum', { service: 'connector' }),
        of('b', 'Changes', 'SampleCount', both),
        of('c', 'Changes', 'Maximum', both),
        of('d', 'Duration', 'Average', both),
        of('e', 'Changes', 'Sum', { stage: 'val' }),
      ]),
    );
    expect(results.map(({ Values }) => Values)).toEqual([[15], [4], [8], [17], []]);
    expect(results[0]?.Timestamps).toEqual([new Date('2026-11-22T11:50:00Z')]);
  });
});
