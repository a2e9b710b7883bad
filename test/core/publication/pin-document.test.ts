import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pin, parsePin, renderPin } from '../../../core/publication/target-documents.ts';
import { always } from '../../support/properties.ts';

const pin: Pin = {
  document: { taskCpu: '1024', taskMemory: '2048' },
  until: '2026-12-21T06:00:00.000Z',
  by: 'ana',
  at: '2026-11-23T06:00:00.000Z',
  why: 'load test',
};

const END = Date.parse(pin.until);
const BEFORE = END - 1;

describe('a pin', () => {
  it('is none where nothing is stored', () => {
    expect(parsePin(undefined, BEFORE)).toEqual({ kind: 'absent' });
  });

  it('has ended at its end', () => {
    const stored = { text: renderPin(pin), version: 3 };
    expect(parsePin(stored, END)).toEqual({ kind: 'ended', ...stored, pin });
  });

  it('is read as it was written, whatever its person wrote', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 }).map((words) => words.toWellFormed());
    always(text, fc.constantFrom('', '{{ssm:x}}', '}}', '${env:X}'), (why, nasty) => {
      const written: Pin = { ...pin, why: `${why}${nasty}`, by: `${nasty}${why}` };
      const stored = { text: renderPin(written), version: 1 };
      expect(stored.text).not.toMatch(/\{\{|\}\}/);
      expect(parsePin(stored, BEFORE)).toEqual({ kind: 'active', ...stored, pin: written });
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['an end that is no time', JSON.stringify({ ...pin, until: 'tomorrow' })],
    ['sizes that are no strings', JSON.stringify({ ...pin, document: { taskCpu: 1024 } })],
    ['nobody who wrote it', JSON.stringify({ ...pin, by: undefined })],
  ])('is unreadable with %s', (_, text) => {
    expect(parsePin({ text, version: 2 }, BEFORE)).toEqual({ kind: 'unreadable', text, version: 2 });
  });
});
