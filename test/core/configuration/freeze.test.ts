import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { fileWith, problemsOf, stageWith } from './file-builder.ts';

const DATE = 'must be a day like 2026-12-24';
const WEEKDAYS = 'must be one of "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"';
const path = 'services.api.stages.val.freeze';
const freezeOf = (raw: unknown) => parseConfiguration(raw).targets[0]?.freeze;

describe('freeze windows', () => {
  it.each([
    ['days', { from: '2026-12-20', to: '2027-01-06' }],
    ['one day', { from: '2026-12-24', to: '2026-12-24' }],
    ['from a day on', { from: '2026-12-20' }],
    ['until a day', { to: '2028-02-29' }],
    ['weekdays', { weekdays: ['friday', 'saturday'] }],
    ['weekdays of a time', { from: '2026-12-01', to: '2026-12-31', weekdays: ['friday'] }],
  ])('are taken as written: %s', (_, window) => {
    expect(freezeOf(stageWith({ freeze: [window] }))).toEqual([window]);
  });

  it('of a service count for its stages, until a stage has its own or none', () => {
    const window = { weekdays: ['friday'] };
    const own = { from: '2026-12-20' };
    const stages = { production: null, validation: { freeze: [own] }, development: { freeze: [] } };
    const { targets } = parseConfiguration(fileWith({ freeze: [window], stages }));
    expect(targets.map(({ freeze }) => freeze)).toEqual([[window], [own], []]);
  });

  it.each<[string, unknown, string, string | undefined, string]>([
    ['a day that no calendar has', [{ from: '2026-02-30' }], '.0.from', '"2026-02-30"', DATE],
    ['29 February of a common year', [{ to: '2026-02-29' }], '.0.to', '"2026-02-29"', DATE],
    ['a month that no calendar has', [{ from: '2026-13-01' }], '.0.from', '"2026-13-01"', DATE],
    ['a day without a zero', [{ from: '2026-2-3' }], '.0.from', '"2026-2-3"', DATE],
    ['a time', [{ from: '2026-12-20T06:00:00Z' }], '.0.from', '"2026-12-20T06:00:00Z"', DATE],
    ['a number', [{ from: 20261220 }], '.0.from', '20261220', DATE],
    [
      'a first day after the last',
      [{ from: '2027-01-06', to: '2026-12-20' }],
      '.0',
      expect.any(String),
      '"from" must not be after "to"',
    ],
    ['nothing', [{}], '.0', '{}', 'must say "from", "to" or "weekdays"; all that it says must hold'],
    [
      'an unknown weekday',
      [{ weekdays: ['Friday'] }],
      '.0.weekdays.0',
      '"Friday"',
      `${WEEKDAYS}; did you mean "friday"?`,
    ],
    ['no weekday', [{ weekdays: [] }], '.0.weekdays', '[]', 'must name at least one weekday'],
    ['a weekday that is no list', [{ weekdays: 'friday' }], '.0.weekdays', '"friday"', 'must be a list of weekdays'],
    [
      'an unknown key',
      [{ from: '2026-12-20', until: '2027-01-06' }],
      '.0.until',
      '"2027-01-06"',
      'is not a key here; allowed: "from", "to", "weekdays"',
    ],
    [
      'a list in the list',
      [['friday']],
      '.0',
      '["friday"]',
      'must be a mapping with the keys "from", "to", "weekdays", not a list',
    ],
    [
      'a window that is no list',
      { from: '2026-12-20' },
      '',
      expect.any(String),
      'must be a list of windows such as { from: 2026-12-20, to: 2027-01-06 } or { weekdays: [friday] }',
    ],
  ])('are refused: %s', (_, freeze, place, value, message) => {
    expect(problemsOf(stageWith({ freeze }))).toEqual([{ path: `${path}${place}`, value, message }]);
  });
});
