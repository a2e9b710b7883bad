import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceAlarm } from '../../../core/model/service.ts';
import { alarmNeed, hoursRinging } from '../../../core/usage/alarm-needs.ts';
import { type RawUsage, usageOf } from '../../../core/usage/usage.ts';
import { RUNS } from '../../support/arbitraries.ts';

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

/** Points of five minutes on a task of 1024 units. */
function need(alarm: Partial<ServiceAlarm>, used: RawUsage, units = 1024) {
  const usage = usageOf(used);
  const length = (used.average ?? used.maximum ?? []).length;
  const worth = new Float64Array(length).fill(units / 100);
  return alarmNeed({ alarm: { ...ALARM, ...alarm }, usage, worth, periodSeconds: 300 });
}

const decides = (...of: Parameters<typeof need>) => {
  const { amount, rang } = need(...of) ?? {};
  return { amount, rang };
};

describe('what an alarm needs', () => {
  it('is the highest of its statistic by its threshold: 300 / 0.75 = 400', () => {
    const used = { average: [100, 300, 200], maximum: [150, 600, 250] };
    expect(decides({}, used)).toEqual({ amount: 400, rang: 0 });
    expect(decides({ statistic: 'maximum' }, used)).toEqual({ amount: 800, rang: 0 });
  });

  it('is the M-th largest of each N periods in a row', () => {
    const average = [300, 100, 150, 240, 90];
    // The second largest of each three: 150, 150, 150.
    expect(need({ datapoints: 2, periods: 3 }, { average })?.amount).toBe(200);
    // The smallest of each two: 100, 100, 150, 90.
    expect(need({ datapoints: 2, periods: 2 }, { average })?.amount).toBe(200);
    // A missing point is none: 240 and 90 are in no window of two.
    expect(need({ datapoints: 2, periods: 2 }, { average: [240, null, 90] })).toBeUndefined();
  });

  it('is bounded for shorter periods by what a part of five minutes can have been', () => {
    const used = { average: [90], maximum: [600] };
    // One minute of five: at most 5 × 90, and two minutes of it 2.5 × 90; never more than the highest.
    expect(need({ periodSeconds: 60 }, used)?.amount).toBe(600);
    expect(need({ periodSeconds: 60, datapoints: 2, periods: 2 }, used)?.amount).toBe(300);
    expect(need({ periodSeconds: 60 }, { average: [90], maximum: [120] })?.amount).toBe(160);
    // Seven of ten minutes are two of two points, each at its mean.
    expect(
      need({ periodSeconds: 60, datapoints: 7, periods: 10 }, { average: [90, 60], maximum: [600, 600] })?.amount,
    ).toBe(80);
  });

  it('is of the mean or the highest of longer periods', () => {
    const used = { average: [100, 200, 300, 100], maximum: [150, 240, 330, 120] };
    // Two points each: means 150 and 200, highest 240 and 330.
    expect(need({ periodSeconds: 600 }, used)?.amount).toBeCloseTo(266.67, 2);
    expect(need({ periodSeconds: 600, statistic: 'maximum' }, used)?.amount).toBe(440);
    const gaps = { average: [null, null, 300, null] };
    expect(need({ periodSeconds: 600 }, gaps)?.amount).toBe(400);
    expect(need({ periodSeconds: 600, statistic: 'maximum' }, gaps)?.amount).toBe(400);
  });

  it('lets ring what rang before, and no more: two of 900 on 1024 units, then 600', () => {
    expect(decides({}, { average: [900, 100, 600, 900] })).toEqual({ amount: 800, rang: 2 });
    // Where all of it rang the least decides.
    expect(decides({}, { average: [900, 900] })).toEqual({ amount: 1200, rang: 2 });
  });

  it('is nothing without a point, and takes the statistic that is there', () => {
    expect(need({}, { average: [null] })).toBeUndefined();
    expect(need({}, {})).toBeUndefined();
    expect(need({}, { maximum: [300] })?.amount).toBe(400);
    expect(need({ statistic: 'maximum' }, { average: [300] })?.amount).toBe(400);
  });
});

describe('the hours in which an alarm would ring', () => {
  /** Four hours: one rang with 900 of 1024, one peaked at 600, one at 300, and one has no point. */
  const hour = (...first: readonly (number | null)[]) => [
    ...first,
    ...Array<number | null>(12 - first.length).fill(null),
  ];
  const average = [...hour(900, 600), ...hour(100, 600, 600), ...hour(300), ...hour()];

  it('are those with a point that did not ring, each with the most it takes, and stand for a month', () => {
    expect(need({}, { average })?.hourly).toEqual({ amounts: [800, 400], hoursEach: 730 / 3 });
    // Two in a row: 600, 600 and nothing.
    expect(need({ datapoints: 2, periods: 2 }, { average })?.hourly).toEqual({ amounts: [800, 800], hoursEach: 365 });
  });

  it('are counted at a size: none from what is needed on', () => {
    const hourly = { amounts: [800, 400, 400], hoursEach: 2 };
    expect([300, 400, 799, 800].map((amount) => hoursRinging(hourly, amount))).toEqual([6, 2, 2, 0]);
  });

  it('never get fewer when use grows, but for those that rang', () => {
    const uses = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        uses,
        fc.integer({ min: 100, max: 105 }),
        fc.integer({ min: 1, max: 1024 }),
        (used, percent, size) => {
          const [less, more] = [used, used.map((each) => (each * percent) / 100)].map((each) =>
            need({}, { average: each }),
          );
          if (less === undefined || more === undefined) throw new Error('no need');
          expect(hoursRinging(more.hourly, size)).toBeGreaterThanOrEqual(hoursRinging(less.hourly, size));
        },
      ),
      RUNS,
    );
  });
});
