import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { linesToRecord } from '../../core/memory-kill.ts';
import type { TargetReport } from '../../core/report/report.ts';
import { playScenario } from '../../demo/play-scenario.ts';
import { type DemoScenario, demoScenarios, scenarioNames } from '../../demo/scenarios/index.ts';
import type { Scenario } from '../../local/scenario.ts';
import { startLocalAws } from '../../local/server.ts';
import { compose } from '../../run/compose.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { essentialKill } from '../handlers/task-state-change.ts';
import { builtRecommend } from '../support/runs.ts';

const TIME = '2026-11-23T06:00:00Z';
const silent = { info: () => {}, warn: () => {}, error: () => {} };

function demoOf(name: string): DemoScenario {
  const demo = demoScenarios[name];
  if (demo === undefined) throw new Error(`no scenario ${name}`);
  return demo;
}

/** What a run decides on a scenario, through the real adapters and the embedded AWS. */
async function decide(
  name: string,
  changes: Partial<Scenario> = {},
  metrics: readonly string[] = [],
): Promise<readonly TargetReport[]> {
  const base = demoOf(name);
  const demo = { ...base, scenario: { ...base.scenario, ...changes } };
  await using aws = Object.assign(await startLocalAws({ scenario: demo.scenario, now: () => new Date(TIME) }), {
    [Symbol.asyncDispose]: async () => aws.close(),
  });
  for (const [variable, value] of Object.entries(aws.environment)) vi.stubEnv(variable, value);
  aws.ingestEmbeddedMetrics(metrics.join(''));
  const { report } = await runRightsizer({
    configuration: parseConfiguration(demo.configuration),
    request: { time: Date.parse(TIME), dryRun: true },
    ports: compose({ region: 'us-east-1', log: silent }),
    signal: new AbortController().signal,
  });
  return report.targets;
}

/** The only target of a scenario, in the words of its tests. */
async function outcome(name: string) {
  const [target] = await decide(name);
  if (target === undefined) throw new Error('no target');
  const { recommended, reasons, evidence, finding, skipReason } = target;
  return {
    target,
    task: recommended && [recommended.task.cpuUnits, recommended.task.memoryMiB],
    containers: recommended?.containers ?? {},
    codes: reasons.map(({ code }) => code),
    reason: (code: string) => reasons.find((each) => each.code === code),
    verdict: evidence?.verdict.kind,
    evidence,
    finding,
    skipReason,
  };
}

