import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import type { ScenarioContainer } from '../../local/scenario.ts';
import type { LocalAws } from '../../local/server.ts';
import { averageInMinute, maximumInMinute } from '../../local/workload/workload-value.ts';
import { cloudWatch, lastHours, type QueryOptions, query, serve } from './embedded-aws.ts';

const minuteOf = (iso: string) => Date.parse(iso) / 60_000;

async function fourWeeks(server: LocalAws, options: QueryOptions): Promise<readonly number[]> {
  const answer = await cloudWatch(server).send(new GetMetricDataCommand(lastHours(28 * 24, [query(options)])));
  return answer.MetricDataResults?.[0]?.Values ?? [];
}

function ofStage(stage: string, container?: string): QueryOptions {
  const dimensions = { ClusterName: `connector-${stage}-connect`, ServiceName: 'kafka-connect' };
  return { dimensions: container === undefined ? dimensions : { ...dimensions, ContainerName: container } };
}

describe('a workload', () => {
  const office = { base: 100, dailyAmplitude: 80, peakHour: 13, weekendFactor: 0.25 };

  it.each([
    ['2026-11-18T13:00:00Z', 180, 'the peak of a Wednesday: 100 + 80'],
    ['2026-11-18T01:00:00Z', 100, 'twelve hours away: the base'],
    ['2026-11-18T19:00:00Z', 120, 'six hours away: half a cosine, squared, is a quarter: 100 + 80 / 4'],
    ['2026-11-22T13:00:00Z', 120, 'the peak of a Sunday: 100 + 80 x 0.25'],
  ])('uses at %s %d units (%s)', (at, expected) => {
    expect(averageInMinute(office, 1, minuteOf(at))).toBeCloseTo(expected, 9);
  });

  it('runs its weekly batch on its day, from its hour on, for its minutes', () => {
    const batch = { base: 10, weeklyBatch: { weekday: 0, hour: 2, minutes: 90, amount: 500 } };
    const at = (iso: string) => averageInMinute(batch, 1, minuteOf(iso));
    expect([at('2026-11-22T01:59:00Z'), at('2026-11-22T02:00:00Z')]).toEqual([10, 510]);
    expect([at('2026-11-22T03:29:00Z'), at('2026-11-22T03:30:00Z')]).toEqual([510, 10]);
    expect(at('2026-11-23T02:00:00Z')).toBe(10);
  });

  it('keeps noise within its share and bursts at or above the average', () => {
    const noisy = { base: 100, noiseShare: 0.2, burstShare: 0.5 };
    const values = Array.from({ length: 50_000 }, (_, minute) => averageInMinute(noisy, 7, minute));
    expect(Math.min(...values)).toBeGreaterThan(80);
    expect(Math.max(...values)).toBeLessThan(120);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(100, 0);
    const bursts = values.map((average, minute) => maximumInMinute(noisy, 7, minute, average) / average);
    expect(Math.min(...bursts)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...bursts)).toBeLessThanOrEqual(1.5);
  });

  it('has about as many spikes a day as it was told', () => {
    const spiky = { base: 0, spikes: { perDay: 6, minutes: 4, amount: 9 } };
    const busy = Array.from({ length: 100 * 1440 }, (_, minute) => averageInMinute(spiky, 3, minute)).filter(Boolean);
    expect(busy.length / 4 / 100).toBeGreaterThan(5);
    expect(busy.length / 4 / 100).toBeLessThan(7);
  });

  it('is the same on two servers with one seed, and another with another seed', async () => {
    const options = ofStage('production');
    const [one, two, other] = [
      await fourWeeks(await serve({ scenario: connectorScenario }), options),
      await fourWeeks(await serve({ scenario: connectorScenario }), options),
      await fourWeeks(await serve({ scenario: { ...connectorScenario, seed: 2 } }), options),
    ];
    expect(one).toHaveLength(8064);
    expect(two).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

describe('the connector', () => {
  const declared: Record<string, readonly [string, string, Partial<ScenarioContainer>, Partial<ScenarioContainer>]> = {
    production: ['2048', '6144', { cpu: 2048, memory: 4096 }, { memory: 2048 }],
    master: ['1024', '2048', { cpu: 512, memory: 1024 }, { memory: 512 }],
    val: ['256', '512', { cpu: 128, memory: 256 }, { memory: 128 }],
  };
  it.each(Object.entries(declared))('is declared in %s as its team guessed', (stage, expected) => {
    const [taskCpu, taskMemory, connect, instantclient] = expected;
    const found = connectorScenario.services.find(({ cluster }) => cluster === `connector-${stage}-connect`);
    expect(found).toMatchObject({ taskCpu, taskMemory, containers: [connect, instantclient] });
    expect(found?.containers[1]?.cpu).toBeUndefined();
    expect(found?.containers[0]?.environment?.KAFKA_HEAP_OPTS).toBe(stage === 'val' ? '-Xms64M -Xmx128M' : undefined);
  });

  it.each([
    ['production', 1050, 1250, 1750, 1980],
    ['master', 290, 350, 700, 800],
    ['val', 38, 60, 190, 210],
  ])('peaks in %s between %d and %d CPU units and holds %d to %d MiB', async (stage, from, to, least, most) => {
    const server = await serve({ scenario: connectorScenario });
    const container = { namespace: 'ECS/ContainerInsights', ...ofStage(stage, 'connect') };
    const cpu = await fourWeeks(server, { ...container, metric: 'ContainerCpuUtilized', stat: 'Maximum' });
    expect(Math.max(...cpu)).toBeGreaterThan(from);
    expect(Math.max(...cpu)).toBeLessThan(to);
    const memory = await fourWeeks(server, { ...container, metric: 'ContainerMemoryUtilized', stat: 'Maximum' });
    expect(Math.min(...memory)).toBeGreaterThan(least);
    expect(Math.max(...memory)).toBeLessThan(most);
  });
});
