import type { TaskSize } from '../model/fargate-grid.ts';
import { ownEntry } from '../model/sizes.ts';
import type { EvidenceContext } from './evidence.ts';
import type { Reason } from './reason.ts';
import type { RecommendInput } from './recommendation.ts';
import { startWarning } from './starts-limit.ts';
import { unevenTasks } from './uneven-tasks.ts';

function sizeHistory({ timeline, resizes, mixedPoints, unknownPoints }: EvidenceContext): readonly Reason[] {
  const leftOutPoints = mixedPoints + unknownPoints;
  if (timeline.source === 'Deployments' && resizes === 0 && leftOutPoints === 0) return [];
  return [{ code: 'SizeHistory', source: timeline.source, resizes, leftOutPoints }];
}

function starts({ starts: { times, peakPercent, bootMinutes } }: EvidenceContext): readonly Reason[] {
  return times.length === 0 ? [] : [{ code: 'Starts', starts: times.length, peakPercent, bootMinutes }];
}

function growth({ growth: found }: EvidenceContext): readonly Reason[] {
  if (found === undefined) return [];
  const { slopeMiBPerDay, daysUntilLimit, usualDays, neededMiB } = found;
  return [
    {
      code: 'LeakSuspected',
      slopeMiBPerDay: Math.round(slopeMiBPerDay),
      daysUntilLimit: Math.round(daysUntilLimit),
      usualDays: Math.round(usualDays * 10) / 10,
      needed: Math.ceil(neededMiB),
    },
  ];
}

/** Containers that were split from the task's usage, for want of metrics of their own. */
function estimated({ evidence, target }: RecommendInput): readonly Reason[] {
  const { containers } = evidence.service;
  const published = containers.filter(({ name }) => ownEntry(target.parameters.containers, name) !== undefined);
  const names = published.map(({ name }) => name).filter((name) => !Object.hasOwn(evidence.containers, name));
  return containers.length > 1 && names.length > 0 ? [{ code: 'ContainersEstimated', containers: names }] : [];
}

/** What a person should know of the evidence, beside what decided. */
export function contextReasons(input: RecommendInput, task: TaskSize): readonly Reason[] {
  const { context, service } = input.evidence;
  if (context === undefined) return [];
  return [
    ...sizeHistory(context),
    ...starts(context),
    ...startWarning(context, input.target, { service, cpuUnits: task.cpuUnits }),
    ...growth(context),
    ...unevenTasks(input.evidence),
    ...estimated(input),
  ];
}
