import { describe, expect, it } from 'vitest';
import { rejectedHash, rejectedUntil } from '../../../core/publication/rejection.ts';
import { EMPTY_STATE } from '../../../core/publication/state-document.ts';

const rejected = { hash: 'abc', at: '2026-11-23T06:00:00.000Z', by: 'ana', why: 'sale on Friday' };
const END = Date.parse('2026-12-21T06:00:00.000Z');

describe('a rejection', () => {
  it('ends after 28 days', () => {
    expect(rejectedUntil(rejected)).toBe('2026-12-21T06:00:00.000Z');
  });

  it('counts until then, and only until then', () => {
    const state = { ...EMPTY_STATE, rejected };
    expect(rejectedHash(state, END - 1)).toBe('abc');
    expect(rejectedHash(state, END)).toBeUndefined();
    expect(rejectedHash(EMPTY_STATE, END - 1)).toBeUndefined();
  });
});
