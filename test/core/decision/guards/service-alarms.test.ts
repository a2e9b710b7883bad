import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../../../core/configuration/policies.ts';
import { readEvidence } from '../../../../core/decision/read-evidence.ts';
import { recommend } from '../../../../core/decision/recommend.ts';
import { explain } from '../../../../core/decision/recommendation.ts';
import type { ServiceAlarm } from '../../../../core/model/service.ts';
import { NO_SHORTAGE, service, size, target } from '../../../support/builders.ts';
import { days, pointsOf, rawEvidence } from '../../../support/raw-evidence.ts';

const WINDOW = days(28);
/** What CPU peaks at does not keep it: the 99.5th percentile is 10 %. */
const TARGET = target({
  parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} },
  policy: { ...builtInPolicies.production, shortage: NO_SHORTAGE },
});
/** An hour of 28 days is 1.086 of a month: 32.59 USD at this price; the step from 1024 to 2048 units costs 29.55. */
const PRICED = { policy: { ...TARGET.policy, shortage: { cpuUsdPerHour: 30, memoryUsdPerKill: 0 } } };
const ALARM: ServiceAlarm = {
  name: 'cpu high',
  resource: 'cpu',
  statistic: 'average',
  periodSeconds: 300,
  thresholdPercent: 75,
  datapoints: 1,
  periods: 1,
  isComputed: false,
};
/** 10 % of 2048 units, and 45 % once: 921.6, which 75 % of 1229 hold. */
const cpu = pointsOf(WINDOW, (index) => (index === 4000 ? 45 : 10));

function decided(
  alarms: readonly ServiceAlarm[],
  rollbackAlarms: readonly string[] = [],
  fields: Partial<typeof TARGET> = {},
  desiredCount = 1,
) {
  const evidence = readEvidence(
    rawEvidence({
      window: WINDOW,
      service: service({ taskSize: size(2048, 4096), containers: [], desiredCount, rollbackAlarms }),
      alarms: { kind: 'known', alarms },
      metrics: { cpu: { average: cpu, maximum: cpu }, memory: { average: pointsOf(WINDOW, () => 10) } },
    }),
  );
  const { sizes, reasons } = recommend({ target: { ...TARGET, ...fields }, evidence });
  return {
    task: sizes.task,
    reasons: reasons.filter((reason) => reason.code === 'AlarmWouldRing'),
    rings: reasons.filter(({ code }) => code === 'AlarmMayRing'),
  };
}

