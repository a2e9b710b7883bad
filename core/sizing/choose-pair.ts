import { covers, type Platform, type TaskSize, validPairs } from '../model/fargate-grid.ts';
import { HOURS_PER_MONTH, hourlyUsd, referencePrice } from '../model/reference-price.ts';
import { type KillRisk, killsAt } from './shortage.ts';

/** What a task costs in an hour by the reference price, with what its memory's estimated kills cost. */
function expectedUsd(pair: TaskSize, platform: Platform, risk: KillRisk | undefined): number {
  const price = hourlyUsd(pair, referencePrice(platform));
  if (risk === undefined) return price;
  const kills = killsAt(risk.tail, Math.min(pair.memoryMiB, risk.upToMiB));
  return price + (risk.usdPerKill * kills) / HOURS_PER_MONTH;
}

function cheapest(pairs: readonly TaskSize[], platform: Platform, risk?: KillRisk): TaskSize | undefined {
  let best: { readonly pair: TaskSize; readonly usd: number } | undefined;
  for (const pair of pairs) {
    const usd = expectedUsd(pair, platform, risk);
    if (best === undefined || usd < best.usd) best = { pair, usd };
  }
  return best?.pair;
}

/**
 * The cheapest task size that holds `needed` and stays within `upper`, by the platform's reference price and what estimated memory kills
 * cost; CPU and memory are chosen together, because 1 vCPU costs what 9 GB cost. Undefined when there is none.
 *
 * @example choosePair({ cpuUnits: 300, memoryMiB: 900 }, { cpuUnits: 2048, memoryMiB: 8192 }, { platform: { operatingSystem: 'LINUX', architecture: 'X86_64' } })
 * // { cpuUnits: 512, memoryMiB: 1024 }
 */
export function choosePair(
  needed: TaskSize,
  upper: TaskSize,
  { platform, killRisk }: { readonly platform: Platform; readonly killRisk?: KillRisk },
): TaskSize | undefined {
  const pairs = validPairs(platform.operatingSystem);
  return cheapest(
    pairs.filter((pair) => covers(pair, needed) && covers(upper, pair)),
    platform,
    killRisk,
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
