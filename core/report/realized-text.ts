import { counted } from '../model/words.ts';
import type { HoursAMonth, RealizedSource } from '../money/realized.ts';
import { usdText } from '../money/usd.ts';
import type { HistoryEntry, RealizedSaving, State } from '../publication/state-document.ts';
import { savingText } from './money-text.ts';
import type { ReportedChange } from './report.ts';

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
 * For example: 'saves 14.77 USD a month forecast; 13.90 realized over 7 days (Cost Explorer); vCPU-hours a month 730 -> 365'
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
  const usd = realized.reduce((sum, each) => sum + each.usd, 0);
  return `Realized: ${savingText(usd)} over ${counted(realized.length, 'change')}.`;
}
