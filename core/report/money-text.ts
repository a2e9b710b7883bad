import { sum } from '../model/sizes.ts';
import { counted } from '../model/words.ts';
import type { HoursAMonth, RealizedSource } from '../money/realized.ts';
import { savingsOf, usdText } from '../money/usd.ts';
import type { HistoryEntry, RealizedSaving, State } from '../publication/state-document.ts';
import type { ReportedChange } from './report.ts';

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

const SOURCES: Readonly<Record<RealizedSource, string>> = {
  CostExplorer: 'Cost Explorer',
  SizeHistory: 'by size history and task counts',
};

/** The changes of a target of which a saving is known, newest first. */
export function changesIn({ history }: State): readonly ReportedChange[] {
  return history.flatMap(({ version, at, forecastUsd, realized }) => {
    if (forecastUsd === undefined && realized === undefined) return [];
    return [{ version, at, ...(forecastUsd !== undefined && { forecastUsd }), ...(realized && { realized }) }];
  });
}

/**
 * What a change was expected to save and what it saved, with where that comes from; undefined where neither is known.
 *
 * Such as 'saves 14.77 USD a month forecast; 13.90 realized over 7 days (Cost Explorer); vCPU-hours a month 730 -> 365'
 */
export function realizedText({
  forecastUsd,
  realized,
}: Pick<HistoryEntry, 'forecastUsd' | 'realized'>): string | undefined {
  const forecast = forecastUsd === undefined ? [] : [`${savingText(forecastUsd)} forecast`];
  if (realized === undefined) return forecast[0];
  const { usd, from, days } = realized;
  // The unit stands once, where both are savings.
  const amount = forecastUsd !== undefined && forecastUsd >= 0 && usd >= 0 ? usdText(usd) : savingText(usd);
  return [
    ...forecast,
    `${amount} realized over ${counted(days, 'day')} (${SOURCES[from]})`,
    ...hoursTexts(realized),
  ].join('; ');
}

/** For example: hoursTexts(realized) // ['vCPU-hours a month 1460 -> 730', 'GB-hours a month 4380 -> 2920'] */
function hoursTexts({ vcpuHours, gbHours }: RealizedSaving): readonly string[] {
  const text = (unit: string, { before, after }: HoursAMonth) =>
    `${unit} a month ${Math.round(before)} -> ${Math.round(after)}`;
  return [
    ...(vcpuHours === undefined ? [] : [text('vCPU-hours', vcpuHours)]),
    ...(gbHours === undefined ? [] : [text('GB-hours', gbHours)]),
  ];
}

/** What all changes of a report saved together; undefined without any. */
export function realizedLine(targets: readonly { readonly changes?: readonly ReportedChange[] }[]): string | undefined {
  const realized = targets.flatMap(({ changes = [] }) => changes.flatMap((change) => change.realized ?? []));
  if (realized.length === 0) return undefined;
  const usd = sum(realized.map((each) => each.usd));
  return `Realized: ${savingText(usd)} over ${counted(realized.length, 'change')}.`;
}
