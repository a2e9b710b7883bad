import { describe, expect, it } from 'vitest';
import { type RawEvidence, readEvidence } from '../../../core/decision/read-evidence.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import { explain } from '../../../core/decision/recommendation.ts';
import type { ScalingPolicy } from '../../../core/model/service.ts';
import { scalingPicture } from '../../../core/report/html/curve-picture.ts';
import { service, size, target } from '../../support/builders.ts';
import { days, pointsOf, rawEvidence } from '../../support/raw-evidence.ts';

const WINDOW = days(28);
const TARGET = target({ parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} } });
const CPU40: ScalingPolicy = { name: 'cpu40', kind: 'targetTracking', resource: 'cpu', targetPercent: 40 };
const LIMITS = { minimum: 4, maximum: 30 };
/** Eight hours of each day at 8000 units on 20 tasks of 1024, the rest at 2000 on 5: 39.06 % in each. */
const isBusy = (index: number) => index % 288 < 96;
const AVERAGE = pointsOf(WINDOW, () => 39.0625);

function raw(scaling: RawEvidence['scaling'], fields: Parameters<typeof rawEvidence>[0] = {}) {
  const { metrics, ...rest } = fields;
  return rawEvidence({
    window: WINDOW,
    service: service({ taskSize: size(1024, 4096), containers: [], desiredCount: 5, runningCount: 5 }),
    scaling,
    ...rest,
    metrics: {
      cpu: { average: AVERAGE, maximum: AVERAGE.map((percent) => percent * 1.2) },
      samples: pointsOf(WINDOW, (index) => (isBusy(index) ? 100 : 25)),
      ...metrics,
    },
  });
}

function reasonsOf(evidence: RawEvidence, fields: Partial<typeof TARGET> = {}) {
  const { reasons } = recommend({ target: { ...TARGET, ...fields }, evidence: readEvidence(evidence) });
  return reasons.filter(({ code }) => code === 'ScalingAdvice' || code === 'ScalingSizeOnly');
}

const known = (policies: readonly ScalingPolicy[], limits: typeof LIMITS | undefined = LIMITS) =>
  ({ kind: 'known', policies, ...(limits && { limits }) }) as const;

describe('advice on target tracking of CPU', () => {
  it('is a cheaper setting, learned from the whole demand and told with what it costs', () => {
    const [advice] = reasonsOf(raw(known([CPU40])));
    expect(advice).toMatchObject({
      code: 'ScalingAdvice',
      policy: 'cpu40',
      resourceId: 'service/connector-production-connect/kafka-connect',
      // A point late and three more: 97 + 3 of 288 at 20 tasks, and the first day from its first point on.
      today: { settings: { targetPercent: 40, ...LIMITS }, tasks: 10.2 },
      weeks: 4,
    });
    if (advice?.code !== 'ScalingAdvice') throw new Error('no advice');
    expect(advice.better.usdPerMonth).toBeLessThan(advice.today.usdPerMonth);
    expect(advice.better.hoursShort).toBeLessThanOrEqual(advice.today.hoursShort);
    // Without prices at the reference price, and with the memory that is enough anyway: 0.04048 + 3 × 0.004445 an hour.
    const hourly = advice.today.usdPerMonth / 730 / 0.053815;
    expect(hourly).toBeCloseTo(10.2, 1);
    expect(explain(advice)).toContain('% cheaper');
  });

  it('changes no size: what is tracked stays as it is', () => {
    const sizes = (scaling: RawEvidence['scaling']) =>
      recommend({ target: TARGET, evidence: readEvidence(raw(scaling)) }).sizes.task.cpuUnits;
    expect(sizes(known([CPU40]))).toBe(1024);
  });

  it('is at the service’s own prices, where they are known', () => {
    const linuxX86 = { perVcpuUsd: 1, perGbUsd: 0 };
    const settings = { discountPercent: 0, regions: { 'us-east-1': { linuxX86 } } };
    const [advice] = reasonsOf(raw(known([CPU40]), { money: { settings } }));
    if (advice?.code !== 'ScalingAdvice') throw new Error('no advice');
    expect(advice.today.usdPerMonth / 730).toBeCloseTo(10.2, 1);
  });

  it('stays within the sizes that the configuration permits', () => {
    const bounds = { minimumTaskSize: size(1024, 2048), maximumTaskSize: size(1024, 4096) };
    const [advice] = reasonsOf(raw(known([CPU40])), bounds);
    expect(advice).toMatchObject({ better: { settings: { size: { cpuUnits: 1024 } } } });
  });

  it.each<[string, RawEvidence]>([
    ['nobody scales', raw(known([]))],
    ['nobody says how many tasks there may be', raw({ kind: 'known', policies: [CPU40] })],
    ['the target is not a percentage', raw(known([{ name: 'math', kind: 'targetTracking', resource: 'cpu' }]))],
    ['memory is tracked', raw(known([{ ...CPU40, resource: 'memory' }]))],
    ['two policies scale, and one of them by CPU', raw(known([CPU40, { name: 'requests', kind: 'targetTracking' }]))],
    ['there are no averages', raw(known([CPU40]), { metrics: { cpu: { maximum: AVERAGE } } })],
    ['tasks are not counted', raw(known([CPU40]), { metrics: { samples: pointsOf(WINDOW, () => Number.NaN) } })],
    [
      'less than three weeks are known',
      raw(known([CPU40]), {
        metrics: { samples: pointsOf(WINDOW, (index) => (index < 8064 - 6047 ? Number.NaN : 25)) },
      }),
    ],
    // 5 tasks at 39.06 % for all of four weeks: a target of 40 with a minimum of two is all that is needed.
    [
      'today is as good as it gets',
      raw(known([{ ...CPU40, targetPercent: 80 }], { minimum: 2, maximum: 4 }), {
        service: service({ taskSize: size(256, 512), containers: [] }),
        metrics: {
          cpu: { average: pointsOf(WINDOW, () => 70), maximum: pointsOf(WINDOW, () => 70) },
          memory: { maximum: pointsOf(WINDOW, () => 40) },
          samples: pointsOf(WINDOW, () => 10),
        },
      }),
    ],
  ])('is silent where %s', (_, evidence) => {
    expect(reasonsOf(evidence)).toEqual([]);
  });
});

