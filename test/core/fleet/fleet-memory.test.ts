import { describe, expect, it } from 'vitest';
import { leftOutNow, memoryName, parseMemory, renderMemory } from '../../../core/fleet/fleet-memory.ts';

const FIRST = '2026-11-21T06:00:00Z';
const SECOND = '2026-11-22T06:00:00Z';

describe('what a fleet remembers', () => {
  it('is since when a service is left out; one that was answered is forgotten', () => {
    const before = { 'own us-east-1 a': FIRST, 'own us-east-1 b': FIRST };
    const services = ['a', 'c', 'a'].map((service) => ({ lane: 'own us-east-1', service }));
    expect(leftOutNow(services, before, SECOND)).toEqual({ 'own us-east-1 a': FIRST, 'own us-east-1 c': SECOND });
  });

  it('lies beside the documents of services', () => {
    expect(memoryName('/rightsizer')).toBe('/rightsizer/left-out');
  });

  it.each([
    [{ leftOut: {} }],
    [{ leftOut: { 'own us-east-1 a': FIRST } }],
    [{ leftOut: { 'own us-east-1 a': FIRST }, digestOn: '2026-11-22' }],
    [{ leftOut: {}, next: 'shop/production' }],
  ])('comes back as it was stored: %j', (memory) => {
    const text = renderMemory(memory);
    expect(parseMemory(text)).toEqual(memory);
    // SSM takes neither {{ nor }}.
    expect(text).not.toMatch(/\{\{|\}\}/);
  });

  it('fits into a document: what was left out last goes, and of the same day by name', () => {
    const old = { 'own us-east-1 z': FIRST };
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`own us-east-1 service-${index}`, SECOND]),
    );
    const text = renderMemory({ leftOut: { ...many, ...old } });
    expect(text.length).toBeLessThanOrEqual(4096);
    const kept = Object.keys(parseMemory(text).leftOut);
    expect(kept.slice(0, 2)).toEqual(['own us-east-1 z', 'own us-east-1 service-0']);
    expect(kept.length).toBeGreaterThan(60);
  });

  it.each([undefined, 'no JSON', '[]', '"text"', '{"leftOut":{"a":1}}', '{"digestOn":7}'])(
    'says nothing where %s is stored',
    (text) => expect(parseMemory(text)).toEqual({ leftOut: {} }),
  );
});
