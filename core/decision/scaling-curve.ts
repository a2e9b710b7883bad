import { cents } from '../money/usd.ts';
import { adviseScaling, isShortForLess, type Priced, pricedToday } from '../scaling/advice.ts';
import { billLines } from '../scaling/bill-curve.ts';
import type { RecommendInput } from './input.ts';
import { type PricedSettings, pricedSettings, trackedCpu, type Wanted } from './scaling-advice.ts';

/** Settings with their bill in a month: tasks, and what they are short of. */
export interface BilledSettings extends PricedSettings {
  readonly billUsd: number;
  /** Less than today, or never: what an advice asks for. */
  readonly isShortForLess: boolean;
}

/** The bill of a scaled service against target and minimum. */
export interface ScalingCurve {
  readonly today: BilledSettings;
  /** Absent where today's settings are good. */
  readonly better?: BilledSettings;
  /** By minimum, the lowest first; of each the points by target. */
  readonly lines: readonly { readonly minimum: number; readonly points: readonly BilledSettings[] }[];
}

/** What other targets and minima would come to, at the size that is advised; undefined where no advice can be given. */
export function scalingCurve(
  input: Pick<RecommendInput, 'evidence' | 'target'>,
  wanted: Wanted,
): ScalingCurve | undefined {
  const tracked = trackedCpu(input, wanted);
  if (tracked === undefined) return undefined;
  const { question } = tracked;
  const { today, better } = adviseScaling(question) ?? { today: pricedToday(question), better: undefined };
  const billed = (each: Priced): BilledSettings => {
    const settings = pricedSettings(each, input.evidence);
    const billUsd = cents(settings.usdPerMonth + question.usdPerHour * each.hoursShort);
    return { ...settings, billUsd, isShortForLess: isShortForLess(today, each) };
  };
  return {
    today: billed(today),
    ...(better && { better: billed(better) }),
    lines: billLines(question, (better ?? today).settings).map(({ minimum, points }) => ({
      minimum,
      points: points.map(billed),
    })),
  };
}
