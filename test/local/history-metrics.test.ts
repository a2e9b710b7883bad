import { describe, expect, it } from 'vitest';
import type { ContainerLoad, Scenario, ScenarioService, Workload } from '../../local/scenario.ts';
import type { LocalAws } from '../../local/server.ts';
import { pointsOf, type QueryOptions, scenario, serve, service, valuesOf } from './embedded-aws.ts';

const insights = 'ECS/ContainerInsights';
const cpuOf = (stat: string, period = 60): QueryOptions => ({ stat, period });
const memoryOf = (stat: string, period = 60): QueryOptions => ({ metric: 'MemoryUtilization', stat, period });
const insight = (metric: string, stat: string, period = 60): QueryOptions => ({
  namespace: insights,
  metric,
  stat,
  period,
});

function serveOne(overrides: Partial<ScenarioService>, others: Partial<Scenario> = {}): Promise<LocalAws> {
  return serve({ scenario: scenario({ services: [service(overrides)], ...others }) });
}

/** One container with these loads; without noise and bursts unless they say so. */
function loads(cpuUnits: Workload, memoryMiB: Workload = { base: 1024 }): Pick<ScenarioService, 'containers'> {
  const load: ContainerLoad = { cpuUnits: { burstShare: 0, ...cpuUnits }, memoryMiB: { burstShare: 0, ...memoryMiB } };
  return { containers: [{ name: 'app', image: 'app:1', load }] };
}

/** 1024/2048 becomes 2048/4096 between 10:00 and 10:10. */
const resized: Partial<ScenarioService> = {
  ...loads({ base: 256 }),
  taskCpu: '2048',
  taskMemory: '4096',
  sizeBefore: { taskCpu: '1024', taskMemory: '2048' },
  deployments: [
    {
      startedAt: '2026-11-22T10:00:00Z',
      finishedAt: '2026-11-22T10:10:00Z',
      status: 'SUCCESSFUL',
      taskCpu: '2048',
      taskMemory: '4096',
    },
  ],
};
const around = { from: '2026-11-22T09:59:00Z', until: '2026-11-22T10:11:00Z' };
const twelve = (before: number, during: number, after: number): readonly number[] => [
  before,
  ...Array.from({ length: 10 }, () => during),
  after,
];

describe('a service that was resized', () => {
  it('has percentages of the size in force, and of both while two revisions run side by side', async () => {
    const server = await serveOne(resized);
    // 256 of 1024 is 25 %, 256 of 2048 is 12.5 %, and their mean is 18.75 %.
    expect(await valuesOf(server, around, cpuOf('Average'))).toEqual(twelve(25, 18.75, 12.5));
    expect(await valuesOf(server, around, cpuOf('Maximum'))).toEqual(twelve(25, 25, 12.5));
    expect(await valuesOf(server, around, cpuOf('Minimum'))).toEqual(twelve(25, 12.5, 12.5));
    expect(await valuesOf(server, around, cpuOf('SampleCount'))).toEqual(twelve(1, 2, 1));
    expect(await valuesOf(server, around, memoryOf('Average'))).toEqual(twelve(50, 37.5, 25));
  });

  it('reserves what is in force, task by task', async () => {
    const server = await serveOne({ ...resized, containerInsights: 'enabled', runningCount: 2, desiredCount: 2 });
    expect(await valuesOf(server, around, insight('CpuReserved', 'Average'))).toEqual(twelve(1024, 1536, 2048));
    expect(await valuesOf(server, around, insight('CpuReserved', 'Sum'))).toEqual(twelve(2048, 6144, 4096));
    expect(await valuesOf(server, around, insight('MemoryReserved', 'Maximum'))).toEqual(twelve(2048, 4096, 4096));
    expect(await valuesOf(server, around, insight('RunningTaskCount', 'Average'))).toEqual(twelve(2, 4, 2));
    const pending = await valuesOf(server, around, insight('PendingTaskCount', 'Maximum'));
    expect(pending).toEqual([0, 1, ...Array.from({ length: 10 }, () => 0)]);
    const plain = await serveOne({ ...resized, containerInsights: 'disabled' });
    expect(await valuesOf(plain, around, insight('CpuReserved', 'Average'))).toEqual([]);
  });

  it('has a rolled back revision beside the old one, and the old one alone before and after', async () => {
    const [deployment] = resized.deployments ?? [];
    if (deployment === undefined) throw new Error('No deployment.');
    const small = { ...deployment, status: 'ROLLBACK_SUCCESSFUL', taskCpu: '512', taskMemory: '4096' } as const;
    const { sizeBefore: _before, ...rest } = resized;
    const sizeBefore = { taskCpu: '2048', taskMemory: '4096' };
    const server = await serveOne({ ...rest, sizeBefore, deployments: [small] });
    expect(await valuesOf(server, around, cpuOf('Maximum'))).toEqual(twelve(12.5, 50, 12.5));
  });

  it('is cut at the limits that each revision declared', async () => {
    const server = await serveOne({
      ...resized,
      ...loads({ base: 10 }, { base: 1000 }),
      sizeBefore: { taskCpu: '1024', taskMemory: '2048', containers: [{ name: 'app', memory: 512 }] },
    });
    const query = { ...insight('ContainerMemoryUtilized', 'Average'), container: 'app' };
    expect(await valuesOf(server, around, query)).toEqual(twelve(512, 756, 1000));
  });
});

