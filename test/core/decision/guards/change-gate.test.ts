import { describe, expect, it } from 'vitest';
import type { ChangeGate } from '../../../../core/configuration/policy.ts';
import type { EvidenceContext } from '../../../../core/decision/evidence.ts';
import type { Deployment } from '../../../../core/model/service.ts';
import {
  AGREED,
  type Case,
  codes,
  container,
  containerUsage,
  context,
  DAY,
  DAY_POLICY,
  decided,
  flat,
  inputOf,
  MORNING,
  OPEN_GATE,
  parameterKeys,
  size,
  WINDOWS,
} from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

const DAY_MILLISECONDS = 86_400_000;
const gate = (fields: Partial<ChangeGate>) => ({ policy: { ...DAY_POLICY, changeGate: { ...OPEN_GATE, ...fields } } });
const ago = (days: number) => new Date(MORNING - days * DAY_MILLISECONDS).toISOString();
const task = (cpuUnits: number, memoryMiB: number) => ({ task: size(cpuUnits, memoryMiB), containers: {} });

/** 1024 / 4096 runs, and 256 / 2048 is found. */
function applicableOf(fields: Partial<ChangeGate>, { target, change = {}, ...rest }: Case = {}) {
  return decided(plain({ target: { ...gate(fields), ...target }, change, ...rest })).applicable;
}

describe('an open gate', () => {
  it('lets a shrink pass at once, and tells what there would be without it', () => {
    expect(applicableOf({})).toMatchObject({
      sizes: task(256, 2048),
      withoutShrink: task(1024, 4096),
      proposal: task(256, 2048),
      holds: [],
    });
  });

  it('asks nothing of growth: 900 × 1.25 = 1125', () => {
    const { sizes, withoutShrink, holds, agreement } = applicableOf(
      { agreementDays: 7, cooldownDays: 7, minimumSavingUsdPerMonth: 1000, oneCpuRowPerChange: true },
      { evidence: { cpu: flat(900) }, change: { changedAt: ago(0), notDeployedSince: ago(0) }, live: task(1024, 2048) },
    );
    expect([sizes, withoutShrink, holds, agreement]).toEqual([task(2048, 4096), sizes, [], {}]);
  });
});

describe('agreement', () => {
  const counted = (days: number) => ({ since: '2026-11-15', lastDay: '2026-11-21', days });

  it('is waited for, resource by resource, and since when is said', () => {
    const change = { agreement: { cpu: counted(6), memory: counted(3) } };
    const { sizes, proposal, holds, agreement } = applicableOf({ agreementDays: 7 }, { change });
    // CPU was recommended on seven days with today; memory keeps its 4096, which 512 CPU units can have.
    expect([sizes.task, proposal.task]).toEqual([size(512, 4096), size(256, 2048)]);
    expect(holds).toEqual([
      { code: 'WaitsForAgreement', resource: 'memory', days: 4, agreementDays: 7, since: '2026-11-15' },
    ]);
    expect(agreement.cpu?.days).toBe(7);
  });

  it('of one day is no waiting', () => {
    expect(applicableOf({ agreementDays: 1 }).holds).toEqual([]);
  });
});

describe('the cool-down', () => {
  it.each([
    ['a day after a change', 1, ['Cooldown']],
    ['a moment before its end', 7 - 1e-6, ['Cooldown']],
    ['at its end', 7, []],
  ])('of seven days holds %s', (_, days, expected) => {
    const { holds, sizes } = applicableOf({ cooldownDays: 7 }, { change: { changedAt: ago(days) } });
    expect(codes(holds)).toEqual(expected);
    expect(sizes.task).toEqual(expected.length > 0 ? size(1024, 4096) : size(256, 2048));
  });

  it('is said once for both resources, with its end', () => {
    const { holds } = applicableOf({ cooldownDays: 7 }, { change: { changedAt: ago(2) } });
    expect(holds).toEqual([{ code: 'Cooldown', since: ago(2), until: ago(-5), cooldownDays: 7 }]);
  });

  it.each([
    ['of no days', 0, { changedAt: ago(0) }],
    ['where nothing ever changed', 7, {}],
  ])('is none: %s', (_, cooldownDays, change) => {
    expect(applicableOf({ cooldownDays }, { change }).holds).toEqual([]);
  });
});

