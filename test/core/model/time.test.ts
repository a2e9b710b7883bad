import { describe, expect, it } from 'vitest';
import { DAY_MILLISECONDS, dayOf, isIsoTime, minuteText, WEEK_SECONDS } from '../../../core/model/time.ts';

describe('time', () => {
  it('knows how long a day and a week are', () => {
    expect([DAY_MILLISECONDS, WEEK_SECONDS]).toEqual([86_400_000, 604_800]);
  });

  it('names the day in UTC', () => {
    expect(dayOf(Date.parse('2026-11-23T23:30:00-01:00'))).toBe('2026-11-24');
  });

  it('prints a time of any offset in UTC, cut to the minute', () => {
    expect(minuteText('2026-11-23T08:00:59+02:00')).toBe('2026-11-23 06:00 UTC');
  });

  it('leaves what is no time as it is', () => {
    expect(minuteText('somebody takes it away')).toBe('somebody takes it away');
  });

  it.each([
    ['2026-11-23T06:00:00Z', true],
    ['2026-11-23', false],
    ['1', false],
    ['2026-99-23T06:00:00Z', false],
  ])('takes %s for a date and time: %s', (text, expected) => {
    expect(isIsoTime(text)).toBe(expected);
  });
});
