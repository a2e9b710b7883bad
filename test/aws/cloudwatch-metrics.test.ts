import { describe, expect, it } from 'vitest';
import { CloudWatchMetrics, type CloudWatchMetricsOptions } from '../../aws/cloudwatch-metrics.ts';
import { FILTER_METRICS } from '../../aws/metric-queries.ts';
import { Pace } from '../../aws/pace.ts';
import type { RawSeries } from '../../core/model/service-metrics.ts';
import { type MetricsQuestion, PortError } from '../../core/ports.ts';
import type { FaultName, FaultRule } from '../../local/faults.ts';
import type { LocalAws } from '../../local/server.ts';
import {
  alterOutput,
  callsOf,
  clientSet,
  days,
  fakeClock,
  NEVER,
  recordingLog,
  rejection,
  service,
  startWorld,
} from './world.ts';

function reader(options: Partial<CloudWatchMetricsOptions> = {}) {
  return new CloudWatchMetrics({ client: clientSet().cloudWatch, log: recordingLog(), clock: fakeClock(), ...options });
}

function question(overrides: Partial<MetricsQuestion> = {}): MetricsQuestion {
  return { cluster: 'blue', service: 'api', containers: ['app'], window: days(1), ...overrides };
}

/** How many series each call asked for, first pages and later ones; the least first, for calls go out side by side. */
function seriesAsked(aws: LocalAws): readonly number[] {
  const counts = callsOf(aws, 'cloudwatch.GetMetricData').map(
    ({ input }) => (input.MetricDataQueries as unknown[]).length,
  );
  return counts.toSorted((a, b) => a - b);
}

/** Calls with a series of this metric. */
function callsAbout(aws: LocalAws, metric: string) {
  return callsOf(aws, 'cloudwatch.GetMetricData').filter(({ input }) => JSON.stringify(input).includes(metric));
}

/** A fault of calls about the service's own utilization. */
function ofUse(fault: FaultName, count = 1): FaultRule {
  return { operation: 'cloudwatch.GetMetricData', fault, count, mentions: 'CPUUtilization' };
}

function values(points: RawSeries['average']): readonly (number | null)[] {
  return Array.from(points ?? []);
}

function containersNamed(...names: readonly string[]) {
  const load = { cpuUnits: { base: 10 }, memoryMiB: { base: 20 } };
  return names.map((name) => ({ name, image: `${name}:1`, load }));
}

