const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * The day of a time in UTC, as charts and tables name it.
 *
 * @param time - Epoch milliseconds.
 * @example dayText(Date.parse('2026-11-03T05:50:00Z')) // 'Nov 3'
 */
export function dayText(time: number): string {
  const date = new Date(time);
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
}
