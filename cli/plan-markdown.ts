import { oneLine } from '../core/model/visible.ts';
import { moneyTexts } from '../core/report/money-text.ts';
import { targetNews } from '../core/report/news.ts';
import { sizeTexts } from '../core/report/news-text.ts';
import type { Report, TargetReport } from '../core/report/report.ts';
import { ownOpinionTexts } from '../core/report/second-opinion-text.ts';
import { byMoney, notesOf, PLAN_HEAD, planRows, runNotesOf, SIZES_AND_RISK, totalText } from './plan-cells.ts';

/** Numbers read best from the right. */
const RIGHT: readonly string[] = ['now', 'then', 'USD a month', 'risk'];

/**
 * What others wrote, as text that GitHub shows and does not obey: no markup, no tag, no mention, no cell of its own.
 *
 * @example escaped('a|b <b>') // 'a\\|b &lt;b>'
 */
export function escaped(text: string): string {
  return htmlText(oneLine(text))
    .replace(/[\\`*_[\]|~#!]|^[>+-]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u2060');
}

/** Between tags that stand on one line GitHub reads no markup, so there are no backslashes either. */
function htmlText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

/** A lone `-` stands for nothing, and no list begins in a cell. */
function cell(text: string): string {
  return escaped(text).replace(/^\\-/, '-');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function details(target: TargetReport): readonly string[] {
  const news = targetNews(target);
  const said = [...target.reasons.map(({ text }) => text), ...ownOpinionTexts(target)];
  if (said.length === 0) return [];
  const head = [`${news.headline} ${news.id}`, ...sizeTexts(news), ...moneyTexts(news.money)].join('; ');
  const texts = [...said, `Now: ${news.now}`].map((text) => `- ${escaped(text)}`);
  return ['', '<details>', `<summary>${htmlText(head)}</summary>`, '', ...texts, '', '</details>'];
}

/** A plan for a pull request: the table, the totals, what must be known, and the reasons folded away. */
export function planMarkdown(report: Report): string {
  const targets = byMoney(report.targets);
  const rule = PLAN_HEAD.map((head) => (RIGHT.includes(head) ? '---:' : '---'));
  const noted = (texts: readonly string[]) => texts.map((text) => `- ${escaped(text)}`);
  const notes = [
    ...targets.flatMap((target) => [
      ...noted(notesOf(target)),
      ...targetNews(target).commands.map((each) => `  - \`${each}\``),
    ]),
    ...noted(runNotesOf(report)),
  ];
  const lines = [
    row(PLAN_HEAD),
    row(rule),
    ...targets.flatMap(planRows).map((cells) => row(cells.map(cell))),
    '',
    `**${totalText(report)}**`,
    '',
    SIZES_AND_RISK,
    ...(notes.length === 0 ? [] : ['', ...notes]),
    ...targets.flatMap(details),
  ];
  return `${lines.join('\n')}\n`;
}
