import type { ContainerDefinition } from '../model/service.ts';
import { CONTAINER_FIELDS, type ContainerKeys, type ParameterKeys, type PublishedNumber } from '../model/sizes.ts';

export interface DeclaredContainer {
  readonly name: string;
  readonly fields: ReadonlyArray<PublishedNumber['field']>;
}

export function declaredBy(container: ContainerDefinition): DeclaredContainer {
  const fields = CONTAINER_FIELDS.map(([, field]) => field).filter((field) => container[field] !== undefined);
  return { name: container.name, fields };
}

export function unsizedIn(containers: readonly DeclaredContainer[]): readonly string[] {
  return containers.flatMap(({ name, fields }) => (fields.length === 0 ? [name] : []));
}

/** The variable that already stands for a number in a serverless.yml: its name, and what tells it from others. */
export interface KnownVariable {
  readonly name: string;
  readonly text: string;
}

/** Undefined where none does. */
export type KnownKey = (number: Omit<PublishedNumber, 'key'>) => KnownVariable | undefined;

/** `kafka-connect` as `kafkaConnect`. */
function camelCase(name: string): string {
  const [first = '', ...others] = name.split(/[-_]+/).filter((part) => part !== '');
  return [first, ...others.map(capitalized)].join('').slice(0, 60);
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The key, or the first of `key2`, `key3` … that is free. */
function unique(key: string, taken: ReadonlyMap<string, unknown>): string {
  let free = key;
  for (let count = 2; taken.has(free); count += 1) free = `${key}${count}`;
  return free;
}

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
    const keys = CONTAINER_FIELDS.filter(([, field]) => fields.includes(field)).map(([key, field]) => {
      const suggestion = `${camelCase(name)}Container${capitalized(key)}`;
      return [key, keyFor({ container: name, field }, suggestion)] as const;
    });
    return Object.fromEntries(keys);
  };
  const entries = containers.map((each) => [each.name, ofContainer(each)] as const);
  return { task, containers: Object.fromEntries(entries.filter(([, keys]) => Object.keys(keys).length > 0)) };
}
