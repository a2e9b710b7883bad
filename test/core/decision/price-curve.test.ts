import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../core/configuration/policy.ts';
import { priceCurve } from '../../../core/decision/price-curve.ts';
import { oneTaskPricing } from '../../../core/money/tariff.ts';
import { curvePicture } from '../../../core/report/html/curve-picture.ts';
import { DAY_POLICY, decided, inputOf, NO_DATA, service, size, target, usage } from '../../support/builders.ts';

const HOURS = 28 * 24;
const window = { startTime: 0, endTime: HOURS * 3_600_000, periodSeconds: 3600 };
const hours = (amount: number) => usage(Array<number>(HOURS).fill(amount));

/** 300 CPU units and 900 MiB all of four weeks, in one task of 2048 / 6144 without containers of its own. */
function curveOf(shortage: Policy['shortage'], fields: { readonly maximumTaskSize?: { cpuUnits: number } } = {}) {
  const running = service({ containers: [], desiredCount: 1 });
  const input = inputOf({
    target: { policy: { ...DAY_POLICY, shortage }, parameters: target().parameters, ...fields },
    service: running,
    evidence: { window, cpu: hours(300), memory: hours(900), pricing: oneTaskPricing(running) },
  });
  const recommendation = decided(input);
  return { curve: priceCurve(input.evidence, recommendation.bounds), recommendation, input };
}

describe('the curve of prices', () => {
  it('has ten, from none to sixteen times those of the policy, which is what is recommended', () => {
    const { curve, recommendation } = curveOf({ cpuUsdPerHour: 16, memoryUsdPerKill: 320 });
    expect(curve?.points.map(({ prices }) => prices.cpuUsdPerHour)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 256]);
    expect(curve?.points.map(({ isChosen }) => isChosen).indexOf(true)).toBe(5);
    expect(curve?.points[5]?.task).toEqual(recommendation.sizes.task);
    // Without a price: 300 × 1.25 = 375 and 900 × 1.25 = 1125, so 512 / 2048.
    expect(curve?.points[0]).toMatchObject({ task: size(512, 2048), usdPerMonth: 21.26, isToday: false });
    expect(curve?.today).toMatchObject({ task: size(2048, 6144), usdPerMonth: 78.57 });
  });

  it('never buys less for a higher price', () => {
    const points = curveOf({ cpuUsdPerHour: 15, memoryUsdPerKill: 300 }).curve?.points ?? [];
    for (const [index, point] of points.slice(1).entries()) {
      expect(point.cpuHoursShort).toBeLessThanOrEqual(points[index]?.cpuHoursShort ?? 0);
      expect(point.memoryKills).toBeLessThanOrEqual(points[index]?.memoryKills ?? 0);
      expect(point.usdPerMonth).toBeGreaterThanOrEqual(points[index]?.usdPerMonth ?? 0);
    }
  });

  it('marks no price at all where the policy has none, and shows usual ones beside it', () => {
    const { curve } = curveOf({ cpuUsdPerHour: 0, memoryUsdPerKill: 0 });
    expect(curve?.points.map(({ isChosen }) => isChosen).indexOf(true)).toBe(0);
    expect(curve?.points[5]?.prices).toEqual({ cpuUsdPerHour: 15, memoryUsdPerKill: 300 });
  });

  it('is in words too', () => {
    const { input, recommendation } = curveOf({ cpuUsdPerHour: 0, memoryUsdPerKill: 0 });
    const picture = curvePicture(input.evidence, recommendation);
    expect(picture?.description).toMatch(
      /Today: 2048 CPU \/ 6144 MiB for 78\.57 USD a month, .* hours short of CPU, .* memory kills\. By the policy: 512 CPU \/ 2048 MiB for 21\.26 USD/,
    );
  });

  it('is not there where utilization has no say, or no size is allowed', () => {
    const silent = inputOf({ evidence: { cpu: NO_DATA, memory: NO_DATA } });
    const { recommendation, input } = curveOf({ cpuUsdPerHour: 0, memoryUsdPerKill: 0 });
    const { shortage: _, ...bounds } = recommendation.bounds;
    expect(priceCurve(silent.evidence, bounds)).toBeUndefined();
    expect(curvePicture(input.evidence, { ...recommendation, bounds })).toBeUndefined();
    const none = { cpuUnits: 0, memoryMiB: 0 };
    expect(priceCurve(input.evidence, { ...recommendation.bounds, upper: none, maximum: none })).toBeUndefined();
  });

  it('is by the reference price where none is known', () => {
    const { input, recommendation } = curveOf({ cpuUsdPerHour: 0, memoryUsdPerKill: 0 });
    const { pricing: _, ...evidence } = input.evidence;
    expect(priceCurve(evidence, recommendation.bounds)?.points[0]?.usdPerMonth).toBe(21.26);
  });
});
