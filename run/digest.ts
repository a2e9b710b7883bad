import type { Configuration } from '../core/configuration/configuration.ts';
import { WEEKDAYS } from '../core/configuration/target-settings.ts';
import { dayOf } from '../core/model/time.ts';
import type { TargetResult } from './report-target.ts';

/**
 * Whether a run sends the weekly digest: on the configured day, and only once on it.
 *
 * @param time - ISO time of the run.
 */
export function isDigestDue(
  { notifications: { weeklyDigest } }: Pick<Configuration, 'notifications'>,
  time: string,
  results: readonly TargetResult[],
): boolean {
  if (weeklyDigest === undefined || WEEKDAYS[new Date(time).getUTCDay()] !== weeklyDigest) return false;
  const known = results.flatMap(({ state }) => state ?? []);
  return known.length === 0 || known.some(({ digestOn }) => digestOn !== dayOf(Date.parse(time)));
}

/** A result whose state remembers that the digest was sent. */
export function withDigest(result: TargetResult, time: string): TargetResult {
  const { state } = result;
  return state === undefined ? result : { ...result, state: { ...state, digestOn: dayOf(Date.parse(time)) } };
}
