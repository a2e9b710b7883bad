import { expect, it } from 'vitest';
import { wrapped } from '../../cli/columns.ts';
import { historyTable } from '../../cli/history-table.ts';

it.each<[string, number, readonly string[]]>([
  ['', 5, []],
  ['one two', 7, ['one two']],
  ['one two three', 7, ['one two', 'three']],
  ['abcdefgh', 3, ['abc', 'def', 'gh']],
  ['a\u001b[31mb', 20, ['a [31mb']],
])('wraps %j to %i columns', (text, width, lines) => {
  expect(wrapped(text, width)).toEqual(lines);
});

it('tells of a put-back version, forecast and result, an old pin and a rejected proposal', () => {
  const entry = {
    at: '2026-11-20T06:00:00Z',
    author: 'a'.repeat(40),
    cause: 'approve',
    reasons: ['fine'],
    forecast: 'needs CPU 875 of 1024',
    result: 'held for 7 days: CPU up to 880',
    forecastUsd: 14.77,
    realized: { usd: 13.9, from: 'CostExplorer', days: 7 },
  } as const;
  const pin = {
    document: {},
    by: 'bob',
    at: '2026-11-01T00:00:00Z',
    until: '2026-11-02T00:00:00Z',
    why: 'test',
    holds: false,
  };
  const rejected = { by: 'bob', at: '2026-11-21T00:00:00Z', until: '2026-12-19T00:00:00Z', why: 'no' };
  const text = historyTable({
    target: 'api/production',
    mode: 'apply',
    versions: [
      { version: 12, document: {}, changes: [], entry, putBackFrom: 10 },
      { version: 11, changes: [{ key: 'taskCpu', before: '256' }] },
    ],
    pin,
    unreadablePin: false,
    proposal: { version: 3, status: 'rejected', changes: [{ key: 'taskCpu', before: '256', after: '512' }], rejected },
  });
  expect(text).toBe(`api/production, mode apply: version 12 is live
Not pinned since 2026-11-02 00:00 UTC, by bob on 2026-11-01 00:00 UTC: test
Proposal 3 rejected by bob on 2026-11-21 00:00 UTC (no), not proposed again before 2026-12-19 00:00
UTC: taskCpu 256 -> 512

version  when                  who                       why
12       2026-11-20 06:00 UTC  ${'a'.repeat(23)}…  approved (version 10, put back)
         the same sizes
         fine
         Forecast: needs CPU 875 of 1024
         Result: held for 7 days: CPU up to 880
         Money: saves 14.77 USD a month forecast; 13.90 realized over 7 days (Cost Explorer)
11       -                     -                         not remembered
         no document that can be read
`);
});

it('says that a pin cannot be read', () => {
  const text = historyTable({ target: 'a/b', mode: 'propose', versions: [], unreadablePin: true });
  expect(text).toContain('Pinned, in a way that cannot be read');
});
