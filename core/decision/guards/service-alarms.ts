import { validPairs } from '../../model/fargate-grid.ts';
import { RESOURCES, type Resource, SIDES } from '../../model/resource.ts';
import { amountText, NAMES, type Sentences } from '../../model/words.ts';
import type { AlarmNeed } from '../../usage/alarm-needs.ts';
import type { Constraint } from '../bounds.ts';
import type { GuardContext } from './guard.ts';

export interface AlarmReason {
  readonly code: 'AlarmWouldRing';
  readonly alarm: string;
  readonly resource: Resource;
  readonly thresholdPercent: number;
  readonly datapoints: number;
  readonly periods: number;
  readonly periodSeconds: number;
  readonly isComputed: boolean;
  readonly rollsBack: boolean;
  readonly rang: number;
  /** What the task keeps for it. */
  readonly amount: number;
  /** The next smaller amount, and the threshold that would permit it; absent where there is none. */
  readonly smaller?: { readonly amount: number; readonly thresholdPercent: number };
}

export const ALARM_SENTENCES: Sentences<AlarmReason> = {
  AlarmWouldRing: (reason) => {
    const { alarm, resource, thresholdPercent, datapoints, periods, periodSeconds, rollsBack, rang, amount } = reason;
    const rule = `${NAMES[resource]} at ${thresholdPercent} %${reason.isComputed ? ' in an expression' : ''}, ${datapoints} of ${periods} periods of ${periodSeconds} s`;
    const weight = rollsBack ? 'It rolls deployments back, so' : 'So';
    const before = rang === 0 ? '' : ` more often than the ${rang} times it did`;
    return `Alarm ${alarm} (${rule}) would ring below ${amountText(resource, amount)} on what was seen${before}. ${weight} they are kept${permitText(reason)}.`;
  },
};

function permitText({ resource, smaller, rollsBack }: AlarmReason): string {
  const wish = rollsBack ? '' : ', unless something stronger takes them';
  if (smaller === undefined) return wish;
  return `${wish}; a threshold of ${smaller.thresholdPercent} % would permit ${amountText(resource, smaller.amount)}`;
}

/** Amounts of a resource that Fargate offers, ascending. */
function amountsOf(resource: Resource, { service }: GuardContext): readonly number[] {
  const amounts = validPairs(service.platform.operatingSystem).map((pair) => pair[SIDES[resource]]);
  return [...new Set(amounts)].sort((a, b) => a - b);
}

function toReason(need: AlarmNeed, amount: number, guard: GuardContext): AlarmReason {
  const { name: alarm, resource, statistic: _, ...rest } = need;
  const below = amountsOf(resource, guard).findLast((each) => each < amount);
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

/** The alarm that needs most, of those that are firm or of the others: never more than what runs, because no alarm rings for want of a change. */
function keptFor(resource: Resource, rollsBack: boolean, guard: GuardContext): readonly Constraint<AlarmReason>[] {
  const side = SIDES[resource];
  const has = guard.service.taskSize[side];
  const needs = (guard.context?.alarmNeeds ?? []).filter(
    (need) => need.resource === resource && need.rollsBack === rollsBack,
  );
  const most = needs.toSorted((a, b) => b.amount - a.amount)[0];
  if (most === undefined) return [];
  const amount = Math.min(has, Math.ceil(most.amount));
  return [{ kind: rollsBack ? 'atLeast' : 'wants', [side]: amount, reasons: [toReason(most, amount, guard)] }];
}

/** Alarms of the service are respected: firmly where they roll a deployment back, else as far as nothing stronger takes it away. */
export function alarmFloors(guard: GuardContext): readonly Constraint<AlarmReason>[] {
  return RESOURCES.flatMap((resource) => [true, false].flatMap((rolls) => keptFor(resource, rolls, guard)));
}
