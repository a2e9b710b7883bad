import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../../core/configuration/built-in-policies.ts';
import { assess } from '../../../core/decision/assess.ts';
import { allOf, demandsOf } from '../../../core/decision/demands.ts';
import type { Evidence } from '../../../core/decision/evidence.ts';
import { boundsFor } from '../../../core/decision/found.ts';
import { holdOut } from '../../../core/decision/hold-out.ts';
import type { TaskSize } from '../../../core/model/fargate-grid.ts';
import type { Series } from '../../../core/usage/usage.ts';
import { NO_SHORTAGE, service, shippedPricing, size, target, usage } from '../../support/builders.ts';

/** Four weeks of hours that end on 29 November. */
const WINDOW = {
  startTime: Date.parse('2026-11-01T00:00:00Z'),
  endTime: Date.parse('2026-11-29T00:00:00Z'),
  periodSeconds: 3600,
};
/** The peak with 25 % on top; a shortage costs nothing. */
const PLAIN = {
  ...builtInPolicies.production,
  cpu: { peakStatistic: 'max', headroomPercent: 25 },
  memory: { peakStatistic: 'max', headroomPercent: 25 },
  shortage: NO_SHORTAGE,
} as const;

function hours(amount: number, others: Readonly<Record<number, number | null>> = {}, weeks = 4): Series {
  return usage(Array.from({ length: weeks * 168 }, (_, hour) => (hour in others ? (others[hour] ?? null) : amount)));
}

function heldOut(fields: Partial<Evidence>, task: TaskSize, policy: typeof builtInPolicies.production = PLAIN) {
  const running = service({ taskSize: size(4096, 8192), containers: [] });
  const evidence = {
    window: WINDOW,
    service: running,
    cpu: hours(100),
    containers: {},
    pricing: shippedPricing(fields.service ?? running),
    ...fields,
  };
  const assessments = assess(evidence, policy);
  const input = { target: target({ policy }), evidence };
  const bounds = boundsFor(input, allOf(demandsOf(input, assessments)));
  return holdOut({ evidence, policy, assessments, bounds, task });
}

describe('a held-out week', () => {
  it('is exceeded where only it shows the peak: the others ask for 125, which is 256', () => {
    // Hours 400 to 402 are in the third week (336 to 503) and begin 16 days and 16 hours after the start.
    const cpu = hours(100, { 400: 600, 401: 600, 402: 600 });
    expect(heldOut({ cpu }, size(1024, 2048))?.cpu).toEqual({
      weeks: 4,
      weeksExceeded: 1,
      longestMinutes: 180,
      at: '2026-11-17T16:00:00.000Z',
    });
  });

  it('is not exceeded where another one shows the same peak', () => {
    const cpu = hours(100, { 100: 600, 400: 600 });
    expect(heldOut({ cpu }, size(1024, 2048))?.cpu).toEqual({ weeks: 4, weeksExceeded: 0, longestMinutes: 0 });
  });

  it('counts in memory with what a kill costs: 100 USD buys the next memory, which a peak of 2.5 GB does not pass', () => {
    // The others ask for 1.25 x 1600 = 2000 MiB, so 2048; at 300 USD a kill 0.25 x 300 x 1.25 x (1610 / 2048)^4 is more than a gigabyte costs.
    const memory = hours(1400, { 10: 1600, 180: 1600, 400: 2500, 600: 1600 });
    const plain = heldOut({ memory }, size(256, 2048));
    expect(plain?.memory).toMatchObject({ weeks: 4, weeksExceeded: 1, longestMinutes: 60 });
    const shortage = { ...NO_SHORTAGE, memoryUsdPerKill: 300 };
    expect(heldOut({ memory }, size(512, 3072), { ...PLAIN, shortage })?.memory).toMatchObject({ weeksExceeded: 0 });
  });

  it('counts the bounds that stand: a floor holds the peak, a size that no row holds stays as recommended', () => {
    const cpu = hours(100, { 400: 600 });
    const running = service({ taskSize: size(4096, 8192), containers: [] });
    const evidence = { window: WINDOW, service: running, cpu, containers: {} };
    const assessments = assess(evidence, PLAIN);
    const floored = target({ policy: PLAIN, minimumTaskSize: { cpuUnits: 1024 } });
    const input = { target: floored, evidence };
    const bounds = boundsFor(input, allOf(demandsOf(input, assessments)));
    expect(holdOut({ evidence, policy: PLAIN, assessments, bounds, task: size(1024, 2048) })?.cpu).toMatchObject({
      weeksExceeded: 0,
    });
    const huge = hours(100, { 100: 90_000, 400: 900_000 });
    expect(heldOut({ cpu: huge }, size(32_768, 61_440))?.cpu).toMatchObject({ weeksExceeded: 2 });
  });

  it('is not looked at where utilization has no say or too little was seen', () => {
    const memory = hours(500, Object.fromEntries(Array.from({ length: 504 }, (_, hour) => [hour, null])));
    const found = heldOut({ memory }, size(256, 512));
    expect(found).toMatchObject({ cpu: { weeks: 4 } });
    expect(found).not.toHaveProperty('memory');
    expect(heldOut({ cpu: hours(100, {}, 1) }, size(256, 512))).toBeUndefined();
  });
});

describe('the alternatives', () => {
  it('are the recommended size and its neighbors, each with price and weeks', () => {
    const cpu = hours(100, { 10: 300, 400: 600, 401: 600 });
    const memory = hours(800);
    const alternatives = heldOut({ cpu, memory }, size(512, 1024))?.alternatives ?? [];
    // (0.5 x 0.04048 + 0.004445) x 730 = 18.02; 256 / 1024 10.63; 1024 / 2048 36.04; 512 / 2048 21.26.
    expect(
      alternatives.map(({ kind, task, usdPerMonth, cpu: seen }) => [kind, task, usdPerMonth, seen?.weeksExceeded]),
    ).toEqual([
      ['recommended', size(512, 1024), 18.02, 1],
      ['lessCpu', size(256, 1024), 10.63, 2],
      ['moreCpu', size(1024, 2048), 36.04, 0],
      ['moreMemory', size(512, 2048), 21.26, 1],
    ]);
    expect(alternatives[0]).toMatchObject({
      cpu: { weeks: 4, weeksExceeded: 1, longestMinutes: 120, at: '2026-11-17T16:00:00.000Z' },
      memory: { weeks: 4, weeksExceeded: 0, longestMinutes: 0 },
    });
  });

  it('have no price where none is confirmed', () => {
    const elsewhere = service({ region: 'eu-west-1', taskSize: size(4096, 8192), containers: [] });
    const [recommended] = heldOut({ service: elsewhere }, size(256, 512))?.alternatives ?? [];
    expect(recommended).not.toHaveProperty('usdPerMonth');
  });
});
