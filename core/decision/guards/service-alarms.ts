import { RESOURCES, SIDES, type TaskSize } from '../../model/task-size.ts';
import { amountText, NAMES, type ReasonsOf } from '../../model/words.ts';
import { cents, usdText } from '../../money/usd.ts';
import { type AlarmNeed, hoursRinging } from '../../usage/alarm-needs.ts';
import type { Constraint, Demand } from '../bounds.ts';
import { amountsOf, lastStepWorthIt } from '../worth-of-steps.ts';
import type { GuardContext } from './guard.ts';

interface Ringing extends Omit<AlarmNeed, 'name' | 'statistic' | 'amount' | 'hourly'> {
  readonly alarm: string;
  /** What the task keeps for it. */
  readonly amount: number;
  /** Why a wish is worth its price; absent where the alarm is firm. */
  readonly worth?: {
    /** Of a month, in which it would ring with the next smaller amount and did not. */
    readonly hours: number;
    readonly usdPerHour: number;
    /** What the step up from that amount costs. */
    readonly stepUsdPerMonth: number;
  };
  /** The next smaller amount, and the threshold that would permit it; absent where there is none. */
  readonly smaller?: { readonly amount: number; readonly thresholdPercent: number };
}

export const ALARM_SENTENCES = {
  AlarmWouldRing: (reason: Ringing) => {
    const { alarm, resource, thresholdPercent, datapoints, periods, periodSeconds, rang, amount } = reason;
    const rule = `${NAMES[resource]} at ${thresholdPercent} %${reason.isComputed ? ' in an expression' : ''}, ${datapoints} of ${periods} periods of ${periodSeconds} s`;
    const before = rang === 0 ? '' : ` more often than the ${rang} times it did`;
    return `Alarm ${alarm} (${rule}) would ring below ${amountText(resource, amount)} on what was seen${before}. ${weightText(reason)} they are kept${permitText(reason)}.`;
  },
};

type AlarmReason = ReasonsOf<typeof ALARM_SENTENCES>;

function weightText({ worth }: Ringing): string {
  if (worth === undefined) return 'It rolls deployments back, so';
  const { hours, usdPerHour, stepUsdPerMonth } = worth;
  return `It would in about ${hours} hours of a month, which at ${usdText(usdPerHour)} USD each is more than the ${usdText(stepUsdPerMonth)} USD of the step, so`;
}

function permitText({ resource, smaller, worth }: Ringing): string {
  const wish = worth === undefined ? '' : ', unless something stronger takes them';
  if (smaller === undefined) return wish;
  return `${wish}; a threshold of ${smaller.thresholdPercent} % would permit ${amountText(resource, smaller.amount)}`;
}

function toReason({ hourly: _, ...need }: AlarmNeed, amount: number, guard: GuardContext): AlarmReason {
  const { name: alarm, resource, statistic: __, ...rest } = need;
  const below = amountsOf(resource, guard.service.platform).findLast((each) => each < amount);
  const thresholdPercent = below && Math.ceil((need.amount * need.thresholdPercent) / below);
  const permits = below !== undefined && thresholdPercent !== undefined && thresholdPercent <= 100;
  return {
    ...rest,
    code: 'AlarmWouldRing',
    alarm,
    resource,
    amount,
    ...(permits && { smaller: { amount: below, thresholdPercent } }),
  };
}

/** Firm: never more than what runs, because no alarm rings for want of a change. */
function firm(need: AlarmNeed, guard: GuardContext): Constraint<AlarmReason> {
  const side = SIDES[need.resource];
  const amount = Math.min(guard.service.taskSize[side], Math.ceil(need.amount));
  return { kind: 'atLeast', [side]: amount, reasons: [toReason(need, amount, guard)] };
}

const NOTHING: TaskSize = { cpuUnits: 0, memoryMiB: 0 };
type Wish = Demand<AlarmReason> & TaskSize;

/**
 * A wish, up to the smallest amount at which the hours that ring cost no more than the step to the next amount: more
 * use never makes these hours fewer, and so never takes less.
 */
function wish(need: AlarmNeed, guard: GuardContext): readonly Wish[] {
  const { resource, hourly } = need;
  const { service, tasks, target } = guard;
  const usdPerHour = target.policy.shortage.cpuUsdPerHour;
  const last = lastStepWorthIt({
    resource,
    platform: service.platform,
    has: service.taskSize,
    // The alarm rings once for all tasks.
    usdPerHour: usdPerHour / tasks,
    hoursAt: (amount) => hoursRinging(hourly, amount),
  });
  if (last === undefined) return [];
  const amount = Math.min(last.to, Math.ceil(need.amount));
  const worth = { hours: Math.round(last.hours * 10) / 10, usdPerHour, stepUsdPerMonth: cents(last.usd * tasks) };
  return [
    { kind: 'wants', ...NOTHING, [SIDES[resource]]: amount, reasons: [{ ...toReason(need, amount, guard), worth }] },
  ];
}

/**
 * Alarms of the service are respected: firmly where they roll a deployment back, else as far as the hours in which they
 * would ring cost more than the step, and nothing stronger takes it away.
 */
export function alarmFloors(guard: GuardContext): readonly Constraint<AlarmReason>[] {
  return RESOURCES.flatMap((resource) => {
    const side = SIDES[resource];
    const own = (guard.context?.alarmNeeds ?? []).filter((need) => need.resource === resource);
    const needs = own.toSorted((a, b) => b.amount - a.amount);
    const firmest = needs.filter(({ rollsBack }) => rollsBack).slice(0, 1);
    const wishes = needs.filter(({ rollsBack }) => !rollsBack).flatMap((need) => wish(need, guard));
    const largest = wishes.toSorted((a, b) => b[side] - a[side]).slice(0, 1);
    return [...firmest.map((need) => firm(need, guard)), ...largest];
  });
}
