/** One claim on a total: a number that is published under `key`; claims with one key get one amount. */
export interface Part {
  readonly name: string;
  readonly key: string;
  readonly essential: boolean;
  readonly minimum: number;
  readonly needed: number;
}

interface Group {
  readonly names: string[];
  essential: boolean;
  minimum: number;
  needed: number;
  amount: number;
}

function groupByKey(parts: readonly Part[], least: number): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const part of parts) {
    const group = groups.get(part.key) ?? { names: [], essential: false, minimum: least, needed: least, amount: 0 };
    group.names.push(part.name);
    group.essential ||= part.essential;
    group.minimum = Math.max(group.minimum, Math.ceil(part.minimum));
    group.needed = Math.max(group.needed, group.minimum, Math.ceil(part.needed));
    groups.set(part.key, group);
  }
  return [...groups.values()];
}

/** What the groups take of the total; a group takes its amount once for each of its names. */
function taken(groups: readonly Group[]): number {
  return groups.reduce((total, { names, amount }) => total + names.length * amount, 0);
}

/** Adds up to `budget` to the groups in proportion to `claims`, in whole units, never more than a claim when `capped`. */
function grant(groups: readonly Group[], claims: readonly number[], budget: number, capped: boolean): void {
  const total = groups.reduce((all, { names }, index) => all + names.length * (claims[index] ?? 0), 0);
  if (!(total > 0 && budget > 0)) return;
  const share = capped ? Math.min(1, budget / total) : budget / total;
  groups.forEach((group, index) => {
    group.amount += Math.floor((claims[index] ?? 0) * share);
  });
}

/**
 * Splits a total over parts in whole units: everybody's minimum first, then what is needed (in proportion, when it is too
 * little for all), then the rest to the essential parts in proportion to what they have. The result passes the total only
 * when the minimums do.
 *
 * @param least - The smallest amount anything may have.
 * @example distribute(100, [essential a needs 40, b needs 20], 1) // a 80, b 20
 */
export function distribute(total: number, parts: readonly Part[], least: number): ReadonlyMap<string, number> {
  const groups = groupByKey(parts, least);
  for (const group of groups) group.amount = group.minimum;
  const wants = groups.map(({ needed, minimum }) => needed - minimum);
  grant(groups, wants, total - taken(groups), true);
  const essential = groups.filter((group) => group.essential);
  const favored = essential.length > 0 ? essential : groups;
  const amounts = favored.map(({ amount }) => amount);
  grant(favored, amounts, total - taken(groups), false);
  for (const group of favored) group.amount += Math.floor(Math.max(0, total - taken(groups)) / group.names.length);
  return new Map(groups.flatMap(({ names, amount }) => names.map((name) => [name, amount] as const)));
}
