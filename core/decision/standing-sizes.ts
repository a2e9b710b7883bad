import type { ContainerDefinition } from '../model/service.ts';
import {
  acceptsOf,
  hasOneValuePerKey,
  misfit,
  numberOf,
  ownEntry,
  type ParameterKeys,
  publishedNumbers,
  type Sizes,
  sum,
} from '../model/sizes.ts';
import { isSameSize, SIDES, type TaskSize } from '../model/task-size.ts';
import { boundsOf, isFixed, keysOf } from '../sizing/key-groups.ts';
import { runningSizes } from '../sizing/running-sizes.ts';
import type { Bounds } from './bounds.ts';
import type { RecommendInput } from './evidence.ts';

/** Containers that only the live document knows: `rightsizer seed` put them there before their first deployment. */
export function seededContainers({ target, evidence, live }: RecommendInput): readonly ContainerDefinition[] {
  const running = new Set(evidence.service.containers.map(({ name }) => name));
  return Object.keys(target.parameters.containers).flatMap((name) => {
    const size = live && ownEntry(live.containers, name);
    return running.has(name) || size === undefined ? [] : [{ name, essential: false, ...size }];
  });
}

export function knownContainers(input: RecommendInput): readonly ContainerDefinition[] {
  return [...input.evidence.service.containers, ...seededContainers(input)];
}

/** Live or running sizes of this task size that hold what is needed: they stay, so that documents do not churn. */
export function standingSizes(input: RecommendInput, bounds: Bounds, task: TaskSize): Sizes | undefined {
  const running = runningSizes(input.evidence.service, input.target.parameters);
  return [input.live, running].find(
    (sizes) => sizes !== undefined && isSameSize(sizes.task, task) && holds(sizes, input, bounds),
  );
}

/** Whether the sizes have every number that is published for a container that there is. */
export function isComplete(sizes: Sizes, input: RecommendInput): boolean {
  const names = new Set(knownContainers(input).map(({ name }) => name));
  return publishedNumbers(input.target.parameters).every(
    (published) =>
      published.container === undefined || !names.has(published.container) || numberOf(sizes, published) !== undefined,
  );
}

/** Whether ECS takes the sizes, and a document can say them. */
export function isDeployable(sizes: Sizes, input: RecommendInput): boolean {
  const { service } = input.evidence;
  if (!isComplete(sizes, input) || !hasOneValuePerKey(sizes, input.target.parameters)) return false;
  return misfit(sizes, service.containers, acceptsOf(service)) === undefined;
}

/** Whether the sizes can be deployed, and each container has what it must have, or needs where the task has that. */
function holds(sizes: Sizes, input: RecommendInput, bounds: Bounds): boolean {
  const { platform } = input.evidence.service;
  const keys = input.target.parameters;
  if (!isDeployable(sizes, input)) return false;
  const quota = platform.operatingSystem === 'WINDOWS';
  const all = [...bounds.containers.values()];
  const room = (side: keyof TaskSize) => sum(all.map(({ needed }) => needed[side])) <= sizes.task[side];
  const parts = { cpuUnits: quota && room('cpuUnits'), memoryMiB: room('memoryMiB') };
  return knownContainers(input).every((container) => {
    const { minimum, needed } = boundsOf(bounds.containers, container.name);
    const has = roomOf({ ...container, ...ownEntry(sizes.containers, container.name) }, keys);
    return Object.values(SIDES).every((side) => {
      const least = parts[side] ? needed[side] : minimum[side];
      return isFixed(container, side, keys) || (has[side] ?? least) >= least;
    });
  });
}

/** What a container may use: its reservation is what is sized, where that is published, else its limit. */
function roomOf(container: ContainerDefinition, keys: ParameterKeys): Partial<TaskSize> {
  const { cpuUnits, memoryMiB: limit, memoryReservationMiB } = container;
  const reserves = keysOf(keys, container).memoryReservation !== undefined;
  const memoryMiB = reserves ? memoryReservationMiB : (limit ?? memoryReservationMiB);
  return { ...(cpuUnits !== undefined && { cpuUnits }), ...(memoryMiB !== undefined && { memoryMiB }) };
}
