import type { ChangeGate } from '../configuration/policy.ts';
import { hourlyUsd, referencePrice, type TaskSize } from '../model/task-size.ts';
import { monthlyUsd } from '../money/tariff.ts';
import { savingsOf } from '../money/usd.ts';
import type { Evidence } from './evidence.ts';

/** What going from one size to another saves; negative when it costs. */
export interface Saving {
  /** All tasks of the service, a month of 730 hours; absent where no price is known. */
  readonly usdPerMonth?: number;
  /** Of what the size before costs, by the reference price. */
  readonly percent: number;
}

/** What a change of size saves for all tasks of a service. */
export function savingOf(
  from: TaskSize,
  to: TaskSize,
  { service, pricing }: Pick<Evidence, 'service' | 'pricing'>,
): Saving {
  const price = referencePrice(service.platform);
  const [before, after] = [hourlyUsd(from, price), hourlyUsd(to, price)];
  const percent = Math.round((1 - after / before) * 10_000) / 100;
  const [now, next] = [monthlyUsd(from, pricing), monthlyUsd(to, pricing)];
  if (now === undefined || next === undefined) return { percent };
  return { usdPerMonth: savingsOf(now, next), percent };
}

/** Whether a saving is worth a deployment; without a price the percent decide. */
export function paysOff({ usdPerMonth, percent }: Saving, gate: ChangeGate): boolean {
  const enough = usdPerMonth === undefined || usdPerMonth >= gate.minimumSavingUsdPerMonth;
  return percent > 0 && enough && percent >= gate.minimumSavingPercent;
}
