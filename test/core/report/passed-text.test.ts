import { describe, expect, it } from 'vitest';
import { passedText, passedTexts } from '../../../core/report/passed-text.ts';

const NEVER = { weeks: 4, weeksExceeded: 0, longestMinutes: 0 };
const ONCE = { weeks: 4, weeksExceeded: 1, longestMinutes: 25, at: '2026-11-20T03:00:00.000Z' };

describe('the weeks in which a size was passed', () => {
  it('are counted, with the longest stretch where there is one', () => {
    expect(passedText('CPU', ONCE)).toBe('CPU passed in 1 of 4 weeks (25 minutes in a row from 2026-11-20 03:00 UTC)');
    expect(passedText('memory', NEVER)).toBe('memory passed in 0 of 4 weeks');
  });

  it('are said of each resource that is known', () => {
    expect(passedTexts({ cpu: NEVER, memory: NEVER })).toHaveLength(2);
    expect(passedTexts({ memory: NEVER })).toEqual(['memory passed in 0 of 4 weeks']);
  });
});