describe('the outcome of a scenario', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is asserted here for every one', () => {
    expect([...scenarioNames].sort()).toEqual(
      [
        'boot-spikes',
        'cache-fills',
        'connector',
        'does-not-come-up',
        'gappy',
        'kills',
        'leak',
        'office-hours',
        'resizes',
        'scaled-api',
        'sidecar',
        'target-tracking',
        'val-never-up',
        'young',
      ].sort(),
    );
  });

  it('connector: the heap of the image, which is a guess, neither grows development nor lets it shrink, and production pays less', async () => {
    const [master, val, production] = await decide('connector');
    expect(master?.recommended?.task).toEqual({ cpuUnits: 512, memoryMiB: 2048 });
    expect(val?.recommended?.task).toEqual({ cpuUnits: 256, memoryMiB: 512 });
    expect(production?.recommended?.task).toEqual({ cpuUnits: 2048, memoryMiB: 4096 });
  });

  it('resizes: three resizes in the window, and the demand is that of the amounts, not of the percentages', async () => {
    const { task, evidence, codes } = await outcome('resizes');
    // Peak 483 units, 1227 MiB: × 1.2 = 580 and 1473. 300 USD a kill: (1227 / 2048)^4 × 0.25 × 300 = 9.66 > 3.24.
    expect(task).toEqual([1024, 3072]);
    expect(evidence?.resources.cpu?.demand?.highest).toBeCloseTo(483, -1);
    expect(evidence?.resources.memory?.demand?.highest).toBeCloseTo(1227, -1);
    expect(evidence?.context?.sizeHistory).toMatchObject({ source: 'Deployments', resizes: 3, unknownPoints: 0 });
    expect(evidence?.context?.sizeHistory.mixedPoints).toBeGreaterThanOrEqual(3);
    expect(codes).toContain('SizeHistory');
  });

  it('kills: the container gets more than the limit it was killed at, though its metrics never said so', async () => {
    const { task, containers, reason } = await outcome('kills');
    expect(reason('MemoryKill')).toMatchObject({ container: 'app', limitMiB: 1024, amount: 1280 });
    expect(containers.app?.memoryMiB).toBeGreaterThanOrEqual(1280);
    // The starts after its kills are beside other tasks, and count as load.
    expect(task).toEqual([1024, 2048]);
  });

  it('boot-spikes: starts are kept out of the steady use, and hold the CPU because they are too slow already', async () => {
    const { task, evidence, reason } = await outcome('boot-spikes');
    expect(task?.[0]).toBe(2048);
    expect(reason('SlowStart')).toMatchObject({ limitMinutes: 3.5, amount: 2048 });
    expect(evidence?.resources.cpu?.demand?.highest).toBeLessThan(200);
    expect(evidence?.context?.starts.peakPercent).toBeGreaterThan(55);
  });

  it('target-tracking: the held resource is not shrunk, the other one is sized', async () => {
    const { task, reason } = await outcome('target-tracking');
    expect(task).toEqual([1024, 2048]);
    expect(reason('TargetTracking')).toMatchObject({ resource: 'cpu', targetPercent: 60 });
    expect(reason('ContainersEstimated')).toBeUndefined();
  });

  it('scaled-api: the whole demand tells a cheaper minimum and target, and an alarm keeps memory', async () => {
    const { task, reason } = await outcome('scaled-api');
    // 943 MiB at 30 % are 3143: 4096 is the least that 1024 CPU units come with beyond.
    expect(task).toEqual([1024, 4096]);
    expect(reason('AlarmWouldRing')).toMatchObject({ alarm: 'api memory', rollsBack: true, rang: 0 });
    // 8000 units in the busy hours on tasks of 1024, the hottest a little above the mean: 9 of them are never short.
    expect(reason('ScalingAdvice')).toMatchObject({
      today: { settings: { minimum: 4, targetPercent: 40 } },
      better: { settings: { minimum: 9, targetPercent: 80 }, hoursShort: 0 },
      weeks: 4,
    });
  });

  it('office-hours: nights and weekends are gaps, not low use', async () => {
    const { task, evidence, verdict } = await outcome('office-hours');
    // Peak 363 units, once 440; memory 833 MiB. Half an hour a month short of 512 is not worth twice the price.
    expect(task).toEqual([512, 1024]);
    expect(verdict).toBe('act');
    expect(evidence?.resources.cpu?.quality.coveragePercent).toBeGreaterThan(95);
    expect(evidence?.resources.cpu?.quality.offPoints).toBeGreaterThan(4000);
    expect(evidence?.resources.cpu?.quality.longestGapHours).toBeGreaterThan(48);
  });

  it('leak: the slope is said, and memory is sized for the usual time between deployments', async () => {
    const { reason, task } = await outcome('leak');
    expect(reason('LeakSuspected')).toMatchObject({ slopeMiBPerDay: 60, usualDays: expect.closeTo(7, 0) });
    // 1140 MiB at most: 2048 would do, were half a kill a month not expected there, of 300 USD.
    expect(task).toEqual([512, 4096]);
  });

  it('young: three days are too few for production, which keeps its size', async () => {
    expect(await outcome('young')).toMatchObject({
      task: undefined,
      skipReason: 'InsufficientData',
      verdict: 'silent',
    });
  });

  it('gappy: with four points in ten missing it advises, and would apply nothing', async () => {
    const { target, verdict, task, codes } = await outcome('gappy');
    expect(verdict).toBe('advise');
    expect(task).toEqual([512, 2048]);
    expect(codes).toEqual(expect.arrayContaining(['LowCoverage', 'AdviceOnly']));
    expect(target.publication).toMatchObject({ kind: 'planned', cause: 'baseline' });
  });

  it('sidecar: the big eater gets what it eats, whatever was declared', async () => {
    const { containers, task } = await outcome('sidecar');
    // The agent uses about 930 MiB and declared 1024; the app uses at most 426 of its 3072.
    expect(containers.agent?.memoryMiB).toBeGreaterThanOrEqual(1110);
    expect(task).toEqual([512, 2048]);
  });

  it('val-never-up: no data point at all, and the heap of the image asks for 1024 / 3072', async () => {
    const { task, containers, finding, verdict } = await outcome('val-never-up');
    expect(task?.[0]).toBeGreaterThanOrEqual(1024);
    expect(task?.[1]).toBeGreaterThanOrEqual(3072);
    expect(containers.connect?.memoryMiB).toBeGreaterThanOrEqual(2560);
    expect({ finding, verdict }).toEqual({ finding: 'Underprovisioned', verdict: 'silent' });
  });

  it('cache-fills: memory that was as full before it was doubled stays as it is, and a person is told why', async () => {
    const [target] = await decide('cache-fills');
    expect(target?.recommended?.task).toEqual({ cpuUnits: 256, memoryMiB: 2048 });
    // The level is that of the maxima.
    expect(target?.alerts).toMatchObject([{ code: 'MemoryFollowsSize', percent: 97, since: '2026-11-10' }]);
  });

  it('does-not-come-up: the run after the deployment puts the size before back, and says that nothing comes up', async () => {
    const { runs, last, documents } = await playScenario(demoOf('does-not-come-up'), builtRecommend());
    expect(runs.map(({ report }) => report.targets[0]?.publication)).toMatchObject([
      { cause: 'baseline' },
      { cause: 'resize', after: { taskCpu: '2048' } },
      { cause: 'restore', after: { taskCpu: '4096', taskMemory: '8192' } },
    ]);
    expect(last.report.targets[0]?.alerts).toMatchObject([{ code: 'Breach' }]);
    expect(last.mails[0]?.subject).toContain('BREACH');
    expect(documents.get('/rightsizer/does-not-come-up/production')).toMatchObject({ taskCpu: '4096' });
  });

  it('connector without a recorder: kills are unknown, so production keeps its memory', async () => {
    const [, , production] = await decide('connector', { memoryKillRecorder: 'absent' });
    expect(production?.recommended?.task).toEqual({ cpuUnits: 2048, memoryMiB: 6144 });
    expect(production?.reasons.map(({ code }) => code)).toContain('KillsUnknown');
    expect(production?.evidence).toMatchObject({ confidence: { kind: 'lower' }, context: { killsKnown: false } });
  });

  it('connector with an event of a kill, as the recorder writes it: the floor follows, once for two deliveries', async () => {
    const lines = linesToRecord(essentialKill).map((line) => `${line}\n`);
    expect(lines).toHaveLength(1);
    const targets = await decide('connector', {}, [...lines, ...lines]);
    const production = targets.find(({ stage }) => stage === 'production');
    const kill = production?.reasons.find(({ code }) => code === 'MemoryKill');
    // Killed at 4096 MiB: 4096 × 1.25 = 5120.
    expect(kill).toMatchObject({ container: 'connect', limitMiB: 4096, amount: 5120 });
    expect(production?.recommended?.containers.connect?.memoryMiB).toBeGreaterThanOrEqual(5120);
  });
});
