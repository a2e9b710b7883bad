import { describe, expect, it } from 'vitest';
import { type Constraint, resolveBounds } from '../../../core/decision/bounds.ts';
import type { Reason } from '../../../core/decision/recommendation.ts';
import { boundsOf } from '../../../core/sizing/key-groups.ts';
import { size, UNBOUNDED } from '../../support/builders.ts';

type Fields = Omit<Extract<Constraint, { kind: 'atLeast' | 'wants' }>, 'kind' | 'reasons'>;

const atLeast = (fields: Fields, reasons: readonly Reason[] = []): Constraint => ({
  kind: 'atLeast',
  ...fields,
  reasons,
});
const wants = (fields: Fields, reasons: readonly Reason[] = []): Constraint => ({ kind: 'wants', ...fields, reasons });
const strict = (cpuUnits: number, memoryMiB: number): Constraint => ({
  kind: 'atMost',
  cpuUnits,
  memoryMiB,
  whenExceeded: (limit) => ({ code: 'MaximumTaskSize', ...limit }),
  whenConflicting: (limit) => ({ code: 'MaximumBelowFloor', ...limit }),
});
const soft = (cpuUnits: number, memoryMiB: number): Constraint => ({
  kind: 'atMost',
  cpuUnits,
  memoryMiB,
  whenExceeded: (limit) => ({ code: 'NeverAbovePolicy', policy: 'production', ...limit }),
});
const resolve = (...constraints: Constraint[]) => resolveBounds(constraints, { cpuAddsUp: false, overlaps: false });

describe('containers whose limits overlap where they run', () => {
  it('need room for the largest of them, and not for all at once: 3072, not 3072 + 2048', () => {
    const containers = { a: { memoryMiB: 3072, cpuUnits: 100 }, b: { memoryMiB: 2048, cpuUnits: 50 } };
    const overlapping = { cpuAddsUp: false, overlaps: true };
    const firm: Constraint = { kind: 'atLeast', containers, reasons: [] };
    expect(resolveBounds([firm], overlapping).firm).toEqual(size(150, 3072));
    expect(resolveBounds([{ ...firm, kind: 'wants' }], overlapping).needed).toEqual(size(0, 3072));
    expect(resolveBounds([], overlapping).firm).toEqual(size(0, 0));
  });
});

describe('resolveBounds', () => {
  it('asks for nothing without constraints', () => {
    expect(resolve()).toEqual({
      firm: size(0, 0),
      needed: size(0, 0),
      wanted: size(0, 0),
      maximum: UNBOUNDED,
      upper: UNBOUNDED,
      containers: new Map(),
      reasons: [],
      conflicts: [],
    });
  });

  it('takes the largest of what is firm, side by side', () => {
    const { firm, needed } = resolve(atLeast({ cpuUnits: 512, memoryMiB: 100 }), atLeast({ memoryMiB: 300 }));
    expect([firm, needed]).toEqual([size(512, 300), size(512, 300)]);
  });

  it('adds up the firm numbers of containers, CPU as well: ECS refuses more', () => {
    const a = { cpuUnits: 300, memoryMiB: 1000 };
    const { firm } = resolve(atLeast({ memoryMiB: 1500, containers: { a, b: a } }));
    expect(firm).toEqual(size(600, 2000));
  });

  it('adds up what utilization wants of memory, and of CPU only where it is a quota', () => {
    const constraint = wants({
      containers: { a: { cpuUnits: 300, memoryMiB: 700 }, b: { cpuUnits: 300, memoryMiB: 400 } },
    });
    expect(resolveBounds([constraint], { cpuAddsUp: false, overlaps: false }).needed).toEqual(size(0, 1100));
    expect(resolveBounds([constraint], { cpuAddsUp: true, overlaps: false }).needed).toEqual(size(600, 1100));
  });

  it('needs of a container at least its minimum', () => {
    const bounds = resolve(
      wants({ containers: { a: { memoryMiB: 700 } } }),
      atLeast({ containers: { a: { memoryMiB: 900, cpuUnits: 7 } } }),
    );
    expect(boundsOf(bounds.containers, 'a')).toEqual({ minimum: size(7, 900), needed: size(7, 900) });
    expect(boundsOf(bounds.containers, 'b')).toEqual({ minimum: size(0, 0), needed: size(0, 0) });
  });

  it('cuts what utilization wants at a bound, and says so once a resource', () => {
    const bounds = resolve(strict(512, 2048), wants({ cpuUnits: 900 }), wants({ memoryMiB: 3000 }));
    expect(bounds.needed).toEqual(size(512, 2048));
    expect(bounds.reasons).toEqual([
      { code: 'MaximumTaskSize', resource: 'cpu', needed: 900, amount: 512 },
      { code: 'MaximumTaskSize', resource: 'memory', needed: 3000, amount: 2048 },
    ]);
    expect(bounds.conflicts).toEqual([]);
  });

  it('conflicts, when something firm passes a strict bound, with the whole of it', () => {
    const bounds = resolve(strict(512, 2048), atLeast({ cpuUnits: 600 }), atLeast({ cpuUnits: 900, memoryMiB: 2048 }));
    expect(bounds.conflicts).toEqual([{ code: 'MaximumBelowFloor', resource: 'cpu', needed: 900, amount: 512 }]);
  });

  it('lifts a bound that is not strict to what is firm, without a word', () => {
    const bounds = resolve(atLeast({ cpuUnits: 1024 }), soft(512, 4096));
    expect([bounds.upper, bounds.maximum]).toEqual([size(1024, 4096), UNBOUNDED]);
    expect([bounds.needed, bounds.reasons, bounds.conflicts]).toEqual([size(1024, 0), [], []]);
  });

  it('says that it is in the way, when utilization wants even more', () => {
    const bounds = resolve(atLeast({ cpuUnits: 1024 }), soft(512, 4096), wants({ cpuUnits: 1500 }));
    expect(bounds.needed.cpuUnits).toBe(1024);
    expect(bounds.reasons).toEqual([
      { code: 'NeverAbovePolicy', resource: 'cpu', policy: 'production', needed: 1500, amount: 512 },
    ]);
  });

  it('names the tightest of two bounds', () => {
    const bounds = resolve(strict(1024, 8192), soft(512, 8192), wants({ cpuUnits: 2000 }));
    expect(bounds.reasons.map(({ code }) => code)).toEqual(['NeverAbovePolicy']);
    expect(bounds.upper.cpuUnits).toBe(512);
  });

  it('lifts nothing above a strict bound', () => {
    const bounds = resolve(strict(1024, 8192), soft(512, 8192), atLeast({ cpuUnits: 2048 }));
    expect([bounds.upper.cpuUnits, bounds.firm.cpuUnits]).toEqual([1024, 2048]);
    expect(bounds.conflicts).toHaveLength(1);
  });

  it('leaves a side alone that no bound names', () => {
    const limit: Constraint = { kind: 'atMost', whenExceeded: ({ resource }) => ({ code: 'NoData', resource }) };
    expect(resolve(limit, wants({ cpuUnits: 9 })).reasons).toEqual([]);
  });

  it('tells the reasons in the order of the constraints, then those of the bounds', () => {
    const first: Reason = { code: 'NoData', resource: 'cpu' };
    const second: Reason = { code: 'NoData', resource: 'memory' };
    const bounds = resolve(strict(1, 1), atLeast({}, [first]), wants({ cpuUnits: 2 }, [second]));
    expect(bounds.reasons.map(({ code }) => code)).toEqual(['NoData', 'NoData', 'MaximumTaskSize']);
    expect(bounds.reasons.slice(0, 2)).toEqual([first, second]);
  });
});
