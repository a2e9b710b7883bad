import type { Deployment, Revision } from '../model/deployment.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import { RESOURCES, type Resource, SIDES } from '../model/resource.ts';
import { expectedPoints, type Window } from '../model/window.ts';

/** Where the sizes of the past were read from. */
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

/** Two revisions ran side by side: a percentage then is one of nothing in particular, in the resources in which their sizes differ. */
export interface MixedStretch extends Stretch {
  readonly resources: readonly Resource[];
}

/** Which size was in force when. Spans ascend; before the first one the size is unknown. */
export interface SizeTimeline {
  readonly source: TimelineSource;
  readonly spans: readonly SizeSpan[];
  readonly mixed: readonly MixedStretch[];
  /** When tasks of a new revision began to start. */
  readonly deployedAt: readonly number[];
}

const ALWAYS = Number.NEGATIVE_INFINITY;

/** In what the sizes before a deployment and after it differ; in everything where nobody says what was before. */
function differing(sizes: readonly (TaskSize | undefined)[], { taskSize }: Revision): readonly Resource[] {
  const known = sizes.filter((size) => size !== undefined);
  if (known.length === 0) return RESOURCES;
  return RESOURCES.filter((resource) => known.some((size) => size[SIDES[resource]] !== taskSize[SIDES[resource]]));
}

function mixedStretch(deployment: Deployment, current: TaskSize | undefined): readonly MixedStretch[] {
  const { startedAt: startTime, finishedAt: endTime = Number.POSITIVE_INFINITY, before, revision } = deployment;
  const resources = differing([before?.taskSize, current], revision);
  return resources.length === 0 ? [] : [{ startTime, endTime, resources }];
}

function spanOf(startTime: number, { taskSize, images }: Revision): SizeSpan {
  return { startTime, taskSize, images };
}

/** Oldest first; of those that began together the one that ended last comes last, for its size is what stayed. */
function inOrder(a: Deployment, b: Deployment): number {
  if (a.startedAt !== b.startedAt) return a.startedAt - b.startedAt;
  const [endA, endB] = [a, b].map(({ finishedAt }) => finishedAt ?? Number.MAX_VALUE);
  if (endA !== endB) return Number(endA) - Number(endB);
  return a.revision.taskDefinitionArn < b.revision.taskDefinitionArn ? -1 : 1;
}

/**
 * The timeline from the service's deployments, in any order. A service without a deployment in ECS's memory (90 days) has run its current
 * size all the time. Between equal sizes a percentage is not ambiguous, however long the deployment takes.
 *
 * For example: one deployment 1024 → 512 on day 10 // spans: 1024 from the beginning, 512 from day 10; mixed while it ran
 */
export function timelineOf(deployments: readonly Deployment[], current: TaskSize): SizeTimeline {
  const sorted = [...deployments].sort(inOrder);
  const first = sorted[0];
  const spans: SizeSpan[] = [];
  if (first === undefined) spans.push({ startTime: ALWAYS, taskSize: current });
  else if (first.before !== undefined) spans.push(spanOf(ALWAYS, first.before));
  const mixed: MixedStretch[] = [];
  for (const deployment of sorted) {
    mixed.push(...mixedStretch(deployment, spans.at(-1)?.taskSize));
    const { outcome, startedAt, revision } = deployment;
    if (outcome === 'successful') spans.push(spanOf(startedAt, revision));
  }
  return {
    source: 'Deployments',
    spans,
    mixed,
    deployedAt: sorted.map(({ startedAt }) => startedAt),
  };
}

/**
 * The timeline of a service whose history nobody knows: the current size, for want of anything better.
 *
 * @param since - When it was first seen to run, where another one was seen before: until then the size is unknown.
 */
export function currentSizeTimeline(current: TaskSize, since: number = ALWAYS): SizeTimeline {
  return { source: 'CurrentSize', spans: [{ startTime: since, taskSize: current }], mixed: [], deployedAt: [] };
}

/**
 * The timeline from Container Insights' reserved amounts (one task's CPU units and MiB at each point): a span for each run of equal sizes. The
 * point at which the size changes is mixed.
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
    const startTime = window.startTime + index * period;
    if (last !== undefined)
      mixed.push({ startTime: startTime - period, endTime: startTime + period, resources: RESOURCES });
    spans.push({ startTime: last === undefined ? ALWAYS : startTime, taskSize });
  }
  return { source: 'ContainerInsights', spans, mixed, deployedAt: mixed.map(({ startTime }) => startTime + period) };
}

/** For each point of the window what 1 % was worth, in CPU units and MiB; NaN where the size is unknown or mixed. */
export interface PercentWorth {
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly mixedPoints: number;
  readonly unknownPoints: number;
}

/** The points that stretches touch, in a resource: 1 there. */
function touched({ mixed }: SizeTimeline, resource: Resource, window: Window): Uint8Array {
  const period = window.periodSeconds * 1000;
  const points = new Uint8Array(expectedPoints(window));
  for (const { startTime, endTime, resources } of mixed) {
    if (!resources.includes(resource)) continue;
    const first = Math.floor((startTime - window.startTime) / period);
    points.fill(1, Math.max(0, first), Math.max(0, Math.ceil((endTime - window.startTime) / period)));
  }
  return points;
}

/** What 1 % was worth at each point. A point that touches a mixed stretch is left out whole, in the resources that differ. */
export function percentWorth(timeline: SizeTimeline, window: Window): PercentWorth {
  const mixed = { cpu: touched(timeline, 'cpu', window), memory: touched(timeline, 'memory', window) };
  const cpu = new Float64Array(mixed.cpu.length).fill(Number.NaN);
  const memory = cpu.slice();
  for (const { startTime, taskSize } of timeline.spans) {
    const first = Math.max(0, Math.ceil((startTime - window.startTime) / (window.periodSeconds * 1000)));
    cpu.fill(taskSize.cpuUnits / 100, first);
    memory.fill(taskSize.memoryMiB / 100, first);
  }
  let [mixedPoints, unknownPoints] = [0, 0];
  for (let index = 0; index < cpu.length; index += 1) {
    const [cpuMixed, memoryMixed] = [mixed.cpu[index] === 1, mixed.memory[index] === 1];
    if (cpuMixed || memoryMixed) mixedPoints += 1;
    else if (Number.isNaN(cpu[index])) unknownPoints += 1;
    if (cpuMixed) cpu[index] = Number.NaN;
    if (memoryMixed) memory[index] = Number.NaN;
  }
  return { cpu, memory, mixedPoints, unknownPoints };
}
