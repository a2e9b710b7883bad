import * as v from 'valibot';
import { safeJson } from '../publication/safe-json.ts';

export const memorySchema = v.object({
  leftOut: v.fallback(v.pipe(v.array(v.string()), v.readonly()), []),
  digestOn: v.exactOptional(v.string()),
  next: v.exactOptional(v.string()),
});

/** What one run leaves for the next, beside the documents of its targets. */
export interface FleetMemory {
  /** Ids of the targets that were left out, the longest first. */
  readonly leftOut: readonly string[];
  /** The day of the last digest. */
  readonly digestOn?: string;
  /** The id of the target that a run without workers begins with: the first that the one before had no time for. */
  readonly next?: string;
}

/** A document of the standard tier holds 4,096 characters (SSM quotas, 2026-11). */
const MOST_CHARACTERS = 4096;

/** Where the memory lies, in the recommender's own account and region. */
export function memoryName(parameterPrefix: string): string {
  return `${parameterPrefix}/left-out`;
}

/** Who is left out now, the longest first, as far as a document can hold it; one that was answered is no longer among them. */
export function leftOutNow(ids: readonly string[], before: readonly string[]): readonly string[] {
  const now = new Set(ids);
  const all = new Set([...before.filter((id) => now.has(id)), ...ids]);
  return fitting([...all], MOST_CHARACTERS);
}

/** The text of a memory; where it is too long, those go that were left out last. */
export function renderMemory({ leftOut, digestOn, next }: FleetMemory): string {
  const textOf = (ids: readonly string[]) =>
    safeJson({ ...(digestOn && { digestOn }), ...(next && { next }), leftOut: ids });
  return textOf(fitting(leftOut, MOST_CHARACTERS - textOf([]).length));
}

/** The first ids that fit into so many characters, each with a comma. */
function fitting(ids: readonly string[], characters: number): readonly string[] {
  let room = characters;
  const tooMany = ids.findIndex((id) => {
    room -= safeJson(id).length + 1;
    return room < 0;
  });
  return tooMany < 0 ? ids : ids.slice(0, tooMany);
}

/** What a stored text says; one that is missing or broken says nothing. */
export function parseMemory(text: string | undefined): FleetMemory {
  try {
    const result = v.safeParse(memorySchema, JSON.parse(text ?? '{}'));
    return result.success ? result.output : { leftOut: [] };
  } catch {
    return { leftOut: [] };
  }
}
