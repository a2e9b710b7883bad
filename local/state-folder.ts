import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** JSON files that outlive the server; without a folder nothing is kept. */
export class StateFolder {
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
  }

  /**
   * What was written under a name, or the fallback when nothing was.
   *
   * @throws Error when the file is there and is no JSON, because starting empty would look like lost data
   */
  read<T>(name: string, fallback: T): T {
    if (this.#folder === undefined) return fallback;
    const path = join(this.#folder, `${name}.json`);
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as T;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fallback;
      throw new Error(`The state file ${path} cannot be read; repair or delete it.`, { cause: error });
    }
  }

  /** Replaces a file in one step: a reader, or a server that dies here, finds the old text or the new one. */
  write(name: string, value: unknown): void {
    if (this.#folder === undefined) return;
    const path = join(this.#folder, `${name}.json`);
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(value));
    renameSync(temporary, path);
  }
}
