/**
 * The candidate a person probably meant, ignoring case; `undefined` when none is near.
 * Near is one slip in three letters: `polcy` is near `policy`, `cat` is not near `dog`.
 *
 * @example closest('polcy', ['policy', 'mode']) // 'policy'
 */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(name.length / 3));
  // A longer text is no slip of the fingers, and the comparison costs length times length.
  if (name.length > 100) return undefined;
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/**
 * The end of a sentence that names the nearest candidate; empty when none is near.
 *
 * @example didYouMean('polcy', ['policy', 'mode']) // '; did you mean "policy"?'
 */
export function didYouMean(name: unknown, candidates: readonly string[]): string {
  const nearest = typeof name === 'string' ? closest(name, candidates) : undefined;
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

/**
 * How many letters must be added, removed or replaced to turn one text into the other (Levenshtein).
 *
 * @example editDistance('val', 'vla') // 2
 */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) row = nextRow(row, to, { letter, index });
  return row[to.length] as number;
}

function nextRow(row: readonly number[], to: string, from: { letter: string; index: number }): number[] {
  let left = from.index + 1;
  const next = [left];
  let diagonal = from.index;
  for (const [column, above] of row.slice(1).entries()) {
    left = Math.min(left + 1, above + 1, diagonal + (to[column] === from.letter ? 0 : 1));
    diagonal = above;
    next.push(left);
  }
  return next;
}
