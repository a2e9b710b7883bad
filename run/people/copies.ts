import { allReadable } from '../../core/ports.ts';
import { writeGuarded } from '../write-document.ts';
import type { Acting } from './acting.ts';
import type { Standing } from './standing.ts';

/** What became of the copies of a live document. */
export interface Copied {
  /** Names of those that were written. */
  readonly written: readonly string[];
  readonly notes: readonly string[];
}

/** A copy that a run writes at the same moment is written again once. */
const ATTEMPTS = 2;

/** Copies follow the original. One that cannot be written is said: the next run repairs it. */
export async function writeCopies(acting: Acting, standing: Standing, text: string): Promise<Copied> {
  const results = await Promise.all(
    standing.documents.names.copies.map(async (name) => ({
      name,
      result: await writeCopy(acting, standing, { name, text }),
    })),
  );
  return {
    written: results.flatMap(({ name, result }) => (result === 'written' ? [name] : [])),
    notes: results.flatMap(({ name, result }) =>
      result === 'missed' ? [`The copy ${name} could not be written; the next run repairs it.`] : [],
    ),
  };
}

async function writeCopy(
  { ports: { log } }: Acting,
  { account }: Standing,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<'written' | 'same' | 'missed'> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const read = allReadable(await account.documents.read([name])).get(name);
    if (read?.text === text) return 'same';
    const result = await writeGuarded(account, { name, text, type: 'SecureString', ...(read && { read }) }, log);
    if (result.kind !== 'foreign') return 'written';
  }
  return 'missed';
}
