import { describe, expect, it } from 'vitest';
import type { SizeWritten } from '../../../../core/decision/change-context.ts';
import type { TaskSize } from '../../../../core/model/task-size.ts';
import { AGREED, codes, decided, flat, MORNING, size } from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

/** The sizes that were written, each so many days ago. */
const written = (...all: readonly (readonly [daysAgo: number, size: TaskSize])[]): readonly SizeWritten[] =>
  all.map(([daysAgo, each]) => ({ at: MORNING - daysAgo * 86_400_000, size: each }));
const HIGH = size(1024, 4096);
const LOW = size(512, 4096);

/** 1024 / 4096 runs, 256 / 2048 is wanted and agreed on, and CPU goes row by row. */
const found = (change: Parameters<typeof plain>[0] & object) => decided(plain(change)).applicable;
const changed = (sizes: readonly SizeWritten[], fields: object = {}) =>
  found({ change: { agreement: AGREED, written: sizes, ...fields } });

describe('a resource that went down and up again', () => {
  it('does not go down once more within 120 days: it would be the second reversal', () => {
    const { sizes, holds, steadySince } = changed(written([40, HIGH], [30, LOW], [10, HIGH]));
    expect(sizes.task).toEqual(size(1024, 2048));
    expect(holds).toEqual([
      { code: 'ReversalsHold', resource: 'cpu', amount: 1024, since: '2026-11-22', until: '2027-11-22' },
    ]);
    expect(steadySince).toEqual({ cpu: '2026-11-22' });
  });

  it.each([
    ['120 days after it grew', 120, true],
    ['121 days after it grew', 121, false],
  ])('%s is held: %s', (_, daysAgo, isHeld) => {
    const { holds } = changed(written([daysAgo + 150, HIGH], [daysAgo + 120, LOW], [daysAgo, HIGH]));
    expect(codes(holds).includes('ReversalsHold')).toBe(isHeld);
  });

  const grownTo = (cpuUnits: number) => ({
    service: { taskSize: size(cpuUnits, 4096) },
    change: { agreement: AGREED, written: written([40, HIGH], [30, LOW], [10, size(cpuUnits, 4096)]) },
  });

  it('gives back what it grew beyond the size from which it went down, and is held there', () => {
    const { sizes, holds, steadySince } = found(grownTo(2048));
    expect(sizes.task).toEqual(size(1024, 2048));
    expect(codes(holds)).toEqual(['ReversalsHold']);
    expect(steadySince).toEqual({ cpu: '2026-11-22' });
  });

  it('keeps all that it grew to where it once grew from the size from which it went down', () => {
    const sizes = written([90, HIGH], [80, size(2048, 4096)], [50, HIGH], [30, LOW], [10, size(2048, 4096)]);
    const service = { taskSize: size(2048, 4096) };
    expect(found({ service, change: { agreement: AGREED, written: sizes } }).sizes.task.cpuUnits).toBe(2048);
  });

  it('is not held where that is still wanted: 900 × 1.25 = 1125 of 4096', () => {
    const { sizes, holds, steadySince } = found({ ...grownTo(4096), evidence: { cpu: flat(900) } });
    expect(sizes.task.cpuUnits).toBe(2048);
    expect([codes(holds).includes('ReversalsHold'), steadySince]).toEqual([false, undefined]);
  });

  it('is held where it went up, down and up, however long ago the last reversal is, for a year', () => {
    const sizes = (daysAgo: number) =>
      written([daysAgo + 60, LOW], [daysAgo + 50, HIGH], [daysAgo + 40, LOW], [daysAgo, HIGH]);
    expect(codes(changed(sizes(100)).holds)).toContain('ReversalsHold');
    expect(codes(changed(sizes(364)).holds)).toContain('ReversalsHold');
    expect(codes(changed(sizes(365)).holds)).not.toContain('ReversalsHold');
  });

  it('stays held as it is remembered, and says nothing where nothing smaller is wanted', () => {
    const steadySince = { memory: '2026-09-01' };
    const held = changed(written([100, HIGH]), { steadySince });
    expect(held.holds).toContainEqual({
      code: 'ReversalsHold',
      resource: 'memory',
      amount: 4096,
      since: '2026-09-01',
      until: '2027-09-01',
    });
    const small = found({ service: { taskSize: size(256, 2048) }, change: { steadySince } });
    expect([small.holds, small.steadySince]).toEqual([[], steadySince]);
  });

  it('may go down a year after it was held', () => {
    const { sizes, steadySince } = changed(written([400, HIGH]), { steadySince: { cpu: '2025-11-22' } });
    expect(sizes.task.cpuUnits).toBe(512);
    expect(steadySince).toBeUndefined();
  });

  it.each<[string, readonly SizeWritten[]]>([
    ['grew long after it went down, as with a season', written([200, HIGH], [131, LOW], [10, HIGH])],
    ['went down again after a season', written([300, HIGH], [260, LOW], [60, size(4096, 4096)], [10, HIGH])],
    ['went down only', written([30, size(2048, 4096)], [10, HIGH])],
    ['went up only', written([30, LOW], [10, HIGH])],
    ['went up and down', written([30, HIGH], [20, size(2048, 4096)], [10, HIGH])],
    ['did not change', written([30, size(1024, 2048)], [10, HIGH])],
  ])('is another one than one that %s', (_, sizes) => {
    expect(codes(changed(sizes).holds)).not.toContain('ReversalsHold');
  });

  it('is left to the person who is asked', () => {
    const change = { agreement: AGREED, written: written([40, HIGH], [30, LOW], [10, HIGH]) };
    expect(codes(found({ target: { mode: 'propose' }, change }).holds)).not.toContain('ReversalsHold');
  });
});
