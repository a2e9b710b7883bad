import { describe, expect, it } from 'vitest';
import { type ByResource, exceededTexts, unseenWeeksText } from '../../../core/report/exceeded-text.ts';

const never = { weeks: 4, weeksExceeded: 0, longestMinutes: 0 };
const once = { weeks: 4, weeksExceeded: 1, longestMinutes: 15, at: '2026-11-20T03:00:00.000Z' };
const ONCE = 'exceeded in 1 of 4 weeks (15 minutes in a row from 2026-11-20 03:00 UTC)';

it('counts the weeks of each resource that is known, with the longest stretch where there is one', () => {
  expect(exceededTexts({ cpu: once, memory: never })).toEqual([`CPU ${ONCE}`, 'memory exceeded in 0 of 4 weeks']);
  expect(exceededTexts({ memory: never })).toEqual(['memory exceeded in 0 of 4 weeks']);
});

describe('how the choice fares in weeks that it has not seen', () => {
  it.each<[string, ByResource, readonly string[]]>([
    ['nothing without two weeks', {}, []],
    [
      'one sentence where nothing was exceeded, with no more weeks than each resource has',
      { cpu: never, memory: { ...never, weeks: 3 } },
      ['Sized without the week itself, it would have been exceeded in none of the last 3 weeks.'],
    ],
    [
      'how often, how long and when, the worse first',
      { cpu: never, memory: once },
      [`Sized without the week itself: memory ${ONCE}; CPU exceeded in 0 of 4 weeks.`],
    ],
    ['one resource alone', { cpu: once }, [`Sized without the week itself: CPU ${ONCE}.`]],
  ])('is %s', (_, weeks, text) => {
    expect(unseenWeeksText(weeks)).toEqual(text);
  });
});
