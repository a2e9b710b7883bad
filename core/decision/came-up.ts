import type { Deployment } from '../model/service.ts';
import { isSameSize } from '../model/task-size.ts';
import { DAY_MILLISECONDS, expectedPoints, HOUR_MILLISECONDS, minuteText, pointFrom, timeOf } from '../model/time.ts';
import { peakPoints, type Series } from '../usage/usage.ts';
import type { Evidence } from './evidence.ts';

/** A change on its way, or deployed. */
export interface Deploying {
  /** Epoch milliseconds at which its deployment began or, where it is over, ended. */
  readonly since: number;
  /** The longest boot seen before it. */
  readonly bootMinutes: number;
}

/** However fast a service boots, an hour of nothing is what counts. */
const LEAST_SILENCE_MILLISECONDS = HOUR_MILLISECONDS;
/** A start may take twice as long as the longest that was seen. */
const BOOT_FACTOR = 2;
/** So many five-minute points with a failed task, and twice as often as before: no chance any more. */
const LEAST_FAILURES = 3;
const FAILS_MORE_FACTOR = 2;

/** The longest stretch without a point between points before the change: nights and weekends in which nothing runs. */
function longestPause({ window }: Evidence, measured: readonly number[], until: number): number {
  const before = measured.filter((index) => index < pointFrom(window, until));
  const pauses = before.slice(1).map((index, previous) => index - Number(before[previous]) - 1);
  return Math.max(0, ...pauses) * window.periodSeconds * 1000;
}

/** Longer than this a service does not stay away by itself. */
function patienceOf(evidence: Evidence, { since, bootMinutes }: Deploying, measured: readonly number[]): number {
  const boot = bootMinutes * BOOT_FACTOR * 60_000;
  return Math.max(LEAST_SILENCE_MILLISECONDS, boot, longestPause(evidence, measured, since));
}

/** Tasks are wanted and nothing is measured: since the change, or lately with fewer tasks than are wanted. */
function silence({ window, service }: Evidence, { since }: Deploying, seen: number, patience: number): string[] {
  const { runningCount, desiredCount } = service;
  const last = Math.max(seen, since);
  if ((seen > since && runningCount >= desiredCount) || window.endTime - last <= patience) return [];
  const wanted = `${desiredCount} ${desiredCount === 1 ? 'task is' : 'tasks are'} wanted`;
  return [`${wanted} and there is no data since ${minuteText(new Date(last).toISOString())}`];
}

/** Fewer tasks run than wanted, for long. Where policies scale it, a run may meet a scale-out, which is no failure. */
function fewTasks(evidence: Evidence, change: Deploying, patience: number): readonly string[] {
  const { window, service, context } = evidence;
  const { runningCount: running, desiredCount: wanted } = service;
  const isScaled = (context?.scaling ?? []).length > 0;
  if (running >= wanted || isScaled || window.endTime - change.since <= patience) return [];
  const lately = context?.counts?.tasks.subarray(pointFrom(window, window.endTime - patience));
  const known = lately?.filter((tasks) => !Number.isNaN(tasks)) ?? [];
  const isLong = known.length > 0 ? known.every((tasks) => tasks < wanted) : running > 0;
  return isLong ? [`${running} of ${wanted} tasks run`] : [];
}

function count(points: Float64Array): number {
  return points.filter((value) => value > 0).length;
}

/** Tasks end with an error again and again, and did not before. */
function failures({ window, context }: Evidence, { since }: Deploying): readonly string[] {
  const failed = context?.taskFailures;
  if (failed === undefined) return [];
  const from = pointFrom(window, since);
  const [before, after] = [failed.subarray(0, from), failed.subarray(from)];
  const isMore = count(after) * before.length >= FAILS_MORE_FACTOR * count(before) * after.length;
  if (count(after) < LEAST_FAILURES || !isMore) return [];
  return [`tasks ended with an error in ${count(after)} five-minute intervals`];
}

