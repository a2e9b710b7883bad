import { isSameSize, type TaskSize } from '../model/task-size.ts';
import { monthlyUsd } from '../money/tariff.ts';
import { cents } from '../money/usd.ts';
import { expectedBill, type Shortage, type ShortagePrices } from '../sizing/cheapest-size.ts';
import type { Bounds } from './bounds.ts';
import { chooseTask } from './choose.ts';
import type { Evidence } from './evidence.ts';
import { tasksOf, thousandths } from './expected-risk.ts';

/** A size, what it costs in a month and what it is expected to be short of, of all tasks. */
export interface CurveSize {
  readonly task: TaskSize;
  readonly usdPerMonth: number;
  readonly cpuHoursShort: number;
  readonly memoryKills: number;
}

/** The size that is best at these prices of a shortage. */
export interface CurvePoint extends CurveSize {
  readonly prices: ShortagePrices;
  readonly isChosen: boolean;
  readonly isToday: boolean;
}

/** What a lower or higher price of a shortage would buy for one target. */
export interface PriceCurve {
  readonly today: CurveSize;
  /** From no price at all to sixteen times what the policy says. */
  readonly points: readonly CurvePoint[];
}

/** Ten prices: the policy's own times each of these. */
const FACTORS = [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16] as const;
/** What stands for the own prices of a policy that has none. */
const USUAL: ShortagePrices = { cpuUsdPerHour: 15, memoryUsdPerKill: 300 };

function pricesOf({ prices }: Shortage): { readonly own: number; readonly base: ShortagePrices } {
  const hasOwn = prices.cpuUsdPerHour > 0 || prices.memoryUsdPerKill > 0;
  return hasOwn ? { own: 1, base: prices } : { own: 0, base: USUAL };
}

function curveSize(task: TaskSize, shortage: Shortage, evidence: Evidence): CurveSize {
  const { service, pricing } = evidence;
  const bill = expectedBill({ ...shortage, platform: service.platform }, task, tasksOf(evidence));
  return {
    task,
    usdPerMonth: monthlyUsd(task, pricing) ?? cents(bill.priceUsd),
    cpuHoursShort: thousandths(bill.cpuHoursShort),
    memoryKills: thousandths(bill.memoryKills),
  };
}

/**
 * The sizes of a target at ten prices of a shortage, within the same bounds; where no price is known, by the reference
 * price. Undefined where utilization has no say, or no size holds what is required.
 */
export function priceCurve(evidence: Evidence, bounds: Bounds): PriceCurve | undefined {
  const { shortage } = bounds;
  if (shortage === undefined) return undefined;
  const { taskSize, platform } = evidence.service;
  const { own, base } = pricesOf(shortage);
  const points = FACTORS.flatMap((factor): readonly CurvePoint[] => {
    const prices = {
      cpuUsdPerHour: cents(factor * base.cpuUsdPerHour),
      memoryUsdPerKill: cents(factor * base.memoryUsdPerKill),
    };
    const found = chooseTask({ ...bounds, shortage: { ...shortage, prices } }, platform);
    if (found === undefined) return [];
    const size = curveSize(found.size, shortage, evidence);
    return [{ ...size, prices, isChosen: factor === own, isToday: isSameSize(found.size, taskSize) }];
  });
  return points.length === 0 ? undefined : { today: curveSize(taskSize, shortage, evidence), points };
}
