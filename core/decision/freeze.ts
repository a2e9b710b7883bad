import { type FreezeWindow, WEEKDAYS } from '../configuration/configuration.ts';
import { dayOf } from '../model/time.ts';

function holdsOn(day: string, { from, to, weekdays }: FreezeWindow): boolean {
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  const isOne = weekdays === undefined || (weekday !== undefined && weekdays.includes(weekday));
  return isOne && (from === undefined || from <= day) && (to === undefined || day <= to);
}

/**
 * The freeze window that holds at a time, in UTC days; undefined when none does.
 *
 * @example activeFreeze([{ weekdays: ['friday'] }], Date.parse('2026-11-27T06:00:00Z')) // { weekdays: ['friday'] }
 */
export function activeFreeze(windows: readonly FreezeWindow[], time: number): FreezeWindow | undefined {
  return windows.find((window) => holdsOn(dayOf(time), window));
}

/**
 * A window as people say it.
 *
 * @example freezeText({ from: '2026-12-20', to: '2027-01-06' }) // 'from 2026-12-20 to 2027-01-06'
 */
export function freezeText({ from, to, weekdays }: FreezeWindow): string {
  const parts = [
    weekdays === undefined ? undefined : `on ${weekdays.join(', ')}`,
    from === undefined ? undefined : `from ${from}`,
    to === undefined ? undefined : `to ${to}`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}