describe('the curve of the bill', () => {
  function pictureOf(evidence: RawEvidence) {
    const read = readEvidence(evidence);
    const recommendation = recommend({ target: TARGET, evidence: read });
    if (recommendation.kind === 'skipped') throw new Error('skipped');
    return scalingPicture({ target: TARGET, evidence: read }, recommendation);
  }

  it('has what is advised as the cheapest of what is short for less, and says so in words', () => {
    const picture = pictureOf(raw(known([CPU40])));
    const [advice] = reasonsOf(raw(known([CPU40])));
    if (picture === undefined || advice?.code !== 'ScalingAdvice') throw new Error('no advice');
    const { today, better, lines } = picture.curve;
    expect([today, better]).toMatchObject([advice.today, advice.better]);
    const allowed = lines.flatMap(({ points }) => points).filter(({ isShortForLess }) => isShortForLess);
    expect(Math.min(...allowed.map(({ billUsd }) => billUsd))).toBe(better?.billUsd);
    expect(today).toMatchObject({ isShortForLess: false });
    expect(today.billUsd).toBeGreaterThan(today.usdPerMonth);
    expect(picture.description).toMatch(
      /Today: target 40 % and minimum 4 with .* Advised, the cheapest .*, 0 hours short\.$/,
    );
  });

  it('is there where today is good, and not where no advice could be given', () => {
    const good = raw(known([{ ...CPU40, targetPercent: 80 }], { minimum: 2, maximum: 4 }), {
      service: service({ taskSize: size(256, 512), containers: [] }),
      metrics: {
        cpu: { average: pointsOf(WINDOW, () => 70), maximum: pointsOf(WINDOW, () => 70) },
        memory: { maximum: pointsOf(WINDOW, () => 40) },
        samples: pointsOf(WINDOW, () => 10),
      },
    });
    expect(pictureOf(good)?.curve.better).toBeUndefined();
    expect(pictureOf(good)?.description).toContain('No other setting is cheaper by 5 %');
    expect(pictureOf(raw(known([])))).toBeUndefined();
  });
});

describe('the words of an advice', () => {
  const settings = { size: size(1024, 2048), targetPercent: 55, minimum: 2, maximum: 20 };
  const told = (fields: Partial<typeof settings>, hoursShort = 2) => ({
    settings: { ...settings, ...fields },
    tasks: 4,
    hoursShort,
    usdPerMonth: 100,
  });
  const words = (fields: Partial<typeof settings>, { cheaperPercent = 10, hoursShort = 2 } = {}) =>
    explain({
      code: 'ScalingAdvice',
      policy: 'cpu55',
      resourceId: 'service/blue/api',
      today: told({}),
      better: told(fields, hoursShort),
      cheaperPercent,
      weeks: 4,
    });

  it('are the setting that changes, and how it is set', () => {
    expect(words({ targetPercent: 65 })).toMatch(
      /cpu55: target 55 → 65 %: 10 % cheaper \(.*set it: TargetValue: 65 in cpu55\.$/,
    );
    expect(words({ maximum: 30 })).toMatch(/: maximum 20 → 30: .*--min-capacity 2 --max-capacity 30 \(.*30\)\.$/);
    expect(words({ size: size(512, 2048) })).toMatch(
      /: size 1024 CPU \/ 2048 MiB → 512 CPU \/ 2048 MiB: .*set it: Cpu: 512, Memory: 2048\.$/,
    );
  });

  it('are what it gains, in price and in hours', () => {
    expect(words({ minimum: 3 }, { cheaperPercent: -4, hoursShort: 0.5 })).toContain(
      '4 % dearer, 1.5 hours less short',
    );
    expect(words({ minimum: 3 }, { cheaperPercent: 0, hoursShort: 1 })).toContain('as expensive, 1 hours less short');
  });
});

describe('advice on policies that follow something else', () => {
  const requests: ScalingPolicy = { name: 'requests', kind: 'targetTracking' };

  it('is a bound of the size alone: 1.2 × 39.06 % of 1024 are 480 units, which 512 hold', () => {
    expect(reasonsOf(raw(known([requests])))).toEqual([
      { code: 'ScalingSizeOnly', policies: ['requests'], cpuUnits: 512, peak: 480 },
    ]);
    const [reason] = reasonsOf(raw(known([{ name: 'steps', kind: 'step' }])));
    expect(reason && explain(reason)).toContain('by something else than CPU (steps)');
  });

  it('is nothing without a point, and where no row holds it', () => {
    const none = pointsOf(WINDOW, () => Number.NaN);
    expect(reasonsOf(raw(known([requests]), { metrics: { cpu: { maximum: none } } }))).toEqual([]);
    const beyond = pointsOf(WINDOW, () => 4000);
    expect(reasonsOf(raw(known([requests]), { metrics: { cpu: { maximum: beyond } } }))).toEqual([]);
  });
});
