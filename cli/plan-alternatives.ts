import type { HoldOut } from '../core/decision/hold-out.ts';
import { sizeText } from '../core/model/words.ts';
import { usdText } from '../core/money/usd.ts';
import { ALTERNATIVE_NAMES, passedTexts } from '../core/report/passed-text.ts';
import type { TargetReport } from '../core/report/report.ts';

function alternativeText(found: HoldOut['alternatives'][number]): string {
  const { kind, task, usdPerMonth } = found;
  const price = usdPerMonth === undefined ? [] : [`${usdText(usdPerMonth)} USD a month`];
  return `${sizeText(task)} (${ALTERNATIVE_NAMES[kind]}): ${[...price, ...passedTexts(found)].join(', ')}.`;
}

/** The recommended size beside its neighbors, each with price and risk, a sentence each; empty where the report has none. */
export function alternativeTexts({ evidence }: TargetReport): readonly string[] {
  return evidence?.risk.holdOut?.alternatives.map(alternativeText) ?? [];
}
