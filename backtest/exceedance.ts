/** What a size was short of in a stretch of points. */
export interface Exceedance {
  readonly points: number;
  readonly exceeded: number;
}

/** How many of the points between two indexes are there, and how many are above a size. */
export function exceedanceOf(values: Float64Array, size: number): Exceedance {
  let [points, exceeded] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    points += 1;
    if (value > size) exceeded += 1;
  }
  return { points, exceeded };
}

/** So much time without a point above the size ends an episode. */
const EPISODE_SECONDS = 900;

/**
 * Counts episodes: points above their sizes, where fifteen minutes without any part two of them.
 *
 * @param above - Indexes of the points above, ascending.
 * @example episodesOf([0, 1, 4, 8], 300) // 2
 */
export function episodesOf(above: readonly number[], periodSeconds: number): number {
  const clean = Math.max(1, Math.ceil(EPISODE_SECONDS / periodSeconds));
  return above.filter((index, at) => at === 0 || index - (above[at - 1] as number) > clean).length;
}
