import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RefusedError } from '../people/acting.ts';
import { type ServerlessFile, serverlessFile, withStageParams } from './serverless-file.ts';
import { type Fields, parseServerlessYaml, valueAt } from './serverless-yaml.ts';
import {
  isProgram,
  type KnownParameter,
  type OslsReader,
  oslsReader,
  plainReading,
  type StageReading,
} from './stage-reading.ts';

/** The serverless.yml of a service whose sizes are to come from documents. */
export interface Consumer {
  /** As it is written, with other files where it reads them. */
  readonly file: ServerlessFile;
  /** Whether a path of `file` stands in another file. */
  isElsewhere(path: string): boolean;
  at(stage: string, known: KnownParameter): Promise<StageFile>;
}

/** A serverless.yml for one stage. What could not be resolved stands there as it is written. */
export interface StageFile extends Omit<StageReading, 'root'> {
  readonly stage: string;
  readonly file: ServerlessFile;
  /** Other files that were not read: programs, and those that are not there. */
  readonly unread: readonly string[];
}

/** @throws {Error} When the file cannot be read, is a program, or is no YAML. */
export async function readConsumer(path: string): Promise<Consumer> {
  if (isProgram(path)) {
    throw new RefusedError('It is a program, which is not run here: see "rightsizer init --help" for another way.');
  }
  return consumerOf(await readFile(path, 'utf8'), dirname(path), oslsReader());
}

/**
 * A serverless.yml with this text in a folder. Variables are resolved by osls, and plainly where there is none.
 *
 * @throws {RefusedError} When the text is no YAML.
 */
export async function consumerOf(text: string, folder: string, reader: OslsReader | undefined): Promise<Consumer> {
  const alone = parseServerlessYaml(text);
  const whole = reader === undefined ? alone : await reader.withFiles({ folder, root: alone });
  const root = withStageParams(whole);
  return {
    file: serverlessFile(root),
    isElsewhere: (path) => isAt(whole, path) && !isAt(alone, path),
    at: async (stage, known) => {
      const reading = reader ? await reader.reading({ folder, root }, stage, known) : plainReading(root, stage);
      const { root: read, ...rest } = reading;
      const file = serverlessFile(read);
      return { ...rest, stage, file, unread: unreadIn(file) };
    },
  };
}

function isAt(root: Fields, path: string): boolean {
  return valueAt(root, path.split('.')) !== undefined;
}

function unreadIn({ text }: ServerlessFile): readonly string[] {
  const found = text.matchAll(/\$\{file\(([^()]*)\)/g);
  return [...new Set([...found].map(([, path = '']) => path))];
}
