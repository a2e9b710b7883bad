import type { PriceSettings } from '../configuration/configuration.ts';
import type { PriceAnswer } from '../money/region-prices.ts';
import { pricingOf } from '../money/tariff.ts';
import { taskCount } from '../money/task-count.ts';
import type { DeploymentHistory, ScalingAnswer, ServiceMetrics } from '../ports.ts';
import type { RunningService } from '../service.ts';
import { ownEntry } from '../sizing/sizes.ts';
import { memoryKills } from '../usage/kills.ts';
import { memoryGrowth } from '../usage/memory-growth.ts';
import { rolledBackSize } from '../usage/rolled-back.ts';
import {
  currentSizeTimeline,
  type PercentWorth,
  percentWorth,
  reservedTimeline,
  type SizeTimeline,
  timelineOf,
} from '../usage/size-timeline.ts';
import { findStarts, type Starts } from '../usage/starts.ts';
import { averagePoints, numbersOf, type RawPoints, type Series, toUsage, usageOf } from '../usage/usage.ts';
import { expectedPoints, type Window } from '../usage/window.ts';
import type { ContainerUsage, Evidence, EvidenceContext } from './recommendation.ts';

export interface RawEvidence {
  readonly service: RunningService;
  readonly metrics: ServiceMetrics;
  readonly history: DeploymentHistory;
  readonly scaling: ScalingAnswer;
  readonly window: Window;
  /** What prices depend on; absent: without money. */
  readonly money?: { readonly settings: PriceSettings; readonly answer?: PriceAnswer };
}

const DAY_MILLISECONDS = 86_400_000;
/** A recorder that gave no sign for two days is taken for absent; it gives one a day. */
const RECORDER_MILLISECONDS = 2 * DAY_MILLISECONDS;

/** The sizes of the past from the best source there is: deployments, Container Insights, the current size. */
function timeline({ service, metrics, history, window }: RawEvidence): SizeTimeline {
  const known = history.kind === 'known' ? timelineOf(history.deployments, service.taskSize) : undefined;
  const covers = known !== undefined && (known.spans[0]?.startTime ?? Number.POSITIVE_INFINITY) <= window.startTime;
  if (known !== undefined && covers) return known;
  const measured = metrics.reserved && reservedTimeline(metrics.reserved, window);
  if (measured !== undefined && measured.spans.length > 0) return measured;
  return known ?? currentSizeTimeline(service.taskSize);
}

function pointsOr(points: RawPoints | undefined, window: Window): Float64Array {
  return points === undefined ? new Float64Array(expectedPoints(window)).fill(Number.NaN) : numbersOf(points);
}

function startsOf({ metrics, window }: RawEvidence, sizes: SizeTimeline, worth: PercentWorth): Starts {
  return findStarts({
    cpuMaximumPercent: pointsOr(metrics.cpu.maximum ?? metrics.cpu.average, window),
    cpuAveragePercent: pointsOr(metrics.cpu.average, window),
    cpuWorth: worth.cpu,
    deployedAt: sizes.deployedAt,
    pending: metrics.pending ?? new Float64Array(0),
    window,
  });
}

/** Since when each container's image is the one that runs now, as far as the deployments tell. */
function imageSince({ service }: RawEvidence, { spans }: SizeTimeline): Readonly<Record<string, number>> {
  const known = service.containers.flatMap(({ name, image }) => {
    const last = spans.findLastIndex(({ images }) => images !== undefined && ownEntry(images, name) !== image);
    const since = spans[last + 1]?.startTime;
    return last < 0 || since === undefined ? [] : [[name, since] as const];
  });
  return Object.fromEntries(known);
}

function daysSince(window: Window, { deployedAt }: SizeTimeline): { readonly daysSinceDeployment?: number } {
  const last = deployedAt.at(-1);
  if (last === undefined) return {};
  return { daysSinceDeployment: Math.round(((window.endTime - last) / DAY_MILLISECONDS) * 10) / 10 };
}

function resizesIn(window: Window, { spans }: SizeTimeline): number {
  return spans.filter(({ startTime, taskSize }, index) => {
    const before = spans[index - 1]?.taskSize;
    const changed =
      before !== undefined && (before.cpuUnits !== taskSize.cpuUnits || before.memoryMiB !== taskSize.memoryMiB);
    return changed && startTime > window.startTime && startTime < window.endTime;
  }).length;
}

function contextOf(raw: RawEvidence, read: Read): EvidenceContext {
  const { metrics, window, service, scaling, history } = raw;
  const deployments = history.kind === 'known' ? history.deployments : [];
  const rolledBack = rolledBackSize(deployments, service.taskSize, window);
  const { sizes, worth, starts, memory } = read;
  const growth = memoryGrowth({
    memory: averagePoints(memory),
    starts: starts.times,
    limitMiB: service.taskSize.memoryMiB,
    window,
  });
  return {
    timeline: sizes,
    resizes: resizesIn(window, sizes),
    mixedPoints: worth.mixedPoints,
    unknownPoints: worth.unknownPoints,
    ...daysSince(window, sizes),
    starts,
    kills: memoryKills({ killedAtMiB: metrics.killedAtMiB ?? {}, imageSince: imageSince(raw, sizes), window }),
    killsKnown: window.endTime - (metrics.killsRecordedAt ?? Number.NEGATIVE_INFINITY) <= RECORDER_MILLISECONDS,
    scaling: scaling.kind === 'known' ? scaling.policies : [],
    ...(scaling.kind === 'unavailable' && { scalingUnknown: scaling.detail }),
    ...(history.kind === 'unavailable' && { historyUnknown: history.detail }),
    ...(metrics.running && { runningTasks: metrics.running }),
    deployments,
    ...(growth && { growth }),
    ...(rolledBack && { rolledBack }),
  };
}

interface Read {
  readonly sizes: SizeTimeline;
  readonly worth: PercentWorth;
  readonly starts: Starts;
  readonly memory: Series;
}

/**
 * Makes evidence of what was read: percent becomes CPU units and MiB with the size of its time, starts and side-by-side minutes are left out,
 * and what else is known stands beside the series.
 */
export function readEvidence(raw: RawEvidence): Evidence {
  const { service, metrics, window } = raw;
  const sizes = timeline(raw);
  const worth = percentWorth(sizes, window);
  const starts = startsOf(raw, sizes, worth);
  const memory = toUsage(metrics.memory, worth.memory);
  const containers = Object.entries(metrics.containers).map(([name, usage]): readonly [string, ContainerUsage] => [
    name,
    { cpu: usageOf(usage.cpu, starts.mask), memory: usageOf(usage.memory) },
  ]);
  return {
    window,
    service,
    cpu: toUsage(metrics.cpu, worth.cpu, starts.mask),
    memory,
    containers: Object.fromEntries(containers),
    ...pricingIn(raw),
    context: contextOf(raw, { sizes, worth, starts, memory }),
  };
}

function pricingIn({ service, metrics, window, money }: RawEvidence): Pick<Evidence, 'pricing'> {
  if (money === undefined) return {};
  return { pricing: pricingOf({ service, ...money, tasks: taskCount(service, window, metrics.running) }) };
}
