import { describe, expect, it } from 'vitest';
import { lookbackWindow } from '../../core/model/time.ts';
import type { MetricsQuestion } from '../../core/ports.ts';
import { hoursOfLastYear } from '../../core/usage/before-window.ts';
import { type DecideInput, decideTarget, type Seen } from '../../run/decide-target.ts';
import { survey } from '../../run/survey.ts';
import { size } from '../support/builders.ts';
import { configurationOf, fakeWorld, flatMetrics, stageTarget } from '../support/fake-ports.ts';

const signal = new AbortController().signal;
const target = stageTarget('production');
const NOW = Date.parse('2026-11-22T06:00:00Z');
const window = lookbackWindow(NOW, 1);
const LIVE = '/rightsizer/connector/production';

async function decide(world = fakeWorld(), fields: Partial<DecideInput> = {}) {
  const found = await survey(configurationOf(target), [target], { ports: world, signal, time: NOW });
  const surveyed = found.get(target.id);
  if (surveyed?.service.kind !== 'running' || surveyed.documents === undefined) throw new Error('not surveyed');
  const { account, service, documents } = surveyed;
  if (account === undefined) throw new Error('no account');
  const money = { settings: { discountPercent: 0, regions: {} } };
  return decideTarget({ target, account, service, documents, window, time: NOW, money, ...fields }, signal);
}

