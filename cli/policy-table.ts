import type { PriceCurve } from '../core/decision/price-curve.ts';
import { usdText } from '../core/money/usd.ts';
import { monthlyText } from '../core/report/expected-text.ts';

/** A target's curve, or why there is none. */
export interface TargetCurve {
  readonly id: string;
  readonly policy: string;
  /** Absent where utilization has no say. */
  readonly curve?: PriceCurve;
}

const HEAD = ['USD an hour', 'USD a kill', 'size', 'USD a month', 'hours short', 'kills', ''] as const;

function sizeCells({ task, usdPerMonth, cpuHoursShort, memoryKills }: PriceCurve['today']): readonly string[] {
  return [
    `${task.cpuUnits}/${task.memoryMiB}`,
    usdText(usdPerMonth),
    monthlyText(cpuHoursShort),
    monthlyText(memoryKills),
  ];
}

function rowsOf({ today, points }: PriceCurve): ReadonlyArray<readonly string[]> {
  const rows = points.map(({ prices, isChosen, isToday, ...size }) => [
    usdText(prices.cpuUsdPerHour),
    usdText(prices.memoryUsdPerKill),
    ...sizeCells(size),
    [...(isChosen ? ['policy'] : []), ...(isToday ? ['today'] : [])].join(', '),
  ]);
  const isOnCurve = points.some(({ isToday }) => isToday);
  return isOnCurve ? [HEAD, ...rows] : [HEAD, ...rows, ['', '', ...sizeCells(today), 'today']];
}

function tableOf(rows: ReadonlyArray<readonly string[]>): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) => cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  return lines.map((line) => `  ${line.trimEnd()}\n`).join('');
}

/** Each target's cost against hours short and kills, at ten prices of a shortage. */
export function policyTables(targets: readonly TargetCurve[]): string {
  const texts = targets.map(({ id, policy, curve }) => {
    const table = curve === undefined ? '  There is no use to size it by.\n' : tableOf(rowsOf(curve));
    return `${id}, policy ${policy}\n${table}`;
  });
  return texts.join('\n');
}
