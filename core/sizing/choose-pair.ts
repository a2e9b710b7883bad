import { covers, hourlyUsd, type Platform, referencePrice, type TaskSize, validPairs } from '../model/task-size.ts';
import { cheapestSize, type Shortage } from './cheapest-size.ts';

function cheapest(pairs: readonly TaskSize[], platform: Platform): TaskSize | undefined {
  const price = referencePrice(platform);
  let best: { readonly pair: TaskSize; readonly usd: number } | undefined;
  for (const pair of pairs) {
    const usd = hourlyUsd(pair, price);
    if (best === undefined || usd < best.usd) best = { pair, usd };
  }
  return best?.pair;
}

/**
 * The cheapest task size that holds `needed` and stays within `upper`, by reference price and expected shortage; CPU
 * and memory are chosen together, because 1 vCPU costs what 9 GB cost. Undefined when there is none.
 *
 * @example choosePair({ cpuUnits: 300, memoryMiB: 900 }, { cpuUnits: 2048, memoryMiB: 8192 },
 * { platform: { operatingSystem: 'LINUX', architecture: 'X86_64' } }) // { cpuUnits: 512, memoryMiB: 1024 }
 */
export function choosePair(
  needed: TaskSize,
  upper: TaskSize,
  { platform, shortage }: { readonly platform: Platform; readonly shortage?: Shortage },
): TaskSize | undefined {
  if (shortage !== undefined) return cheapestSize({ ...shortage, required: needed, upper, platform });
  return cheapest(
    validPairs(platform.operatingSystem).filter((pair) => covers(pair, needed) && covers(upper, pair)),
    platform,
  );
}

/**
 * The task size that comes closest to `needed` when none holds it: it covers `firm`, stays within `upper`, lacks least
 * memory (a kill is an outage), then least CPU, and is the cheapest of those. Undefined when even `firm` has none.
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
