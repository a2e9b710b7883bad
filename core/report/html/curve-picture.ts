import type { Evidence, Subject } from '../../decision/evidence.ts';
import { type PriceCurve, priceCurve } from '../../decision/price-curve.ts';
import type { DecidedRecommendation } from '../../decision/recommendation.ts';
import { type BilledSettings, scalingCurve } from '../../decision/scaling-advice.ts';
import { sizeText } from '../../model/words.ts';
import { usdText } from '../../money/usd.ts';
import { hoursShortText, killsText, monthlyText } from '../expected-text.ts';

function shortText({ task, usdPerMonth, cpuHoursShort, memoryKills }: PriceCurve['today']): string {
  return `${sizeText(task)} for ${usdText(usdPerMonth)} USD a month, ${hoursShortText(monthlyText(cpuHoursShort))}, ${killsText(monthlyText(memoryKills))}`;
}

/** The curve with what there is to see in words; undefined where utilization has no say. */
export function curvePicture(evidence: Evidence, { bounds }: DecidedRecommendation) {
  const curve = priceCurve(evidence, bounds);
  const chosen = curve?.points.find(({ isChosen }) => isChosen);
  if (curve === undefined || chosen === undefined) return undefined;
  return {
    title: 'Cost against shortage',
    description: `What a month costs and is expected to be short of, at ten prices of a shortage. Today: ${shortText(curve.today)}. By the policy: ${shortText(chosen)}.`,
    curve,
  };
}

function billText({ settings, billUsd, hoursShort }: BilledSettings): string {
  const { size, targetPercent, minimum } = settings;
  return `target ${targetPercent} % and minimum ${minimum} with ${sizeText(size)}: ${usdText(billUsd)} USD, ${hoursShort} hours short`;
}

/** The curve with what there is to see in words; undefined where there is nothing to advise on. */
export function scalingPicture(subject: Subject, { sizes, bounds }: DecidedRecommendation) {
  const { target } = subject;
  const curve = scalingCurve(subject, { task: sizes.task, memoryMiB: bounds.needed.memoryMiB });
  if (curve === undefined) return undefined;
  const { today, better } = curve;
  const advice =
    better === undefined
      ? 'No other setting is cheaper by 5 % and short for less, or never.'
      : `Advised, the cheapest that is short for less, or never: ${billText(better)}.`;
  return {
    title: 'Scaling: bill against target and minimum',
    description: `What the tasks of a month cost together, with ${usdText(target.policy.shortage.cpuUsdPerHour)} USD for each hour short of CPU. Today: ${billText(today)}. ${advice}`,
    curve,
  };
}

export type CurvePicture = NonNullable<ReturnType<typeof curvePicture>>;
export type ScalingPicture = NonNullable<ReturnType<typeof scalingPicture>>;
