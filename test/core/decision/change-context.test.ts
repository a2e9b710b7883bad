import { expect, it } from 'vitest';
import { dayOf } from '../../../core/model/time.ts';

it.each([
  ['2026-11-23T00:00:00.000Z', '2026-11-23'],
  ['2026-11-23T23:59:59.999Z', '2026-11-23'],
  ['2026-11-23T23:30:00-01:00', '2026-11-24'],
])('the day of %s is %s: days are those of UTC', (time, day) => {
  expect(dayOf(Date.parse(time))).toBe(day);
});
