import { oneLine } from '../core/model/visible.ts';
import { findingText } from '../core/report/finding-text.ts';
import { type News, targetNews } from '../core/report/news.ts';
import { kindWords } from '../core/report/news-kinds.ts';
import type { Report, TargetReport } from '../core/report/report.ts';
import { byMoney, notesOf } from './plan-cells.ts';

type Value = string | number | undefined;

/** A target with its news. */
type Told = News & { readonly target: TargetReport };

/** The columns by name, in their order: sizes are of the task. */
const COLUMNS: Readonly<Record<string, (told: Told) => Value>> = {
  service: ({ target }) => target.service,
  stage: ({ target }) => target.stage,
  region: ({ target }) => target.region,
  account: ({ target }) => target.account,
  finding: ({ target }) => findingText(target),
  status: ({ kind }) => kindWords(kind).inPlan,
  nowCpuUnits: ({ running }) => running?.cpuUnits,
  nowMemoryMiB: ({ running }) => running?.memoryMiB,
  nextCpuUnits: ({ next }) => next?.cpuUnits,
  nextMemoryMiB: ({ next }) => next?.memoryMiB,
  aimCpuUnits: ({ aim, next, running }) => (aim ?? next ?? running)?.cpuUnits,
  aimMemoryMiB: ({ aim, next, running }) => (aim ?? next ?? running)?.memoryMiB,
  nowUsdPerMonth: ({ money }) => money?.now,
  nextUsdPerMonth: ({ money }) => money?.next,
  aimUsdPerMonth: ({ money }) => money && (money.aim ?? money.next ?? money.now),
  notes: ({ target }) => notesOf(target).join(' '),
  commands: ({ commands }) => commands.join('; '),
};

/**
 * A cell of RFC 4180. A spreadsheet would take a text that begins so for a formula.
 *
 * @example csvCell('=1+1, "x"') // `"'=1+1, ""x"""`
 */
export function csvCell(value: Value): string {
  if (value === undefined || typeof value === 'number') return String(value ?? '');
  const text = oneLine(value).replace(/^[=+\-@]/, "'$&");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The plan as CSV with a head, a line for each target, for a spreadsheet. Nothing is rounded or put together. */
export function planCsv(report: Report): string {
  const rows = byMoney(report.targets).map((target) => {
    const told = { ...targetNews(target), target };
    return Object.values(COLUMNS).map((cellOf) => csvCell(cellOf(told)));
  });
  return [Object.keys(COLUMNS), ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}