describe('reading utilization', () => {
  it('gives average and maximum of service and container on the grid of the window', async () => {
    await startWorld();
    const metrics = await reader().read(question(), NEVER);
    // 256 of 1024 units and 1024 of 2048 MiB; 288 periods of 300 s in a day.
    const all = (value: number) => Array.from({ length: 288 }, () => value);
    expect(values(metrics.cpu.average)).toEqual(all(25));
    expect(values(metrics.cpu.maximum)).toEqual(all(25));
    expect(values(metrics.memory.average)).toEqual(all(50));
    expect(values(metrics.memory.maximum)).toEqual(all(50));
    expect(Object.keys(metrics.containers)).toEqual(['app']);
    expect(values(metrics.containers.app?.cpu.maximum)).toEqual(all(256));
    expect(metrics.containers.app?.cpu).not.toHaveProperty('average');
    expect(values(metrics.containers.app?.memory.maximum)).toEqual(all(1024));
    expect(metrics.cpu.average).toBeInstanceOf(Float64Array);
  });

  it('puts points where they belong in time, and NaN where there is none', async () => {
    await startWorld({ services: [service({ metricsFrom: '2026-11-22T10:00:00Z' })] });
    const { cpu } = await reader().read(question(), NEVER);
    // The window ends at 11:50: the last 22 periods are from 10:00 on.
    expect(values(cpu.average).map((value) => (Number.isNaN(value) ? 0 : 1))).toEqual([
      ...Array.from({ length: 266 }, () => 0),
      ...Array.from({ length: 22 }, () => 1),
    ]);
  });

  it('keeps negative and infinite values as they are', async () => {
    const points = [
      { at: '2026-11-22T11:40:00Z', average: -5, maximum: Number.POSITIVE_INFINITY },
      { at: '2026-11-22T11:45:00Z', average: 140, maximum: 150 },
    ];
    await startWorld({ services: [service({ rawUtilization: [{ metric: 'CPUUtilization', points }] })] });
    const { cpu } = await reader().read(question(), NEVER);
    expect(values(cpu.average).slice(-2)).toEqual([-5, 140]);
    expect(values(cpu.maximum).slice(-2)).toEqual([Number.POSITIVE_INFINITY, 150]);
  });

  it.each([
    [{}, 15],
    [{ sampleSeconds: 20 } as const, 45],
  ])('counts the samples of three tasks in five minutes, of a service that says %j: %d', async (odd, count) => {
    await startWorld({
      services: [service({ desiredCount: 3, runningCount: 3, containerInsights: 'disabled', ...odd })],
    });
    const { samples, running } = await reader().read(question({ parts: ['use', 'tasks'] }), NEVER);
    expect(samples?.[287]).toBe(count);
    expect(running).toBeUndefined();
  });

  it('leaves out containers without a point, and keeps the service', async () => {
    await startWorld({ services: [service({ containerInsights: 'enabled' })] });
    const metrics = await reader().read(question(), NEVER);
    expect(metrics.containers).toEqual({});
    expect(values(metrics.cpu.average)[0]).toBe(25);
  });

  it('reads containers from metric filters by the family of their task definition, with as many series', async () => {
    const containerFilters = { namespace: FILTER_METRICS.namespace };
    const aws = await startWorld({
      services: [service({ containerInsights: 'enabled', containerFilters, taskDefinitionFamily: 'shop' })],
    });
    const { containers } = await reader().read(question({ filteredFamily: 'shop', window: days(28) }), NEVER);
    expect([values(containers.app?.cpu.maximum)[0], values(containers.app?.memory.maximum)[0]]).toEqual([256, 1024]);
    expect(seriesAsked(aws)).toEqual([1, 4, 5]);
    expect((await reader().read(question({ filteredFamily: 'other' }), NEVER)).containers).toEqual({});
  });

  it('gives series of NaN for a service without metrics, and takes an empty list of containers', async () => {
    const aws = await startWorld();
    const metrics = await reader().read(question({ service: 'nothing', containers: [] }), NEVER);
    expect(values(metrics.memory.maximum)).toEqual(Array.from({ length: 288 }, () => Number.NaN));
    expect(metrics.containers).toEqual({});
    // What is measured over the window, and the recorder's sign of life over 28 days.
    expect(seriesAsked(aws)).toEqual([1, 5]);
    const spans = callsOf(aws, 'cloudwatch.GetMetricData').map(({ input }) => [input.StartTime, input.EndTime]);
    const expected = [1, 28].map((count) => [days(count).startTime / 1000, days(count).endTime / 1000]);
    expect(new Set(spans.map(String))).toEqual(new Set(expected.map(String)));
  });

  it('asks in calls of two fifths of a page for all series of two containers', async () => {
    const aws = await startWorld({ services: [service({ containers: containersNamed('one', 'two') })] });
    const metrics = await reader().read(question({ containers: ['one', 'two', 'one'], window: days(28) }), NEVER);
    const calls = callsOf(aws, 'cloudwatch.GetMetricData');
    expect(calls.filter(({ input }) => input.NextToken === undefined)).toHaveLength(4);
    // The service's; CPU and memory of one container and CPU of the other; its memory and both kills. And the recorder.
    expect(seriesAsked(aws)).toEqual([1, 4, 4, 5]);
    expect(calls[0]?.input).toMatchObject({ ScanBy: 'TimestampAscending' });
    expect(values(metrics.cpu.maximum)).toHaveLength(8064);
    expect(values(metrics.containers.two?.memory.average).some(Number.isNaN)).toBe(false);
  });

  it('asks for CPU and the highest memory of earlier hours together, in a call of their own', async () => {
    const at = (time: string, average: number, maximum: number) => ({ at: `2026-11-01T${time}:00Z`, average, maximum });
    const raw = [
      { metric: 'CPUUtilization', points: [at('02:00', 90, 100), at('02:30', 30, 100)] },
      { metric: 'MemoryUtilization', points: [at('02:25', 40, 41.5)] },
    ] as const;
    const aws = await startWorld({ services: [service({ rawUtilization: [...raw] })] });
    const [startTime, endTime] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-11-01T04:00:00Z')];
    const hours = { startTime, endTime, periodSeconds: 3600 };
    const { earlier } = await reader().read(question({ window: days(28), earlier: hours }), NEVER);
    const [own] = callsOf(aws, 'cloudwatch.GetMetricData').filter(({ input }) => input.EndTime === endTime / 1000);
    expect(own?.input).toMatchObject({
      StartTime: startTime / 1000,
      EndTime: endTime / 1000,
      MetricDataQueries: [
        { MetricStat: { Period: 3600, Stat: 'Average', Metric: { MetricName: 'CPUUtilization' } } },
        { MetricStat: { Period: 3600, Stat: 'Maximum', Metric: { MetricName: 'MemoryUtilization' } } },
      ],
    });
    expect(earlier?.window).toEqual(hours);
    expect(values(earlier?.cpu)).toEqual([Number.NaN, Number.NaN, 60, Number.NaN]);
    expect(values(earlier?.memory)).toEqual([Number.NaN, Number.NaN, 41.5, Number.NaN]);
    expect(await reader().read(question({ service: 'nothing', earlier: hours }), NEVER)).not.toHaveProperty('earlier');
  });

  it('asks for the same of last year as amounts where Container Insights measured them, in a call of their own', async () => {
    const aws = await startWorld({ services: [service({})] });
    const [startTime, endTime] = [Date.parse('2025-11-01T00:00:00Z'), Date.parse('2025-11-01T02:00:00Z')];
    const hours = { startTime, endTime, periodSeconds: 3600 };
    const { lastYear } = await reader().read(question({ window: days(28), lastYear: hours }), NEVER);
    const of = (Stat: string, MetricName: string) => ({
      MetricStat: { Period: 3600, Stat, Metric: { Namespace: 'ECS/ContainerInsights', MetricName } },
    });
    const [own] = callsOf(aws, 'cloudwatch.GetMetricData').filter(({ input }) => input.EndTime === endTime / 1000);
    expect(own?.input).toMatchObject({
      StartTime: startTime / 1000,
      MetricDataQueries: [of('Average', 'CpuUtilized'), of('Maximum', 'MemoryUtilized')],
    });
    expect(lastYear?.window).toEqual(hours);
    expect([values(lastYear?.cpu), values(lastYear?.memory)].map(({ length }) => length)).toEqual([2, 2]);
    const none = await reader().read(question({ service: 'nothing', lastYear: hours }), NEVER);
    expect(none).not.toHaveProperty('lastYear');
  });

  it('asks for 28 days with at most five series a call, and for all statistics of a metric in one', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `c${index}`);
    const aws = await startWorld({ services: [service({ containers: containersNamed(...names.slice(0, 3)) })] });
    const metrics = await reader().read(question({ containers: names, window: days(28) }), NEVER);
    const firsts = callsOf(aws, 'cloudwatch.GetMetricData').filter(({ input }) => input.NextToken === undefined);
    // The recorder; five of the service; 33 of use by 4, 5, 4, 5, 4, 5, 4, and two with three kills; the other eight.
    expect(seriesAsked(aws)).toEqual([1, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5]);
    const metricsOf = ({ input }: (typeof firsts)[number]) =>
      (input.MetricDataQueries as { MetricStat: { Metric: object } }[]).map(({ MetricStat }) =>
        JSON.stringify(MetricStat.Metric),
      );
    const all = firsts.flatMap((each) => [...new Set(metricsOf(each))]);
    expect(new Set(all).size).toBe(all.length);
    expect(Object.keys(metrics.containers)).toEqual(['c0', 'c1', 'c2']);
    expect(values(metrics.containers.c2?.memory.average).some(Number.isNaN)).toBe(false);
  });

  it.each([
    // Five series of 8,064 points: 40,320 a question; the recorder 8,064 once. Two a second, if no point is missing.
    { count: 28, pointsPerSecond: 80_640, sleeps: [1000, 1000] },
    { count: 28, pointsPerSecond: 80_639, sleeps: [1000, 1000, 1000, 1000] },
    // Five series of 288 points: 1,440.
    { count: 1, pointsPerSecond: 8_064, sleeps: [1000, 1000] },
  ])(
    'paces by the points that a question of $count days could give, empty series too, at $pointsPerSecond',
    async ({ count, pointsPerSecond, sleeps }) => {
      await startWorld();
      const clock = fakeClock();
      const metrics = reader({ clock, pace: new Pace(pointsPerSecond, clock) });
      for (let index = 0; index < 5; index += 1)
        await metrics.read(question({ service: 'nothing', containers: [], window: days(count) }), NEVER);
      expect(clock.sleeps).toEqual(sleeps);
    },
  );
});

