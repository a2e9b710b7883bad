import { DescribeScalingPoliciesCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListServiceDeploymentsCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { demoScenarios, scenarioNames, scenarios } from '../../demo/scenarios/index.ts';
import type { ScenarioService } from '../../local/scenario.ts';
import type { LocalAws } from '../../local/server.ts';
import { autoScaling, cloudWatch, ecs, pointsOf, type QueryOptions, serve, valuesOf } from '../local/embedded-aws.ts';

const minutes = 60_000;
const day = 1440 * minutes;
const end = new Date('2026-11-23T06:00:00Z');
const fourWeeks = { from: '2026-10-26T05:50:00Z', until: '2026-11-23T05:50:00Z' };

interface Played {
  readonly server: LocalAws;
  readonly service: ScenarioService;
  /** Adds the dimensions of the service. */
  readonly of: (options?: QueryOptions) => QueryOptions;
}

/** The scenario's first service, at the end of its story. */
async function play(name: string): Promise<Played> {
  const scenario = scenarios[name];
  const service = scenario?.services[0];
  if (scenario === undefined || service === undefined) throw new Error(`No scenario ${name}.`);
  const server = await serve({ scenario, now: () => end });
  const dimensions = { ClusterName: service.cluster, ServiceName: service.service };
  const of = ({ container, ...options }: QueryOptions = {}): QueryOptions => ({
    dimensions: container === undefined ? dimensions : { ...dimensions, ContainerName: container },
    ...options,
  });
  return { server, service, of };
}

function usedBy(container: string, resource: 'Cpu' | 'Memory', stat: string): QueryOptions {
  return { namespace: 'ECS/ContainerInsights', metric: `Container${resource}Utilized`, container, stat };
}

const killedAt: QueryOptions = { namespace: 'FargateRightsizer', metric: 'KilledAtMemoryMiB', stat: 'Maximum' };
const peak = (values: Iterable<number>) => Math.max(...values);

describe('every scenario', () => {
  it('is one of those that the demo plays, the connector first', () => {
    expect(scenarioNames).toEqual([
      'connector',
      'resizes',
      'kills',
      'boot-spikes',
      'target-tracking',
      'scaled-api',
      'office-hours',
      'leak',
      'young',
      'gappy',
      'sidecar',
      'val-never-up',
      'cache-fills',
      'does-not-come-up',
    ]);
    expect(Object.keys(scenarios)).toEqual(scenarioNames);
  });

  it.each(scenarioNames)(
    '%s has a story, a configuration that is accepted, and services that it names',
    async (name) => {
      const demo = demoScenarios[name];
      expect(demo?.story).toMatch(/^[A-Z][^.]+\.$/);
      const { targets } = parseConfiguration(demo?.configuration);
      const configured = targets.map(({ cluster, ecsService }) => `${cluster}/${ecsService}`).sort();
      const there = demo?.scenario.services.map(({ cluster, service }) => `${cluster}/${service}`).sort();
      expect(configured).toEqual(there);
    },
  );

  it.each(scenarioNames)('%s runs a task definition that has the size of its last deployment', async (name) => {
    const { server, service } = await play(name);
    const client = ecs(server);
    const { cluster } = service;
    const command = new DescribeServicesCommand({ cluster, services: [service.service] });
    const [described] = (await client.send(command)).services ?? [];
    const definition = new DescribeTaskDefinitionCommand({ taskDefinition: described?.taskDefinition });
    const { cpu, memory } = (await client.send(definition)).taskDefinition ?? {};
    expect([cpu, memory]).toEqual([service.taskCpu, service.taskMemory]);
    const listed = await client.send(new ListServiceDeploymentsCommand({ cluster, service: service.service }));
    const serviceRevisionArns = (listed.serviceDeployments ?? []).flatMap(
      (each) => each.targetServiceRevisionArn ?? [],
    );
    expect(serviceRevisionArns).toHaveLength(service.deployments?.length ?? 0);
    if (serviceRevisionArns.length === 0) return;
    const revisions = await client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }));
    expect(revisions.serviceRevisions?.[0]?.taskDefinition).toBe(described?.taskDefinition);
    expect(revisions.failures).toEqual([]);
  });
});

