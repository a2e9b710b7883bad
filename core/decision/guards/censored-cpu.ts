import { covers, validPairs } from '../../model/fargate-grid.ts';
import type { ReasonsOf } from '../../model/words.ts';
import type { Constraint } from '../bounds.ts';
import type { GuardContext } from './guard.ts';

interface Censored {
  readonly points: number;
  /** Of the points with data. */
  readonly sharePercent: number;
  readonly censoredAt: number;
  /** Of the last day, in which it stood at the limit all the time. */
  readonly pinnedHours: number;
  /** The CPU that is not gone below because of it. */
  readonly amount: number;
}

export const CENSORED_SENTENCES = {
  CensoredCpu: ({ points, sharePercent, censoredAt, pinnedHours, amount }: Censored) =>
    `CPU stood at its limit of ${censoredAt} units in ${points} points (${sharePercent} %)${pinnedHours > 0 ? `, and for ${pinnedHours} hours of the last day without a break` : ''}: the demand is at least that, so CPU gets at least ${amount}.`,
};
type CensoredReason = ReasonsOf<typeof CENSORED_SENTENCES>;

/** More than this share of points at the limit and CPU steps up a row: it does not look like chance any more. */
export const STEP_UP_PERCENT = 1;

/** Hours of the last day at the limit, and how many rows up they lead: each row is twice the one below. */
const PINNED_ROWS: readonly (readonly [hours: number, rows: number])[] = [
  [6, 2],
  [2, 1],
];

const UNBOUNDED = { cpuUnits: Number.POSITIVE_INFINITY, memoryMiB: Number.POSITIVE_INFINITY };

/** So many rows above an amount, as far as there are and may be. */
function rowAbove(cpuUnits: number, rows: number, { service, target }: GuardContext): number {
  const most = { ...UNBOUNDED, ...target.maximumTaskSize };
  const pairs = validPairs(service.platform.operatingSystem).filter((pair) => covers(most, pair));
  const larger = new Set(pairs.map((pair) => pair.cpuUnits).filter((each) => each > cpuUnits));
  return [...larger].slice(0, rows).at(-1) ?? cpuUnits;
}

/**
 * CPU that stood at 99 % of its size or more says "at least": never shrink on it. Where it is more than one point in a hundred, or stood at a
 * former, smaller size, the next row is the least; after hours at the limit without a break the one behind it. A row
 * above the configured maximum is none: else more use would change nothing where less had grown the task.
 */
export function censoredCpu(guard: GuardContext): readonly Constraint<CensoredReason>[] {
  const { service, target, cpuQuality: quality, pinnedHours = 0 } = guard;
  if (quality === undefined || quality.censoredPoints === 0) return [];
  const { censoredPoints: points, censoredAt } = quality;
  const sharePercent = Math.round((points / quality.points) * 10_000) / 100;
  if (sharePercent <= target.policy.toleratedCensoredPercent) return [];
  const stepUp = sharePercent > STEP_UP_PERCENT || censoredAt < service.taskSize.cpuUnits;
  const rows = PINNED_ROWS.find(([hours]) => pinnedHours >= hours)?.[1] ?? 0;
  const pinned = rowAbove(service.taskSize.cpuUnits, rows, guard);
  const amount = Math.max(rowAbove(censoredAt, stepUp ? 1 : 0, guard), rows > 0 ? pinned : 0);
  const declared = service.containers.map(({ name, cpuUnits }) => [name, { cpuUnits: cpuUnits ?? 0 }] as const);
  // At a former, smaller size the containers had other shares than those they declare now.
  const containers = Object.fromEntries(censoredAt < service.taskSize.cpuUnits ? [] : declared);
  const reasons: readonly CensoredReason[] = [
    { code: 'CensoredCpu', points, sharePercent, censoredAt, pinnedHours: rows > 0 ? pinnedHours : 0, amount },
  ];
  return [{ kind: 'atLeast', cpuUnits: amount, containers, reasons }];
}
