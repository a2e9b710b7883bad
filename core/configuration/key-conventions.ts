import type { ContainerDefinition } from '../model/service.ts';
import type { ContainerKeys, ParameterKeys, PublishedNumber } from '../model/sizes.ts';

/** A container with the numbers that it declares. */
export interface DeclaredContainer {
  readonly name: string;
  readonly fields: ReadonlyArray<PublishedNumber['field']>;
}

/** The numbers that a container's definition declares. */
export function declaredBy({
  name,
  cpuUnits,
  memoryMiB,
  memoryReservationMiB,
}: ContainerDefinition): DeclaredContainer {
  const numbers = { cpuUnits, memoryMiB, memoryReservationMiB };
  const fields = (['cpuUnits', 'memoryMiB', 'memoryReservationMiB'] as const).filter(
    (field) => numbers[field] !== undefined,
  );
  return { name, fields };
}

/** The containers that declare no size. */
export function unsizedIn(containers: readonly DeclaredContainer[]): readonly string[] {
  return containers.flatMap(({ name, fields }) => (fields.length === 0 ? [name] : []));
}

/** The variable that stands in the place of a number in a serverless.yml already: its name, and what tells it from others. */
export interface KnownVariable {
  readonly name: string;
  readonly text: string;
}

/** Undefined where none does. */
export type KnownKey = (number: Omit<PublishedNumber, 'key'>) => KnownVariable | undefined;

/** `kafka-connect` as `kafkaConnect`. */
function camelCase(name: string): string {
  const [first = '', ...others] = name.split(/[-_]+/).filter((part) => part !== '');
  const joined = [first, ...others.map((part) => part.charAt(0).toUpperCase() + part.slice(1))].join('');
  return joined.slice(0, 60);
}

/** The key, or the first of `key2`, `key3` … that is free. */
function unique(key: string, taken: ReadonlyMap<string, unknown>): string {
  let free = key;
  for (let count = 2; taken.has(free); count += 1) free = `${key}${count}`;
  return free;
}

const CONTAINER_KEYS = [
  { key: 'cpu', field: 'cpuUnits', suffix: 'Cpu' },
  { key: 'memory', field: 'memoryMiB', suffix: 'Memory' },
  { key: 'memoryReservation', field: 'memoryReservationMiB', suffix: 'MemoryReservation' },
] as const;

/**
 * A key for every number that the service declares. Containers that read one variable share its key; a task shares one
 * with its container where it has no other.
 */
export function starterKeys(containers: readonly DeclaredContainer[], known: KnownKey): ParameterKeys {
  const taken = new Map<string, { readonly text?: string; readonly isShared: boolean }>();
  const keyFor = (number: Omit<PublishedNumber, 'key'>, suggestion: string) => {
    const { name, text } = known(number) ?? {};
    const before = name === undefined ? undefined : taken.get(name);
    const isShared = number.container !== undefined || containers.length === 1;
    if (name !== undefined && before?.text === text && before?.isShared && isShared) return name;
    const isAnother = before !== undefined && before.text !== text;
    const key = unique(name === undefined || isAnother ? suggestion : name, taken);
    taken.set(key, { ...(text !== undefined && { text }), isShared });
    return key;
  };
  const task = { cpu: keyFor({ field: 'cpuUnits' }, 'taskCpu'), memory: keyFor({ field: 'memoryMiB' }, 'taskMemory') };
  const ofContainer = ({ name, fields }: DeclaredContainer): ContainerKeys => {
    const keys = CONTAINER_KEYS.filter(({ field }) => fields.includes(field)).map(({ key, field, suffix }) => {
      return [key, keyFor({ container: name, field }, `${camelCase(name)}Container${suffix}`)] as const;
    });
    return Object.fromEntries(keys);
  };
  const entries = containers.map((each) => [each.name, ofContainer(each)] as const);
  return { task, containers: Object.fromEntries(entries.filter(([, keys]) => Object.keys(keys).length > 0)) };
}
