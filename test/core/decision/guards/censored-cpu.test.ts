import { describe, expect, it } from 'vitest';
import { censoredCpu } from '../../../../core/decision/guards/data-verdict.ts';
import { dataQuality } from '../../../../core/usage/data-quality.ts';
import { toUsage } from '../../../../core/usage/usage.ts';
import {
  container,
  DAY,
  decided,
  inputOf,
  percentOf,
  service,
  size,
  target,
  WINDOWS,
} from '../../../support/builders.ts';

/** 200 points, so many of them at the limit of the size at that time. */
function censored(
  points: number,
  at: number,
  { now = at, platform = service().platform, tolerated = 0, pinnedHours = 0, most = {} } = {},
) {
  const percent = Array.from({ length: 200 }, (_, index) => (index < points ? 100 : 10));
  const cpuQuality = dataQuality('cpu', toUsage({ maximum: percent }, at / 100), DAY);
  const containers = [container('web', { cpuUnits: 100 }), container('log')];
  const running = service({ platform, taskSize: size(now, 4 * now), containers });
  const policy = { ...target().policy, toleratedCensoredPercent: tolerated };
  return censoredCpu({
    target: target({ policy, maximumTaskSize: most }),
    service: running,
    tasks: 1,
    verdicts: {},
    seeded: [],
    cpuQuality,
    pinnedHours,
  });
}

describe('censoredCpu', () => {
  it('says nothing without a point at the limit, or without CPU data', () => {
    expect(censored(0, 512)).toEqual([]);
    expect(censoredCpu({ target: target(), service: service(), tasks: 1, verdicts: {}, seeded: [] })).toEqual([]);
  });

  it('keeps CPU up to one point in a hundred: 2 of 200 = 1 %', () => {
    expect(censored(2, 512)).toEqual([
      {
        kind: 'atLeast',
        cpuUnits: 512,
        containers: { web: { cpuUnits: 100 }, log: { cpuUnits: 0 } },
        reasons: [{ code: 'CensoredCpu', points: 2, sharePercent: 1, censoredAt: 512, pinnedHours: 0, amount: 512 }],
      },
    ]);
  });

  it('says nothing of a share that the policy tolerates: 2 of 200 = 1 %', () => {
    expect(censored(2, 512, { tolerated: 1 })).toEqual([]);
    expect(censored(3, 512, { tolerated: 1 })).toMatchObject([{ cpuUnits: 1024 }]);
  });

  it('steps up a row above that: 3 of 200 = 1.5 %', () => {
    expect(censored(3, 512)).toMatchObject([{ cpuUnits: 1024, reasons: [{ sharePercent: 1.5, amount: 1024 }] }]);
    expect(censored(3, 1024, { platform: WINDOWS })).toMatchObject([{ cpuUnits: 2048 }]);
  });

  it('steps up once after two hours of a day at the limit, and twice after six: 512, 1024, 2048', () => {
    const rows = [1.9, 2, 5.9, 6].map((pinnedHours) => censored(1, 512, { pinnedHours }));
    expect(rows).toMatchObject([512, 1024, 1024, 2048].map((cpuUnits) => [{ cpuUnits }]));
    expect(censored(1, 512, { pinnedHours: 6 })).toMatchObject([{ reasons: [{ pinnedHours: 6 }] }]);
    expect(censored(1, 512, { pinnedHours: 1.9 })).toMatchObject([{ reasons: [{ pinnedHours: 0 }] }]);
    expect(censored(1, 16_384, { pinnedHours: 6 })).toMatchObject([{ cpuUnits: 32_768 }]);
  });

  it('counts the mean of the last day at the size that runs: six hours', () => {
    const percent = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 100 : 10));
    const cpu = toUsage({ average: percent, maximum: Array<number>(24).fill(100) }, 1024 / 100);
    const input = inputOf({ service: { taskSize: size(1024, 8192), containers: [] }, evidence: { cpu } });
    expect(decided(input).sizes.task.cpuUnits).toBe(4096);
  });

  it.each([
    { most: { cpuUnits: 1024 }, amount: 1024, why: 'the row itself' },
    { most: { cpuUnits: 3000 }, amount: 2048, why: 'the largest row below it' },
    { most: { memoryMiB: 2048 }, amount: 1024, why: '2048 units come with 4096 MiB at least' },
    { most: { cpuUnits: 256 }, amount: 512, why: 'what it has stays' },
  ])('goes up no further than the maximum $most permits: $why', ({ most, amount }) => {
    expect(censored(3, 512, { pinnedHours: 6, most })).toMatchObject([{ cpuUnits: amount, reasons: [{ amount }] }]);
  });

  it('has no row above the top', () => {
    expect(censored(200, 32_768)).toMatchObject([{ cpuUnits: 32_768 }]);
  });

  it('needs more than a former, smaller size at which it stood, however seldom', () => {
    expect(censored(1, 512, { now: 4096 })).toMatchObject([{ cpuUnits: 1024, containers: {} }]);
  });

  it('needs a former, larger size at which it stood', () => {
    expect(censored(1, 2048, { now: 1024 })).toMatchObject([{ cpuUnits: 2048 }]);
  });

  it('grows a task that stood at its limit all day', () => {
    const cpu = percentOf(2048, Array(24).fill(100));
    const { sizes, finding } = decided(inputOf({ evidence: { cpu } }));
    // 2048 × 1.25 = 2560 by utilization; all day at the limit is worth two rows above 2048.
    expect([sizes.task.cpuUnits, finding]).toEqual([8192, 'Underprovisioned']);
  });
});