describe('reading what else tells about sizes', () => {
  it('gives the size of one task as it was reserved, whatever the number of tasks', async () => {
    const deployments = [
      {
        startedAt: '2026-11-22T06:00:00Z',
        finishedAt: '2026-11-22T06:05:00Z',
        status: 'SUCCESSFUL' as const,
        taskCpu: '1024',
        taskMemory: '2048',
      },
    ];
    const sizeBefore = { taskCpu: '512', taskMemory: '1024' };
    await startWorld({
      services: [service({ runningCount: 3, containerInsights: 'enabled', deployments, sizeBefore })],
    });
    const { reserved, pending } = await reader().read(question({ parts: ['reserved', 'tasks'] }), NEVER);
    expect([values(reserved?.cpu)[0], values(reserved?.cpu).at(-1)]).toEqual([512, 1024]);
    expect([values(reserved?.memory)[0], values(reserved?.memory).at(-1)]).toEqual([1024, 2048]);
    expect(values(reserved?.cpu)).toHaveLength(288);
    // The window begins at 11:50 the day before: 06:00 is 18 hours and two points later.
    expect(values(pending)[218]).toBe(1);
    expect(values(pending)[217]).toBe(0);
  });

  it('gives neither reserved sizes nor pending tasks without Container Insights', async () => {
    await startWorld({ services: [service({ containerInsights: 'disabled' })] });
    const metrics = await reader().read(question({ parts: ['reserved', 'tasks'] }), NEVER);
    expect(metrics).toEqual({ cpu: {}, memory: {}, containers: {} });
  });

  it('gives memory kills of each container that was killed, and when the recorder was last alive', async () => {
    const memoryKills = [
      { at: '2026-11-22T09:02:00Z', container: 'one', limitMiB: 512 },
      { at: '2026-11-22T09:03:00Z', container: 'one', limitMiB: 768 },
      { at: '2026-11-21T20:00:00Z', container: 'one', limitMiB: 256 },
    ];
    await startWorld({ services: [service({ containers: containersNamed('one', 'two'), memoryKills })] });
    const asked = question({ containers: ['one', 'two'] });
    const { killedAtMiB, killsRecordedAt } = await reader().read(asked, NEVER);
    expect(Object.keys(killedAtMiB ?? {})).toEqual(['one']);
    const points = values(killedAtMiB?.one).flatMap((limit, index) => (Number.isNaN(limit) ? [] : [[index, limit]]));
    // 20:00 and 09:00 are 98 and 254 periods after 11:50.
    expect(points).toEqual([
      [98, 256],
      [254, 768],
    ]);
    expect(killsRecordedAt).toBe(Date.parse('2026-11-22T00:00:00Z'));
  });

  it('gives the points in which tasks failed, where any did', async () => {
    const taskFailures = ['2026-11-22T09:02:00Z', '2026-11-21T20:00:00Z', '2026-10-30T20:00:00Z'];
    await startWorld({ services: [service({ taskFailures })] });
    const failed = values((await reader().read(question({ parts: ['failures'] }), NEVER)).taskFailures);
    // 20:00 and 09:00 are 98 and 254 periods after 11:50; what was before the window is not asked.
    expect(failed.flatMap((value, index) => (Number.isNaN(value) ? [] : [[index, value]]))).toEqual([
      [98, 1],
      [254, 1],
    ]);
  });

  it('puts kills of four weeks at the first point of a shorter window', async () => {
    const kill = (at: string, limitMiB: number) => ({ at, container: 'app', limitMiB });
    const memoryKills = [
      kill('2026-10-25T11:49:00Z', 8192),
      kill('2026-10-25T11:50:00Z', 512),
      kill('2026-11-10T09:00:00Z', 1024),
      kill('2026-11-21T11:52:00Z', 256),
      kill('2026-11-22T11:49:00Z', 768),
    ];
    await startWorld({ services: [service({ memoryKills })] });
    const { killedAtMiB, cpu } = await reader().read(question(), NEVER);
    const points = values(killedAtMiB?.app);
    expect([points[0], points[1], points[287]]).toEqual([1024, Number.NaN, 768]);
    expect([points.length, values(cpu.average).length]).toEqual([288, 288]);
  });

  it('asks for the recorder once for all services of a window, and once more after it failed', async () => {
    const aws = await startWorld();
    const metrics = reader();
    const ofRecorder = () =>
      callsOf(aws, 'cloudwatch.GetMetricData').filter(({ input }) =>
        JSON.stringify(input).includes('MemoryKillRecorder'),
      ).length;
    const asked = question({ containers: [], window: days(28) });
    aws.addFaults([{ operation: 'cloudwatch.GetMetricData', fault: 'forbidden', mentions: 'MemoryKillRecorder' }]);
    await rejection(metrics.read(asked, NEVER));
    await Promise.all([metrics.read(asked, NEVER), metrics.read({ ...asked, service: 'web' }, NEVER)]);
    expect((await metrics.read(asked, NEVER)).killsRecordedAt).toBe(Date.parse('2026-11-22T00:00:00Z'));
    expect(ofRecorder()).toBe(2);
    await metrics.read(question({ window: days(40) }), NEVER);
    expect(ofRecorder()).toBe(3);
  });

  it('says nothing of kills when there were none, nor of a recorder that is not there', async () => {
    await startWorld({ memoryKillRecorder: 'absent' });
    const metrics = await reader().read(question({ parts: ['use', 'failures'] }), NEVER);
    expect(metrics).not.toHaveProperty('killedAtMiB');
    expect(metrics).not.toHaveProperty('taskFailures');
    expect(metrics).not.toHaveProperty('killsRecordedAt');
  });

  it('does not count points of containers from before the window', async () => {
    await startWorld({ services: [service({ metricsUntil: '2026-11-20T00:00:00Z' })] });
    const metrics = await reader().read(question({ parts: ['use', 'reserved'] }), NEVER);
    expect(metrics.containers).toEqual({});
    expect(metrics).not.toHaveProperty('reserved');
    expect(values(metrics.cpu.average).every(Number.isNaN)).toBe(true);
  });
});

