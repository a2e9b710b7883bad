import { sizeText } from '../core/report/reason-text.ts';
import type { Report, TargetReport } from '../core/report/report.ts';

const HEAD = ['service', 'stage', 'runs', 'recommended', 'finding', 'USD/month', 'then'] as const;

function usd(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(2);
}

function row(target: TargetReport): readonly string[] {
  const { service, stage, running, recommended, finding, skipReason, outcome, monthlyUsd } = target;
  return [
    service,
    stage,
    running === undefined ? '-' : sizeText(running.task),
    recommended === undefined ? '-' : sizeText(recommended.task),
    finding ?? skipReason ?? outcome,
    usd(monthlyUsd.current),
    usd(monthlyUsd.recommended),
  ];
}

function align(rows: ReadonlyArray<readonly string[]>): readonly string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const money = HEAD.length - 2;
  return rows.map((cells) =>
    cells
      .map((cell, column) => (column >= money ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** What runs, what is recommended, why and what it costs: one line a target, totals below. */
export function reportTable(report: Report): string {
  const lines = align([HEAD, ...report.targets.map(row)]);
  const { current, recommended, savings } = report.totals.monthlyUsd;
  const verb = savings < 0 ? `costs ${(-savings).toFixed(2)} more` : `saves ${savings.toFixed(2)}`;
  const total = `USD per month: ${current.toFixed(2)} now, ${recommended.toFixed(2)} recommended (${verb}), one task of 730 hours each`;
  const problems = report.targets.flatMap(({ id, detail, alerts }) =>
    [detail ?? [], ...alerts.map(({ text }) => text)].flat().map((text) => `${id}: ${text}`),
  );
  return `${[...lines, '', total, ...problems].join('\n')}\n`;
}
