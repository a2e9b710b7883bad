import type { Target } from '../../configuration/configuration.ts';
import type { RunningService } from '../../model/service.ts';
import type { ReasonsOf } from '../../model/words.ts';
import { bootMinutesAt } from '../../usage/starts.ts';
import type { Constraint } from '../bounds.ts';
import type { EvidenceContext } from '../evidence.ts';
import type { GuardContext } from './guard.ts';

export const START_SENTENCES = {
  SlowStart: (start: { bootMinutes: number; bootCpuUnits: number; limitMinutes: number; amount: number }) =>
    `A start burned its ${start.bootCpuUnits} CPU units for ${start.bootMinutes} minutes and may take ${start.limitMinutes}: with less than ${start.amount} units it would take longer.`,
  StartUnlimited: (start: { bootMinutes: number; predictedMinutes: number; cpuUnits: number }) =>
    `A start took ${start.bootMinutes} minutes and would take about ${start.predictedMinutes} with ${start.cpuUnits} CPU units; no health check and no maximumStartMinutes limits that.`,
};
export type StartReason = ReasonsOf<typeof START_SENTENCES>;

/**
 * How long a start may take, in minutes: as configured, else the service's health-check grace period, else the longest that a container's health check
 * gives (start period plus interval times retries). Undefined when nothing limits it.
 */
export function startLimitMinutes(target: Target, service: RunningService): number | undefined {
  if (target.maximumStartMinutes !== undefined) return target.maximumStartMinutes;
  const grace = service.healthCheckGracePeriodSeconds ?? 0;
  const containers = Math.max(0, ...service.containers.map(({ startSeconds }) => startSeconds ?? 0));
  const seconds = grace > 0 ? grace : containers;
  return seconds > 0 ? seconds / 60 : undefined;
}

/** CPU is not shrunk so far that the observed start, scaled by the ratio of CPU, would pass its limit. */
export function startsLimit({ target, service, context }: GuardContext): readonly Constraint<StartReason>[] {
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
  context: EvidenceContext | undefined,
  target: Target,
  { service, cpuUnits }: { readonly service: RunningService; readonly cpuUnits: number },
): readonly StartReason[] {
  if (context === undefined || !(context.starts.bootMinutes > 0)) return [];
  if (startLimitMinutes(target, service) !== undefined || cpuUnits >= context.starts.bootCpuUnits) return [];
  const predictedMinutes = Math.round(bootMinutesAt(context.starts, cpuUnits));
  return [{ code: 'StartUnlimited', bootMinutes: context.starts.bootMinutes, predictedMinutes, cpuUnits }];
}
