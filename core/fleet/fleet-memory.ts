import * as v from 'valibot';
import type { Target } from '../configuration/configuration.ts';
import { firstFitting } from '../model/fitting.ts';
import { MOST_DOCUMENT_TEXT } from '../model/stored-document.ts';
import { readJson, safeJson } from '../publication/stored-text.ts';

export const memorySchema = v.object({
  /** Ids of the targets that were left out, the longest first. */
  leftOut: v.fallback(v.pipe(v.array(v.string()), v.readonly()), []),
  /** The day of the last digest. */
  digestOn: v.exactOptional(v.string()),
});

/** Runs without workers remembered no more than `next`, the first target that they left out (until version 0.1). */
const storedSchema = v.pipe(
  v.object({ ...memorySchema.entries, next: v.exactOptional(v.string()) }),
  v.transform(({ next = [], ...memory }): FleetMemory => ({ ...memory, leftOut: [next, memory.leftOut].flat() })),
);

/** What one run leaves for the next, beside the documents of its targets. */
export type FleetMemory = Readonly<v.InferOutput<typeof memorySchema>>;

/** Where the memory lies, in the recommender's own account and region. */
export function memoryName(parameterPrefix: string): string {
  return `${parameterPrefix}/left-out`;
}

/** Who is left out now, the longest first, as far as a document holds; one that was answered is not among them. */
export function leftOutNow(ids: readonly string[], before: readonly string[]): readonly string[] {
  const now = new Set(ids);
  const all = new Set([...before.filter((id) => now.has(id)), ...ids]);
  return firstFitting([...all], MOST_DOCUMENT_TEXT, charactersOf);
}

/** The left-out ones in order, then the others, from behind the last of them: the memory may have had no more room. */
export function longestFirst(targets: readonly Target[], leftOut: readonly string[]): readonly Target[] {
  const places = new Map(leftOut.map((id, place) => [id, place]));
  const placeOf = ({ id }: Target) => places.get(id) ?? leftOut.length;
  const behind = targets.findIndex(({ id }) => id === leftOut.at(-1)) + 1;
  return [...targets.slice(behind), ...targets.slice(0, behind)].toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** The text of a memory; where it is too long, those go that were left out last. */
export function renderMemory({ leftOut, digestOn }: FleetMemory): string {
  const textOf = (ids: readonly string[]) => safeJson({ ...(digestOn && { digestOn }), leftOut: ids });
  return textOf(firstFitting(leftOut, MOST_DOCUMENT_TEXT - textOf([]).length, charactersOf));
}

/** The characters of an id with a comma. */
function charactersOf(id: string): number {
  return safeJson(id).length + 1;
}

/** What a stored text says; one that is missing or broken says nothing. */
export function parseMemory(text: string | undefined): FleetMemory {
  return readJson(storedSchema, text ?? '{}') ?? { leftOut: [] };
}
