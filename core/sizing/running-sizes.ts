import { defined } from '../model/defined.ts';
import type { ContainerDefinition, RunningService } from '../model/service.ts';
import type { ContainerKeys, ParameterKeys } from '../model/sizes.ts';
import {
  acceptsOf,
  CONTAINER_FIELDS,
  type ContainerSize,
  hasOneValuePerKey,
  misfit,
  ownEntry,
  type Sizes,
} from '../model/sizes.ts';
import { fitContainers } from './fit-containers.ts';

function undeclaredKeys(container: ContainerDefinition, keys: ContainerKeys): ContainerKeys {
  const undeclared = CONTAINER_FIELDS.filter(([, field]) => container[field] === undefined);
  return defined(Object.fromEntries(undeclared.map(([name]) => [name, keys[name]])));
}

function declaredNumbers(container: ContainerDefinition, keys: ContainerKeys): ContainerSize {
  const published = CONTAINER_FIELDS.filter(([name]) => keys[name] !== undefined);
  return defined(Object.fromEntries(published.map(([, field]) => [field, container[field]])));
}

/**
 * The sizes that run now, for exactly the numbers that `keys` publishes. A number that a key publishes and no container
 * declares gets a share of what the task has left.
 */
export function runningSizes(service: RunningService, keys: ParameterKeys): Sizes {
  const missing: ParameterKeys = {
    task: keys.task,
    containers: Object.fromEntries(
      service.containers.map((each) => [each.name, undeclaredKeys(each, ownEntry(keys.containers, each.name) ?? {})]),
    ),
  };
  const filled = fitContainers({
    task: service.taskSize,
    containers: service.containers,
    keys: missing,
    bounds: new Map(),
    overlaps: acceptsOf(service).overlaps ?? false,
  });
  const containers = service.containers.map((container) => {
    const declared = declaredNumbers(container, ownEntry(keys.containers, container.name) ?? {});
    return [container.name, { ...ownEntry(filled.containers, container.name), ...declared }] as const;
  });
  const published = containers.filter(([, size]) => Object.keys(size).length > 0);
  return { task: service.taskSize, containers: Object.fromEntries(published) };
}

/**
 * Sizes of a document, with the running numbers for what it does not say; undefined where the two do not fit together.
 */
export function mergedSizes(sizes: Sizes, service: RunningService, keys: ParameterKeys): Sizes | undefined {
  const running = runningSizes(service, keys);
  const names = new Set([...Object.keys(running.containers), ...Object.keys(sizes.containers)]);
  const containers = Object.fromEntries(
    [...names].map((name) => [name, { ...ownEntry(running.containers, name), ...ownEntry(sizes.containers, name) }]),
  );
  const merged: Sizes = { task: sizes.task, containers };
  return misfit(merged, service.containers, acceptsOf(service)) === undefined ? merged : undefined;
}

/** Why running sizes can be no document: ECS would refuse them, or numbers that share a key differ. Else undefined. */
export function runningProblem(service: RunningService, keys: ParameterKeys): string | undefined {
  const running = runningSizes(service, keys);
  const refused = misfit(running, service.containers, acceptsOf(service));
  return refused ?? (hasOneValuePerKey(running, keys) ? undefined : 'numbers that share a key differ');
}