describe('one CPU row per change', () => {
  const rows = { oneCpuRowPerChange: true };

  it('goes to the next row, with the memory that was found, and says where it goes', () => {
    const { sizes, proposal, holds } = applicableOf(rows);
    expect([sizes.task, proposal.task]).toEqual([size(512, 2048), size(512, 2048)]);
    expect(holds).toEqual([{ code: 'OneCpuRow', size: size(512, 2048), target: size(256, 2048), since: '2026-11-22' }]);
  });

  it('says since when it goes there', () => {
    const { holds } = applicableOf(rows, { change: { heldSince: { OneCpuRow: '2026-11-10' } } });
    expect(holds).toMatchObject([{ code: 'OneCpuRow', since: '2026-11-10' }]);
  });

  it.each([
    ['the last step', { live: task(512, 2048) }, size(256, 2048)],
    ['memory alone', { live: task(256, 2048), evidence: { memory: flat(700) } }, size(256, 1024)],
  ])('says nothing more of %s', (_, fields, expected) => {
    const { sizes, holds } = applicableOf(rows, fields);
    expect([sizes.task, holds]).toEqual([expected, []]);
  });

  it('knows no row below 1024 on Windows', () => {
    const service = { platform: WINDOWS, taskSize: size(1024, 4096) };
    expect(applicableOf(rows, { service }).sizes.task).toEqual(size(1024, 2048));
  });

  it('waits until the row before was deployed; other policies do not', () => {
    const change = { notDeployedSince: ago(3) };
    const waits = applicableOf(rows, { change, live: task(512, 2048) });
    expect([waits.sizes.task, waits.holds]).toEqual([size(512, 2048), [{ code: 'WaitsForDeployment', since: ago(3) }]]);
    expect(applicableOf({}, { change }).sizes.task).toEqual(size(256, 2048));
  });

  it('goes to what a bound leaves, which may be no row: of 700 CPU units 512 can be had', () => {
    const { sizes } = applicableOf(rows, {
      live: task(2048, 4096),
      target: { ...gate(rows), maximumTaskSize: { cpuUnits: 700 } },
    });
    expect(sizes.task.cpuUnits).toBe(512);
  });

  it('says nothing of a row that does not pay: what is found is not proposed at all', () => {
    const { sizes, proposal, holds } = applicableOf({ ...rows, minimumSavingUsdPerMonth: 1000 });
    expect([sizes.task, proposal.task]).toEqual([size(1024, 4096), size(1024, 4096)]);
    expect(codes(holds)).toEqual(['SavingTooSmall']);
  });
});

describe('points at the size that runs', () => {
  const HOUR_MILLISECONDS = 3_600_000;
  /** A deployment of 1024 / 4096 after 2048 / 4096, so many hours into the day. */
  const resized = (hours: number, outcome: Deployment['outcome'] = 'successful'): EvidenceContext => {
    const startedAt = DAY.startTime + hours * HOUR_MILLISECONDS;
    const revision = { taskDefinitionArn: 'arn:2', taskSize: size(1024, 4096), images: {} };
    const before = { ...revision, taskSize: size(2048, 4096) };
    return context({ deployments: [{ startedAt, finishedAt: startedAt, outcome, revision, before }] });
  };
  const decidedWith = (known: EvidenceContext, rest: Case = {}) =>
    applicableOf({}, { evidence: { context: known }, ...rest });

  it.each<[string, EvidenceContext, ReturnType<typeof task>]>([
    ['of a whole day let it shrink', resized(0), task(256, 2048)],
    ['of 23 hours do not', resized(1), task(1024, 4096)],
    ['are none while the deployment goes on', resized(-48, 'inProgress'), task(1024, 4096)],
    ['are all there are, where the deployment was rolled back', resized(12, 'rolledBack'), task(256, 2048)],
  ])('%s', (_, known, expected) => {
    expect(decidedWith(known).sizes).toEqual(expected);
  });

  it('are waited for in a proposal too, and since when the size runs is said', () => {
    const { proposal, holds } = decidedWith(resized(12), { target: { mode: 'propose', ...gate({}) } });
    expect(proposal).toEqual(task(1024, 4096));
    expect(holds).toEqual([{ code: 'WaitsForPoints', since: '2026-11-21T12:00:00.000Z' }]);
  });
});

describe('a deployment that does not end', () => {
  const open = (hoursAgo: number, outcome: Deployment['outcome'] = 'inProgress'): Deployment => ({
    startedAt: MORNING - hoursAgo * 3_600_000,
    outcome,
    revision: { taskDefinitionArn: 'arn:2', taskSize: size(1024, 4096), images: {} },
  });
  const alertsOf = (...deployments: readonly Deployment[]) =>
    applicableOf({}, { evidence: { context: context({ deployments }) } }).alerts;

  it.each<[string, readonly Deployment[], readonly string[]]>([
    ['after more than a day', [open(25), open(60)], [new Date(MORNING - 25 * 3_600_000).toISOString()]],
    ['not after a day', [open(24)], []],
    ['not where it ended', [open(60, 'successful')], []],
  ])('is told %s', (_, deployments, since) => {
    expect(alertsOf(...deployments)).toEqual(since.map((each) => ({ code: 'DeploymentUnfinished', since: each })));
  });
});

