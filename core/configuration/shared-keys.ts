import { type ContainerKeys, type ParameterKeys, publishedNumbers } from '../model/sizes.ts';
import type { Resource } from '../model/task-size.ts';
import { type ConfigurationProblem, formatPath, type Path, problemAt } from './problem.ts';

/**
 * Every key that is shared by numbers that can never be equal. Numbers under one key are sized as one number, so
 * a task with one container may use one key for both; the combinations refused here would fail every deployment.
 */
export function sharedKeyProblems(parameters: ParameterKeys, path: Path): ConfigurationProblem[] {
  return [
    ...mixedResources(parameters, path),
    ...reservationNotBelowMemory(parameters, path),
    ...nothingLeft(parameters, 'cpu', path),
    ...nothingLeft(parameters, 'memory', path),
  ];
}

const FIELDS = { cpuUnits: 'cpu', memoryMiB: 'memory', memoryReservationMiB: 'memoryReservation' } as const;

/** The keys that stand for CPU and for memory. */
function mixedResources(parameters: ParameterKeys, path: Path): ConfigurationProblem[] {
  const first = new Map<string, { readonly place: Path; readonly isCpu: boolean }>();
  return publishedNumbers(parameters).flatMap(({ key, container, field }) => {
    const place = [...path, ...(container === undefined ? ['task'] : ['containers', container]), FIELDS[field]];
    const isCpu = field === 'cpuUnits';
    const other = first.get(key) ?? { place, isCpu };
    first.set(key, other);
    if (other.isCpu === isCpu) return [];
    const message = `is already the key of ${formatPath(other.place)}; CPU units and MiB of memory cannot be one number`;
    return [problemAt(place, message, key)];
  });
}

/**
 * ECS wants memory > memoryReservation in a container, and the task's memory >= both. A chain of shared keys
 * that leads from a container's memory back to its own memoryReservation asks for a number greater than itself.
 */
function reservationNotBelowMemory(parameters: ParameterKeys, path: Path): ConfigurationProblem[] {
  const atLeast = atLeastAsLarge(parameters);
  return Object.entries(parameters.containers).flatMap(([name, { memory, memoryReservation }]) => {
    if (memory === undefined || memoryReservation === undefined) return [];
    if (!reachable(memory, atLeast).has(memoryReservation)) return [];
    const place = [...path, 'containers', name, 'memoryReservation'];
    const message =
      memory === memoryReservation
        ? "is the key of the container's memory too; ECS wants memory above memoryReservation, so they cannot be one number"
        : "makes memoryReservation at least as large as the container's memory, because other numbers share their keys; ECS wants it below";
    return [problemAt(place, message, memoryReservation)];
  });
}

/** For each memory key the keys whose number must be at least as large. */
function atLeastAsLarge({ task, containers }: ParameterKeys): ReadonlyMap<string, readonly string[]> {
  const larger = new Map<string, string[]>();
  const add = (small: string | undefined, large: string | undefined) => {
    if (small !== undefined && large !== undefined) larger.set(small, [...(larger.get(small) ?? []), large]);
  };
  for (const { memory, memoryReservation } of Object.values(containers)) {
    add(memoryReservation, memory);
    add(memoryReservation, task.memory);
    add(memory, task.memory);
  }
  return larger;
}

function reachable(start: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set([start]);
  // A set that grows while it is walked: each key is visited once, so circles end.
  for (const key of found) for (const next of edges.get(key) ?? []) found.add(next);
  return found;
}

/** The container that gets the whole task leaves nothing for another container that is sized as well. */
function nothingLeft(parameters: ParameterKeys, resource: Resource, path: Path): ConfigurationProblem[] {
  const counted = Object.entries(parameters.containers).flatMap(([name, keys]) => countedNumber(name, keys, resource));
  return counted.flatMap(({ name, field, key }) => {
    const other = counted.find((container) => container.name !== name);
    if (other === undefined || key !== parameters.task[resource]) return [];
    const message = `is the key of the task's ${resource} too, so this container would get the whole task and nothing would be left for container "${other.name}"`;
    return [problemAt([...path, 'containers', name, field], message, key)];
  });
}

/** The number with which a container counts in the task's sum: its cpu; its memoryReservation, else its memory. */
function countedNumber(name: string, keys: ContainerKeys, resource: Resource) {
  const memoryField = keys.memoryReservation === undefined ? 'memory' : 'memoryReservation';
  const field = resource === 'cpu' ? 'cpu' : memoryField;
  const key = keys[field];
  return key === undefined ? [] : [{ name, field, key }];
}