/** What says, in words, that a service does not do with a change what it did before; nothing where it does. */
export function notUp(evidence: Evidence, change: Deploying): readonly string[] {
  const failed = failures(evidence, change);
  if (evidence.service.desiredCount === 0) return failed;
  const measured = measuredPoints(evidence);
  const patience = patienceOf(evidence, change, measured);
  // The end of the last point that was measured.
  const seen = timeOf(evidence.window, (measured.at(-1) ?? -1) + 1);
  const silent = silence(evidence, change, seen, patience);
  return [...failed, ...(silent.length > 0 ? silent : fewTasks(evidence, change, patience))];
}

/** When the size that runs came into force; epoch milliseconds. */
export interface Resized {
  readonly at: number;
  /** From here on points are of that size alone; infinite while its deployment goes on. */
  readonly pointsFrom: number;
}

/** A deployment that left the service with another size. Counts too where nobody knows what ran before. */
function lastResize(deployments: readonly Deployment[]): Deployment | undefined {
  const stayed = deployments
    .filter(({ outcome }) => outcome !== 'rolledBack')
    .toSorted((a, b) => a.startedAt - b.startedAt);
  return stayed.findLast(({ before, revision }, index) => {
    const known = before ?? stayed[index - 1]?.revision;
    return known === undefined || !isSameSize(known.taskSize, revision.taskSize);
  });
}

function endOf({ outcome, startedAt, finishedAt = startedAt }: Deployment): number {
  return outcome === 'inProgress' ? Number.POSITIVE_INFINITY : finishedAt;
}

/**
 * When the size that runs came into force: by the deployments, else by the sizes that Container Insights saw, else by
 * the last change of the live sizes. Undefined where it runs as long as anybody remembers.
 *
 * @param changedAt - ISO time of the last change of the live sizes.
 */
export function lastResized({ context, service, window }: Evidence, changedAt?: string): Resized | undefined {
  if (context === undefined) return undefined;
  const { deployments, timeline } = context;
  const deployed = lastResize(deployments);
  if (deployed !== undefined) return { at: deployed.startedAt, pointsFrom: endOf(deployed) };
  const written = changedAt === undefined ? undefined : Date.parse(changedAt);
  if (timeline.source === 'CurrentSize' && written !== undefined) return { at: written, pointsFrom: written };
  const last = timeline.source === 'ContainerInsights' ? timeline.spans.at(-1) : undefined;
  if (last === undefined) return undefined;
  // What Container Insights has not seen yet has no point.
  if (!isSameSize(last.taskSize, service.taskSize)) {
    return { at: written ?? window.endTime, pointsFrom: Number.POSITIVE_INFINITY };
  }
  return Number.isFinite(last.startTime) ? { at: last.startTime, pointsFrom: last.startTime } : undefined;
}

type Measured = Pick<Evidence, 'cpu' | 'memory' | 'window'>;

/** The points in which something was measured, be it left out as a start, from one of them on. */
function measuredPoints({ cpu, memory, window }: Measured, from = 0): readonly number[] {
  const has = (series: Series, index: number) =>
    Number.isFinite(peakPoints(series)[index]) || series.leftOut?.[index] === 1;
  const found: number[] = [];
  for (let index = from; index < expectedPoints(window); index += 1) {
    if (has(cpu, index) || (memory !== undefined && has(memory, index))) found.push(index);
  }
  return found;
}

/** An hour of five-minute points: less says nothing. */
const LEAST_POINTS = 12;

/** Whether points since a time tell of a whole day: from the first to the last, and an hour of them at least. */
export function hasDayOfPoints(evidence: Measured, from: number): boolean {
  const { window } = evidence;
  const points = measuredPoints(evidence, pointFrom(window, from));
  const [first = 0, last = 0] = [points[0], points.at(-1)];
  return points.length >= LEAST_POINTS && (last - first + 1) * window.periodSeconds * 1000 >= DAY_MILLISECONDS;
}
