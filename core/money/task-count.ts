import type { RunningService } from '../model/service.ts';
import { DAY_SECONDS } from '../model/time.ts';
import type { Window } from '../model/window.ts';
import type { TaskCount } from './tariff.ts';

/**
 * How many tasks a service has on average: what Container Insights counted, where there is a day of it at least, else what is wanted now; one where
 * nothing is wanted, for a size of nothing has no price.
 *
 * @param running - Tasks at each point of the window, NaN where it is not known.
 * For example: without Container Insights, two tasks wanted: { mean: 2, from: 'DesiredCount' }
 */
export function taskCount(
  { desiredCount }: Pick<RunningService, 'desiredCount'>,
  { periodSeconds }: Pick<Window, 'periodSeconds'>,
  running?: Float64Array,
): TaskCount {
  const known = (running ?? new Float64Array(0)).filter((count) => count >= 0);
  const mean = Math.round((known.reduce((sum, count) => sum + count, 0) / known.length) * 1000) / 1000;
  if (known.length * periodSeconds >= DAY_SECONDS && mean > 0) return { mean, from: 'RunningTaskCount' };
  return desiredCount > 0 ? { mean: desiredCount, from: 'DesiredCount' } : { mean: 1, from: 'OneTask' };
}
