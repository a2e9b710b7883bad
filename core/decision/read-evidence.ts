import type { PriceSettings } from '../configuration/configuration.ts';
import type { AlarmAnswer, DeploymentHistory, RunningService, ScalingAnswer } from '../model/service.ts';
import {
  type MetricPart,
  type RawPoints,
  RECORDER_SILENCE_MILLISECONDS,
  type ServiceMetrics,
} from '../model/service-metrics.ts';
import { ownEntry } from '../model/sizes.ts';
import { DAY_MILLISECONDS, DAY_SECONDS, expectedPoints, type Window } from '../model/time.ts';
import { pricingOf, taskCount } from '../money/tariff.ts';
import type { PriceAnswer } from '../money/unit-price.ts';
import { unevennessOf } from '../scaling/load.ts';
import { alarmNeed } from '../usage/alarm-needs.ts';
import { busyHours, earlierPeak, lastYear, lastYearBusyHours } from '../usage/before-window.ts';
import { besideContainers } from '../usage/beside-containers.ts';
import { memoryLevels } from '../usage/follows-size.ts';
import { memoryKills } from '../usage/kills.ts';
import { memoryGrowth } from '../usage/memory-growth.ts';
import { rolledBackSize } from '../usage/rolled-back.ts';
import { filledTimeline, isWhole, type SeenSize, seenTimeline } from '../usage/seen-size.ts';
import {
  type PercentWorth,
  percentWorth,
  reservedTimeline,
  resizesOf,
  type SizeTimeline,
  type Stretch,
  timelineOf,
} from '../usage/size-timeline.ts';
import { findStarts, type Starts } from '../usage/starts.ts';
import { agreesWith, type TaskCounts, taskCounts, totalDemand } from '../usage/task-counts.ts';
import {
  averagePoints,
  isAboveSize,
  numbersOf,
  peakPoints,
  type RawUsage,
  type Series,
  toUsage,
  usageOf,
} from '../usage/usage.ts';
import type { ContainerUsage, Evidence, EvidenceContext } from './evidence.ts';

export interface RawEvidence {
  readonly service: RunningService;
  readonly metrics: ServiceMetrics;
  readonly history: DeploymentHistory;
  readonly scaling: ScalingAnswer;
  /** Alarms on the service; absent: nobody asked. */
  readonly alarms?: AlarmAnswer;
  readonly window: Window;
  /** What was seen to run, where somebody looked before. */
  readonly seenSize?: SeenSize;
  /** What prices depend on; absent: without money. */
  readonly money?: { readonly settings: PriceSettings; readonly answer?: PriceAnswer };
}

/**
 * Past sizes from the best source there is: deployments, Container Insights, what was seen to run; the others fill what
 * it leaves open. Where nobody knows anything, the running size is taken to have run always; it fills no gap.
 */
function timeline({ service, metrics, history, window, seenSize = service.taskSize }: RawEvidence): SizeTimeline {
  const known =
    history.kind === 'known' ? timelineOf(history.deployments, service.taskSize, history.unreadable) : undefined;
  const covers = known !== undefined && (known.spans[0]?.startTime ?? Number.POSITIVE_INFINITY) <= window.startTime;
  const reserved = metrics.reserved && reservedTimeline(metrics.reserved, window);
  const measured = reserved !== undefined && reserved.spans.length > 0 ? reserved : undefined;
  const seen = seenTimeline(seenSize);
  const best = (covers ? known : measured) ?? known ?? seen;
  const others = [...(measured ? [measured] : []), ...(seenSize.since === undefined ? [] : [seen])];
  return others.reduce((filled, other) => filledTimeline(filled, other, window), best);
}

function pointsOr(points: RawPoints | undefined, window: Window): Float64Array {
  return points === undefined ? new Float64Array(expectedPoints(window)).fill(Number.NaN) : numbersOf(points);
}

/** While tasks of new revisions started, as ECS tells, else as the sizes do. */
function deployedStretches({ history }: RawEvidence, { deployedAt }: SizeTimeline): readonly Stretch[] {
  if (history.kind === 'unavailable') return deployedAt.map((startTime) => ({ startTime, endTime: startTime }));
  return [...history.deployments, ...(history.unreadable ?? [])].map(({ startedAt, finishedAt = startedAt }) => ({
    startTime: startedAt,
    endTime: finishedAt,
  }));
}

function startsOf(raw: RawEvidence, sizes: SizeTimeline, worth: PercentWorth): Starts {
  const { metrics, window } = raw;
  return findStarts({
    cpuMaximumPercent: pointsOr(metrics.cpu.maximum ?? metrics.cpu.average, window),
    cpuAveragePercent: pointsOr(metrics.cpu.average, window),
    cpuWorth: worth.cpu,
    deployed: deployedStretches(raw, sizes),
    pending: metrics.pending ?? new Float64Array(0),
    running: metrics.running ?? new Float64Array(0),
    window,
  });
}

