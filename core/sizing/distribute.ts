/** One claim on a total: a number that is published under `key`; claims with one key get one amount. */
export interface Part {
  readonly key: string;
  readonly essential: boolean;
  readonly minimum: number;
  readonly needed: number;
}

interface Group<P> {
  readonly key: string;
  readonly parts: P[];
  essential: boolean;
  minimum: number;
  needed: number;
  amount: number;
}

/** One group a key, in the order of the keys, so that the order of containers decides nothing. */
function groupByKey<P extends Part>(parts: readonly P[], least: number): readonly Group<P>[] {
  const groups = new Map<string, Group<P>>();
  for (const part of parts) {
    const { key } = part;
    const group = groups.get(key) ?? { key, parts: [], essential: false, minimum: least, needed: least, amount: 0 };
    group.parts.push(part);
    group.essential ||= part.essential;
    group.minimum = Math.max(group.minimum, Math.ceil(part.minimum));
    group.needed = Math.max(group.needed, group.minimum, Math.ceil(part.needed));
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What the groups take of the total; a group takes its amount once for each of its parts. */
function taken(groups: readonly Group<Part>[]): number {
  return groups.reduce((total, { parts, amount }) => total + parts.length * amount, 0);
}

type Claim = (group: Group<Part>) => number;

/** Adds up to `budget` to the groups in proportion to their claims, in whole units, never more than a claim when `capped`. */
function grant(
  groups: readonly Group<Part>[],
  claim: Claim,
  { budget, capped }: { readonly budget: number; readonly capped: boolean },
): void {
  const total = groups.reduce((all, group) => all + group.parts.length * claim(group), 0);
  if (!(total > 0 && budget > 0)) return;
  const share = capped ? Math.min(1, budget / total) : budget / total;
  for (const group of groups) group.amount += Math.floor(claim(group) * share);
}

/**
 * Splits a total over parts in whole units: everybody's minimum first, then what is needed (in proportion, when it is too
 * little for all), then the rest to the essential parts in proportion to what they have. The result passes the total only
 * when the minimums do.
 *
 * @param least - The smallest amount anything may have.
 * For example: distribute(100, [essential a needs 40, b needs 20], 1) // a 80, b 20
 */
export function distribute<P extends Part>(
  total: number,
  parts: readonly P[],
  least: number,
): readonly (P & { readonly amount: number })[] {
  const groups = groupByKey(parts, least);
  for (const group of groups) group.amount = group.minimum;
  const left = () => Math.max(0, total - taken(groups));
  grant(groups, ({ needed, minimum }) => needed - minimum, { budget: left(), capped: true });
  const essential = groups.filter((group) => group.essential);
  const favored = essential.length > 0 ? essential : groups;
  grant(favored, ({ amount }) => amount, { budget: left(), capped: false });
  // Rounding leaves a few units: the first that can take them does.
  for (const group of favored) group.amount += Math.floor(left() / group.parts.length);
  return groups.flatMap((group) => group.parts.map((part) => ({ ...part, amount: group.amount })));
}