describe('answers that are not whole', () => {
  it('are put together over pages', async () => {
    const aws = await startWorld();
    const whole = await reader().read(question(), NEVER);
    aws.addFaults([ofUse('partialData', 3)]);
    const paged = await reader().read(question(), NEVER);
    expect(paged).toEqual(whole);
    // Each time eight series of the window, then memory kills and the recorder; the window's came on four pages.
    expect(seriesAsked(aws)).toEqual([1, 1, 1, 1, 8, 8, 8, 8, 8]);
  });

  it('are asked for again after an internal error', async () => {
    const aws = await startWorld();
    aws.addFaults([ofUse('internalError', 2)]);
    const clock = fakeClock();
    const log = recordingLog();
    const { cpu } = await reader({ clock, log }).read(question(), NEVER);
    expect(values(cpu.average)[287]).toBe(25);
    expect(clock.sleeps).toEqual([250, 1000]);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'warn']);
  });

  it('are an error when they stay so', async () => {
    const aws = await startWorld({ services: [] });
    aws.addFaults([ofUse('internalError', 9)]);
    const error = await rejection(reader().read(question({ containers: [], window: days(28) }), NEVER));
    expect(error).toBeInstanceOf(PortError);
    expect(error.message).toBe(
      'CloudWatch GetMetricData of service api in cluster blue: 5 series stayed incomplete ' +
        '(CPUUtilization Average, CPUUtilization Maximum, CPUUtilization SampleCount, MemoryUtilization Average, MemoryUtilization Maximum)',
    );
    expect(callsAbout(aws, 'CPUUtilization')).toHaveLength(3);
  });

  it('are asked for again when they are partial without another page', async () => {
    const aws = await startWorld();
    aws.addFaults([ofUse('partialData')]);
    const client = clientSet().cloudWatch;
    alterOutput(client, (output) => {
      output.NextToken = undefined;
    });
    const { cpu } = await reader({ client }).read(question(), NEVER);
    expect(values(cpu.average).some(Number.isNaN)).toBe(false);
    // The window's series and again those that were not whole; those of memory kills once.
    expect(seriesAsked(aws)).toEqual([1, 1, 8, 8]);
  });

  it('are logged with what CloudWatch says about them', async () => {
    await startWorld({ services: [] });
    const client = clientSet().cloudWatch;
    alterOutput(client, (output) => {
      output.Messages = [{ Code: 'MaxMetricsExceeded', Value: 'too many' }];
    });
    const log = recordingLog();
    await reader({ client, log }).read(question({ window: days(28), parts: ['failures'] }), NEVER);
    const data = { cluster: 'blue', service: 'api', messages: ['MaxMetricsExceeded: too many'] };
    expect(log.lines).toEqual([{ level: 'warn', message: 'CloudWatch says about an answer', data }]);
  });

  it('are an error at once when CloudWatch forbids them, with its reason', async () => {
    const aws = await startWorld();
    aws.addFaults([ofUse('forbidden')]);
    const error = await rejection(reader().read(question(), NEVER));
    expect(error).toBeInstanceOf(PortError);
    expect(error.message).toBe(
      'CloudWatch GetMetricData of service api in cluster blue: reading CPUUtilization Average is Forbidden ' +
        '(Forbidden: Authentication too complex to retrieve cross region data)',
    );
    expect(callsAbout(aws, 'CPUUtilization')).toHaveLength(1);
  });
});

