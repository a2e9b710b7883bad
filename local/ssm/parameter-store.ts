import type { StateFolder } from '../state-folder.ts';
import { type Place, placeKey } from '../wire/place.ts';

export const parameterTypes = ['String', 'StringList', 'SecureString'] as const;
export type ParameterType = (typeof parameterTypes)[number];
export type Tier = 'Standard' | 'Advanced';

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly type: ParameterType;
  /** Absent: Standard. */
  readonly tier?: Tier;
  /** Of a SecureString. */
  readonly keyId?: string | undefined;
  /** ISO */
  readonly modifiedAt: string;
}

export interface Parameter extends Place {
  readonly name: string;
  /** Oldest first, never empty. */
  readonly versions: readonly ParameterVersion[];
}

/** What `parameters()` of the server gives: newest versions, in plain text. */
export interface PlainParameter extends Place {
  readonly name: string;
  readonly type: ParameterType;
  readonly version: number;
  readonly value: string;
  /** The key of a SecureString. */
  readonly keyId?: string | undefined;
}

// "100 kept": client-ssm `PutParameterCommand`, 2026-11-22. Labels would stop the deletion; nobody here sets any.
const keptVersions = 100;

/** The parameters of all accounts and regions, with their history. */
export class ParameterStore {
  readonly #folder: StateFolder;
  readonly #parameters = new Map<string, Parameter>();

  constructor(folder: StateFolder) {
    this.#folder = folder;
    for (const parameter of folder.read<Parameter[]>('parameters', []))
      this.#parameters.set(placeKey(parameter, parameter.name), parameter);
  }

  find(place: Place, name: string): Parameter | undefined {
    return this.#parameters.get(placeKey(place, name));
  }

  /** Adds a version as the newest and forgets those beyond the newest hundred. */
  add(place: Place, name: string, version: ParameterVersion): void {
    const versions = [...(this.find(place, name)?.versions ?? []), version].slice(-keptVersions);
    const { account, region } = place;
    this.#parameters.set(placeKey(place, name), { account, region, name, versions });
    this.#save();
  }

  /** Whether there was such a parameter. */
  delete(place: Place, name: string): boolean {
    const deleted = this.#parameters.delete(placeKey(place, name));
    if (deleted) this.#save();
    return deleted;
  }

  newest(): readonly PlainParameter[] {
    return [...this.#parameters.values()].map((parameter) => {
      const { account, region, name } = parameter;
      const { type, version, value, keyId } = newestVersion(parameter);
      return { account, region, name, type, version, value, ...(keyId && { keyId }) };
    });
  }

  #save(): void {
    this.#folder.write('parameters', [...this.#parameters.values()]);
  }
}

export function newestVersion(parameter: Parameter): ParameterVersion {
  const newest = parameter.versions.at(-1);
  if (newest === undefined) throw new Error(`The parameter ${parameter.name} has no version.`);
  return newest;
}
