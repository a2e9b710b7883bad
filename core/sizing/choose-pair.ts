import { covers, type Platform, type TaskSize, validPairs } from './fargate-grid.ts';
import { hourlyUsd, referencePrice } from './price.ts';

function cheapest(pairs: readonly TaskSize[], platform: Platform): TaskSize | undefined {
  const price = referencePrice(platform);
  return pairs.reduce<TaskSize | undefined>(
    (best, pair) => (best === undefined || hourlyUsd(pair, price) < hourlyUsd(best, price) ? pair : best),
    undefined,
  );
}

/**
 * The cheapest task size that holds `needed` and stays within `upper`, by the platform's reference price; CPU and memory
 * are chosen together, because 1 vCPU costs what 9 GB cost. Undefined when there is none.
 *
 * @example choosePair({ cpuUnits: 300, memoryMiB: 900 }, unbounded, linuxX86) // { cpuUnits: 512, memoryMiB: 1024 }
 */
export function choosePair(needed: TaskSize, upper: TaskSize, platform: Platform): TaskSize | undefined {
  const pairs = validPairs(platform.operatingSystem);
  return cheapest(
    pairs.filter((pair) => covers(pair, needed) && covers(upper, pair)),
    platform,
  );
}

/**
 * The task size that comes closest to `needed` when none holds it: it covers `firm`, stays within `upper`, misses as little
 * memory as possible (a kill is an outage), then as little CPU, and is the cheapest of those. Undefined when even `firm` has none.
 */
export function closestPair(
  needed: TaskSize,
  { firm, upper }: { readonly firm: TaskSize; readonly upper: TaskSize },
  platform: Platform,
): TaskSize | undefined {
  const pairs = validPairs(platform.operatingSystem).filter((pair) => covers(pair, firm) && covers(upper, pair));
  const memoryMiB = Math.max(...pairs.map((pair) => Math.min(pair.memoryMiB, needed.memoryMiB)));
  const holdsMemory = pairs.filter((pair) => pair.memoryMiB >= memoryMiB);
  const cpuUnits = Math.max(...holdsMemory.map((pair) => Math.min(pair.cpuUnits, needed.cpuUnits)));
  return cheapest(
    holdsMemory.filter((pair) => pair.cpuUnits >= cpuUnits),
    platform,
  );
}
