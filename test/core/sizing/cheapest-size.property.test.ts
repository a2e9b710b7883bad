import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskSize } from '../../../core/model/task-size.ts';
import { cheapestSize, type SizeQuestion } from '../../../core/sizing/cheapest-size.ts';
import { type Expectation, expectedAMonth, expectShortage } from '../../../core/sizing/expected-shortage.ts';
import { always } from '../../support/properties.ts';

const PLATFORM = { operatingSystem: 'LINUX', architecture: 'X86_64' } as const;

/** Days of 24 hours: a level, and now and then a spike; some hours are missing. */
const day = fc
  .record({
    level: fc.double({ min: 1, max: 3000, noNaN: true }),
    spike: fc.double({ min: 1, max: 12_000, noNaN: true }),
    spikes: fc.integer({ min: 0, max: 24 }),
    missing: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ level, spike, spikes, missing }) =>
    Array.from({ length: 24 }, (_, hour) => (hour < missing ? Number.NaN : 24 - hour <= spikes ? spike : level)),
  );
const series = fc.array(day, { minLength: 3, maxLength: 28 }).map((days) => Float64Array.from(days.flat()));
const prices = fc.record({
  cpuUsdPerHour: fc.double({ min: 0, max: 60, noNaN: true }),
  memoryUsdPerKill: fc.double({ min: 0, max: 900, noNaN: true }),
});
const taskSize = fc.record({
  cpuUnits: fc.integer({ min: 0, max: 4096 }),
  memoryMiB: fc.integer({ min: 0, max: 30_000 }),
});
const factor = fc.double({ min: 1, max: 8, noNaN: true });

const question = fc
  .record({ cpu: series, memory: series, prices, required: taskSize, inForce: taskSize })
  .map((each) => ({ ...each, platform: PLATFORM }));

function answer({
  cpu,
  memory,
  ...rest
}: { cpu: Float64Array; memory: Float64Array } & Omit<SizeQuestion, 'cpu' | 'memory'>): TaskSize {
  const read = (resource: 'cpu' | 'memory', points: Float64Array): Expectation =>
    expectShortage(resource, { points, periodSeconds: 3600 });
  return (
    cheapestSize({ ...rest, cpu: read('cpu', cpu), memory: read('memory', memory) }) ?? { cpuUnits: 0, memoryMiB: 0 }
  );
}

function times(points: Float64Array, k: number): Float64Array {
  return points.map((point) => point * k);
}

describe('the cheapest size, whatever the use', () => {
  it('never has less CPU when all CPU use grows', () => {
    always(question, factor, (asked, k) => {
      expect(answer({ ...asked, cpu: times(asked.cpu, k) }).cpuUnits).toBeGreaterThanOrEqual(answer(asked).cpuUnits);
    });
  });

  it('never has less memory when all memory use grows', () => {
    always(question, factor, (asked, k) => {
      const grown = answer({ ...asked, memory: times(asked.memory, k) });
      expect(grown.memoryMiB).toBeGreaterThanOrEqual(answer(asked).memoryMiB);
    });
  });

  it('is never smaller when all use grows', () => {
    always(question, factor, (asked, k) => {
      const [before, grown] = [
        answer(asked),
        answer({ ...asked, cpu: times(asked.cpu, k), memory: times(asked.memory, k) }),
      ];
      expect(grown.cpuUnits).toBeGreaterThanOrEqual(before.cpuUnits);
      expect(grown.memoryMiB).toBeGreaterThanOrEqual(before.memoryMiB);
    });
  });

  it('is never smaller at a higher price of a shortage', () => {
    always(question, factor, factor, (asked, hour, kill) => {
      const { cpuUsdPerHour, memoryUsdPerKill } = asked.prices;
      const dearer = { cpuUsdPerHour: cpuUsdPerHour * hour, memoryUsdPerKill: memoryUsdPerKill * kill };
      const [before, after] = [answer(asked), answer({ ...asked, prices: dearer })];
      expect(after.cpuUnits).toBeGreaterThanOrEqual(before.cpuUnits);
      expect(after.memoryMiB).toBeGreaterThanOrEqual(before.memoryMiB);
    });
  });

  it('never has less of a resource when more of it is required', () => {
    always(question, factor, ({ required, ...asked }, k) => {
      const before = answer({ ...asked, required });
      const moreCpu = { ...required, cpuUnits: required.cpuUnits * Math.min(k, 2) };
      const moreMemory = { ...required, memoryMiB: required.memoryMiB * Math.min(k, 2) };
      expect(answer({ ...asked, required: moreCpu }).cpuUnits).toBeGreaterThanOrEqual(before.cpuUnits);
      expect(answer({ ...asked, required: moreMemory }).memoryMiB).toBeGreaterThanOrEqual(before.memoryMiB);
    });
  });

  it('holds what is required', () => {
    always(question, (asked) => {
      const size = answer(asked);
      expect(size.cpuUnits).toBeGreaterThanOrEqual(asked.required.cpuUnits);
      expect(size.memoryMiB).toBeGreaterThanOrEqual(asked.required.memoryMiB);
    });
  });

  it('does not depend on the order of points within a day', () => {
    always(question, (asked) => {
      const reversed = (points: Float64Array) =>
        Float64Array.from({ length: points.length }, (_, index) => {
          const begin = Math.floor(index / 24) * 24;
          return points[begin + 23 - (index - begin)] as number;
        });
      const other = { ...asked, cpu: reversed(asked.cpu), memory: reversed(asked.memory) };
      expect(answer(other)).toEqual(answer(asked));
    });
  });

  it('is not larger after one more day without use', () => {
    const quiet = (points: Float64Array) => Float64Array.from([...points, ...new Array(24).fill(0)]).slice(-28 * 24);
    always(question, (asked) => {
      const [before, after] = [answer(asked), answer({ ...asked, cpu: quiet(asked.cpu), memory: quiet(asked.memory) })];
      expect(after.cpuUnits).toBeLessThanOrEqual(before.cpuUnits);
      expect(after.memoryMiB).toBeLessThanOrEqual(before.memoryMiB);
    });
  });
});

describe('what is expected of a size', () => {
  const sizes = fc.double({ min: 1, max: 40_000, noNaN: true });
  const at = (points: Float64Array, amount: number) =>
    expectedAMonth(expectShortage('memory', { points, periodSeconds: 3600 }), amount);

  it('never grows with the size', () => {
    always(series, sizes, factor, (points, size, k) => {
      expect(at(points, size * k)).toBeLessThanOrEqual(at(points, size) + 1e-9);
    });
  });

  it('never falls when all use is multiplied, or a constant more: to within the step of 1.1 % that sizes are told apart by', () => {
    always(series, sizes, factor, sizes, (points, size, k, more) => {
      const least = at(points, size * 2 ** (1 / 64)) - 1e-9;
      expect(at(times(points, k), size)).toBeGreaterThanOrEqual(least);
      const raised = at(
        points.map((point) => point + more),
        size,
      );
      expect(raised).toBeGreaterThanOrEqual(least);
    });
  });
});
