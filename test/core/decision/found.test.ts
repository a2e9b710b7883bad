import { describe, expect, it } from 'vitest';
import { assess } from '../../../core/decision/assess.ts';
import type { RecommendInput } from '../../../core/decision/evidence.ts';
import { boundsFor, held, keepResource, sizesHolding, strongerThan } from '../../../core/decision/found.ts';
import { allOf, demandsOf, sizesUnheard } from '../../../core/decision/recommend.ts';
import { codes, decided, inputOf, size } from '../../support/builders.ts';
import { plain } from '../../support/plain.ts';

const demanded = (input: RecommendInput) => demandsOf(input, assess(input.evidence, input.target.policy));
const input = plain({ target: { minimumTaskSize: { memoryMiB: 600 } } });

describe('the demands on a target', () => {
  it('are those of the guards and of utilization: 200 × 1.25 = 250 and 1000 × 1.25 = 1250', () => {
    const { firm, needed, reasons } = boundsFor(input, allOf(demanded(input)));
    expect([firm, needed]).toEqual([size(0, 600), size(250, 1250)]);
    expect(codes(reasons)).toEqual(['MinimumTaskSize', 'Utilization', 'Utilization']);
  });

  it('keep what runs, where utilization is not heard', () => {
    expect(sizesUnheard(input, demanded(input)).task).toEqual(size(1024, 4096));
  });

  it('are those of the strongest alone, where nothing ordinary may change', () => {
    const { firm, needed } = boundsFor(input, strongerThan('freeze', demanded(input).guards));
    expect([firm, needed]).toEqual([size(0, 600), size(0, 600)]);
  });
});

describe('what is held back', () => {
  it('is what deployments read, and yields to every bound', () => {
    const live = { task: size(512, 2048), containers: {} };
    const { containers } = input.evidence.service;
    const keys = input.target.parameters;
    expect(held('cpu', { ...input, live })).toEqual({
      ...keepResource('cpu', { sizes: live, containers, keys, reasons: [] }),
      kind: 'wants',
    });
  });

  it('stands beside what is found: memory falls to 2048, CPU keeps its 1024', () => {
    const sizes = sizesHolding(['cpu'], [], { input, ...demanded(input), wanted: decided(input).sizes });
    expect(sizes.task).toEqual(size(1024, 2048));
  });

  it('never makes the task larger by what its containers keep', () => {
    // connect and instantclient keep 4096 + 2048 of a task that is to have at most 4096.
    const capped = inputOf({ target: { maximumTaskSize: { memoryMiB: 4096 } } });
    const sizes = sizesHolding(['memory'], [], { input: capped, ...demanded(capped), wanted: decided(capped).sizes });
    expect(sizes.task.memoryMiB).toBe(4096);
  });
});
