import { describe, expect, it } from 'vitest';
import { type UnseenWeeks, unseenWeeksText } from '../../../core/report/unseen-weeks.ts';

const never = { weeks: 4, weeksExceeded: 0, longestMinutes: 0 };
const once = { weeks: 4, weeksExceeded: 1, longestMinutes: 15, at: '2026-11-20T03:00:00.000Z' };

describe('how the choice fares in weeks that it has not seen', () => {
  it.each<[string, UnseenWeeks, readonly string[]]>([
    ['nothing without two weeks', {}, []],
    [
      'one sentence where nothing was exceeded',
      { cpu: never, memory: never },
      ['Chosen without the week itself, it would have been exceeded in none of the last 4 weeks.'],
    ],
    [
      'no more weeks than each resource has',
      { cpu: never, memory: { ...never, weeks: 3 } },
      ['Chosen without the week itself, it would have been exceeded in none of the last 3 weeks.'],
    ],
    [
      'how often, how long and when, with what held after it',
      { cpu: never, memory: once },
      [
        'Chosen without the week itself: memory exceeded in 1 of 4 weeks, longest 15 minutes, at 2026-11-20 03:00 UTC; CPU in none.',
      ],
    ],
    [
      'both, the worse first, and no time where there is none',
      { cpu: once, memory: { weeks: 4, weeksExceeded: 2, longestMinutes: 60 } },
      [
        'Chosen without the week itself: memory exceeded in 2 of 4 weeks; CPU exceeded in 1 of 4 weeks, longest 15 minutes, at 2026-11-20 03:00 UTC.',
      ],
    ],
    [
      'one resource alone',
      { cpu: once },
      ['Chosen without the week itself: CPU exceeded in 1 of 4 weeks, longest 15 minutes, at 2026-11-20 03:00 UTC.'],
    ],
  ])('is %s', (_, weeks, text) => {
    expect(unseenWeeksText(weeks)).toEqual(text);
  });
});
