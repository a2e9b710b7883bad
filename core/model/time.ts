/** How long an hour, a day and a week are. */
export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 24 * HOUR_SECONDS;
export const WEEK_SECONDS = 7 * DAY_SECONDS;
export const HOUR_MILLISECONDS = HOUR_SECONDS * 1000;
export const DAY_MILLISECONDS = DAY_SECONDS * 1000;

/**
 * The day of a time in UTC.
 *
 * @param time - Epoch milliseconds.
 * @example dayOf(Date.parse('2026-11-23T06:00:00Z')) // '2026-11-23'
 */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/**
 * A time as people read it, in UTC; a text that is no time stays as it is.
 *
 * @param iso - ISO 8601, with any offset.
 * @example minuteText('2026-11-23T08:00:00+02:00') // '2026-11-23 06:00 UTC'
 */
export function minuteText(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * Whether a text is a date and time of ISO 8601, such as `2026-11-23T06:00:00Z`; a bare number or year is not.
 *
 * @example isIsoTime('1') // false
 */
export function isIsoTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) && !Number.isNaN(Date.parse(text));
}
