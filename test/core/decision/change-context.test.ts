import { describe, expect, it } from 'vitest';
import { type Agreement, nextAgreement } from '../../../core/decision/change-context.ts';

const at = (day: string, time = '06:00:00Z') => Date.parse(`${day}T${time}`);
const known = (days: number, lastDay: string, since = '2026-11-01'): Agreement => ({ cpu: { since, lastDay, days } });

describe('agreement', () => {
  it('begins with the day of the first recommendation', () => {
    expect(nextAgreement({}, ['cpu'], at('2026-11-23'))).toEqual({
      cpu: { since: '2026-11-23', lastDay: '2026-11-23', days: 1 },
    });
  });

  it('counts days, not runs: the second run on a day adds nothing', () => {
    const before = known(3, '2026-11-23');
    expect(nextAgreement(before, ['cpu'], at('2026-11-23', '23:59:59Z'))).toEqual(before);
    expect(nextAgreement(before, ['cpu'], at('2026-11-24', '00:00:00Z'))).toEqual(known(4, '2026-11-24'));
  });

  it('ends for a resource that is not to shrink any more', () => {
    const before = { ...known(3, '2026-11-22'), memory: { since: '2026-11-20', lastDay: '2026-11-22', days: 2 } };
    expect(nextAgreement(before, ['memory'], at('2026-11-23'))).toEqual({
      memory: { since: '2026-11-20', lastDay: '2026-11-23', days: 3 },
    });
    expect(nextAgreement(before, [], at('2026-11-23'))).toEqual({});
  });

  it.each([
    ['a day without a run', '2026-11-21', 4],
    ['a schedule of once a week, whatever the hour', '2026-11-16', 4],
    ['more than a week of silence', '2026-11-15', 1],
  ])('survives gaps of up to a week: %s', (_, lastDay, days) => {
    const { cpu } = nextAgreement(known(3, lastDay), ['cpu'], at('2026-11-23', '23:00:00Z'));
    expect(cpu?.days).toBe(days);
  });

  it('counts and takes back nothing for an earlier day, such as a late retry', () => {
    const before = known(3, '2026-11-23');
    expect(nextAgreement(before, ['cpu'], at('2026-11-22'))).toEqual(before);
  });

  it('begins anew, when a clock that was far ahead wrote the last day: else it would wait for years', () => {
    const { cpu } = nextAgreement(known(3, '2036-11-23'), ['cpu'], at('2026-11-23'));
    expect(cpu).toEqual({ since: '2026-11-23', lastDay: '2026-11-23', days: 1 });
  });
});
