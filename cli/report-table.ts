import { styleText } from 'node:util';
import { targetNews } from '../core/report/news.ts';
import type { Report } from '../core/report/report.ts';
import { WIDTH, wrapped } from './columns.ts';
import { byMoney, notesOf, PLAN_HEAD, planRows, runNotesOf, SIZES_AND_RISK, totalText } from './plan-cells.ts';

const GAP = '  ';
/** Columns: the names come first and give way, the money is right-aligned, the finding is colored. */
const NAMES = 2;
const MONEY = PLAN_HEAD.indexOf('USD a month');
const FINDING = PLAN_HEAD.indexOf('finding');
/** A stage's name may take so much of the two names' room before it is shortened. */
const STAGE_SHARE = 0.45;

interface TableOptions {
  /** Colors for a terminal. Default false. */
  readonly colored?: boolean;
}

/**
 * A name that is too long keeps its beginning and its end.
 *
 * @example shortName('payments-production', 9) // 'paym…tion'
 */
export function shortName(name: string, width: number): string {
  if (name.length <= width) return name;
  const end = Math.floor((width - 1) / 2);
  return `${name.slice(0, width - 1 - end)}…${end === 0 ? '' : name.slice(-end)}`;
}

function widthsOf(rows: ReadonlyArray<readonly string[]>): readonly number[] {
  const widths = PLAN_HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const [service = 0, stage = 0, ...rest] = widths;
  const room = WIDTH - rest.reduce((sum, width) => sum + width + GAP.length, GAP.length);
  if (service + stage <= room) return widths;
  const stageWidth = Math.min(stage, Math.max(room - service, Math.floor(room * STAGE_SHARE)));
  return [room - stageWidth, stageWidth, ...rest];
}

/** The first word that a finding has decides. */
const COLORS = [
  ['failed', 'red'],
  ['not done', 'red'],
  ['under', 'yellow'],
  ['over', 'green'],
  ['optimized', 'green'],
] as const;

function tint(cell: string): string {
  const [, color] = COLORS.find(([word]) => cell.includes(word)) ?? [];
  return color === undefined ? cell : styleText(color, cell, { validateStream: false });
}

function cellText(cell: string, column: number, width: number): string {
  if (column === MONEY) return cell.padStart(width);
  return (column < NAMES ? shortName(cell, width) : cell).padEnd(width);
}

function align(rows: ReadonlyArray<readonly string[]>, { colored = false }: TableOptions): readonly string[] {
  const widths = widthsOf(rows);
  return rows.map((cells) => {
    const texts = cells.map((cell, column) => cellText(cell, column, widths[column] ?? 0));
    return (colored ? texts.map((text, column) => (column === FINDING ? tint(text) : text)) : texts)
      .join(GAP)
      .trimEnd();
  });
}

function indented([first = '', ...more]: readonly string[]): readonly string[] {
  return [first, ...more.map((line) => `  ${line}`)];
}

/**
 * What runs, what is recommended and what it costs: a line a target, the largest saving first; totals and what must be
 * known below, with the commands that answer it. No line but a command is wider than 100 columns.
 */
export function reportTable(report: Report, options: TableOptions = {}): string {
  const targets = byMoney(report.targets);
  const lines = align([PLAN_HEAD, ...targets.flatMap(planRows)], options);
  const noted = (texts: readonly string[]) => texts.flatMap((text) => indented(wrapped(text, WIDTH - 2)));
  const notes = [
    ...targets.flatMap((target) => [
      ...noted(notesOf(target)),
      ...targetNews(target).commands.map((each) => `  ${each}`),
    ]),
    ...noted(runNotesOf(report)),
  ];
  return `${[...lines, '', ...wrapped(totalText(report), WIDTH), ...wrapped(SIZES_AND_RISK, WIDTH), ...notes].join('\n')}\n`;
}