describe('the age of a task', () => {
  it('adds the boot after a deployment, for its minutes, to the new task alone', async () => {
    const server = await serveOne({ ...resized, ...loads({ base: 256, boot: { minutes: 3, amount: 1024 } }) });
    const maximum = await valuesOf(server, around, cpuOf('Maximum'));
    expect(maximum).toEqual([25, 62.5, 62.5, 62.5, 25, 25, 25, 25, 25, 25, 25, 12.5]);
  });

  it('adds the boot each morning and at the beginning of everything', async () => {
    const boot = loads({ base: 256, boot: { minutes: 2, amount: 256 } });
    const morning = { from: '2026-11-20T00:00:00Z', until: '2026-11-20T07:03:00Z' };
    const sleeping = await serveOne({ ...boot, runningHours: { from: 7, until: 19 } });
    expect(await valuesOf(sleeping, morning, cpuOf('Average'))).toEqual([50, 50, 25]);
    expect(await valuesOf(sleeping, morning, insight('PendingTaskCount', 'Average'))).toEqual([1, 0, 0]);
    const fresh = await serveOne({ ...boot, metricsFrom: '2026-11-20T07:00:00Z' });
    expect(await valuesOf(fresh, morning, cpuOf('Average'))).toEqual([50, 50, 25]);
  });

  it('restarts after the kill of an essential container, not of a sidecar', async () => {
    const span = { from: '2026-11-20T06:59:00Z', until: '2026-11-20T07:02:00Z' };
    const killed = (container: string): Partial<ScenarioService> => ({
      containers: [
        ...loads({ base: 256, boot: { minutes: 1, amount: 256 } }).containers,
        { name: 'side', image: 'side:1', essential: false },
      ],
      memoryKills: [{ at: '2026-11-20T07:00:30Z', container, limitMiB: 512 }],
    });
    expect(await valuesOf(await serveOne(killed('app')), span, cpuOf('Average'))).toEqual([25, 50, 25]);
    expect(await valuesOf(await serveOne(killed('side')), span, cpuOf('Average'))).toEqual([25, 25, 25]);
  });

  it('grows by the day, from a deployment to the next', async () => {
    const server = await serveOne({ ...resized, ...loads({ base: 100 }, { base: 500, growthPerDay: 144 }) });
    const usage = { ...insight('ContainerMemoryUtilized', 'Average'), container: 'app' };
    const at = async (from: string) => {
      const until = new Date(Date.parse(from) + 60_000).toISOString();
      return (await valuesOf(server, { from, until }, usage))[0];
    };
    // Seven days before the first deployment it began with 500; 144 a day is 0.1 a minute.
    expect(await at('2026-11-15T10:00:00Z')).toBe(500);
    expect(await at('2026-11-18T10:00:00Z')).toBe(932);
    expect(await at('2026-11-22T09:59:00Z')).toBe(1507.9);
    expect(await at('2026-11-22T10:10:00Z')).toBe(501);
    expect(await at('2026-11-22T11:00:00Z')).toBe(506);
  });
});

