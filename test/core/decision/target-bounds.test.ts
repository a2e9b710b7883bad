import { describe, expect, it } from 'vitest';
import { assess } from '../../../core/decision/assess.ts';
import { boundsFor } from '../../../core/decision/target-bounds.ts';
import { codes, size } from '../../support/builders.ts';
import { plain } from '../../support/plain.ts';

const input = plain({ target: { minimumTaskSize: { memoryMiB: 600 } } });
const boundsWith = (asking: Parameters<typeof boundsFor>[2]) =>
  boundsFor(input, assess(input.evidence, input.target.policy), asking);

describe('the bounds of a target', () => {
  it('are what the guards and utilization ask for: 200 × 1.25 = 250 and 1000 × 1.25 = 1250', () => {
    const { firm, needed, reasons } = boundsWith({});
    expect([firm, needed]).toEqual([size(0, 600), size(250, 1250)]);
    expect(codes(reasons)).toEqual(['MinimumTaskSize', 'Utilization', 'Utilization']);
  });

  it('keep what runs, where utilization is not heard', () => {
    const { firm, reasons } = boundsWith({ utilization: false });
    expect(firm).toEqual(size(1024, 4096));
    expect(codes(reasons)).not.toContain('Utilization');
  });

  it('want what is frozen, and hear neither the data nor utilization', () => {
    const { firm, needed, reasons } = boundsWith({ frozen: { task: size(512, 2048), containers: {} } });
    expect([firm, needed]).toEqual([size(0, 600), size(512, 2048)]);
    expect(codes(reasons)).toEqual(['MinimumTaskSize']);
  });

  it('want what the gate keeps, beside utilization', () => {
    const { firm, needed } = boundsWith({ gate: [{ kind: 'wants', cpuUnits: 1024, reasons: [] }] });
    expect([firm, needed]).toEqual([size(0, 600), size(1024, 1250)]);
  });
});
