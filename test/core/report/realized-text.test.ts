import { describe, expect, it } from 'vitest';
import { EMPTY_STATE, type HistoryEntry, type RealizedSaving } from '../../../core/publication/state-document.ts';
import { changesIn, realizedLine, realizedText } from '../../../core/report/money-text.ts';

const billed = (usd: number, days = 7): RealizedSaving => ({ usd, from: 'CostExplorer', days });
const bySizes = (usd: number, days = 7): RealizedSaving => ({ usd, from: 'SizeHistory', days });
const at = '2026-11-23T06:00:00Z';

describe('realizedText', () => {
  it.each<[number | undefined, RealizedSaving | undefined, string | undefined]>([
    [14.77, billed(13.9), 'saves 14.77 USD a month forecast; 13.90 realized over 7 days (Cost Explorer)'],
    [
      14.77,
      bySizes(14, 1),
      'saves 14.77 USD a month forecast; 14.00 realized over 1 day (by size history and task counts)',
    ],
    [14.77, undefined, 'saves 14.77 USD a month forecast'],
    [-2, undefined, 'costs 2.00 USD a month more forecast'],
    [
      14.77,
      billed(-3.1),
      'saves 14.77 USD a month forecast; costs 3.10 USD a month more realized over 7 days (Cost Explorer)',
    ],
    [
      -2,
      billed(1),
      'costs 2.00 USD a month more forecast; saves 1.00 USD a month realized over 7 days (Cost Explorer)',
    ],
    [undefined, billed(1), 'saves 1.00 USD a month realized over 7 days (Cost Explorer)'],
    [
      undefined,
      { ...billed(1), vcpuHours: { before: 730, after: 182.5 }, gbHours: { before: 1460, after: 365 } },
      'saves 1.00 USD a month realized over 7 days (Cost Explorer); vCPU-hours a month 730 -> 183; GB-hours a month 1460 -> 365',
    ],
    [undefined, undefined, undefined],
  ])('of %s and %j is %s', (forecastUsd, realized, text) => {
    expect(realizedText({ ...(forecastUsd !== undefined && { forecastUsd }), ...(realized && { realized }) })).toBe(
      text,
    );
  });
});

it('finds the changes of which a saving is known, newest first', () => {
  const entry = (version: number, money: Partial<HistoryEntry> = {}): HistoryEntry => {
    return { version, hash: 'a', at, author: 'rightsizer', cause: 'resize', reasons: [], ...money };
  };
  const history = [entry(4, { forecastUsd: 0 }), entry(3, { realized: bySizes(2) }), entry(2), entry(1)];
  expect(changesIn({ ...EMPTY_STATE, history })).toEqual([
    { version: 4, at, forecastUsd: 0 },
    { version: 3, at, realized: bySizes(2) },
  ]);
});

describe('realizedLine', () => {
  const target = (...usd: readonly number[]) => ({
    changes: usd.map((each, index) => ({ version: index, at, realized: billed(each) })),
  });

  it('sums up what all changes saved', () => {
    expect(realizedLine([target(18.02, 13.9), {}, { changes: [{ version: 1, at, forecastUsd: 5 }] }])).toBe(
      'Realized: saves 31.92 USD a month over 2 changes.',
    );
    expect(realizedLine([target(-3.1)])).toBe('Realized: costs 3.10 USD a month more over 1 change.');
  });

  it('is none, where nothing is known', () => {
    expect(realizedLine([{}, target()])).toBeUndefined();
  });
});
