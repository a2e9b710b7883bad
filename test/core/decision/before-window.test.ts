import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../../core/configuration/policies.ts';
import type { EvidenceContext } from '../../../core/decision/evidence.ts';
import { context, DAY, decided, flat, inputOf, reasonOf, size, usage } from '../../support/builders.ts';
import { alwaysOfFewer } from '../../support/properties.ts';

const AT = Date.parse('2026-11-01T02:00:00Z');

/** A service of 4096 / 8192 that uses 500 MiB in the window and used more before it. */
function sized(earlierMiB: number | undefined, taskSize = size(4096, 8192), usedMiB = 500) {
  const earlierPeak = { peakMiB: earlierMiB ?? 0, at: AT, days: 35 };
  return decided(
    inputOf({
      service: { taskSize },
      evidence: {
        cpu: flat(100),
        memory: flat(usedMiB),
        context: context(earlierMiB === undefined ? {} : { earlierPeak }),
      },
    }),
  );
}

describe('memory that was reached before the window', () => {
  it('is kept room for: 3400 of 8192, so 4096', () => {
    const { sizes, reasons } = sized(3400);
    expect(sizes.task.memoryMiB).toBe(4096);
    expect(reasonOf(reasons, 'EarlierPeak')).toEqual({
      code: 'EarlierPeak',
      on: '2026-11-01',
      peak: 3400,
      memoryMiB: 3400,
    });
    expect(sized(undefined).sizes.task.memoryMiB).toBeLessThan(3400);
  });

  it('never grows a task: it may be what another size used up', () => {
    expect(sized(7900).sizes.task.memoryMiB).toBe(8192);
    expect(sized(90_000).sizes.task.memoryMiB).toBe(8192);
    expect(sized(90_000, size(1024, 2048)).sizes.task.memoryMiB).toBe(2048);
  });

  it('says nothing where the window shows as much, or nothing', () => {
    // 500 × 1.25 = 625
    expect(sized(625).reasons.map(({ code }) => code)).not.toContain('EarlierPeak');
    expect(sized(8000, size(4096, 8192), Number.NaN).reasons.map(({ code }) => code)).not.toContain('EarlierPeak');
  });

  it('gives no less the more it was, and never more than the size that runs or the window needs', () => {
    alwaysOfFewer(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 20_000 }), (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map((peak) => sized(peak).sizes.task.memoryMiB);
      expect(Number(less)).toBeLessThanOrEqual(Number(more));
      expect(Number(more)).toBeLessThanOrEqual(8192);
    });
  });
});

describe('memory that rose last year in the weeks that come', () => {
  const on = Date.parse('2025-12-05T02:00:00Z');
  const risen = (times: number, usedMiB = 1000, taskSize = size(4096, 8192)) =>
    decided(
      inputOf({
        service: { taskSize },
        evidence: { cpu: flat(100), memory: flat(usedMiB), context: context({ lastYear: { times, at: on } }) },
      }),
    );

  it('is kept room for: 2.2 times 1000 are 2200, so 3072', () => {
    const { sizes, reasons } = risen(2.2);
    expect(sizes.task.memoryMiB).toBe(3072);
    expect(reasonOf(reasons, 'LastYear')).toEqual({
      code: 'LastYear',
      on: '2025-12-05',
      times: 2.2,
      peak: 1000,
      memoryMiB: 2200,
    });
  });

  it('never grows a task, and says nothing where the headroom holds it', () => {
    expect(risen(9, 1000, size(1024, 4096)).sizes.task.memoryMiB).toBe(4096);
    // 1000 × 1.25
    expect(risen(1.25).reasons.map(({ code }) => code)).not.toContain('LastYear');
  });

  it('gives no less where more is used', () => {
    const amounts = [200, 400, 800, 1600, 3200, 6400].map((used) => risen(1.7, used).sizes.task.memoryMiB);
    expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
  });
});

/** 63 days at 200 units, with so many hours of one of them at another amount. */
function hoursAt(busyHours: number, cpuUnits: number, days = 63) {
  const used = Float64Array.from({ length: days * 24 }, (_, hour) => (hour < busyHours ? cpuUnits : 200));
  return { cpuUnits: used, startTime: AT };
}

type Busy = Pick<EvidenceContext, 'busy' | 'lastYearBusy'>;

interface Worked {
  readonly policy?: 'production' | 'development';
  readonly taskSize?: ReturnType<typeof size>;
  readonly cpu?: number;
}

/** A service of 2048 / 4096 that used 200 units in each hour of four weeks. */
function worked(known: Busy, { policy = 'production', taskSize = size(2048, 4096), cpu = 200 }: Worked = {}) {
  const window = { ...DAY, startTime: DAY.endTime - 28 * 24 * 3_600_000 };
  const always = (amount: number) => usage(Array.from({ length: 28 * 24 }, () => amount));
  return decided(
    inputOf({
      target: { policy: builtInPolicies[policy] },
      service: { taskSize },
      evidence: { window, cpu: always(cpu), memory: always(500), context: context(known) },
    }),
  );
}

