import { describe, expect, it } from 'vitest';
import { leftOutNow, longestFirst, memoryName, parseMemory, renderMemory } from '../../../core/fleet/fleet-memory.ts';
import { target } from '../../support/builders.ts';

describe('what a fleet remembers', () => {
  it('is who is left out, the longest first; one that was answered is forgotten', () => {
    expect(leftOutNow(['c/p', 'a/p', 'c/p'], ['b/p', 'a/p'])).toEqual(['a/p', 'c/p']);
  });

  it('is small, however many are left out', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `service-${index}/production`);
    const leftOut = leftOutNow(ids, ['service-7/production']);
    expect(leftOut.slice(0, 2)).toEqual(['service-7/production', 'service-0/production']);
    expect(JSON.stringify(leftOut).length).toBeLessThan(4100);
  });

  it('lies beside the documents of services', () => {
    expect(memoryName('/rightsizer')).toBe('/rightsizer/left-out');
  });

  it.each([[{ leftOut: [] }], [{ leftOut: ['b/p', 'a/p'] }], [{ leftOut: ['a/p'], digestOn: '2026-11-22' }]])(
    'comes back as it was stored: %j',
    (memory) => {
      const text = renderMemory(memory);
      expect(parseMemory(text)).toEqual(memory);
      // SSM takes neither {{ nor }}.
      expect(text).not.toMatch(/\{\{|\}\}/);
    },
  );

  it('is told by what runs without workers stored before, too', () => {
    expect(parseMemory('{"next":"shop/b","leftOut":[]}')).toEqual({ leftOut: ['shop/b'] });
  });

  it.each([
    [[], 'abc'],
    [['shop/b'], 'bca'],
    [['shop/c', 'shop/a'], 'cab'],
    [['shop/gone'], 'abc'],
  ])('says that with %j left out targets are answered in the order %s', (leftOut, order) => {
    const targets = ['a', 'b', 'c'].map((stage) => target({ id: `shop/${stage}`, stage }));
    expect(longestFirst(targets, leftOut).map(({ stage }) => stage)).toEqual([...order]);
  });

  it('fits into a document: what was left out last goes', () => {
    const leftOut = Array.from({ length: 200 }, (_, index) => `service-${index}/production`);
    const text = renderMemory({ leftOut });
    expect(text.length).toBeLessThanOrEqual(4096);
    const kept = parseMemory(text).leftOut;
    expect(kept).toEqual(leftOut.slice(0, kept.length));
    // 25 characters each, with quotes and comma.
    expect(kept.length).toBeGreaterThan(150);
  });

  it.each([
    undefined,
    'no JSON',
    '[]',
    '"text"',
    '{"leftOut":{"a":"2026-11-21"}}',
    '{"leftOut":[7]}',
    '{"digestOn":7}',
  ])('says nothing where %s is stored', (text) => expect(parseMemory(text)).toEqual({ leftOut: [] }));
});
