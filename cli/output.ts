import { access, link, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { visible } from '../core/model/visible.ts';

/** A value as JSON for people and programs; control and format characters are escaped, so the value stays the same. */
export function jsonText(value: unknown): string {
  return `${visible(JSON.stringify(value, null, 2))}
`;
}

/** What a broken call of the system says: `ENOSPC: no space left on device`. */
export function systemProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z0-9]+: [^,]+/.exec(message)?.[0] ?? message;
}

/** Says early that a file is there, before anybody waits for what would be written. @throws {Error} When it is. */
export async function refuseToOverwrite(path: string, advice: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Error(`${path} exists. Nothing was written; ${advice}.`);
}

/** Says early that a file has no folder, before anybody waits for what would be written. @throws {Error} */
export async function expectFolder(path: string): Promise<void> {
  await access(dirname(path)).catch((cause) => {
    throw new Error(`${path} cannot be written (${systemProblem(cause)}).`, { cause });
  });
}

/**
 * Writes a file beside its place and moves it there when it is whole, so that what was there stays until then. What is
 * no regular file, such as /dev/stdout, is written to directly.
 *
 * @param isNew - Somebody else's file must not be replaced.
 * @throws When it cannot be written, in one sentence.
 */
export async function writeWhole(path: string, text: string, isNew = false): Promise<void> {
  try {
    const place = await realpath(path).catch(() => path);
    const before = await stat(place).catch(() => undefined);
    if (before !== undefined && !before.isFile()) await writeFile(place, text);
    else await putInPlace(place, text, { mode: before?.mode, isNew });
  } catch (cause) {
    throw new Error(`${path} cannot be written (${systemProblem(cause)}).`, { cause });
  }
}

interface Place {
  readonly mode: number | undefined;
  readonly isNew: boolean;
}

async function putInPlace(place: string, text: string, { mode, isNew }: Place): Promise<void> {
  const beside = `${place}.${process.pid}.part`;
  try {
    await writeFile(beside, text, mode === undefined ? {} : { mode });
    // A second name for the file: unlike a rename it fails where somebody else's is.
    if (isNew) await link(beside, place);
    else await rename(beside, place);
  } finally {
    await rm(beside, { force: true });
  }
}
