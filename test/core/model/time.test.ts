import { describe, expect, it } from 'vitest';
import {
  DAY_MILLISECONDS,
  dayOf,
  expectedPoints,
  isIsoTime,
  lookbackWindow,
  minuteText,
  WEEK_SECONDS,
} from '../../../core/model/time.ts';

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

const at = (iso: string) => Date.parse(iso);

describe('lookbackWindow', () => {
  it.each([
    ['06:12 is floored to 06:00, less ten minutes', '2026-11-23T06:12:34Z', '2026-11-23T05:50:00Z'],
    ['a full hour is itself', '2026-11-23T06:00:00Z', '2026-11-23T05:50:00Z'],
    ['just before the hour is the hour before', '2026-11-23T05:59:59Z', '2026-11-23T04:50:00Z'],
  ])('ends at the hour of the schedule without the latest metrics: %s', (_, scheduled, end) => {
    expect(lookbackWindow(at(scheduled), 28).endTime).toBe(at(end));
  });

  it('reaches back whole days at 300 s', () => {
    expect(lookbackWindow(at('2026-11-23T06:00:00Z'), 28)).toEqual({
      startTime: at('2026-10-26T05:50:00Z'),
      endTime: at('2026-11-23T05:50:00Z'),
      periodSeconds: 300,
    });
  });
});

describe('expectedPoints', () => {
  it('is 28 days × 86,400 s / 300 s = 8,064', () => {
    expect(expectedPoints(lookbackWindow(at('2026-11-23T06:00:00Z'), 28))).toBe(8064);
  });

  it('counts a period that has begun', () => {
    expect(expectedPoints({ startTime: 0, endTime: 301_000, periodSeconds: 300 })).toBe(2);
  });
});
