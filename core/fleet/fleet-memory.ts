import * as v from 'valibot';
import { firstFitting } from '../model/fitting.ts';
import { MOST_DOCUMENT_TEXT } from '../model/stored-document.ts';
import { safeJson } from '../publication/safe-json.ts';

export const memorySchema = v.object({
  /** Ids of the targets that were left out, the longest first. */
  leftOut: v.fallback(v.pipe(v.array(v.string()), v.readonly()), []),
  /** The day of the last digest. */
  digestOn: v.exactOptional(v.string()),
  /** The id of the target that a run without workers begins with: the first that the one before had no time for. */
  next: v.exactOptional(v.string()),
});

/** What one run leaves for the next, beside the documents of its targets. */
export type FleetMemory = Readonly<v.InferOutput<typeof memorySchema>>;

/** Where the memory lies, in the recommender's own account and region. */
export function memoryName(parameterPrefix: string): string {
  return `${parameterPrefix}/left-out`;
}

/** Who is left out now, the longest first, as far as a document can hold it; one that was answered is no longer among them. */
export function leftOutNow(ids: readonly string[], before: readonly string[]): readonly string[] {
  const now = new Set(ids);
  const all = new Set([...before.filter((id) => now.has(id)), ...ids]);
  return firstFitting([...all], MOST_DOCUMENT_TEXT, charactersOf);
}

/** The text of a memory; where it is too long, those go that were left out last. */
export function renderMemory({ leftOut, digestOn, next }: FleetMemory): string {
  const textOf = (ids: readonly string[]) =>
    safeJson({ ...(digestOn && { digestOn }), ...(next && { next }), leftOut: ids });
  return textOf(firstFitting(leftOut, MOST_DOCUMENT_TEXT - textOf([]).length, charactersOf));
}

/** The characters of an id with a comma. */
function charactersOf(id: string): number {
  return safeJson(id).length + 1;
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