describe('minutes without points', () => {
  it('come with days off', async () => {
    const server = await serveOne({ runningWeekdays: [1, 2, 3, 4, 5], runningHours: { from: 6, until: 18 } });
    const week = { from: '2026-11-15T00:00:00Z', until: '2026-11-22T00:00:00Z' };
    const [points] = await pointsOf(server, week, [{ period: 3600 }]);
    const times = [...(points?.keys() ?? [])].map((time) => new Date(time));
    expect(times).toHaveLength(60);
    expect(new Set(times.map((time) => time.getUTCDay()))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(Math.min(...times.map((time) => time.getUTCHours()))).toBe(6);
  });

  it('come by share, for all metrics of a service at once and every time the same', async () => {
    const week = { from: '2026-11-15T00:00:00Z', until: '2026-11-22T00:00:00Z' };
    const queries = [{}, { metric: 'MemoryUtilization' }, { ...insight('CpuReserved', 'Average', 300) }];
    const server = await serveOne({ missingShare: 0.4 });
    const [cpu, memory, reserved] = await pointsOf(server, week, queries);
    const share = (cpu?.size ?? 0) / 2016;
    expect(share).toBeGreaterThan(0.57);
    expect(share).toBeLessThan(0.63);
    expect([...(memory?.keys() ?? [])]).toEqual([...(cpu?.keys() ?? [])]);
    expect([...(reserved?.keys() ?? [])]).toEqual([...(cpu?.keys() ?? [])]);
    const [again] = await pointsOf(await serveOne({ missingShare: 0.4 }), week, queries);
    expect([...(again?.keys() ?? [])]).toEqual([...(cpu?.keys() ?? [])]);
  });
});

describe('memory kills', () => {
  const dimensions = { ClusterName: 'blue', ServiceName: 'api', ContainerName: 'app' };
  const killed = (stat: string): QueryOptions => ({
    namespace: 'FargateRightsizer',
    metric: 'KilledAtMemoryMiB',
    dimensions,
    stat,
  });
  const recorder: QueryOptions = {
    namespace: 'FargateRightsizer',
    metric: 'MemoryKillRecorder',
    dimensions: {},
    stat: 'Sum',
  };
  const days = { from: '2026-11-19T12:00:00Z', until: '2026-11-22T12:00:00Z' };
  const memoryKills = [
    { at: '2026-11-20T02:13:20Z', container: 'app', limitMiB: 512 },
    { at: '2026-11-20T02:13:50Z', container: 'app', limitMiB: 768 },
    { at: '2026-11-21T14:41:00Z', container: 'app', limitMiB: 1024 },
  ];

  it('are points at their minute, with the limit as the value', async () => {
    const server = await serveOne({ memoryKills });
    const [maximum] = await pointsOf(server, days, [killed('Maximum')]);
    expect(maximum).toEqual(
      new Map([
        [Date.parse('2026-11-20T02:10:00Z'), 768],
        [Date.parse('2026-11-21T14:40:00Z'), 1024],
      ]),
    );
    expect(await valuesOf(server, days, killed('SampleCount'))).toEqual([2, 1]);
    expect(await valuesOf(await serveOne({}), days, killed('Maximum'))).toEqual([]);
  });

  it('are merged with the kills that a Lambda printed', async () => {
    const server = await serveOne({ memoryKills });
    const printed = (at: string, value: number) =>
      JSON.stringify({
        _aws: {
          Timestamp: Date.parse(at),
          CloudWatchMetrics: [
            {
              Namespace: 'FargateRightsizer',
              Dimensions: [Object.keys(dimensions)],
              Metrics: [{ Name: 'KilledAtMemoryMiB', Unit: 'Megabytes' }],
            },
          ],
        },
        ...dimensions,
        KilledAtMemoryMiB: value,
      });
    server.ingestEmbeddedMetrics(
      [printed('2026-11-20T02:13:59Z', 2048), printed('2026-11-22T11:00:00Z', 256)].join('\n'),
    );
    expect(await valuesOf(server, days, killed('Maximum'))).toEqual([2048, 1024, 256]);
    expect(await valuesOf(server, days, killed('SampleCount'))).toEqual([3, 1, 1]);
    expect(await valuesOf(server, days, killed('Minimum'))).toEqual([512, 1024, 256]);
  });

  it('come with a sign of life of their recorder at midnight, where it is deployed', async () => {
    const [points] = await pointsOf(await serveOne({}), days, [{ ...recorder, period: 300 }]);
    expect([...(points ?? [])]).toEqual([
      [Date.parse('2026-11-20T00:00:00Z'), 1],
      [Date.parse('2026-11-21T00:00:00Z'), 1],
      [Date.parse('2026-11-22T00:00:00Z'), 1],
    ]);
    const absent = await serveOne({}, { memoryKillRecorder: 'absent' });
    expect(await valuesOf(absent, days, recorder)).toEqual([]);
    const elsewhere = await serveOne({ region: 'eu-west-1' });
    expect(await valuesOf(elsewhere, days, recorder)).toEqual([]);
  });
});