describe('calls that fail', () => {
  it('are errors that name the call when they cannot be read or are refused', async () => {
    const aws = await startWorld();
    aws.addFaults([ofUse('garbage'), ofUse('accessDenied')]);
    const garbage = await rejection(reader().read(question(), NEVER));
    expect(garbage.message).toBe(
      'CloudWatch GetMetricData of service api in cluster blue: SyntaxError: the answer cannot be read',
    );
    const denied = await rejection(reader().read(question(), NEVER));
    expect(denied).toBeInstanceOf(PortError);
    expect(denied.message).toContain('of service api in cluster blue: AccessDenied: User: ');
    expect(denied.cause).toMatchObject({ name: 'AccessDenied' });
  });

  it('are tried again when the connection is cut or the call is throttled', async () => {
    const aws = await startWorld({ services: [service({ metricsFrom: '2026-11-22T10:00:00Z' })] });
    aws.addFaults([
      { operation: 'cloudwatch.GetMetricData', fault: 'cutAfterWork' },
      { operation: 'cloudwatch.GetMetricData', fault: 'throttle' },
    ]);
    const { cpu } = await reader().read(question({ containers: [], window: days(28) }), NEVER);
    expect(values(cpu.average).at(-1)).toBe(25);
    // And one for the recorder of memory kills.
    expect(callsOf(aws, 'cloudwatch.GetMetricData')).toHaveLength(4);
  });

  it('stop with the reason of the signal', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: 'cloudwatch.GetMetricData', fault: 'delay', delayMilliseconds: 5000 }]);
    const controller = new AbortController();
    const reading = rejection(reader().read(question(), controller.signal));
    const reason = new Error('out of time');
    setTimeout(() => controller.abort(reason), 30);
    expect(await reading).toBe(reason);
    expect(await rejection(reader().read(question(), controller.signal))).toBe(reason);
  });
});