describe('alarms of a service', () => {
  it('keep what would make one ring: 45 % of 2048 at 75 % are 1228.8 units, so the row of 2048 stays', () => {
    expect(decided([]).task.cpuUnits).toBeLessThan(2048);
    const { task, reasons } = decided([ALARM], ['cpu high']);
    expect(task.cpuUnits).toBe(2048);
    expect(reasons).toEqual([
      {
        code: 'AlarmWouldRing',
        alarm: 'cpu high',
        resource: 'cpu',
        thresholdPercent: 75,
        datapoints: 1,
        periods: 1,
        periodSeconds: 300,
        isComputed: false,
        rollsBack: true,
        rang: 0,
        amount: 1229,
        // 921.6 of 1024.
        smaller: { amount: 1024, thresholdPercent: 90 },
      },
    ]);
  });

  it('are a wish where they roll nothing back: a maximum takes it', () => {
    expect(decided([], [], PRICED).task.cpuUnits).toBeLessThan(2048);
    expect(decided([ALARM], [], PRICED).task.cpuUnits).toBe(2048);
    const { task, reasons } = decided([ALARM], [], { ...PRICED, maximumTaskSize: size(1024, 8192) });
    expect(task.cpuUnits).toBe(1024);
    expect(reasons[0]).toMatchObject({ amount: 1229, worth: { hours: 1.1, usdPerHour: 30, stepUsdPerMonth: 29.55 } });
    expect(reasons.map(explain).join()).toContain(
      'It would in about 1.1 hours of a month, which at 30.00 USD each is more than the 29.55 USD of the step, so they are kept, unless something stronger takes them; a threshold of 90 %',
    );
  });

  it.each([
    // 1.086 × 20 = 21.72 USD: more than the 14.78 of 512 to 1024 units, less than the 29.55 of the next step.
    [20, 1024, 1.1],
    [10, 512, 1.1],
    // 10 % of 2048 by 75 % are 273: it would ring all the time, for nothing.
    [0, 256, 730],
  ])(
    'are a wish as far as an hour of ringing at %d USD costs more than the step: %d',
    (cpuUsdPerHour, cpuUnits, hours) => {
      const policy = { ...PRICED.policy, shortage: { cpuUsdPerHour, memoryUsdPerKill: 0 } };
      const { task, rings } = decided([ALARM], [], { policy });
      expect(task.cpuUnits).toBe(cpuUnits);
      expect(rings).toEqual([{ code: 'AlarmMayRing', alarm: 'cpu high', resource: 'cpu', amount: cpuUnits, hours }]);
    },
  );

  it('are a wish of memory too: 10 % of 4096 MiB by 25 % are 1639, so 2048 are kept', () => {
    const memory: ServiceAlarm = { ...ALARM, resource: 'memory', thresholdPercent: 25, name: 'memory' };
    const { task, reasons } = decided([memory], [], PRICED);
    expect(task.memoryMiB).toBe(2048);
    // All the time with 1024, and a GB costs 0.004445 × 730.
    expect(reasons[0]).toMatchObject({ amount: 1639, worth: { hours: 730, stepUsdPerMonth: 3.24 } });
  });

  it('cost a step for each task: of two the wish is not worth the row of 2048', () => {
    expect(decided([ALARM], [], { ...PRICED }, 2).task.cpuUnits).toBe(1024);
  });

  it('never ask for more than what runs, and say where no threshold would permit less', () => {
    const both = [
      { ...ALARM, thresholdPercent: 50 },
      { ...ALARM, name: 'lower' },
    ];
    const [reason] = decided(both, [], PRICED).reasons;
    // 921.6 by 50 % are 1843.2; the next smaller row would take 90 %.
    expect(reason).toMatchObject({ alarm: 'cpu high', amount: 1844, smaller: { thresholdPercent: 90 } });
    const memory: ServiceAlarm = { ...ALARM, resource: 'memory', thresholdPercent: 5, name: 'memory' };
    // 409.6 MiB by 5 % are 8192; 4096 run, and rang all the time.
    const [found] = decided([memory], ['memory']).reasons;
    expect(found).toMatchObject({ amount: 4096, rang: 8064 });
    expect(found && explain(found)).toContain('more often than the 8064 times it did');
  });

  it('say nothing of a threshold that cannot be: what is needed is more than the next smaller amount', () => {
    const tight = { ...ALARM, thresholdPercent: 85, name: 'tight', isComputed: true };
    const [reason] = decided([tight], [], PRICED).reasons;
    // 921.6 / 0.85 = 1084.2: 90 % of 1024 would do.
    expect(reason).toMatchObject({ smaller: { amount: 1024, thresholdPercent: 90 } });
    expect(reason && explain(reason)).toContain('in an expression');
    const full = pointsOf(WINDOW, () => 51);
    const evidence = readEvidence(
      rawEvidence({
        window: WINDOW,
        service: service({ taskSize: size(2048, 4096), containers: [] }),
        alarms: { kind: 'known', alarms: [ALARM] },
        metrics: { cpu: { average: full, maximum: full } },
      }),
    );
    const own = recommend({ target: { ...TARGET, ...PRICED }, evidence }).reasons.filter(
      ({ code }) => code === 'AlarmWouldRing',
    );
    // 51 % of 2048 are 1044.5, more than all of 1024.
    expect(own[0]).not.toHaveProperty('smaller');
    expect(own.map(explain).join()).toMatch(/unless something stronger takes them\.$/);
  });

  it('that cannot be read are told, and those that look at nothing ask for nothing', () => {
    const raw = rawEvidence({ window: WINDOW, alarms: { kind: 'unavailable', detail: 'AccessDenied' } });
    const { reasons } = recommend({ target: TARGET, evidence: readEvidence(raw) });
    expect(reasons).toContainEqual({ code: 'AlarmsUnknown', detail: 'AccessDenied' });
    const none = pointsOf(WINDOW, () => Number.NaN);
    const empty = rawEvidence({
      window: WINDOW,
      alarms: { kind: 'known', alarms: [ALARM] },
      metrics: { cpu: { average: none, maximum: none } },
    });
    expect(readEvidence(empty).context?.alarmNeeds).toEqual([]);
  });
});
