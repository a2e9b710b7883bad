import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../support/arbitraries.ts';
import { context, decided, flat, inputOf, reasonOf, size } from '../../support/builders.ts';

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
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 20_000 }), (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((peak) => sized(peak).sizes.task.memoryMiB);
        expect(Number(less)).toBeLessThanOrEqual(Number(more));
        expect(Number(more)).toBeLessThanOrEqual(8192);
      }),
      { ...RUNS, numRuns: 30 },
    );
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