describe('the saving', () => {
  // 1024 / 4096 to 256 / 2048: 0.75 × 0.04048 + 2 × 0.004445 = 0.03925 an hour of 0.05826, or 28.65 of 42.53 a month.
  it('is said where it is too small, beside what it should be', () => {
    const { sizes, holds } = applicableOf({ minimumSavingUsdPerMonth: 28.66 });
    expect(sizes.task).toEqual(size(1024, 4096));
    expect(holds).toEqual([
      {
        code: 'SavingTooSmall',
        savesUsdPerMonth: 28.65,
        savesPercent: 67.37,
        minimumSavingUsdPerMonth: 28.66,
        minimumSavingPercent: 0,
        since: '2026-11-22',
      },
    ]);
    expect(applicableOf({ minimumSavingUsdPerMonth: 28.65 }).sizes.task).toEqual(size(256, 2048));
  });

  it('counts every desired task', () => {
    const { sizes } = applicableOf({ minimumSavingUsdPerMonth: 50 }, { service: { desiredCount: 2 } });
    expect(sizes.task).toEqual(size(256, 2048));
  });

  it('is said in percent alone, where the region has no price', () => {
    const { holds } = applicableOf(
      { minimumSavingUsdPerMonth: 1000, minimumSavingPercent: 70 },
      { service: { region: 'mars-north-1' }, change: { heldSince: { SavingTooSmall: '2026-11-01' } } },
    );
    expect(holds).toEqual([
      {
        code: 'SavingTooSmall',
        savesPercent: 67.37,
        minimumSavingUsdPerMonth: 1000,
        minimumSavingPercent: 70,
        since: '2026-11-01',
      },
    ]);
  });

  it('is that of the shrink alone, where something else grows', () => {
    // CPU grows from 512 to 2048 (900 × 1.25 = 1125), memory goes from 4096 … to 4096: nothing shrinks.
    const { holds } = applicableOf(
      { minimumSavingPercent: 5 },
      { evidence: { cpu: flat(900) }, live: task(512, 4096) },
    );
    expect(holds).toEqual([]);
  });
});

describe('growth and shrink together', () => {
  it('grows at once, and keeps what waits: 512 / 4096 to 2048 CPU units', () => {
    const live = task(512, 3072);
    const evidence = { cpu: flat(300), memory: flat(1000) };
    // 300 × 1.25 = 375 keeps 512; 1250 MiB do with 2048.
    expect(applicableOf({ agreementDays: 7 }, { live, evidence }).sizes.task).toEqual(size(512, 3072));
    const growing = applicableOf({ agreementDays: 7 }, { live, evidence: { ...evidence, cpu: flat(500) } });
    // 500 × 1.25 = 625 asks for 1024, which can have the 3072 that wait.
    expect([growing.sizes.task, codes(growing.holds)]).toEqual([size(1024, 3072), ['WaitsForAgreement']]);
  });

  it('does not make the task larger, because one container keeps what another would need', () => {
    const live = {
      task: size(1024, 4096),
      containers: { connect: { cpuUnits: 1024, memoryMiB: 4046 }, instantclient: { memoryMiB: 50 } },
    };
    // connect 2000 × 1.25 = 2500, instantclient 80 × 1.25 = 100: 4046 + 100 would be more than the 4096 that there are.
    const usage = { connect: containerUsage(690, 2000), instantclient: containerUsage(1, 80) };
    const { applicable } = decided(inputOf({ live, evidence: { memory: flat(2080), containers: usage }, change: {} }));
    // connect keeps 4046 / 1.25 = 3237; 759 are left, 506 and 253.
    expect(applicable.sizes).toEqual({
      task: size(1024, 4096),
      containers: { connect: { cpuUnits: 1024, memoryMiB: 3743 }, instantclient: { memoryMiB: 353 } },
    });
  });

  it('keeps the memory of each container, while only CPU may shrink', () => {
    const change = { agreement: { cpu: AGREED.cpu ?? { since: '', lastDay: '', days: 0 } } };
    const usage = { connect: containerUsage(690, 2900), instantclient: containerUsage(1, 40) };
    const { applicable } = decided(inputOf({ evidence: { containers: usage }, change }));
    expect(applicable.sizes).toEqual({
      task: size(1024, 6144),
      containers: { connect: { cpuUnits: 1024, memoryMiB: 4096 }, instantclient: { memoryMiB: 2048 } },
    });
  });

  it('keeps numbers that share a key as one', () => {
    const containers = [container('a', { memoryMiB: 2000 }), container('b', { memoryMiB: 2000 })];
    const input = inputOf({
      target: { parameters: parameterKeys({ a: { memory: 'm' }, b: { memory: 'm' } }) },
      service: { taskSize: size(1024, 5120), containers },
      evidence: { containers: { a: containerUsage(1, 900), b: containerUsage(1, 100) }, memory: flat(1000) },
      change: {},
    });
    expect(decided(input).applicable.sizes).toEqual({
      task: size(1024, 5120),
      containers: { a: { memoryMiB: 2000 }, b: { memoryMiB: 2000 } },
    });
  });
});

it('goes from the last row through more memory, for the row below has no 61440', () => {
  // 48000 × 1.25 = 60000: 32768 / 61440, 16384 / 65536 and 8192 / 61440 hold it, each cheaper than the one before.
  const change = { agreement: AGREED };
  const evidence = { cpu: flat(3000), memory: flat(48_000) };
  const steps = [task(32_768, 61_440), task(16_384, 65_536), task(8192, 61_440)];
  const found = steps.map((live) => applicableOf({ oneCpuRowPerChange: true }, { live, evidence, change }).sizes.task);
  expect(found).toEqual([size(16_384, 65_536), size(8192, 61_440), size(8192, 61_440)]);
});
