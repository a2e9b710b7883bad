import { describe, expect, it } from 'vitest';
import type { ServiceAlarm } from '../../../core/model/alarm.ts';
import { alarmNeed } from '../../../core/usage/alarm-needs.ts';
import { type RawUsage, usageOf } from '../../../core/usage/usage.ts';

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

describe('what an alarm needs', () => {
  it('is the highest of its statistic by its threshold: 300 / 0.75 = 400', () => {
    const used = { average: [100, 300, 200], maximum: [150, 600, 250] };
    expect(need({}, used)).toEqual({ amount: 400, rang: 0 });
    expect(need({ statistic: 'maximum' }, used)).toEqual({ amount: 800, rang: 0 });
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
    expect(need({}, { average: [900, 100, 600, 900] })).toEqual({ amount: 800, rang: 2 });
    // Where all of it rang the least decides.
    expect(need({}, { average: [900, 900] })).toEqual({ amount: 1200, rang: 2 });
  });

  it('is nothing without a point, and takes the statistic that is there', () => {
    expect(need({}, { average: [null] })).toBeUndefined();
    expect(need({}, {})).toBeUndefined();
    expect(need({}, { maximum: [300] })?.amount).toBe(400);
    expect(need({ statistic: 'maximum' }, { average: [300] })?.amount).toBe(400);
  });
});