/** The percentages of memory: as they were read, where they are of the task. */
function percentSeen({ metrics, window }: RawEvidence, { memory, worth, isOfContainers }: Read): Float64Array {
  if (!isOfContainers) return pointsOr(metrics.memory.maximum ?? metrics.memory.average, window);
  return peakPoints(memory).map((value, index) => value / Number(worth.memory[index]));
}

/** What a container needs is read from its peaks. */
function peaksOf({ average, maximum }: RawUsage): RawUsage {
  return maximum === undefined ? { average } : { maximum };
}

function imageChanges({ service }: RawEvidence, { spans }: SizeTimeline): Readonly<Record<string, readonly number[]>> {
  const changes = (name: string) =>
    spans.flatMap(({ startTime, images }, index) => {
      const before = spans[index - 1]?.images;
      if (images === undefined || before === undefined) return [];
      return ownEntry(images, name) === ownEntry(before, name) ? [] : [startTime];
    });
  return Object.fromEntries(service.containers.map(({ name }) => [name, changes(name)]));
}

const NOTHING = new Float64Array(0);

/** The task's memory at each point in which something ran, in MiB: what clean time after a kill is told from. */
function ranAtMiB({ killedAtMiB = {} }: ServiceMetrics, worth: PercentWorth, memory: Series): Float64Array {
  if (Object.keys(killedAtMiB).length === 0) return NOTHING;
  const points = peakPoints(memory);
  return worth.memory.map((value, index) => (Number.isNaN(points[index]) ? Number.NaN : value * 100));
}

function daysSince({ endTime }: Window, { deployedAt }: SizeTimeline): number | undefined {
  const last = deployedAt.at(-1);
  return last === undefined ? undefined : Math.round(((endTime - last) / DAY_MILLISECONDS) * 10) / 10;
}

function otherTimesIn({ metrics, window }: RawEvidence, { sizes, cpu }: Read) {
  const { earlier, lastYear: then } = metrics;
  const before = earlier && { hours: earlier, worth: percentWorth(sizes, earlier.window) };
  const means = averagePoints(cpu);
  return {
    busy: busyHours(means, window, before),
    earlierPeak: before && earlierPeak(before),
    lastYear: then && lastYear(then),
    lastYearBusy: then && lastYearBusyHours(then, busyHours(means, window)),
  };
}

/** Only where all containers are measured: what one of them uses is no agent. */
function besideIn({ service, metrics, window }: RawEvidence, memory: Series): number | undefined {
  const means = service.containers
    .map(({ name }) => ownEntry(metrics.containers, name)?.memory.average)
    .filter((points) => points !== undefined);
  if (memory.average === undefined || means.length < service.containers.length) return undefined;
  const minimumPoints = DAY_SECONDS / window.periodSeconds;
  return besideContainers({ task: memory.average, containers: means, minimumPoints }) || undefined;
}

function deploymentsOf({ history }: RawEvidence) {
  return history.kind === 'known' ? { unreadable: [], ...history } : { deployments: [], unreadable: [] };
}

function contextOf(raw: RawEvidence, read: Read): EvidenceContext {
  const { metrics, window, service, scaling, history } = raw;
  const { killedAtMiB = {}, killsRecordedAt = Number.NEGATIVE_INFINITY } = metrics;
  const { deployments, unreadable } = deploymentsOf(raw);
  const { sizes, worth, starts, memory } = read;
  const { mixedPoints, unknownPoints } = worth;
  return {
    timeline: sizes,
    resizes: resizesOf(sizes).filter((at) => at > window.startTime && at < window.endTime).length,
    mixedPoints,
    unknownPoints,
    daysSinceDeployment: daysSince(window, sizes),
    starts,
    kills: memoryKills({
      killedAtMiB,
      imageChanges: imageChanges(raw, sizes),
      ranAtMiB: ranAtMiB(metrics, worth, memory),
      window,
    }),
    killedInWindow: Object.values(killedAtMiB).some((points) => points.some((limit) => limit > 0)),
    killsKnown: window.endTime - killsRecordedAt <= RECORDER_SILENCE_MILLISECONDS,
    killsUnknownUntil: metrics.killsRecordedSince,
    scaling: scaling.kind === 'known' ? scaling.policies : [],
    scalingLimits: scaling.kind === 'known' ? scaling.limits : undefined,
    scalingUnknown: scaling.kind === 'unavailable' ? scaling.detail : undefined,
    historyUnknown: history.kind === 'unavailable' ? history.detail : undefined,
    sizesUnreadable: unreadable.length > 0 && unknownPoints > 0 ? unreadable.map(({ detail }) => detail) : undefined,
    taskFailures: metrics.taskFailures,
    counts: read.counts,
    load: loadOf(raw, read),
    ...alarmsOf(raw, read),
    deployments,
    levels: memoryLevels({ percent: percentSeen(raw, read), worth: worth.memory, window }),
    growth: memoryGrowth({
      memory: averagePoints(memory),
      starts: starts.times,
      limitMiB: service.taskSize.memoryMiB,
      window,
    }),
    ...otherTimesIn(raw, read),
    besideMiB: besideIn(raw, memory),
    rolledBack: rolledBackSize(deployments, service.taskSize, window),
  };
}

