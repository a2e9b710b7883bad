import { type OperatingSystem, validPairs } from '../../model/fargate-grid.ts';
import type { Sentences } from '../../model/words.ts';
import type { Constraint } from '../bounds.ts';
import type { GuardContext } from './guard.ts';

export interface CensoredReason {
  readonly code: 'CensoredCpu';
  readonly points: number;
  /** Of the points with data. */
  readonly sharePercent: number;
  readonly censoredAt: number;
  /** The CPU that is not gone below because of it. */
  readonly amount: number;
}

export const CENSORED_SENTENCES: Sentences<CensoredReason> = {
  CensoredCpu: ({ points, sharePercent, censoredAt, amount }) =>
    `CPU stood at its limit of ${censoredAt} units in ${points} points (${sharePercent} %): the demand is at least that, so CPU gets at least ${amount}.`,
};

/** More than this share of points at the limit and CPU steps up a row: it does not look like chance any more. */
export const STEP_UP_PERCENT = 1;

function nextCpuRow(cpuUnits: number, operatingSystem: OperatingSystem): number {
  return validPairs(operatingSystem).find((pair) => pair.cpuUnits > cpuUnits)?.cpuUnits ?? cpuUnits;
}

/**
 * CPU that stood at 99 % of its size or more says "at least": never shrink on it. Where it is more than one point in a hundred, or stood at a
 * former, smaller size, the next row is the least.
 */
export function censoredCpu({
  service,
  target,
  cpuQuality: quality,
}: GuardContext): readonly Constraint<CensoredReason>[] {
  if (quality === undefined || quality.censoredPoints === 0) return [];
  const { censoredPoints: points, censoredAt } = quality;
  const sharePercent = Math.round((points / quality.points) * 10_000) / 100;
  if (sharePercent <= target.policy.toleratedCensoredPercent) return [];
  const stepUp = sharePercent > STEP_UP_PERCENT || censoredAt < service.taskSize.cpuUnits;
  const amount = stepUp ? nextCpuRow(censoredAt, service.platform.operatingSystem) : censoredAt;
  const declared = service.containers.map(({ name, cpuUnits }) => [name, { cpuUnits: cpuUnits ?? 0 }] as const);
  // At a former, smaller size the containers had other shares than those they declare now.
  const containers = Object.fromEntries(censoredAt < service.taskSize.cpuUnits ? [] : declared);
  const reasons: readonly CensoredReason[] = [{ code: 'CensoredCpu', points, sharePercent, censoredAt, amount }];
  return [{ kind: 'atLeast', cpuUnits: amount, containers, reasons }];
}
