import type { Evidence } from '../../decision/evidence.ts';
import { type PriceCurve, priceCurve } from '../../decision/price-curve.ts';
import type { DecidedRecommendation } from '../../decision/recommendation.ts';
import { sizeText } from '../../model/words.ts';
import { usdText } from '../../money/usd.ts';
import { monthlyText } from '../expected-text.ts';

/** What a target costs against what it is expected to be short of, at ten prices of a shortage. */
export interface CurvePicture {
  readonly title: string;
  readonly description: string;
  readonly curve: PriceCurve;
}

function shortText({ task, usdPerMonth, cpuHoursShort, memoryKills }: PriceCurve['today']): string {
  return `${sizeText(task)} for ${usdText(usdPerMonth)} USD a month, ${monthlyText(cpuHoursShort)} hours short of CPU, ${monthlyText(memoryKills)} memory kills`;
}

/** The curve with what there is to see in words; undefined where utilization has no say. */
export function curvePicture(evidence: Evidence, { bounds }: DecidedRecommendation): CurvePicture | undefined {
  const curve = priceCurve(evidence, bounds);
  const chosen = curve?.points.find(({ isChosen }) => isChosen);
  if (curve === undefined || chosen === undefined) return undefined;
  return {
    title: 'Cost against shortage',
    description: `What a month costs and is expected to be short of, at ten prices of a shortage. Today: ${shortText(curve.today)}. By the policy: ${shortText(chosen)}.`,
    curve,
  };
}
