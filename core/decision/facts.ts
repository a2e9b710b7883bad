import { ownEntry } from '../model/sizes.ts';
import { type Resource, SIDES, type TaskSize } from '../model/task-size.ts';
import { DAY_SECONDS } from '../model/time.ts';
import { amountText, type ReasonsOf } from '../model/words.ts';
import { runningProblem } from '../sizing/running-sizes.ts';
import { hoursRinging } from '../usage/alarm-needs.ts';
import type { MemoryGrowth } from '../usage/memory-growth.ts';
import type { TimelineSource } from '../usage/size-timeline.ts';
import { percentile } from '../usage/statistics.ts';
import { COUNT_SENTENCES, countsDiffer } from '../usage/task-counts.ts';
import type { Evidence, EvidenceContext, RecommendInput } from './evidence.ts';
import { startLimitMinutes, startWarning, type VerdictReason } from './guards/data-verdict.ts';

const SOURCES: Readonly<Record<TimelineSource, string>> = {
  Deployments: 'The sizes of the past are known from the deployments',
  ContainerInsights: 'The sizes of the past are read from Container Insights, for want of deployments',
  CurrentSize: 'The sizes of the past are not known; all points are read as percent of the current size',
};

/** What a person should know, beside what decided. */
export const FACT_SENTENCES = {
  UnevenTasks: ({ tasks, ratio, average, maximum }: Uneven) =>
    `The hottest of ${tasks} tasks used at least ${ratio} times the mean CPU in three quarters of the busy points (usually ${maximum} against ${average} units), three times what the others did or more: a larger size does not spread load.`,
  ...COUNT_SENTENCES,
  AlarmsUnknown: ({ detail }: { detail: string }) =>
    `The alarms of the service could not be read (${detail}): a smaller size may make one ring.`,
  AlarmMayRing: ({ alarm, resource, amount, hours }: Ringing) =>
    `Alarm ${alarm} would ring in about ${hours} hours of a month with ${amountText(resource, amount)}, on what was seen. It rolls no deployment back.`,
  SizeHistory: ({
    source,
    resizes,
    leftOutPoints,
  }: {
    source: TimelineSource;
    resizes: number;
    leftOutPoints: number;
  }) =>
    `${SOURCES[source]}${resizes === 0 ? '' : `; ${resizes} ${resizes === 1 ? 'resize' : 'resizes'} in the window`}${leftOutPoints === 0 ? '' : `; ${leftOutPoints} points in which two revisions ran or the size is unknown were left out`}.`,
  SizesUnreadable: ({ details }: { details: readonly string[] }) =>
    `${details[0]}${details.length > 1 ? ` So it is with ${details.length - 1} more.` : ''} Points of that size are left out.`,
  HistoryUnknown: ({ source, detail }: { source: TimelineSource; detail: string }) =>
    `The deployments could not be read (${detail}). ${SOURCES[source]}.`,
  Starts: ({ starts, peakPercent, bootMinutes }: { starts: number; peakPercent: number; bootMinutes: number }) =>
    `${starts} task ${starts === 1 ? 'start is' : 'starts are'} kept out of the steady use; CPU reached ${Math.round(peakPercent)} % in them${bootMinutes > 0 ? `, for up to ${bootMinutes} minutes` : ''}.`,
  LeakSuspected: ({ slopeMiBPerDay, daysUntilLimit, usualDays, needed }: Leak) =>
    `Memory climbs ${slopeMiBPerDay} MiB a day from each start to the next: a leak is suspected, the task is full in ${daysUntilLimit} days. The usual ${usualDays} days between starts need ${needed} MiB.`,
  ContainersEstimated: ({ containers }: { containers: readonly string[] }) =>
    `Enhanced Container Insights on the cluster would measure ${containers.join(', ')}, of which there are no metrics (billed for each series).`,
  BesideContainers: ({ memoryMiB }: { memoryMiB: number }) =>
    `The task uses ${memoryMiB} MiB beside the containers of its task definition, as an injected agent does. So much with headroom is given to none of them.`,
  ContainerNotDeployed: ({ container }: { container: string }) =>
    `Container ${container} is configured and not deployed yet; "rightsizer seed" gives it its first sizes.`,
  RunningMisfit: ({ problem }: { problem: string }) =>
    `The sizes that run now cannot be stored, so nobody can go back to them: ${problem}.`,
};
export type Fact = ReasonsOf<typeof FACT_SENTENCES>;

interface Uneven {
  /** The median over busy points, at the count of their time. */
  readonly tasks: number;
  /** The hottest task to the mean over tasks, one decimal: reached in three quarters of the busy points. */
  readonly ratio: number;
  /** The medians over busy points, CPU units. */
  readonly average: number;
  readonly maximum: number;
}

interface Ringing {
  readonly alarm: string;
  readonly resource: Resource;
  /** What the task gets. */
  readonly amount: number;
  /** Of a month. */
  readonly hours: number;
}

interface Leak extends Pick<MemoryGrowth, 'slopeMiBPerDay' | 'daysUntilLimit' | 'usualDays'> {
  readonly needed: number;
}

/** Alarms of which more would have cost more than their ringing, or was not to be had. */
function alarmsMayRing({ alarmNeeds = [] }: EvidenceContext, task: TaskSize): readonly Fact[] {
  return alarmNeeds.flatMap(({ name: alarm, resource, rollsBack, hourly }): readonly Fact[] => {
    const amount = task[SIDES[resource]];
    const hours = Math.round(hoursRinging(hourly, amount) * 10) / 10;
    return rollsBack || hours === 0 ? [] : [{ code: 'AlarmMayRing', alarm, resource, amount, hours }];
  });
}

