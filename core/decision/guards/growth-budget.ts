import { MAXIMUM_GROWTH_PERCENT } from '../../configuration/target-settings.ts';
import type { Sizes } from '../../model/sizes.ts';
import { covers, hourlyUsd, type Platform, referencePrice, type TaskSize } from '../../model/task-size.ts';
import { type ReasonsOf, sizeText } from '../../model/words.ts';
import { baseOf } from '../found.ts';
import { frozenSizes } from './freeze.ts';
import { asking, type Guard, type Holding } from './guard.ts';

const SENTENCES = {
  GrowthBudget: ({ size, approved, percent, maximumGrowthPercent }: Budget) =>
    `Utilization asks for ${sizeText(size)}, which costs ${percent} % of ${sizeText(approved)}, the size that people last approved; up to ${maximumGrowthPercent} % (maximumGrowthPercent) it grows by itself. Approve it, or pin a size.`,
};
type BudgetReason = ReasonsOf<typeof SENTENCES>;

interface Budget {
  readonly size: TaskSize;
  readonly approved: TaskSize;
  /** What the size costs, of the price of what was approved. */
  readonly percent: number;
  readonly maximumGrowthPercent: number;
}

/** What a size costs, in percent of another one, by the reference price. */
export function pricePercent(size: TaskSize, of: TaskSize, platform: Platform): number {
  const price = referencePrice(platform);
  return (hourlyUsd(size, price) / hourlyUsd(of, price)) * 100;
}

function beyondBudget(size: TaskSize, { change: { approved }, input }: Holding): BudgetReason | undefined {
  const { maximumGrowthPercent = MAXIMUM_GROWTH_PERCENT } = input.target.guards;
  if (approved === undefined) return undefined;
  const percent = Math.round(pricePercent(size, approved, input.evidence.service.platform));
  if (percent <= maximumGrowthPercent) return undefined;
  return { code: 'GrowthBudget', size, approved, percent, maximumGrowthPercent };
}

/** The sizes without what utilization alone makes dearer; undefined where it does not. */
function withoutGrowthOf(sizes: Sizes, holding: Holding): Sizes | undefined {
  const { input, acts } = holding;
  if (!acts || input.target.mode === 'propose' || covers(baseOf(input).task, sizes.task)) return undefined;
  const without = frozenSizes(holding);
  return pricePercent(sizes.task, without.task, input.evidence.service.platform) > 100 ? without : undefined;
}

/**
 * Growth that nobody approved has a budget: what utilization asks for beyond it is proposed and told. Floors, kills and
 * the last good size pass: they are in what remains when utilization is not heard.
 */
export const growthBudget: Guard<BudgetReason> = {
  name: 'growthBudget',
  hold: (holding, weaker) => {
    const open = weaker();
    const withoutGrowth = withoutGrowthOf(open.sizes, holding);
    if (withoutGrowth === undefined) return open;
    const reason = beyondBudget(open.sizes.task, holding);
    if (reason === undefined) return { ...open, withoutGrowth };
    return asking(open, withoutGrowth, [reason, ...open.alerts]);
  },
  sentences: SENTENCES,
};
