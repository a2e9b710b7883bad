import { describe, expect, it } from 'vitest';
import { costKey, type DailyCost } from '../../../core/money/costs.ts';
import {
  type CostsInput,
  firstDayOfSizeBefore,
  realizedByCosts,
  realizedBySizes,
  type SizesInput,
} from '../../../core/money/realized.ts';
import type { Pricing, Tariff } from '../../../core/money/tariff.ts';
import type { SizeSpan } from '../../../core/usage/size-timeline.ts';
import { size } from '../../support/builders.ts';

const DAY = 86_400_000;
const CHANGED_AT = Date.parse('2026-11-10T06:00:00Z');

function priced(fields: Partial<Tariff> = {}): Pricing {
  const tariff: Tariff = {
    prices: { perVcpuUsd: 0.04048, perGbUsd: 0.004445 },
    storageUsd: 0,
    tasks: { mean: 1, from: 'DesiredCount' },
    source: { kind: 'Shipped', asOf: '2026-11-22' },
    discountPercent: 0,
    spotShare: 0,
    ...fields,
  };
  return { kind: 'priced', tariff };
}

/** A task of 1024 / 2048 that became 512 / 1024, and ten days since; an hour a point. */
function sizesInput(fields: Partial<SizesInput> = {}): SizesInput {
  return {
    before: size(1024, 2048),
    after: size(512, 1024),
    changedAt: CHANGED_AT,
    window: { startTime: CHANGED_AT - 10 * DAY, endTime: CHANGED_AT + 10 * DAY, periodSeconds: 3600 },
    pricing: priced(),
    ...fields,
  };
}

/** Tasks at each of the 480 hours: ten days before the change, ten days after. */
function tasks(before: number, after: number): Float64Array {
  return Float64Array.from({ length: 480 }, (_, hour) => (hour < 240 ? before : after));
}

const counted = (points: Float64Array) => ({ tasks: points, from: 'SampleCount' as const });

describe('realizedBySizes', () => {
  it('is what the tasks since cost at the size before less what they cost now', () => {
    // 0.04937 USD an hour × 730 = 36.0401 less the half of it, 18.02005: 36.04 - 18.02.
    expect(realizedBySizes(sizesInput())).toEqual({
      usdPerMonth: 18.02,
      from: 'SizeHistory',
      days: 10,
      vcpuHours: { before: 730, after: 365 },
      gbHours: { before: 1460, after: 730 },
    });
  });

  it('is negative, where the task grew', () => {
    const grown = realizedBySizes(sizesInput({ before: size(512, 1024), after: size(1024, 2048) }));
    expect(grown?.usdPerMonth).toBe(-18.02);
  });

  it('goes by the tasks that ran since, not by those before', () => {
    // 2.5 × 36.0401 = 90.10 less 45.05.
    const realized = realizedBySizes(sizesInput({ counts: counted(tasks(8, 2.5)) }));
    expect(realized?.usdPerMonth).toBe(45.05);
    expect(realized?.vcpuHours).toEqual({ before: 1825, after: 912.5 });
  });

  it.each([
    ['nothing was counted since', tasks(8, Number.NaN)],
    ['less than a day was counted', Float64Array.from({ length: 480 }, (_, hour) => (hour < 457 ? Number.NaN : 5))],
    ['there is no count at all', undefined],
  ])('goes by the tasks of the tariff, where %s', (_, running) => {
    const pricing = priced({ tasks: { mean: 3, from: 'DesiredCount' } });
    // 3 × 36.0401 = 108.12 less 54.06.
    expect(realizedBySizes(sizesInput({ pricing, ...(running && { counts: counted(running) }) }))?.usdPerMonth).toBe(
      54.06,
    );
  });

  it('counts from the window’s start, where the change is older', () => {
    const { window } = sizesInput();
    const early = sizesInput({ changedAt: window.startTime - DAY, counts: counted(tasks(2, 2)) });
    expect(realizedBySizes(early)).toMatchObject({ usdPerMonth: 36.04, days: 21 });
  });

  it('is not known before a full day, and without a price', () => {
    const { window } = sizesInput();
    expect(realizedBySizes(sizesInput({ changedAt: window.endTime - DAY + 1 }))).toBeUndefined();
    expect(realizedBySizes(sizesInput({ changedAt: window.endTime - DAY }))?.days).toBe(1);
    expect(realizedBySizes(sizesInput({ pricing: { kind: 'unpriced', why: 'Windows' } }))).toBeUndefined();
    const { pricing: _, ...without } = sizesInput();
    expect(realizedBySizes(without)).toBeUndefined();
  });
});

/** A bill from a day on, one amount a day. */
function bill(from: string, amounts: readonly number[], hours?: readonly number[]): readonly DailyCost[] {
  return amounts.map((usd, index) => ({
    day: new Date(Date.parse(from) + index * DAY).toISOString().slice(0, 10),
    usd,
    ...(hours && { vcpuHours: hours[index] ?? 0, gbHours: 2 * (hours[index] ?? 0) }),
  }));
}

const repeat = (count: number, value: number) => Array<number>(count).fill(value);

function costsInput(daily: readonly DailyCost[], fields: Partial<CostsInput> = {}): CostsInput {
  return { daily, changedOn: '2026-11-10', lastDay: '2026-11-30', ...fields };
}

