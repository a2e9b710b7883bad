import { describe, expect, it } from 'vitest';
import { cheapestSize, expectedBill } from '../../../core/sizing/cheapest-size.ts';
import { expectShortage } from '../../../core/sizing/expected-shortage.ts';

const PLATFORM = { operatingSystem: 'LINUX', architecture: 'X86_64' } as const;
const PRICES = { cpuUsdPerHour: 15, memoryUsdPerKill: 300 };
const NOTHING = { cpuUnits: 0, memoryMiB: 0 };
const LARGE = { cpuUnits: 4096, memoryMiB: 16384 };

function flat(resource: 'cpu' | 'memory', amount: number) {
  return expectShortage(resource, { points: new Float64Array(672).fill(amount), periodSeconds: 3600 });
}

describe('the cheapest size', () => {
  it('is the one whose price and expected shortage are least', () => {
    // Flat at 300. 512 / 1024: 14.775 + 3.245 + 15 × 3.325 = 67.9. 1024 / 2048: 29.55 + 6.49 + 15 × 1.804 = 63.1. 2048
    // / 4096: 59.1 + 12.98 + 13.1 = 85.2.
    const question = { cpu: flat('cpu', 300), prices: PRICES, required: NOTHING, inForce: LARGE, platform: PLATFORM };
    expect(cheapestSize(question)).toEqual({ cpuUnits: 1024, memoryMiB: 2048 });
    expect(expectedBill(question, { cpuUnits: 512, memoryMiB: 1024 }).usd).toBeCloseTo(67.9, 1);
    expect(expectedBill(question, { cpuUnits: 1024, memoryMiB: 2048 }).usd).toBeCloseTo(63.1, 1);
  });

  it('is the cheapest that holds what is required where nothing is expected', () => {
    const question = { prices: PRICES, inForce: LARGE, platform: PLATFORM };
    expect(cheapestSize({ ...question, required: NOTHING })).toEqual({ cpuUnits: 256, memoryMiB: 512 });
    expect(cheapestSize({ ...question, required: { cpuUnits: 300, memoryMiB: 5000 } })).toEqual({
      cpuUnits: 1024,
      memoryMiB: 5120,
    });
  });

  it('is none where no pair holds what is required', () => {
    const required = { cpuUnits: 40_000, memoryMiB: 0 };
    expect(cheapestSize({ prices: PRICES, required, inForce: LARGE, platform: PLATFORM })).toBeUndefined();
  });

  it('grows past the size in force for use that is there, not for use that is feared', () => {
    const inForce = { cpuUnits: 256, memoryMiB: 512 };
    const base = { prices: PRICES, required: NOTHING, inForce, platform: PLATFORM };
    expect(cheapestSize({ ...base, cpu: flat('cpu', 250) })).toEqual(inForce);
    expect(cheapestSize({ ...base, cpu: flat('cpu', 400) })?.cpuUnits).toBe(512);
    expect(cheapestSize({ ...base, cpu: flat('cpu', 40_000) })?.cpuUnits).toBe(32768);
  });

  it('takes a larger row where its memory is worth it', () => {
    const base = { cpu: flat('cpu', 20), prices: PRICES, required: NOTHING, platform: PLATFORM };
    const size = cheapestSize({ ...base, memory: flat('memory', 3000), inForce: LARGE });
    expect(size?.memoryMiB).toBeGreaterThan(3000);
  });

  it('counts price and shortage for all tasks', () => {
    const question = {
      cpu: flat('cpu', 300),
      memory: flat('memory', 900),
      prices: PRICES,
      required: NOTHING,
      inForce: LARGE,
      platform: PLATFORM,
    };
    const size = { cpuUnits: 512, memoryMiB: 1024 };
    const [one, four] = [expectedBill(question, size), expectedBill(question, size, 4)];
    expect(four.usd).toBeCloseTo(4 * one.usd, 8);
    expect(four.cpuHoursShort).toBeCloseTo(4 * one.cpuHoursShort, 8);
    expect(four.memoryKills).toBeCloseTo(4 * one.memoryKills, 8);
    expect(expectedBill({ prices: PRICES, platform: PLATFORM }, size)).toEqual({
      priceUsd: one.priceUsd,
      cpuHoursShort: 0,
      memoryKills: 0,
      usd: one.priceUsd,
    });
  });
});
