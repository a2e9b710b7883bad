import { savingsOf, usdText } from '../money/usd.ts';

/** USD a month: of what runs, of what this run writes or proposes, and of the aim where that is another. */
export interface NewsMoney {
  readonly now: number;
  readonly next?: number | undefined;
  readonly aim?: number | undefined;
}

/** What is saved, or what it costs more; never a bare minus. @example differenceText(-3.1) // 'costs 3.10 more' */
export function differenceText(savesUsd: number): string {
  if (usdText(savesUsd) === '0.00') return 'costs the same';
  return savesUsd > 0 ? `saves ${usdText(savesUsd)}` : `costs ${usdText(-savesUsd)} more`;
}

/** @example moneyText(92.47, 49.37) // 'saves 43.10 USD a month (92.47 -> 49.37)' */
export function moneyText(now: number, then: number): string {
  const saves = savingsOf(now, then);
  if (saves === 0) return `costs ${usdText(now)} USD a month, as before`;
  return `${savingText(saves)} (${usdText(now)} -> ${usdText(then)})`;
}

/** @example savingText(-3.1) // 'costs 3.10 USD a month more' */
export function savingText(usd: number): string {
  return usd < 0 ? `costs ${usdText(-usd)} USD a month more` : `saves ${usdText(usd)} USD a month`;
}

/** What a size that was found, and is not written, is worth. */
export function possibleText(savings: number): string | undefined {
  const usd = usdText(Math.abs(savings));
  if (usd === '0.00') return undefined;
  return savings > 0 ? `could save ${usd} USD a month` : `needs ${usd} USD a month more`;
}

/** The money of a target in words, the same ones in every channel: of this step, then of the aim. */
export function moneyTexts(money: NewsMoney | undefined): readonly string[] {
  if (money === undefined) return [];
  const { now, next, aim } = money;
  if (next === undefined) {
    if (aim === undefined) return [];
    const possible = possibleText(savingsOf(now, aim));
    return possible === undefined ? [] : [`${possible} (${usdText(now)} -> ${usdText(aim)})`];
  }
  return aim === undefined
    ? [moneyText(now, next)]
    : [`this step ${moneyText(now, next)}`, `the aim ${moneyText(now, aim)}`];
}