const facts: Readonly<Record<string, (played: Played) => Promise<void>>> = {
  'resizes: percentages jump while percentage times size stays within the noise': async ({ server, service, of }) => {
    const [points] = await pointsOf(server, fourWeeks, [of()]);
    const sizes = (service.deployments ?? []).map(({ startedAt, finishedAt = '', taskCpu }) => ({
      from: Date.parse(finishedAt),
      startedAt: Date.parse(startedAt),
      taskCpu: Number(taskCpu),
    }));
    const peaks = sizes.map(({ from, taskCpu }, index) => {
      const until = sizes[index + 1]?.startedAt ?? end.getTime();
      const own = [...(points ?? [])].filter(([time]) => time >= from && time + 5 * minutes <= until);
      const percent = peak(own.map(([, value]) => value));
      return { percent, units: (percent * taskCpu) / 100 };
    });
    expect(sizes.map(({ taskCpu }) => taskCpu)).toEqual([1024, 2048, 4096, 2048]);
    for (const { units } of peaks) expect(Math.abs(units - 435)).toBeLessThan(10);
    const percents = peaks.map(({ percent }) => percent);
    expect(Math.max(...percents) / Math.min(...percents)).toBeGreaterThan(3.8);
  },

  'kills: the limit is on record twice, and no utilization came near it': async ({ server, of }) => {
    const [kills, router] = await pointsOf(server, fourWeeks, [
      of({ ...killedAt, container: 'app' }),
      of({ ...killedAt, container: 'router' }),
    ]);
    expect(kills).toEqual(
      new Map([
        [Date.parse('2026-11-05T02:10:00Z'), 1024],
        [Date.parse('2026-11-18T14:40:00Z'), 1024],
      ]),
    );
    expect(router?.size).toBe(0);
    expect(peak(await valuesOf(server, fourWeeks, of(usedBy('app', 'Memory', 'Maximum'))))).toBeLessThan(720);
    const pending = { namespace: 'ECS/ContainerInsights', metric: 'PendingTaskCount', stat: 'Maximum' };
    const [starts] = await pointsOf(server, fourWeeks, [of(pending)]);
    expect([...(starts ?? [])].filter(([, count]) => count > 0).map(([time]) => time)).toEqual([
      ...(kills?.keys() ?? []),
    ]);
  },

  'boot-spikes: a full CPU after each deployment, nearly nothing otherwise': async ({ server, service, of }) => {
    const [maximum] = await pointsOf(server, fourWeeks, [of({ stat: 'Maximum' })]);
    const hot = [...(maximum ?? [])].filter(([, percent]) => percent > 50).map(([time]) => time);
    const starts = (service.deployments ?? []).map(({ startedAt }) => Date.parse(startedAt)).slice(1);
    // From the start's own interval through the one that its sixth minute falls into.
    expect(hot).toEqual(starts.flatMap((start) => [start - 2 * minutes, start + 3 * minutes]));
    const others = [...(maximum ?? [])].filter(([time]) => !hot.includes(time)).map(([, percent]) => percent);
    expect(peak(others)).toBeLessThan(10);
    expect(service.containers[0]?.healthCheck).toMatchObject({ startPeriod: 120, interval: 30, retries: 3 });
  },

  'target-tracking: CPU stands at the target, and a twentieth of the memory would almost do': async (played) => {
    const { server, service, of } = played;
    const cpu = await valuesOf(server, fourWeeks, of());
    expect(Math.min(...cpu)).toBeGreaterThan(57);
    expect(peak(cpu)).toBeLessThan(63);
    expect(peak(await valuesOf(server, fourWeeks, of({ metric: 'MemoryUtilization', stat: 'Maximum' })))).toBeLessThan(
      12,
    );
    const ResourceId = `service/${service.cluster}/${service.service}`;
    const command = new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId });
    const { ScalingPolicies } = await autoScaling(server).send(command);
    expect(ScalingPolicies?.[0]?.TargetTrackingScalingPolicyConfiguration?.TargetValue).toBe(60);
  },

  'scaled-api: five samples in five minutes of each of five tasks, and of twenty in the busy hours': async ({
    server,
    of,
  }) => {
    const counts = await valuesOf(server, fourWeeks, of({ stat: 'SampleCount' }));
    // Points begin and end on whole hours.
    expect(new Set(counts)).toEqual(new Set([25, 100]));
    const { MetricAlarms } = await cloudWatch(server).send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['api memory']);
  },

  'office-hours: gaps at night and at weekends, and never a zero': async ({ server, of }) => {
    const [points] = await pointsOf(server, fourWeeks, [of()]);
    expect(points?.size).toBe(20 * 12 * 12);
    const times = [...(points?.keys() ?? [])].map((time) => new Date(time));
    expect(
      times.every((time) => time.getUTCDay() % 6 !== 0 && time.getUTCHours() >= 6 && time.getUTCHours() < 18),
    ).toBe(true);
    expect(Math.min(...(points?.values() ?? []))).toBeGreaterThan(10);
  },

  'leak: memory climbs by 60 MiB a day and falls with each deployment': async ({ server, service, of }) => {
    const [points] = await pointsOf(server, fourWeeks, [of({ ...usedBy('app', 'Memory', 'Average') })]);
    const starts = (service.deployments ?? []).map(
      ({ finishedAt = '' }) => Math.ceil(Date.parse(finishedAt) / day) * day,
    );
    const slopes = starts
      .slice(1)
      .map((start) => ((points?.get(start + 4 * day) ?? 0) - (points?.get(start) ?? 0)) / 4);
    for (const slope of slopes) expect(Math.abs(slope - 60)).toBeLessThan(5);
    const peaks = starts.slice(1).map((start) => (points?.get(start - day) ?? 0) - (points?.get(start) ?? 0));
    for (const fall of peaks) expect(fall).toBeGreaterThan(300);
    expect(peak(points?.values() ?? [])).toBeLessThan(1150);
  },

  'young: nothing older than three days': async ({ server, service, of }) => {
    const [points] = await pointsOf(server, fourWeeks, [of()]);
    expect(Math.min(...(points?.keys() ?? []))).toBe(Date.parse('2026-11-20T06:00:00Z'));
    expect(points?.size).toBe(3 * 288 - 2);
    const command = new DescribeServicesCommand({ cluster: service.cluster, services: ['api'] });
    const [described] = (await ecs(server).send(command)).services ?? [];
    expect(described?.createdAt).toEqual(new Date('2026-11-20T06:00:00Z'));
    expect(described?.taskDefinition).toMatch(/:1$/);
  },

  'gappy: two of five points are missing, nowhere for long': async ({ server, of }) => {
    const [points] = await pointsOf(server, fourWeeks, [of()]);
    expect(Math.abs((points?.size ?? 0) / 8064 - 0.6)).toBeLessThan(0.02);
    const times = [...(points?.keys() ?? [])];
    expect(peak(times.map((time, index) => time - (times[index - 1] ?? time)))).toBeLessThanOrEqual(75 * minutes);
  },

  'sidecar: the agent uses twice what the app uses, and declares a third': async ({ server, service, of }) => {
    const used = (name: string) => valuesOf(server, fourWeeks, of(usedBy(name, 'Memory', 'Maximum')));
    const [app, agent] = [peak(await used('app')), peak(await used('agent'))];
    expect(agent / app).toBeGreaterThan(2);
    expect(agent).toBeLessThan(1024);
    expect(service.containers.map(({ memory }) => memory)).toEqual([3072, 1024]);
  },

  'val-never-up: no point at all, and no heap setting': async ({ server, service, of }) => {
    const insights = ['CpuReserved', 'RunningTaskCount', 'PendingTaskCount'].map((metric) => ({
      namespace: 'ECS/ContainerInsights',
      metric,
    }));
    const queries = [{}, { metric: 'MemoryUtilization' }, ...insights, usedBy('connect', 'Memory', 'Maximum')];
    const found = await pointsOf(server, fourWeeks, queries.map(of));
    expect(found.map(({ size }) => size)).toEqual(queries.map(() => 0));
    expect(service).toMatchObject({ taskCpu: '256', taskMemory: '512', desiredCount: 1, runningCount: 0 });
    expect(service.containers).toMatchObject([
      { image: 'confluentinc/cp-kafka-connect:7.7.1', cpu: 128, memory: 256 },
      { name: 'instantclient', memory: 128 },
    ]);
    expect(service.containers[0]?.environment).not.toHaveProperty('KAFKA_HEAP_OPTS');
  },

  'cache-fills: memory stands at 96 percent of both sizes, and nothing says what of it is needed': async (played) => {
    const { server, service, of } = played;
    const percent = await valuesOf(server, fourWeeks, of({ metric: 'MemoryUtilization' }));
    expect([Math.min(...percent), peak(percent)]).toEqual([96, 96]);
    expect([service.sizeBefore?.taskMemory, service.taskMemory]).toEqual(['1024', '2048']);
    const [kills] = await pointsOf(server, fourWeeks, [of({ ...killedAt, container: 'app' })]);
    expect(kills?.size).toBe(0);
  },

  'does-not-come-up: a twentieth of the CPU is used until the deployment': async ({ server, service, of }) => {
    const [points] = await pointsOf(server, fourWeeks, [of({ stat: 'Maximum' })]);
    expect(peak(points?.values() ?? [])).toBeLessThan(6);
    expect(service.metricsUntil).toBe('2026-11-23T10:00:00Z');
  },
};

describe('what makes a scenario', () => {
  it.each(Object.entries(facts))('%s', async (title, check) => check(await play(title.split(':')[0] ?? '')));

  it('covers them all', () => {
    expect(['connector', ...Object.keys(facts).map((title) => title.split(':')[0])]).toEqual(scenarioNames);
  });
});

describe('a page of twelve series', () => {
  it.each(['connector', 'resizes', 'leak'])('of %s is full', async (name) => {
    const { server, of } = await play(name);
    const queries = ['CPUUtilization', 'MemoryUtilization'].flatMap((metric) =>
      ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount', 'Average'].map((stat) => of({ metric, stat })),
    );
    const points = await pointsOf(server, fourWeeks, queries);
    expect(points.map(({ size }) => size)).toEqual(queries.map(() => 8064));
  });
});
