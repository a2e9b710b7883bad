import type { Resource, TaskSize } from './task-size.ts';

/** A resource within a sentence. */
export const WORDS: Readonly<Record<Resource, string>> = { cpu: 'CPU', memory: 'memory' };
/** A resource at the beginning of one. */
export const NAMES: Readonly<Record<Resource, string>> = { cpu: 'CPU', memory: 'Memory' };
export const UNITS: Readonly<Record<Resource, string>> = { cpu: 'CPU units', memory: 'MiB' };

/** An amount with its unit: `512 CPU units`, `2048 MiB`; a part of a unit counts as one. */
export function amountText(resource: Resource, amount: number): string {
  return `${Math.ceil(amount)} ${UNITS[resource]}`;
}

/** @example counted(2, 'service') // '2 services' */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A task size as people write it: `1024 CPU / 2048 MiB`. */
export function sizeText({ cpuUnits, memoryMiB }: TaskSize): string {
  return `${cpuUnits} CPU / ${memoryMiB} MiB`;
}

/** A reason: a code of a closed set, with the numbers that its sentence needs. */
export interface Coded {
  readonly code: string;
}

/** One sentence for each code of a set of reasons. It stands in the file that has the reasons. */
export type Sentences<Why extends Coded> = {
  readonly [Code in Why['code']]: (reason: Extract<Why, { readonly code: Code }>) => string;
};

/** The reasons of a table of sentences: each is its code, with what its sentence needs. */
export type ReasonsOf<Table> = Table extends unknown
  ? {
      [Code in keyof Table]: Table[Code] extends (needs: infer Needs) => string
        ? { readonly code: Code } & Readonly<Needs>
        : never;
    }[keyof Table]
  : never;