/**
 * The memory that sizing uses. Where percentages pass 100 % they are of something else than the task, and what its
 * containers used together counts instead, if all of them are measured.
 */
function memoryOf(percent: Series, { containers: declared }: RunningService, measured: Evidence['containers']): Series {
  const own = declared.map(({ name }) => ownEntry(measured, name)?.memory);
  const known = own.filter((series) => series !== undefined);
  if (!isAboveSize(percent) || known.length === 0 || known.length < own.length) return percent;
  return usageOf({ maximum: addedUp(known.map(peakPoints)) });
}

/** Point by point; NaN where one of them is. */
function addedUp(all: readonly Float64Array[]): Float64Array {
  return all.reduce((sum, points) => sum.map((value, index) => value + (points[index] as number)));
}

/** What the alarms of the service need: of all that was used, starts included. */
function alarmsOf({ alarms, metrics, service, window }: RawEvidence, { worth }: Read) {
  if (alarms === undefined) return {};
  if (alarms.kind === 'unavailable') return { alarmsUnknown: alarms.detail };
  const alarmNeeds = alarms.alarms.flatMap((alarm) => {
    const ofResource = worth[alarm.resource];
    const usage = toUsage(metrics[alarm.resource], ofResource);
    const need = alarmNeed({ alarm, usage, worth: ofResource, periodSeconds: window.periodSeconds });
    const rollsBack = service.rollbackAlarms?.includes(alarm.name) ?? false;
    return need === undefined ? [] : [{ ...alarm, ...need, rollsBack }];
  });
  return { alarmNeeds };
}

function loadOf({ metrics: { cpu } }: RawEvidence, { counts, worth }: Read): EvidenceContext['load'] {
  if (counts === undefined || cpu.average === undefined) return undefined;
  const average = numbersOf(cpu.average);
  const unevenness = unevennessOf(average, numbersOf(cpu.maximum ?? cpu.average));
  return { demand: totalDemand(average, worth.cpu, counts), unevenness };
}

interface Read {
  readonly sizes: SizeTimeline;
  readonly worth: PercentWorth;
  readonly starts: Starts;
  readonly cpu: Series;
  readonly memory: Series;
  /** Whether memory is what the containers used together. */
  readonly isOfContainers: boolean;
  readonly counts: TaskCounts | undefined;
}

/**
 * What else to read before the evidence is whole. Reserved sizes tell what deployments leave open. Container Insights'
 * task counts tell of starts where nothing else ran (gaps in CPU), and of task numbers where CPU samples may not.
 */
export function partsNeeded(raw: RawEvidence): readonly MetricPart[] {
  const { history, service, metrics, window } = raw;
  const { deployments, unreadable } = deploymentsOf(raw);
  const sizes = timelineOf(deployments, service.taskSize, unreadable);
  const areSizesKnown = history.kind === 'known' && isWhole(sizes, window);
  const hasNoGap = pointsOr(metrics.cpu.maximum, window).every((percent) => !Number.isNaN(percent));
  const isCounted = agreesWith(countsIn(raw), service.runningCount, window);
  return [
    ...(areSizesKnown ? [] : (['reserved'] as const)),
    ...(areSizesKnown && hasNoGap && isCounted ? [] : (['tasks'] as const)),
  ];
}

/**
 * Makes evidence of what was read: percent becomes CPU units and MiB with the size of its time, starts and side-by-side
 * minutes are left out, and what else is known stands beside the series.
 */
export function readEvidence(raw: RawEvidence): Evidence {
  const { service, metrics, window, money } = raw;
  const sizes = timeline(raw);
  const worth = percentWorth(sizes, window);
  const starts = startsOf(raw, sizes, worth);
  const containers = Object.entries(metrics.containers).map(([name, usage]): readonly [string, ContainerUsage] => [
    name,
    { cpu: usageOf(peaksOf(usage.cpu), starts.mask), memory: usageOf(peaksOf(usage.memory)) },
  ]);
  const measured = Object.fromEntries(containers);
  const percent = toUsage(metrics.memory, worth.memory);
  const memory = memoryOf(percent, service, measured);
  const cpu = toUsage(metrics.cpu, worth.cpu, starts.mask);
  const counts = countsIn(raw);
  return {
    window,
    service,
    cpu,
    memory,
    containers: measured,
    ...(money && { pricing: pricingOf({ service, ...money, tasks: taskCount(service, window, counts) }) }),
    context: contextOf(raw, { sizes, worth, starts, cpu, memory, isOfContainers: memory !== percent, counts }),
  };
}

function countsIn(raw: RawEvidence): TaskCounts | undefined {
  const { samples, running } = raw.metrics;
  return taskCounts({ samples, running, deployments: deploymentsOf(raw).deployments, window: raw.window });
}
