import type { Evidence } from '../decision/evidence.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import { DAY_MILLISECONDS, dayOf } from '../model/time.ts';
import type { DailyCost } from '../money/costs.ts';
import { firstDayOfSizeBefore, realizedByCosts, realizedBySizes } from '../money/realized.ts';
import type { RealizedSaving } from './state-document.ts';

export interface SavingInput {
  /** Absent where the document before the change does not fit the service any more. */
  readonly before?: TaskSize;
  readonly after: TaskSize;
  /** Epoch milliseconds at which the deployment was finished. */
  readonly changedAt: number;
  readonly evidence: Pick<Evidence, 'window' | 'pricing' | 'context'>;
  /** What the service cost; empty where the bill says nothing. */
  readonly daily: readonly DailyCost[];
  /** The time of the run, epoch milliseconds. */
  readonly time: number;
}

/** The bill of a day is complete a day after its end: Cost Explorer is refreshed once in 24 hours (AWS Cost Management guide, 2026-11). */
const BILL_LAG_DAYS = 2;

/** What a change saved a month: by the bill where it says enough, else by sizes, task counts and prices; undefined where neither tells. */
export function realizedSaving(input: SavingInput): RealizedSaving | undefined {
  const realized = byCosts(input) ?? bySizes(input);
  if (realized === undefined) return undefined;
  const { usdPerMonth: usd, ...rest } = realized;
  return { usd, ...rest };
}

function byCosts({ after, changedAt, evidence: { context }, daily, time }: SavingInput) {
  const firstDay = firstDayOfSizeBefore(context?.timeline.spans ?? [], after, changedAt);
  return realizedByCosts({
    daily,
    changedOn: dayOf(changedAt),
    lastDay: dayOf(time - BILL_LAG_DAYS * DAY_MILLISECONDS),
    ...(firstDay !== undefined && { firstDay }),
  });
}

function bySizes({ before, after, changedAt, evidence: { window, pricing, context } }: SavingInput) {
  if (before === undefined) return undefined;
  const counts = context?.counts;
  return realizedBySizes({
    before,
    after,
    changedAt,
    window,
    ...(counts && { counts }),
    ...(pricing && { pricing }),
  });
}
