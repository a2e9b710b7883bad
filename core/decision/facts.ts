import type { TaskSize } from '../model/fargate-grid.ts';
import { type Resource, SIDES } from '../model/resource.ts';
import { ownEntry } from '../model/sizes.ts';
import { amountText, type ReasonsOf } from '../model/words.ts';
import { runningProblem } from '../sizing/running-sizes.ts';
import { hoursRinging } from '../usage/alarm-needs.ts';
import type { TimelineSource } from '../usage/size-timeline.ts';
import { COUNT_SENTENCES, countsDiffer } from '../usage/task-counts.ts';
import type { EvidenceContext } from './evidence.ts';
import { type StartReason, startWarning } from './guards/starts-limit.ts';
import type { RecommendInput } from './input.ts';
import { UNEVEN_SENTENCES, unevenTasks } from './uneven-tasks.ts';

const SOURCES: Readonly<Record<TimelineSource, string>> = {
  Deployments: 'The sizes of the past are known from the deployments',
  ContainerInsights: 'The sizes of the past are read from Container Insights, for want of deployments',
  CurrentSize: 'The sizes of the past are not known; all points are read as percent of the current size',
};

/** What a person should know, beside what decided. */
export const FACT_SENTENCES = {
  ...UNEVEN_SENTENCES,
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

interface Ringing {
  readonly alarm: string;
  readonly resource: Resource;
  /** What the task gets. */
  readonly amount: number;
  /** Of a month. */
  readonly hours: number;
}

interface Leak {
  readonly slopeMiBPerDay: number;
  readonly daysUntilLimit: number;
  readonly usualDays: number;
  readonly needed: number;
}

function sizeHistory({ timeline, resizes, mixedPoints, unknownPoints }: EvidenceContext): readonly Fact[] {
  const leftOutPoints = mixedPoints + unknownPoints;
  if (timeline.source === 'Deployments' && resizes === 0 && leftOutPoints === 0) return [];
  return [{ code: 'SizeHistory', source: timeline.source, resizes, leftOutPoints }];
}

function unreadable({ sizesUnreadable: details }: EvidenceContext): readonly Fact[] {
  return details === undefined ? [] : [{ code: 'SizesUnreadable', details }];
}

function starts({ starts: { times, peakPercent, bootMinutes, maskedPoints } }: EvidenceContext): readonly Fact[] {
  return times.length === 0 || maskedPoints === 0
    ? []
    : [{ code: 'Starts', starts: times.length, peakPercent, bootMinutes }];
}

function growth({ growth: found }: EvidenceContext): readonly Fact[] {
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

function beside({ besideMiB: memoryMiB }: EvidenceContext): readonly Fact[] {
  return memoryMiB === undefined ? [] : [{ code: 'BesideContainers', memoryMiB }];
}

function alarmsUnknown({ alarmsUnknown: detail }: EvidenceContext): readonly Fact[] {
  return detail === undefined ? [] : [{ code: 'AlarmsUnknown', detail }];
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
function estimated({ evidence, target }: RecommendInput): readonly Fact[] {
  const { containers } = evidence.service;
  const published = containers.filter(({ name }) => ownEntry(target.parameters.containers, name) !== undefined);
  const names = published.map(({ name }) => name).filter((name) => !Object.hasOwn(evidence.containers, name));
  return containers.length > 1 && names.length > 0 ? [{ code: 'ContainersEstimated', containers: names }] : [];
}

/** A task whose containers do not fit it runs all the same, where ECS took it once; nobody can deploy it again. */
function runningMisfit({ evidence, target }: RecommendInput): readonly Fact[] {
  const problem = runningProblem(evidence.service, target.parameters);
  return problem === undefined ? [] : [{ code: 'RunningMisfit', problem }];
}

function notDeployed({ target, evidence }: RecommendInput): readonly Fact[] {
  const running = new Set(evidence.service.containers.map(({ name }) => name));
  return Object.keys(target.parameters.containers).flatMap((container): Fact[] =>
    running.has(container) ? [] : [{ code: 'ContainerNotDeployed', container }],
  );
}

function contextReasons(
  context: EvidenceContext,
  input: RecommendInput,
  task: TaskSize,
): readonly (Fact | StartReason)[] {
  const { evidence, target } = input;
  return [
    ...sizeHistory(context),
    ...unreadable(context),
    ...starts(context),
    ...startWarning(context, target, { service: evidence.service, cpuUnits: task.cpuUnits }),
    ...growth(context),
    ...beside(context),
    ...unevenTasks(evidence),
    ...countsDiffer(context.counts),
    ...alarmsUnknown(context),
    ...alarmsMayRing(context, task),
    ...estimated(input),
  ];
}

/** What somebody should mend, though sizes could be found without it. */
export function evidenceAlerts({ evidence: { context } }: RecommendInput): readonly Fact[] {
  if (context?.historyUnknown === undefined) return [];
  return [{ code: 'HistoryUnknown', source: context.timeline.source, detail: context.historyUnknown }];
}

/** What a person should know of the evidence and of what runs, beside what decided. */
export function facts(input: RecommendInput, task: TaskSize): readonly (Fact | StartReason)[] {
  const { context } = input.evidence;
  const known = context === undefined ? [] : contextReasons(context, input, task);
  return [...known, ...runningMisfit(input), ...notDeployed(input)];
}
