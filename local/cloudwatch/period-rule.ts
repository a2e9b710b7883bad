const minute = 60;
const day = 86_400;

/** Steps in which CloudWatch keeps data that begins this long ago: `MetricStat.Period` in client-cloudwatch. */
function stepSeconds(startSeconds: number, nowSeconds: number): number {
  const age = nowSeconds - startSeconds;
  if (age <= 15 * day) return minute;
  return age <= 63 * day ? 5 * minute : 60 * minute;
}

/** The start that CloudWatch takes for the one that was asked for: down to the step of its age. */
export function roundStart(startSeconds: number, nowSeconds: number): number {
  const step = stepSeconds(startSeconds, nowSeconds);
  return Math.floor(startSeconds / step) * step;
}

/** Whether a period gives any points for a range that begins there; when not, AWS answers none, without an error. */
export function periodFitsAge(periodSeconds: number, startSeconds: number, nowSeconds: number): boolean {
  return periodSeconds % stepSeconds(startSeconds, nowSeconds) === 0;
}

/** Nothing older is kept at all. */
export function oldestKept(nowSeconds: number): number {
  return nowSeconds - 455 * day;
}
