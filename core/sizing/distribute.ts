/** One claim on a total: a number that is published under `key`; claims with one key get one amount. */
export interface Part {
  readonly key: string;
  readonly essential: boolean;
  readonly minimum: number;
  readonly needed: number;
  /** What it has where it runs; absent where it has no limit of its own. */
  readonly declared?: number;
}

interface Group<P> {
  readonly key: string;
  readonly parts: P[];
  minimum: number;
  needed: number;
  amount: number;
}

/** One group a key, in the order of the keys, so that the order of containers decides nothing. */
function groupByKey<P extends Part>(parts: readonly P[], least: number): readonly Group<P>[] {
  const groups = new Map<string, Group<P>>();
  for (const part of parts) {
    const { key } = part;
    const group = groups.get(key) ?? { key, parts: [], minimum: least, needed: least, amount: 0 };
    group.parts.push(part);
    group.minimum = Math.max(group.minimum, Math.ceil(part.minimum));
    group.needed = Math.max(group.needed, group.minimum, Math.ceil(part.needed));
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

type Claim = (group: Group<Part>) => number;

/** What the groups claim together; a group claims once for each of its parts. */
function together(groups: readonly Group<Part>[], claim: Claim): number {
  return groups.reduce((total, group) => total + group.parts.length * claim(group), 0);
}

/** Adds up to `budget` to the groups in proportion to their claims, in whole units, never more than a claim when `capped`. */
function grant(
  groups: readonly Group<Part>[],
  claim: Claim,
  { budget, capped }: { readonly budget: number; readonly capped: boolean },
): void {
  const total = together(groups, claim);
  if (!(total > 0 && budget > 0)) return;
  const share = capped ? Math.min(1, budget / total) : budget / total;
  for (const group of groups) group.amount += Math.floor(claim(group) * share);
}

/** By which share of the slack goes: what a part declares, or has got where that is more. */
function slackClaim(groups: readonly Group<Part>[], total: number): Claim {
  const parts = groups.flatMap((group) => group.parts);
  const isOpen = ({ declared, essential }: Part) => declared === undefined && essential;
  const declared = parts.reduce((all, part) => all + (part.declared ?? 0), 0);
  // Without a limit an essential part may use all that the others leave.
  const open = Math.max(0, total - declared) / Math.max(1, parts.filter(isOpen).length);
  return ({ amount, parts: own }) => Math.max(amount, ...own.map((part) => part.declared ?? (isOpen(part) ? open : 0)));
}

/**
 * Splits a total over parts in whole units: everybody's minimum first, then what is needed (in proportion, when it is too
 * little for all), then the rest to all in proportion to what they have or declare. The result passes the total only when
 * the minimums do.
 *
 * @param least - The smallest amount anything may have.
 * For example: distribute(100, [a needs 40, b needs 20], 1) // a 67, b 33
 */
export function distribute<P extends Part>(
  total: number,
  parts: readonly P[],
  least: number,
): readonly (P & { readonly amount: number })[] {
  const groups = groupByKey(parts, least);
  for (const group of groups) group.amount = group.minimum;
  const left = () => Math.max(0, total - together(groups, ({ amount }) => amount));
  grant(groups, ({ needed, minimum }) => needed - minimum, { budget: left(), capped: true });
  grant(groups, slackClaim(groups, total), { budget: left(), capped: false });
  // Rounding leaves less than a unit for each.
  for (const group of groups) if (left() >= group.parts.length) group.amount += 1;
  return groups.flatMap((group) => group.parts.map((part) => ({ ...part, amount: group.amount })));
}