describe('realizedByCosts', () => {
  it('is the mean of two weeks before less the mean of the days after, a month', () => {
    // 16 days before, of which the first two are too old; the day of the change; five days after.
    const daily = bill('2026-10-25', [9, 9, ...repeat(14, 2.4), 50, ...repeat(5, 1.2)]);
    // 2.4 / 24 × 730 = 73 less 1.2 / 24 × 730 = 36.5.
    expect(realizedByCosts(costsInput(daily))).toEqual({ usdPerMonth: 36.5, from: 'CostExplorer', days: 5 });
  });

  it('has the hours a month, where the bill has them for every day', () => {
    const usd = [...repeat(14, 2.4), 50, ...repeat(5, 1.2)];
    const hours = [...repeat(14, 24), 20, ...repeat(5, 12)];
    const realized = realizedByCosts(costsInput(bill('2026-10-27', usd, hours)));
    expect(realized?.vcpuHours).toEqual({ before: 730, after: 365 });
    expect(realized?.gbHours).toEqual({ before: 1460, after: 730 });
    const daily = bill('2026-10-27', usd, hours).map(({ gbHours, ...day }, index) => ({
      ...day,
      ...(index !== 3 && gbHours !== undefined && { gbHours }),
    }));
    expect(Object.keys(realizedByCosts(costsInput(daily)) ?? {})).toEqual(['usdPerMonth', 'from', 'days', 'vcpuHours']);
  });

  it('is negative, where it costs more', () => {
    const daily = bill('2026-11-06', [9, ...repeat(3, 1.2), 0, ...repeat(3, 2.4)]);
    expect(realizedByCosts(costsInput(daily))?.usdPerMonth).toBe(-36.5);
  });

  it('takes a day without an entry between two others as one that cost nothing, in any order', () => {
    // 2.4, 0, 2.4 are 1.6 a day: 48.67 a month; 1.2, 1.2, 0, 1.2 are 0.9: 27.38 (27.375).
    const daily = bill('2026-11-06', [9, 2.4, 0, 2.4, 50, 1.2, 1.2, 0, 1.2], [9, 24, 0, 24, 9, 12, 12, 0, 12]);
    const sparse = daily.filter(({ usd }) => usd > 0).reverse();
    const realized = realizedByCosts(costsInput(sparse));
    expect(realized).toMatchObject({ usdPerMonth: 21.29, days: 4 });
    // 16 and 9 vCPU-hours a day: 486.67 and 273.75 a month.
    expect(realized?.vcpuHours).toEqual({ before: 486.67, after: 273.75 });
  });

  it('leaves out days after the last that the bill knows in full', () => {
    const daily = bill('2026-11-06', [9, ...repeat(3, 2.4), 0, ...repeat(4, 1.2), 0.1]);
    expect(realizedByCosts(costsInput(daily, { lastDay: '2026-11-14' }))).toMatchObject({ usdPerMonth: 36.5, days: 4 });
  });

  it('leaves out days before the size before the change', () => {
    const daily = bill('2026-11-01', [...repeat(6, 100), ...repeat(3, 2.4), 0, ...repeat(3, 1.2)]);
    expect(realizedByCosts(costsInput(daily, { firstDay: '2026-11-07' }))?.usdPerMonth).toBe(36.5);
  });

  it.each<[string, readonly DailyCost[], Partial<CostsInput>]>([
    ['there is no bill', [], {}],
    [
      'there are two days before, for the first of a bill may be half a day',
      bill('2026-11-07', [...repeat(3, 2.4), 0, ...repeat(5, 1.2)]),
      {},
    ],
    ['there is one day', bill('2026-11-07', [2.4]), {}],
    ['there are two days after', bill('2026-11-01', [...repeat(9, 2.4), 0, ...repeat(2, 1.2)]), {}],
    [
      'the size before ran for two days only',
      bill('2026-11-01', [...repeat(9, 2.4), 0, ...repeat(5, 1.2)]),
      { firstDay: '2026-11-08' },
    ],
    ['nothing was billed before', bill('2026-11-01', [...repeat(9, 0), 0, ...repeat(5, 1.2)]), {}],
  ])('is not known, where %s', (_, daily, fields) => {
    expect(realizedByCosts(costsInput(daily, fields))).toBeUndefined();
  });
});

describe('firstDayOfSizeBefore', () => {
  const ALWAYS = Number.NEGATIVE_INFINITY;
  const [large, middle, small] = [size(4096, 8192), size(2048, 4096), size(1024, 2048)];
  const at = (startTime: string | number, taskSize = large): SizeSpan => ({
    startTime: typeof startTime === 'number' ? startTime : Date.parse(startTime),
    taskSize,
  });
  const first = (...spans: readonly SizeSpan[]) => firstDayOfSizeBefore(spans, small, CHANGED_AT);

  it('is the day after the change before, however often that size was deployed', () => {
    const spans = [
      at(ALWAYS),
      at('2026-11-01T09:00:00Z', middle),
      at('2026-11-05T09:00:00Z', middle),
      at('2026-11-10T05:50:00Z', small),
    ];
    expect(first(...spans)).toBe('2026-11-02');
    // What came later is another story.
    expect(first(...spans, at('2026-11-12T00:00:00Z', large))).toBe('2026-11-02');
  });

  it('is none, where the size before always ran, or nobody knows it', () => {
    expect(first(at(ALWAYS, middle), at('2026-11-10T05:50:00Z', small))).toBeUndefined();
    expect(first(at(ALWAYS, small))).toBeUndefined();
    expect(first()).toBeUndefined();
  });

  it('is the day after the first that is known, where there is no word of before', () => {
    expect(first(at('2026-11-03T23:00:00Z', middle), at('2026-11-10T05:50:00Z', small))).toBe('2026-11-04');
  });
});

it('calls a service by cluster and name', () => {
  expect(costKey({ cluster: 'blue', service: 'api' })).toBe('blue/api');
});
