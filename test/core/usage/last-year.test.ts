import { describe, expect, it } from 'vitest';
import { lookbackWindow } from '../../../core/model/time.ts';
import { hoursOfLastYear, lastYear } from '../../../core/usage/last-year.ts';

const WINDOW = hoursOfLastYear(lookbackWindow(Date.parse('2026-11-22T06:00:00Z'), 28));
const BEFORE = 28 * 24;
const ALL = 63 * 24;

describe('the hours of last year', () => {
  it('are those around the same weekday, a Sunday: four weeks before it and five after it', () => {
    expect(WINDOW).toEqual({
      startTime: Date.parse('2025-10-26T06:00:00Z'),
      endTime: Date.parse('2025-12-28T06:00:00Z'),
      periodSeconds: 3600,
    });
  });
});

describe('what last year says about the weeks to come', () => {
  const hours = (at: (hour: number) => number) => Float64Array.from({ length: ALL }, (_, hour) => at(hour));

  it('is how much more was used then than in the four weeks before: 2200 over 1000', () => {
    const december = hours((hour) => (hour === BEFORE + 240 ? 2200 : hour < BEFORE ? 1000 : 1500));
    expect(lastYear(december, WINDOW)).toEqual({ times: 2.2, at: Date.parse('2025-12-03T06:00:00Z') });
  });

  it('is nothing where it was no more, however much it was', () => {
    expect(
      lastYear(
        hours(() => 9000),
        WINDOW,
      ),
    ).toBeUndefined();
    expect(
      lastYear(
        hours((hour) => (hour < BEFORE ? 9000 : 100)),
        WINDOW,
      ),
    ).toBeUndefined();
  });

  it.each([
    { what: 'before', from: 14 * 24 - 1, until: BEFORE },
    { what: 'after', from: BEFORE + 14 * 24 - 1, until: ALL },
  ])('is nothing where less than two weeks are known of the weeks $what', ({ from, until }) => {
    const known = (first: number) =>
      hours((hour) => (hour >= first && hour < until ? Number.NaN : hour < BEFORE ? 1000 : 2000));
    expect(lastYear(known(from), WINDOW)).toBeUndefined();
    expect(lastYear(known(from + 1), WINDOW)).toMatchObject({ times: 2 });
  });

  it('passes over hours that are no use', () => {
    const odd = [Number.POSITIVE_INFINITY, -1, 0, Number.NaN];
    const found = lastYear(
      hours((hour) => odd[hour % 50] ?? (hour < BEFORE ? 1000 : 1500)),
      WINDOW,
    );
    expect(found?.times).toBe(1.5);
  });
});
