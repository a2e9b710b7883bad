import type { RunningService } from '../model/service.ts';
import { DAY_SECONDS } from '../model/time.ts';
import type { Window } from '../model/window.ts';
import type { TaskCounts } from '../usage/task-counts.ts';
import type { TaskCount } from './tariff.ts';

/**
 * How many tasks a service has on average: what was counted, where there is a day of it at least, else what is wanted now; one where
 * nothing is wanted, for a size of nothing has no price.
 *
 * For example: nothing was counted, two tasks wanted: { mean: 2, from: 'DesiredCount' }
 */
export function taskCount(
  { desiredCount }: Pick<RunningService, 'desiredCount'>,
  { periodSeconds }: Pick<Window, 'periodSeconds'>,
  counts?: Pick<TaskCounts, 'tasks' | 'from'>,
): TaskCount {
  const known = (counts?.tasks ?? new Float64Array(0)).filter((count) => count >= 0);
  const mean = Math.round((known.reduce((sum, count) => sum + count, 0) / known.length) * 1000) / 1000;
  if (counts !== undefined && known.length * periodSeconds >= DAY_SECONDS && mean > 0)
    return { mean, from: counts.from };
  return desiredCount > 0 ? { mean: desiredCount, from: 'DesiredCount' } : { mean: 1, from: 'OneTask' };
}
