import type { ChangeGate } from '../configuration/policy.ts';
import type { RunningService } from '../service.ts';
import type { TaskSize } from '../sizing/fargate-grid.ts';
import { hourlyUsd, monthlyUsd, referencePrice } from '../sizing/price.ts';

/** What going from one size to another saves; negative when it costs. */
export interface Saving {
  /** All desired tasks, a month of 730 hours; absent where the region has no confirmed price. */
  readonly usdPerMonth?: number;
  /** Of what the size before costs, by the reference price. */
  readonly percent: number;
}

/**
 * What a change of size saves at the desired number of tasks, at least one.
 *
 * @example savingOf(size(1024, 2048), size(512, 1024), service) // { usdPerMonth: 18.02, percent: 50 }
 */
export function savingOf(from: TaskSize, to: TaskSize, service: RunningService): Saving {
  const { platform, region, desiredCount } = service;
  const price = referencePrice(platform);
  const [before, after] = [hourlyUsd(from, price), hourlyUsd(to, price)];
  const percent = Math.round((1 - after / before) * 10_000) / 100;
  const [now, next] = [monthlyUsd(from, platform, region), monthlyUsd(to, platform, region)];
  if (now === undefined || next === undefined) return { percent };
  return { usdPerMonth: Math.round((now - next) * Math.max(1, desiredCount) * 100) / 100, percent };
}

/** Whether a saving is worth a deployment; without a price the percent decide. */
export function paysOff({ usdPerMonth, percent }: Saving, gate: ChangeGate): boolean {
  const enough = usdPerMonth === undefined || usdPerMonth >= gate.minimumSavingUsdPerMonth;
  return percent > 0 && enough && percent >= gate.minimumSavingPercent;
}