/** Containers that were split from the task's usage, for want of metrics of their own. */
function estimated(evidence: Evidence, target: RecommendInput['target']): readonly Fact[] {
  const { containers } = evidence.service;
  const published = containers.filter(({ name }) => ownEntry(target.parameters.containers, name) !== undefined);
  const names = published.map(({ name }) => name).filter((name) => !Object.hasOwn(evidence.containers, name));
  return containers.length > 1 && names.length > 0 ? [{ code: 'ContainersEstimated', containers: names }] : [];
}

type Known = Fact | VerdictReason;

function ofContext(context: EvidenceContext, { evidence, target }: RecommendInput, task: TaskSize): readonly Known[] {
  const { timeline, resizes, sizesUnreadable, starts, growth, besideMiB, alarmsUnknown } = context;
  const { source } = timeline;
  const leftOutPoints = context.mixedPoints + context.unknownPoints;
  const isWhole = source === 'Deployments' && resizes === 0 && leftOutPoints === 0;
  const { times, peakPercent, bootMinutes, maskedPoints } = starts;
  const told: readonly (Known | false | undefined)[] = [
    !isWhole && { code: 'SizeHistory', source, resizes, leftOutPoints },
    sizesUnreadable && { code: 'SizesUnreadable', details: sizesUnreadable },
    maskedPoints > 0 && { code: 'Starts', starts: times.length, peakPercent, bootMinutes },
    ...startWarning(starts, startLimitMinutes(target, evidence.service), task.cpuUnits),
    growth && leak(growth),
    besideMiB !== undefined && { code: 'BesideContainers', memoryMiB: besideMiB },
    ...unevenTasks(evidence),
    ...countsDiffer(context.counts),
    alarmsUnknown !== undefined && { code: 'AlarmsUnknown', detail: alarmsUnknown },
    ...alarmsMayRing(context, task),
    ...estimated(evidence, target),
  ];
  return told.filter((fact) => fact !== undefined && fact !== false);
}

function leak({ slopeMiBPerDay, daysUntilLimit, usualDays, neededMiB }: MemoryGrowth): Fact {
  return {
    code: 'LeakSuspected',
    slopeMiBPerDay: Math.round(slopeMiBPerDay),
    daysUntilLimit: Math.round(daysUntilLimit),
    usualDays: Math.round(usualDays * 10) / 10,
    needed: Math.ceil(neededMiB),
  };
}

/** What somebody should mend, though sizes could be found without it. */
export function evidenceAlerts({ evidence: { context } }: RecommendInput): readonly Fact[] {
  if (context?.historyUnknown === undefined) return [];
  return [{ code: 'HistoryUnknown', source: context.timeline.source, detail: context.historyUnknown }];
}

/** What a person should know of the evidence and of what runs, beside what decided. */
export function facts(input: RecommendInput, task: TaskSize): readonly Known[] {
  const { evidence, target } = input;
  const { context, service } = evidence;
  // A task whose containers do not fit it runs all the same, where ECS took it once; nobody can deploy it again.
  const problem = runningProblem(service, target.parameters);
  const running = new Set(service.containers.map(({ name }) => name));
  const missing = Object.keys(target.parameters.containers).filter((container) => !running.has(container));
  return [
    ...(context === undefined ? [] : ofContext(context, input, task)),
    ...(problem === undefined ? [] : [{ code: 'RunningMisfit', problem } as const]),
    ...missing.map((container) => ({ code: 'ContainerNotDeployed', container }) as const),
  ];
}

/** Below a fifth of the size nobody waits for CPU, and a task that does housekeeping looks busy. */
const BUSY_SHARE = 0.2;
/** Uneven is that the hottest task does so many times what the others do on average. */
const TIMES_OTHERS = 3;

/**
 * The least ratio of the hottest task to the mean at which it does three times what the others do: `3n / (n + 2)`.
 *
 * For example: unevenRatio(4) // 3 × 4 / (3 + 3 × 1) = 2
 */
function unevenRatio(tasks: number): number {
  return (TIMES_OTHERS * tasks) / (TIMES_OTHERS + tasks - 1);
}

/**
 * Tells of a service whose hottest task is mostly far busier than the rest: a larger size would cost for all and help
 * one. Needs both statistics, several running tasks and a day of busy points, three quarters uneven. Changes no size.
 *
 * A load in bursts of a minute looks like it too: a point's maximum is one of a task and of a minute.
 */
export function unevenTasks({ cpu, service, window, context }: Evidence): readonly Fact[] {
  const { average, maximum } = cpu;
  if (average === undefined || maximum === undefined) return [];
  // As many as now, where nobody counted.
  const counts = context?.counts?.tasks ?? new Float64Array(maximum.length).fill(service.runningCount);
  const at = (points: Float64Array) => (index: number) => points[index] as number;
  const [mean, most, tasks] = [at(average), at(maximum), at(counts)];
  const least = service.taskSize.cpuUnits * BUSY_SHARE;
  const busy: number[] = [];
  for (let index = 0; index < maximum.length; index += 1)
    if (most(index) >= least && mean(index) > 0 && tasks(index) >= 2) busy.push(index);
  if (busy.length * window.periodSeconds < DAY_SECONDS) return [];
  const usual = (value: (index: number) => number, rank = 50) =>
    percentile(Float64Array.from(busy, value), rank) as number;
  const ratio = (index: number) => most(index) / mean(index);
  if (!(usual((index) => ratio(index) / unevenRatio(tasks(index)), 25) >= 1)) return [];
  return [
    {
      code: 'UnevenTasks',
      tasks: Math.round(usual(tasks)),
      ratio: Math.round(usual(ratio, 25) * 10) / 10,
      average: Math.round(usual(mean)),
      maximum: Math.round(usual(most)),
    },
  ];
}