describe('a decision', () => {
  // The hours before a window of a day, 63 days back from its end.
  const hours = { startTime: 1_789_884_000_000, endTime: 1_795_240_800_000, periodSeconds: 3600 };

  it('asks for the service’s metrics and its containers’, over the window, and the hours before it', async () => {
    const world = fakeWorld();
    await decide(world);
    expect(world.home.metrics.questions).toEqual([
      {
        cluster: 'connector-production-connect',
        service: 'kafka-connect',
        containers: ['connect', 'instantclient'],
        window,
        parts: ['use'],
        earlier: hours,
        lastYear: hoursOfLastYear(window),
      },
    ]);
  });

  it('asks for failed tasks while a change is watched, and for what else is needed in a second question', async () => {
    const world = fakeWorld();
    const asked: unknown[] = [];
    const { metrics } = world.home;
    const read = metrics.read.bind(metrics);
    metrics.read = (question, ...rest) => {
      asked.push(question.parts);
      return read(question, ...rest);
    };
    const counted = (samples: number) => (question: MetricsQuestion) => ({
      ...flatMetrics(question, 20, 20),
      samples: new Float64Array(288).fill(samples),
    });
    metrics.answer = counted(5);
    await decide(world);
    world.home.documents.put(LIVE, '{}');
    const forecast = { size: size(256, 512), exceededPercent: 0, bootMinutes: 0 };
    const watch = { version: 1, before: { taskCpu: '512', taskMemory: '1024' }, forecast, shrinks: true };
    world.home.documents.put(`${LIVE}/state`, JSON.stringify({ runId: 'r', history: [], watch }), 'String');
    metrics.answer = counted(15);
    await decide(world);
    world.home.history.answer = { kind: 'unavailable', detail: 'EXTERNAL' };
    await decide(world);
    expect(asked).toEqual([['use'], ['use', 'failures'], ['tasks'], ['use', 'failures'], ['reserved', 'tasks']]);
  });

  it('asks for the deployments of the window, and of older live sizes since they are live', async () => {
    const world = fakeWorld();
    const question = { cluster: 'connector-production-connect', service: 'kafka-connect' };
    await decide(world);
    const at = '2026-10-01T06:00:00.000Z';
    const entry = { version: 1, hash: 'any', at, author: 'rightsizer', cause: 'recommendation', reasons: [] };
    world.home.documents.put(LIVE, '{}');
    world.home.documents.put(`${LIVE}/state`, JSON.stringify({ runId: 'r', history: [entry] }), 'String');
    await decide(world);
    expect(world.home.history.questions).toEqual([
      { ...question, since: window.startTime, earlier: hours.startTime },
      { ...question, since: Date.parse(at), earlier: hours.startTime },
    ]);
  });

  it('is found without deployments and scaling policies, with an alert and without sizing by utilization', async () => {
    const world = fakeWorld();
    world.home.history.answer = { kind: 'unavailable', detail: 'history denied' };
    world.home.history.scaling = { kind: 'unavailable', detail: 'scaling denied' };
    const { recommendation } = await decide(world);
    if (recommendation.kind === 'skipped') throw new Error('skipped');
    expect(recommendation.alerts).toEqual([
      { code: 'HistoryUnknown', source: 'CurrentSize', detail: 'history denied' },
    ]);
    expect(recommendation.sizes.task).toEqual(size(2048, 6144));
    expect(recommendation.reasons).toContainEqual({
      code: 'ScalingUnknown',
      resource: 'cpu',
      detail: 'scaling denied',
    });
  });

  it('turns percent of the task into CPU units and MiB, and leaves the containers’ amounts as they are', async () => {
    const world = fakeWorld();
    const flat = (value: number) => {
      const points = Array.from({ length: 288 }, () => value);
      return { average: points, maximum: points };
    };
    world.home.metrics.answer = (question) => ({
      ...flatMetrics(question, 25, 50),
      containers: { connect: { cpu: flat(400), memory: flat(2900) } },
    });
    const { recommendation } = await decide(world);
    const { assessments } = recommendation;
    // 25 % of 2048 and 50 % of 6144; the container needs 400 x 1.25 and 2900 x 1.25.
    expect(assessments.cpu?.demand).toMatchObject({ average: 512, peak: 512 });
    expect(assessments.memory?.demand).toMatchObject({ average: 3072, peak: 3072 });
    const own = { container: 'connect', source: 'ContainerInsights' };
    expect(assessments.cpu?.containers).toContainEqual({ ...own, needed: 500 });
    expect(assessments.memory?.containers).toContainEqual({ ...own, needed: 3625 });
  });

  it('shows who observes it the series that it decided from', async () => {
    const seen: Seen[] = [];
    const { recommendation } = await decide(fakeWorld(), { observe: (each) => seen.push(each) });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ target: { id: target.id }, evidence: { window } });
    expect(seen[0]?.recommendation).toBe(recommendation);
    expect(seen[0]?.evidence.cpu.maximum).toHaveLength(288);
  });

  it('respects the size that may not be passed', async () => {
    const world = fakeWorld();
    const development = { ...target, policy: { ...target.policy, neverAbovePolicy: 'production' } };
    world.home.metrics.answer = (question) => flatMetrics(question, 80, 60);
    const { recommendation } = await decide(world, { target: development, neverAbove: size(1024, 4096) });
    expect(recommendation.sizes.task).toEqual(size(1024, 4096));
  });

  it('lets live sizes stand that are as good, and does not look at broken ones', async () => {
    const live = {
      taskCpu: '512',
      taskMemory: '2048',
      connectContainerCpu: '300',
      connectContainerMemory: '1400',
      instantclientContainerMemory: '600',
    };
    const { recommendation: withoutLive } = await decide();
    const broken = fakeWorld();
    broken.home.documents.put(LIVE, 'nonsense');
    expect((await decide(broken)).recommendation).toEqual(withoutLive);
    const world = fakeWorld();
    world.home.documents.put(LIVE, JSON.stringify(live));
    const { recommendation: standing } = await decide(world);
    expect(standing.sizes.containers).toEqual({
      connect: { cpuUnits: 300, memoryMiB: 1400 },
      instantclient: { memoryMiB: 600 },
    });
    expect(standing.sizes).not.toEqual(withoutLive.sizes);
  });

  it('ends with the run', async () => {
    const world = fakeWorld();
    world.home.metrics.answer = () => {
      throw new Error('out of time');
    };
    await expect(decide(world)).rejects.toThrow('out of time');
  });
});
