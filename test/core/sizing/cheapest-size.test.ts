import { describe, expect, it } from 'vitest';
import { cheapestSize, expectedBill } from '../../../core/sizing/cheapest-size.ts';
import { expectShortage } from '../../../core/sizing/expected-shortage.ts';
import { SHORTAGE_MODEL } from '../../../core/sizing/shortage-model.ts';

const PLATFORM = { operatingSystem: 'LINUX', architecture: 'X86_64' } as const;
const PRICES = { cpuUsdPerHour: 15, memoryUsdPerKill: 300 };
const NOTHING = { cpuUnits: 0, memoryMiB: 0 };
const LARGE = { cpuUnits: 4096, memoryMiB: 16384 };

/** Every day eleven hours at 300 and thirteen at 150. */
const HALF = {
  points: Float64Array.from({ length: 672 }, (_, index) => (index % 24 < 11 ? 300 : 150)),
  periodSeconds: 3600,
};

function flat(resource: 'cpu' | 'memory', amount: number) {
  return expectShortage(resource, { points: new Float64Array(672).fill(amount), periodSeconds: 3600 });
}

describe('the cheapest size', () => {
  it('is the one whose price and expected shortage are least', () => {
    // Each day eleven hours at 300 and thirteen at 150: 1.301 hours short at 512 (expected-shortage.test.ts). 1024: 300
    // rises above it with 0.001194, 150 with 0.007 × (1 - (1 - 13.674^-0.7) / 0.8919) = 0.000409; (0.001194 - 0.000409)
    // × 0.46 + 0.000409 = 0.00077 of 730 hours = 0.562. At 15 USD an hour 512 / 1024 costs 18.02 + 19.5 = 37.5, 1024 /
    // 2048 36.04 + 8.4 = 44.5; at 40 USD 18.02 + 52.03 = 70.05 and 36.04 + 22.5 = 58.5.
    const cpu = expectShortage('cpu', HALF);
    const question = { cpu, prices: PRICES, required: NOTHING, inForce: LARGE, platform: PLATFORM };
    expect(cheapestSize(question)).toEqual({ cpuUnits: 512, memoryMiB: 1024 });
    const [bill, larger] = [512, 1024].map((cpuUnits) => expectedBill(question, { cpuUnits, memoryMiB: 2 * cpuUnits }));
    expect(bill).toEqual({ priceUsd: expect.closeTo(18.02), cpuHoursShort: expect.closeTo(1.301), memoryKills: 0 });
    expect(larger).toEqual({ priceUsd: expect.closeTo(36.04), cpuHoursShort: expect.closeTo(0.562), memoryKills: 0 });
    const dearer = { ...question, prices: { ...PRICES, cpuUsdPerHour: 40 } };
    expect(cheapestSize(dearer)).toEqual({ cpuUnits: 1024, memoryMiB: 2048 });
  });

  it('counts an expected kill one and a half times', () => {
    // The same as MiB: eleven points are 11^0.65 = 4.752 episodes, 24 are 7.891. The chances of CPU above, 0.0037 for
    // 0.007: 300 above 512 0.001306, above 1024 0.000631, as 150 above 512, and 150 above 1024 0.000217. At 512
    // (0.001306 - 0.000631) × 4.752 + 0.000631 × 7.891 = 0.00819 a day, 0.249 a month; at 1024 0.00368 a day, 0.112.
    // Half a GB costs 1.62 USD: 0.137 kills are worth it at 11.8 USD each, and a kill that counts 1.5 times at 7.9.
    const question = { prices: { cpuUsdPerHour: 0, memoryUsdPerKill: 9 }, required: NOTHING, inForce: LARGE };
    const sizeOf = (model = SHORTAGE_MODEL) =>
      cheapestSize({ ...question, memory: expectShortage('memory', HALF, model), platform: PLATFORM });
    expect(sizeOf({ ...SHORTAGE_MODEL, killCare: 1 })).toEqual({ cpuUnits: 256, memoryMiB: 512 });
    expect(sizeOf()).toEqual({ cpuUnits: 256, memoryMiB: 1024 });
    const memory = expectShortage('memory', HALF);
    const kills = (memoryMiB: number) => expectedBill({ memory, platform: PLATFORM }, { cpuUnits: 256, memoryMiB });
    expect(kills(512).memoryKills).toBeCloseTo(0.249, 3);
    expect(kills(1024).memoryKills).toBeCloseTo(0.112, 3);
  });

  it('is half or less where use stayed flat at a quarter', () => {
    const flatQuarter = { cpu: flat('cpu', 1024), memory: flat('memory', 4096), inForce: LARGE };
    const question = { ...flatQuarter, prices: PRICES, required: { cpuUnits: 1229, memoryMiB: 4916 } };
    expect(cheapestSize({ ...question, platform: PLATFORM })).toEqual({ cpuUnits: 2048, memoryMiB: 5120 });
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

  it('is a pair also where the larger row offers no memory as large as the size in force, in steps of 4096', () => {
    const question = { cpu: flat('cpu', 5000), prices: PRICES, required: NOTHING, platform: PLATFORM };
    const inForce = { cpuUnits: 4096, memoryMiB: 30_720 };
    expect(cheapestSize({ ...question, inForce })).toEqual({ cpuUnits: 8192, memoryMiB: 16_384 });
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
    expect(four.priceUsd).toBeCloseTo(4 * one.priceUsd, 8);
    expect(four.cpuHoursShort).toBeCloseTo(4 * one.cpuHoursShort, 8);
    expect(four.memoryKills).toBeCloseTo(4 * one.memoryKills, 8);
    expect(expectedBill({ platform: PLATFORM }, size)).toEqual({
      priceUsd: one.priceUsd,
      cpuHoursShort: 0,
      memoryKills: 0,
    });
  });
});