describe('CPU that was busy for hours', () => {
  const cpuOf = (busy: ReturnType<typeof hoursAt>, fields: Worked = {}) => worked({ busy }, fields).sizes.task.cpuUnits;
  const codes = (busy: ReturnType<typeof hoursAt>, fields: Worked = {}) =>
    worked({ busy }, fields).reasons.map(({ code }) => code);

  it('is kept where the hours that its work takes cost more than the step', () => {
    // Six hours at 1700 in two months are three of each: 3 × 1700 / 1024 = 4.98 with 1024, so 74.71 USD, not 29.55.
    const { sizes, reasons } = worked({ busy: hoursAt(6, 1700) });
    expect(sizes.task.cpuUnits).toBe(2048);
    expect(reasonOf(reasons, 'BusyHours')).toEqual({
      code: 'BusyHours',
      on: '2026-11-01',
      below: 1024,
      hours: 5,
      usdPerHour: 15,
      stepUsdPerMonth: 29.55,
      cpuUnits: 2048,
    });
    expect(cpuOf(hoursAt(0, 0))).toBe(256);
  });

  it('is kept as far as it is worth it: an hour in development is 2 USD', () => {
    const of = (hours: number) => cpuOf(hoursAt(hours, 1700), { policy: 'development' });
    // Three of each month take 9.96 with 512, 19.92 > 14.78, and 4.98 with 1024, 9.96 < 29.55.
    expect(of(6)).toBe(1024);
    // Two take 6.64 with 512, 13.28 < 14.78, and half a one 3.32 with 256, 6.64 < 7.39.
    expect(of(4)).toBe(512);
    expect(of(1)).toBe(256);
  });

  it('counts as what comes each month where less than two are known', () => {
    // Two hours take 3.32 with 1024, 49.80 > 29.55. One of each month takes 1.66, 24.90; 3.32 with 512, 49.80 > 14.78.
    expect(cpuOf(hoursAt(2, 1700, 60))).toBe(2048);
    expect(cpuOf(hoursAt(2, 1700, 61))).toBe(1024);
  });

  it('takes no more than all hours of a month: 900 at 900 units would be 1582 with 512', () => {
    const { reasons } = worked({ busy: hoursAt(900, 900, 60) }, { taskSize: size(1024, 4096) });
    expect(reasonOf(reasons, 'BusyHours')).toMatchObject({ below: 512, hours: 730, cpuUnits: 1024 });
  });

  it('never grows a task', () => {
    expect(cpuOf(hoursAt(300, 30_000))).toBe(2048);
    expect(cpuOf(hoursAt(300, 30_000), { taskSize: size(512, 4096) })).toBe(512);
  });

  it('says nothing where the window shows as much, where no step is worth it, and where CPU has no say', () => {
    expect(codes(hoursAt(6, 1700), { cpu: 1800 })).not.toContain('BusyHours');
    // 900 × 1.2 = 1080 need 2048 in any case: what the step from 1024 is worth decides nothing.
    expect(codes(hoursAt(6, 1700), { cpu: 900 })).not.toContain('BusyHours');
    expect(codes(hoursAt(0, 0))).not.toContain('BusyHours');
    expect(codes(hoursAt(6, 1700), { cpu: Number.NaN })).not.toContain('BusyHours');
  });

  it('gives no less the more of it there was, the longer it took or the dearer an hour is', () => {
    const hour = fc.record({ at: fc.integer({ min: 0, max: 63 * 24 - 1 }), more: fc.integer({ min: 0, max: 4000 }) });
    const hours = fc.integer({ min: 0, max: 100 });
    alwaysOfFewer(hours, fc.integer({ min: 0, max: 4000 }), fc.array(hour), (count, used, raised) => {
      const less = hoursAt(count, used);
      const more = { ...less, cpuUnits: less.cpuUnits.slice() };
      for (const each of raised) more.cpuUnits[each.at] = Number(more.cpuUnits[each.at]) + each.more;
      expect(cpuOf(less)).toBeLessThanOrEqual(cpuOf(more));
      expect(cpuOf(more)).toBeLessThanOrEqual(2048);
      expect(cpuOf(less, { policy: 'development' })).toBeLessThanOrEqual(cpuOf(less));
    });
  });
});

describe('CPU that rose last year in the weeks that come', () => {
  it('is kept where the hours that its work would take cost more than the step: until their last day', () => {
    const { cpuUnits } = hoursAt(240, 900, 35);
    const lastYearBusy = { cpuUnits, startTime: Date.parse('2025-11-23T06:00:00Z') };
    const { sizes, reasons } = worked({ lastYearBusy }, { taskSize: size(4096, 8192) });
    expect(sizes.task.cpuUnits).toBe(1024);
    // 240 × 900 / 512 = 421.9
    const floor = { on: '2025-12-03', below: 512, hours: 421.9, cpuUnits: 1024 };
    expect(reasonOf(reasons, 'LastYearBusy')).toMatchObject(floor);
  });
});
