import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_STATE,
  type HistoryEntry,
  isEmptyState,
  isPersonsState,
  parseState,
  personsRunId,
  rejectedHash,
  rejectedUntil,
  type State,
} from '../../../core/publication/state-document.ts';
import { renderState } from '../../../core/publication/state-text.ts';
import { always } from '../../support/properties.ts';

const bytes = (text: string) => Buffer.byteLength(text);

function entry(version: number, reasons: readonly string[] = ['because']): HistoryEntry {
  return {
    version,
    hash: 'af63dc4c8601ec8c',
    at: '2026-11-23T06:00:00Z',
    author: 'rightsizer',
    cause: 'resize',
    reasons,
  };
}

const history = (count: number, reason: string) =>
  Array.from({ length: count }, (_, index) => entry(count - index, [reason]));

describe('a state', () => {
  it('is read as it was written', () => {
    const state: State = {
      live: { version: 3, hash: 'a', announced: false },
      proposed: { version: 1, hash: 'b', announced: true },
      notice: 'NoData',
      history: [entry(3), entry(2)],
      runId: 'run-1',
    };
    expect(parseState(renderState(state))).toEqual(state);
  });

  it('keeps what a change was expected to save and what it saved, and reads states without them', () => {
    const realized = { usd: -3.1, from: 'SizeHistory', days: 7 } as const;
    const state: State = { history: [{ ...entry(3), forecastUsd: 14.77, realized }, entry(2)], runId: 'run-1' };
    expect(parseState(renderState(state))).toEqual(state);
    expect(
      parseState(
        '{"history":[],"runId":"r","proposedForecast":{"size":{"cpuUnits":256,"memoryMiB":512},"exceededPercent":0,"bootMinutes":0}}',
      ).proposedForecast,
    ).not.toHaveProperty('savingsUsdPerMonth');
  });

  it('is empty when there is none', () => {
    expect(parseState(undefined)).toEqual(EMPTY_STATE);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['a live version that is none', '{"live":{"version":"3"},"history":[],"runId":"r"}'],
    ['a notice that is no text', '{"notice":7,"history":[],"runId":"r"}'],
  ])('is empty when it is broken: %s', (_, text) => {
    expect(parseState(text)).toEqual(EMPTY_STATE);
  });

  it('loses a broken history alone, for the version it speaks about still counts', () => {
    const live = { version: 3, hash: 'a', announced: true };
    expect(parseState(JSON.stringify({ live, history: [{ version: 1 }], runId: 9 }))).toEqual({
      live,
      history: [],
      runId: '',
    });
  });

  it('keeps the last 20 versions', () => {
    expect(
      parseState(renderState({ history: history(25, ''), runId: 'r' })).history.map(({ version }) => version),
    ).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
  });

  it('stays as it is with nothing left to forget', () => {
    expect(parseState(renderState({ history: [], runId: 'r'.repeat(5000) })).runId).toHaveLength(5000);
  });

  it('never has two braces that meet, which SSM refuses, and reads the same all the same', () => {
    const nasty = fc.array(
      fc.constantFrom('{', '}', '{{', '}}', '"', '\\', '${env:X}', 'a', '\u2028', '😀', '\ud800'),
      { maxLength: 12 },
    );
    const state = fc.record({
      notice: nasty.map((parts) => parts.join('')),
      runId: nasty.map((parts) => parts.join('')),
      live: fc.record({ version: fc.nat(), hash: fc.string({ maxLength: 16 }), announced: fc.boolean() }),
      history: fc.array(
        nasty.map((parts) => entry(1, [parts.join('')])),
        { maxLength: 3 },
      ),
    });
    always(state, (value) => {
      const text = renderState(value);
      expect(text).not.toMatch(/\{\{|\}\}/);
      expect(text.startsWith('{')).toBe(true);
      expect(bytes(text)).toBeLessThanOrEqual(4000);
      expect(parseState(text)).toEqual(value);
    });
  });
});

it("tells a state that a person's command wrote", () => {
  const runId = personsRunId('2026-11-23T06:00:00Z');
  expect(runId).toBe('person-2026-11-23T06:00:00Z');
  expect(isPersonsState({ ...EMPTY_STATE, runId })).toBe(true);
  expect(isPersonsState({ ...EMPTY_STATE, runId: '2026-11-23T06:00:00.000Z-0123abcd-89ef4567' })).toBe(false);
});

it('is empty without anything to remember, whoever wrote it', () => {
  expect(isEmptyState({ ...EMPTY_STATE, runId: 'run-1' })).toBe(true);
  expect(isEmptyState({ ...EMPTY_STATE, notice: 'NoData' })).toBe(false);
  expect(isEmptyState({ ...EMPTY_STATE, history: [entry(1)] })).toBe(false);
});

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
