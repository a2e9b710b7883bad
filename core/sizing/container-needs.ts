import type { ResourcePolicy } from '../configuration/policy.ts';
import { type ContainerDefinition, partOf } from '../model/service.ts';
import { ownEntry, sum } from '../model/sizes.ts';
import { type Resource, SIDES } from '../model/task-size.ts';

import type { Series } from '../usage/usage.ts';
import { peaksBy, withHeadroom } from './demand.ts';

/** What a container's need was read from: its own metrics, or the task's usage split by what is declared. */
export type ContainerSource = 'ContainerInsights' | 'DeclaredShare';

/** What one container needs of one resource, in CPU units or MiB, with headroom, and where that was read. */
export interface ContainerNeed {
  readonly container: string;
  readonly needed: number;
  readonly source: ContainerSource;
}

export interface ContainerNeedsInput {
  readonly resource: Resource;
  readonly containers: readonly ContainerDefinition[];
  /** Usage by container name, where Container Insights measures it. */
  readonly usage: Readonly<Record<string, Series>>;
  /** What the whole task needs, with headroom. */
  readonly taskNeeded: number;
  readonly policy: ResourcePolicy;
  /** Fewer points than this are too few to trust a container's own series. */
  readonly minimumPoints: number;
}

function declared(container: ContainerDefinition, resource: Resource): number {
  return partOf(container, SIDES[resource]) ?? 0;
}

/** A container's declared share of the task's usage; equal shares when nobody declares anything. */
function declaredShare(container: ContainerDefinition, { containers, resource }: ContainerNeedsInput): number {
  const total = sum(containers.map((each) => declared(each, resource)));
  return total > 0 ? declared(container, resource) / total : 1 / containers.length;
}

/**
 * KRR recommends no container less memory than this (robusta-dev/krr, `--memory-min-value`, read 2026-11-23): what
 * people run in a container that sleeps is in no statistic.
 */
const LEAST_MEMORY_MIB = 100;

/** What a container keeps whatever it used: 100 MiB, or what it declares where that is less. */
function leastOf(container: ContainerDefinition, { resource }: ContainerNeedsInput): number {
  return resource === 'memory' ? Math.min(LEAST_MEMORY_MIB, declared(container, 'memory')) : 0;
}

function needOf(container: ContainerDefinition, input: ContainerNeedsInput): ContainerNeed {
  const { resource, policy, minimumPoints, taskNeeded } = input;
  const series = ownEntry(input.usage, container.name);
  const peaks = series && peaksBy(series, policy);
  const need = (needed: number, source: ContainerSource) => ({ container: container.name, needed, source });
  const withRoom = (amount: number) => withHeadroom(amount, policy.headroomPercent);
  if (peaks !== undefined && peaks.points >= minimumPoints) {
    return need(Math.max(withRoom(peaks.percentile), leastOf(container, input)), 'ContainerInsights');
  }
  const share = Math.floor(taskNeeded * declaredShare(container, input));
  // Too few points to know its usual: less than its highest memory would kill it when it runs again.
  const seen = peaks !== undefined && resource === 'memory' ? withRoom(peaks.highest) : 0;
  return seen > share ? need(seen, 'ContainerInsights') : need(share, 'DeclaredShare');
}

/**
 * What each container needs of a resource: from its own metrics where there are enough, else the task's need split in
 * proportion to what the containers declare, and at least the memory that it was seen to use.
 *
 * For example: two containers that declare 300 and 100 MiB, task needs 800, no metrics // 600 and 200
 */
export function containerNeeds(input: ContainerNeedsInput): readonly ContainerNeed[] {
  return input.containers.map((container) => needOf(container, input));
}
