import type { Target } from '../../configuration/configuration.ts';
import type { RunningService } from '../../model/service.ts';
import { bySide, covers, RESOURCES, type Resource, validPairs } from '../../model/task-size.ts';
import { amountText, NAMES, type ReasonsOf } from '../../model/words.ts';
import { DATA_SENTENCES } from '../../usage/data-quality.ts';
import { bootMinutesAt, type Starts } from '../../usage/starts.ts';
import type { Constraint } from '../bounds.ts';
import { type Guard, type GuardContext, keep } from './guard.ts';
import { belowRolledBack } from './restoration.ts';

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

const SENTENCES = {
  ...DATA_SENTENCES,
  CensoredCpu: ({ points, sharePercent, censoredAt, pinnedHours, amount }: Censored) =>
    `CPU stood at its limit of ${censoredAt} units in ${points} points (${sharePercent} %)${pinnedHours > 0 ? `, and for ${pinnedHours} hours of the last day without a break` : ''}: the demand is at least that, so CPU gets at least ${amount}.`,
  SlowStart: (start: { bootMinutes: number; bootCpuUnits: number; limitMinutes: number; amount: number }) =>
    `A start burned its ${start.bootCpuUnits} CPU units for ${start.bootMinutes} minutes and may take ${start.limitMinutes}: with less than ${start.amount} units it would take longer.`,
  StartUnlimited: (start: { bootMinutes: number; predictedMinutes: number; cpuUnits: number }) =>
    `A start took ${start.bootMinutes} minutes and would take about ${start.predictedMinutes} with ${start.cpuUnits} CPU units; no health check and no maximumStartMinutes limits that.`,
  KeepsSize: ({ resource, amount }: { resource: Resource; amount: number }) =>
    `${NAMES[resource]} keeps at least its ${amountText(resource, amount)}.`,
  AdviceOnly: () => 'This is advice: the data is not good enough to apply it.',
};
export type VerdictReason = ReasonsOf<typeof SENTENCES>;

/** No, little, broken or censored data: at least the size it has (docs/contracts.md, what always holds, 2). */
function keepWithoutEvidence(guard: GuardContext): readonly Constraint<VerdictReason>[] {
  return RESOURCES.flatMap((resource) => {
    const verdict = guard.verdicts[resource];
    if (verdict === undefined || verdict.kind === 'size') return [];
    return [keep(resource, guard, (amount) => [...verdict.reasons, { code: 'KeepsSize', resource, amount }])];
  });
}

/** More than this share of points at the limit and CPU steps up a row: it does not look like chance any more. */
export const STEP_UP_PERCENT = 1;

/** Hours of the last day at the limit, and how many rows up they lead: each row is twice the one below. */
const PINNED_ROWS: readonly (readonly [hours: number, rows: number])[] = [
  [6, 2],
  [2, 1],
];

/** So many rows above an amount, as far as there are and may be. */
function rowAbove(cpuUnits: number, rows: number, { service, target }: GuardContext): number {
  const most = bySide((side) => target.maximumTaskSize[side] ?? Number.POSITIVE_INFINITY);
  const pairs = validPairs(service.platform.operatingSystem).filter((pair) => covers(most, pair));
  const larger = new Set(pairs.map((pair) => pair.cpuUnits).filter((each) => each > cpuUnits));
  return [...larger].slice(0, rows).at(-1) ?? cpuUnits;
}

/**
 * CPU at 99 % of its size or more says "at least": never shrink on it. Where more than one point in a hundred is, or it
 * was at a former, smaller size, the next row is the least; after hours at the limit without a break, the one behind
 * it. A row above the configured maximum is none: else more use would change nothing where less had grown the task.
 */
export function censoredCpu(guard: GuardContext): readonly Constraint<VerdictReason>[] {
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
  const reasons: readonly VerdictReason[] = [
    { code: 'CensoredCpu', points, sharePercent, censoredAt, pinnedHours: rows > 0 ? pinnedHours : 0, amount },
  ];
  return [{ kind: 'atLeast', cpuUnits: amount, containers, reasons }];
}

/**
 * How long a start may take, in minutes: as configured, else the service's health-check grace period, else the longest
 * that a container's health check gives (start period plus interval times retries). Undefined when nothing limits it.
 */
export function startLimitMinutes(target: Target, service: RunningService): number | undefined {
  if (target.maximumStartMinutes !== undefined) return target.maximumStartMinutes;
  const grace = service.healthCheckGracePeriodSeconds ?? 0;
  const containers = Math.max(0, ...service.containers.map(({ startSeconds }) => startSeconds ?? 0));
  const seconds = grace > 0 ? grace : containers;
  return seconds > 0 ? seconds / 60 : undefined;
}

/** CPU is not shrunk so far that the observed start, scaled by the ratio of CPU, would pass its limit. */
export function startsLimit({ target, service, context }: GuardContext): readonly Constraint<VerdictReason>[] {
  const limitMinutes = startLimitMinutes(target, service);
  const { bootMinutes = 0, bootCpuUnits = 0 } = context?.starts ?? {};
  if (limitMinutes === undefined || !(bootMinutes > 0 && bootCpuUnits > 0)) return [];
  const { cpuUnits: current } = service.taskSize;
  // Too slow already: hold. Else the least CPU at which the boot's work fits its limit.
  const least = Math.ceil((bootMinutes * bootCpuUnits) / limitMinutes);
  const amount = bootMinutes >= limitMinutes ? current : Math.min(current, least);
  return [
    {
      kind: 'atLeast',
      cpuUnits: amount,
      reasons: [{ code: 'SlowStart', bootMinutes, bootCpuUnits, limitMinutes, amount }],
    },
  ];
}

/** What a start would take at a CPU that nothing limits: a warning, no bound. */
export function startWarning(
  starts: Starts,
  limitMinutes: number | undefined,
  cpuUnits: number,
): readonly VerdictReason[] {
  const { bootMinutes, bootCpuUnits } = starts;
  if (!(bootMinutes > 0) || limitMinutes !== undefined || cpuUnits >= bootCpuUnits) return [];
  return [
    { code: 'StartUnlimited', bootMinutes, predictedMinutes: Math.round(bootMinutesAt(starts, cpuUnits)), cpuUnits },
  ];
}

/** What the verdict demands where utilization is not heard at all: what is measured keeps its size. */
export function unheard(guard: GuardContext): readonly Constraint[] {
  const kept = RESOURCES.filter((resource) => guard.verdicts[resource] !== undefined);
  return belowRolledBack(guard, [...kept.map((resource) => keep(resource, guard, () => [])), ...startsLimit(guard)]);
}

/** What the data says governs what utilization may: where it is not good enough, what is found is advice. */
export const dataVerdict: Guard<VerdictReason> = {
  name: 'dataVerdict',
  constrain: (guard) =>
    belowRolledBack(guard, [...keepWithoutEvidence(guard), ...censoredCpu(guard), ...startsLimit(guard)]),
  hold: ({ acts, firm }, weaker) => (acts ? weaker() : { ...weaker(), sizes: firm, withoutShrink: firm }),
  sentences: SENTENCES,
};
