import type { Deployment, Revision, UnreadableDeployment } from '../model/service.ts';
import { isSameSize, RESOURCES, type Resource, SIDES, type TaskSize } from '../model/task-size.ts';
import { expectedPoints, pointFrom, timeOf, type Window } from '../model/time.ts';

export type TimelineSource = 'Deployments' | 'ContainerInsights' | 'CurrentSize';

/** From `startTime` on (until the next span) one size was in force. */
export interface SizeSpan {
  readonly startTime: number;
  readonly taskSize: TaskSize;
  /** Absent where only the reserved size was measured. */
  readonly images?: Readonly<Record<string, string>>;
}

/** A stretch of time, end exclusive. */
export interface Stretch {
  readonly startTime: number;
  readonly endTime: number;
}

/** Two revisions ran side by side: a percentage then means nothing in the resources in which their sizes differ. */
export interface MixedStretch extends Stretch {
  readonly resources: readonly Resource[];
}

/** Which size was in force when. Spans ascend; before the first one the size is unknown, and so it is in `unknown`. */
export interface SizeTimeline {
  readonly source: TimelineSource;
  readonly spans: readonly SizeSpan[];
  readonly mixed: readonly MixedStretch[];
  readonly unknown?: readonly Stretch[];
  /** When tasks of a new revision began to start. */
  readonly deployedAt: readonly number[];
}

/** When the size changed, epoch milliseconds, ascending. */
export function resizesOf({ spans }: Pick<SizeTimeline, 'spans'>): readonly number[] {
  return spans.flatMap(({ startTime, taskSize }, index) => {
    const before = spans[index - 1];
    return before === undefined || isSameSize(before.taskSize, taskSize) ? [] : [startTime];
  });
}

/** Before and after all times. */
export const ALWAYS = Number.NEGATIVE_INFINITY;
export const FOREVER = Number.POSITIVE_INFINITY;

/** In what the sizes before a deployment and after it differ; in everything where nobody says what was before. */
function differing(sizes: readonly (TaskSize | undefined)[], { taskSize }: Revision): readonly Resource[] {
  const known = sizes.filter((size) => size !== undefined);
  if (known.length === 0) return RESOURCES;
  return RESOURCES.filter((resource) => known.some((size) => size[SIDES[resource]] !== taskSize[SIDES[resource]]));
}

function mixedStretch(deployment: Deployment, current: TaskSize | undefined): readonly MixedStretch[] {
  const { startedAt: startTime, finishedAt: endTime = FOREVER, before, revision } = deployment;
  const resources = differing([before?.taskSize, current], revision);
  return resources.length === 0 ? [] : [{ startTime, endTime, resources }];
}

function spanOf(startTime: number, { taskSize, images }: Revision): SizeSpan {
  return { startTime, taskSize, images };
}

type Begun = Deployment | UnreadableDeployment;

function nameOf(deployment: Begun): string {
  return 'revision' in deployment ? deployment.revision.taskDefinitionArn : deployment.detail;
}

