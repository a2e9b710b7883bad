import type { Resource } from '../../model/resource.ts';
import { DAY_MILLISECONDS, dayOf } from '../../model/time.ts';
import type { Agreement } from '../change-context.ts';

/** After more days without a word the evidence is another one, or a clock was wrong: counting begins anew. A weekly schedule is no gap. */
const FORGOTTEN_DAYS = 7;

/**
 * The agreement after a run that recommends these resources to shrink: one more day for each, the first time on a day only; others lose theirs.
 *
 * @example nextAgreement({}, ['cpu'], Date.parse('2026-11-23')) // { cpu: { since: '2026-11-23', lastDay: '2026-11-23', days: 1 } }
 */
export function nextAgreement(before: Agreement, shrinking: readonly Resource[], time: number): Agreement {
  const today = dayOf(time);
  const counted = shrinking.map((resource) => {
    const known = before[resource];
    const isFresh = known !== undefined && daysBetween(known.lastDay, today) <= FORGOTTEN_DAYS;
    if (!isFresh) return [resource, { since: today, lastDay: today, days: 1 }] as const;
    // A run for an earlier day, such as a late retry, counts nothing and takes nothing back.
    if (known.lastDay >= today) return [resource, known] as const;
    return [resource, { ...known, lastDay: today, days: known.days + 1 }] as const;
  });
  return Object.fromEntries(counted);
}

function daysBetween(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / DAY_MILLISECONDS;
}
