import type { Deployment } from '../model/service.ts';
import { isSameSize, type TaskSize } from '../model/task-size.ts';
import type { Window } from '../model/time.ts';

/** A size that ECS took back: its deployment failed, and the circuit breaker returned to the revision before. */
export interface RolledBack {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly taskSize: TaskSize;
  /** What ran before, where ECS says so. */
  readonly before?: TaskSize;
}

function imagesOf({ revision }: Deployment): string {
  return JSON.stringify(Object.entries(revision.images).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether a later deployment answers for a failed one: with other images (maybe at fault), or of the same size. */
function isAnswered(failed: Deployment, deployments: readonly Deployment[]): boolean {
  return deployments.some(
    (each) =>
      each.outcome === 'successful' &&
      each.startedAt > failed.startedAt &&
      (imagesOf(each) !== imagesOf(failed) || isSameSize(each.revision.taskSize, failed.revision.taskSize)),
  );
}

/**
 * The size of the newest deployment that was rolled back in the window, where it is not the size that runs; undefined
 * when there is none, or when later deployments answered for all of them.
 */
export function rolledBackSize(
  deployments: readonly Deployment[],
  running: TaskSize,
  window: Window,
): RolledBack | undefined {
  const newest = deployments
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .findLast(
      (each) =>
        each.outcome === 'rolledBack' &&
        each.startedAt >= window.startTime &&
        !isSameSize(each.revision.taskSize, running) &&
        !isAnswered(each, deployments),
    );
  if (newest === undefined) return undefined;
  const { startedAt: at, revision, before } = newest;
  return { at, taskSize: revision.taskSize, ...(before && { before: before.taskSize }) };
}