/** Oldest first; of those that began together the one that ended last comes last, for its size is what stayed. */
function inOrder(a: Begun, b: Begun): number {
  if (a.startedAt !== b.startedAt) return a.startedAt - b.startedAt;
  const [endA, endB] = [a, b].map(({ finishedAt }) => finishedAt ?? Number.MAX_VALUE);
  if (endA !== endB) return Number(endA) - Number(endB);
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

/**
 * The timeline from the service's deployments, in any order. A service without one in ECS's memory (90 days) has run
 * its current size all the time. Between equal sizes a percentage is not ambiguous, however long the deployment takes.
 *
 * @param unreadable - From one of these on the size is unknown, until the next deployment that can be read.
 *
 * For example: one deployment 1024 → 512 on day 10 // spans: 1024 from the start, 512 from day 10; mixed while it ran
 */
export function timelineOf(
  deployments: readonly Deployment[],
  current: TaskSize,
  unreadable: readonly UnreadableDeployment[] = [],
): SizeTimeline {
  const sorted = [...deployments, ...unreadable].sort(inOrder);
  const spans = firstSpan(sorted[0], current);
  const mixed: MixedStretch[] = [];
  const unknown: Stretch[] = [];
  let since: number | undefined;
  for (const deployment of sorted) {
    const { outcome, startedAt, finishedAt: endTime = FOREVER } = deployment;
    if ('revision' in deployment) {
      mixed.push(...mixedStretch(deployment, since === undefined ? spans.at(-1)?.taskSize : undefined));
      if (outcome !== 'successful') continue;
      spans.push(spanOf(startedAt, deployment.revision));
      if (since !== undefined) unknown.push({ startTime: since, endTime: startedAt });
      since = undefined;
    } else if (outcome === 'successful') since ??= startedAt;
    else mixed.push({ startTime: startedAt, endTime, resources: RESOURCES });
  }
  if (since !== undefined) unknown.push({ startTime: since, endTime: FOREVER });
  return {
    source: 'Deployments',
    spans,
    mixed,
    ...(unknown.length > 0 && { unknown }),
    deployedAt: sorted.map(({ startedAt }) => startedAt),
  };
}

/** What ran before all deployments, as far as the first of them says so. */
function firstSpan(first: Begun | undefined, current: TaskSize): SizeSpan[] {
  if (first === undefined) return [{ startTime: ALWAYS, taskSize: current }];
  return 'revision' in first && first.before !== undefined ? [spanOf(ALWAYS, first.before)] : [];
}

/** The timeline of a service whose history nobody knows: the current size, for want of anything better. */
export function currentSizeTimeline(current: TaskSize): SizeTimeline {
  return { source: 'CurrentSize', spans: [{ startTime: ALWAYS, taskSize: current }], mixed: [], deployedAt: [] };
}

/**
 * The timeline from Container Insights' reserved amounts (one task's CPU units and MiB at each point): a span for each
 * run of equal sizes. The point at which the size changes is mixed.
 */
export function reservedTimeline(
  reserved: { readonly cpu: Float64Array; readonly memory: Float64Array },
  window: Window,
): SizeTimeline {
  const spans: SizeSpan[] = [];
  const mixed: MixedStretch[] = [];
  const period = window.periodSeconds * 1000;
  for (const [index, cpuUnits] of reserved.cpu.entries()) {
    const taskSize = { cpuUnits: Math.round(cpuUnits), memoryMiB: Math.round(Number(reserved.memory[index])) };
    const last = spans.at(-1)?.taskSize;
    if (!(taskSize.cpuUnits > 0 && taskSize.memoryMiB > 0)) continue;
    if (last?.cpuUnits === taskSize.cpuUnits && last.memoryMiB === taskSize.memoryMiB) continue;
    const startTime = timeOf(window, index);
    if (last !== undefined)
      mixed.push({ startTime: startTime - period, endTime: startTime + period, resources: RESOURCES });
    spans.push({ startTime: last === undefined ? ALWAYS : startTime, taskSize });
  }
  return { source: 'ContainerInsights', spans, mixed, deployedAt: mixed.map(({ startTime }) => startTime + period) };
}

function touched(stretches: readonly Stretch[], window: Window): Uint8Array {
  const period = window.periodSeconds * 1000;
  const points = new Uint8Array(expectedPoints(window));
  for (const { startTime, endTime } of stretches) {
    const first = Math.floor((startTime - window.startTime) / period);
    points.fill(1, Math.max(0, first), Math.max(0, Math.ceil((endTime - window.startTime) / period)));
  }
  return points;
}

/**
 * For each point of the window what 1 % was worth, in CPU units and MiB; NaN where the size is unknown or mixed. A
 * point that touches a mixed stretch is left out whole, in the resources that differ.
 */
export function percentWorth(timeline: SizeTimeline, window: Window) {
  const of = (resource: Resource) => timeline.mixed.filter(({ resources }) => resources.includes(resource));
  const mixed = { cpu: touched(of('cpu'), window), memory: touched(of('memory'), window) };
  const unknown = touched(timeline.unknown ?? [], window);
  const cpu = new Float64Array(mixed.cpu.length).fill(Number.NaN);
  const memory = cpu.slice();
  for (const { startTime, taskSize } of timeline.spans) {
    const first = pointFrom(window, startTime);
    cpu.fill(taskSize.cpuUnits / 100, first);
    memory.fill(taskSize.memoryMiB / 100, first);
  }
  let [mixedPoints, unknownPoints] = [0, 0];
  for (let index = 0; index < cpu.length; index += 1) {
    const isUnknown = unknown[index] === 1 || Number.isNaN(cpu[index] as number);
    const cpuMixed = mixed.cpu[index] === 1;
    const memoryMixed = mixed.memory[index] === 1;
    if (cpuMixed || memoryMixed) mixedPoints += 1;
    else if (isUnknown) unknownPoints += 1;
    if (isUnknown || cpuMixed) cpu[index] = Number.NaN;
    if (isUnknown || memoryMixed) memory[index] = Number.NaN;
  }
  return { cpu, memory, mixedPoints, unknownPoints };
}

export type PercentWorth = Readonly<ReturnType<typeof percentWorth>>;
