import type { RuleScore } from '../backtest/walk-forward.ts';
import { usdText } from '../core/money/usd.ts';

const HEAD = ['policy / rule', 'USD per month', 'CPU exceeded %', 'memory episodes', 'changes'] as const;

function percentExceeded({ cpuPoints, cpuPointsExceeded }: RuleScore): string {
  return cpuPoints === 0 ? '-' : ((cpuPointsExceeded / cpuPoints) * 100).toFixed(3);
}

function row(score: RuleScore): readonly string[] {
  const { rule, usdPerMonth, memoryEpisodes, changes } = score;
  return [rule, usdText(usdPerMonth), percentExceeded(score), String(memoryEpisodes), String(changes)];
}

/** One line a policy or rule: what it would have cost and where it would have been too small. */
export function backtestTable(scores: readonly RuleScore[]): string {
  const rows = [HEAD, ...scores.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
