import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../core/configuration/configuration.ts';
import { startLimitMinutes, startsLimit, startWarning } from '../../../../core/decision/guards/data-verdict.ts';
import type { RunningService } from '../../../../core/model/service.ts';
import { booted, container, context, service, size, target } from '../../../support/builders.ts';

const slow = [container('a', { startSeconds: 120 }), container('b', { startSeconds: 300 }), container('c')];

describe('how long a start may take', () => {
  it.each<[string, Partial<Target>, Partial<RunningService>, number | undefined]>([
    ['nothing limits it', {}, {}, undefined],
    ['as configured', { maximumStartMinutes: 9 }, { healthCheckGracePeriodSeconds: 60, containers: slow }, 9],
    ['the grace period of the service', {}, { healthCheckGracePeriodSeconds: 90, containers: slow }, 1.5],
    ['the slowest container: 300 s', {}, { containers: slow }, 5],
    ['a grace period of none is no limit', {}, { healthCheckGracePeriodSeconds: 0, containers: slow }, 5],
    ['no health check', {}, { healthCheckGracePeriodSeconds: 0, containers: [] }, undefined],
  ])('is known: %s', (_, fields, running, minutes) => {
    expect(startLimitMinutes(target(fields), service(running))).toBe(minutes);
  });
});

function limit(bootMinutes: number, bootCpuUnits: number, maximumStartMinutes?: number) {
  const fields = maximumStartMinutes === undefined ? {} : { maximumStartMinutes };
  const known = context({ starts: booted(bootMinutes, bootCpuUnits) });
  const running = service({ taskSize: size(1024, 4096), containers: [] });
  return startsLimit({ target: target(fields), service: running, tasks: 1, verdicts: {}, seeded: [], context: known });
}

describe('startsLimit', () => {
  it('permits the CPU at which a start takes as long as it may: 5 × 1024 / 12 = 426.7', () => {
    expect(limit(5, 1024, 12)).toEqual([
      {
        kind: 'atLeast',
        cpuUnits: 427,
        reasons: [{ code: 'SlowStart', bootMinutes: 5, bootCpuUnits: 1024, limitMinutes: 12, amount: 427 }],
      },
    ]);
  });

  it('holds the CPU, and does not grow it, when a start takes too long already', () => {
    expect(limit(20, 1024, 12)).toMatchObject([{ cpuUnits: 1024 }]);
    expect(limit(5, 4096, 12)).toMatchObject([{ cpuUnits: 1024 }]); // 5 × 4096 / 12 = 1706.7
  });

  it('says nothing without a limit, a boot, a known size or any context', () => {
    expect([limit(5, 1024), limit(0, 1024, 12), limit(5, 0, 12)]).toEqual([[], [], []]);
    const bare = { target: target({ maximumStartMinutes: 1 }), service: service(), tasks: 1, verdicts: {}, seeded: [] };
    expect(startsLimit(bare)).toEqual([]);
  });
});

describe('startWarning', () => {
  const warn = (cpuUnits: number, fields: Partial<Target> = {}, starts = booted(5, 1024)) =>
    startWarning(starts, startLimitMinutes(target(fields), service()), cpuUnits);

  it('says what a start would take: 5 × 1024 / 256 = 20 minutes', () => {
    expect(warn(256)).toEqual([{ code: 'StartUnlimited', bootMinutes: 5, predictedMinutes: 20, cpuUnits: 256 }]);
  });

  it('is silent where CPU does not shrink, a start is limited, or nothing booted', () => {
    expect([warn(1024), warn(256, { maximumStartMinutes: 9 }), warn(256, {}, context().starts)]).toEqual([[], [], []]);
  });
});
