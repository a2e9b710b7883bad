import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../support/arbitraries.ts';
import { context, decided, flat, inputOf, reasonOf, size } from '../../support/builders.ts';

const AT = Date.parse('2026-11-01T02:00:00Z');

/** A service of 4096 / 8192 that uses 500 MiB in the window and used more before it. */
function sized(earlierMiB: number | undefined, taskSize = size(4096, 8192), usedMiB = 500) {
  const earlierPeak = { peakMiB: earlierMiB ?? 0, at: AT };
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
  it('is kept room for: 3400 × 1.25 = 4250 of 8192', () => {
    const { sizes, reasons } = sized(3400);
    expect(sizes.task.memoryMiB).toBe(5120);
    expect(reasonOf(reasons, 'EarlierPeak')).toEqual({
      code: 'EarlierPeak',
      on: '2026-11-01',
      peak: 3400,
      headroomPercent: 25,
      memoryMiB: 4250,
    });
    expect(sized(undefined).sizes.task.memoryMiB).toBeLessThan(4250);
  });

  it('never grows a task: it may be what another size used up', () => {
    expect(sized(7000).sizes.task.memoryMiB).toBe(8192);
    expect(sized(90_000).sizes.task.memoryMiB).toBe(8192);
    expect(sized(90_000, size(1024, 2048)).sizes.task.memoryMiB).toBe(2048);
  });

  it('says nothing where the window shows as much, or nothing', () => {
    expect(sized(480).reasons.map(({ code }) => code)).not.toContain('EarlierPeak');
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
