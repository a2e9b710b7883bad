import { isSameSize } from '../model/fargate-grid.ts';
import type { Deployment } from '../model/service.ts';
import { DAY_MILLISECONDS, expectedPoints, pointFrom } from '../model/time.ts';
import { peakPoints, type Series } from '../usage/usage.ts';
import type { Evidence } from './evidence.ts';

/** When the size that runs came into force; epoch milliseconds. */
export interface Resized {
  readonly at: number;
  /** From here on points are of that size alone; infinite while its deployment goes on. */
  readonly pointsFrom: number;
}

/** A deployment that left the service with another size than before. One of which nobody knows what ran before counts. */
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
 * When the size that runs came into force: by the deployments, else by the sizes that Container Insights saw, else it is the last change of the
 * live sizes. Undefined where it runs as long as anybody remembers.
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
export function measuredPoints({ cpu, memory, window }: Measured, from = 0): readonly number[] {
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

/** Whether points since a time tell of a whole day: from the first to the last of them, and an hour of them at least. */
export function hasDayOfPoints(evidence: Measured, from: number): boolean {
  const { window } = evidence;
  const points = measuredPoints(evidence, pointFrom(window, from));
  const [first = 0, last = 0] = [points[0], points.at(-1)];
  return points.length >= LEAST_POINTS && (last - first + 1) * window.periodSeconds * 1000 >= DAY_MILLISECONDS;
}
