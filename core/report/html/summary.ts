import { sizeText, timeText } from '../reason-text.ts';
import type { Report, TargetReport } from '../report.ts';
import { html, type Markup } from './markup.ts';

/** The place of a target in the page. */
export function anchorOf(index: number): string {
  return `target-${index + 1}`;
}

/** `36.04`, or a dash where no price is confirmed. */
export function usdText(usd: number | undefined): string {
  return usd === undefined ? '–' : usd.toFixed(2);
}

function card(value: string, label: string): Markup {
  return html`<li class="card"><b>${value}</b>${label}</li>`;
}

/** What a target came to, in a word. */
export function verdictText({ finding, skipReason, outcome }: TargetReport): string {
  return finding ?? (skipReason === undefined ? outcome : `skipped: ${skipReason}`);
}

function row(target: TargetReport, index: number): Markup {
  const { id, running, recommended, monthlyUsd, alerts } = target;
  const texts = [running, recommended].map((sizes) => (sizes === undefined ? '–' : sizeText(sizes.task)));
  return html`<tr><th scope="row"><a href="#${anchorOf(index)}">${id}</a></th><td>${texts[0]}</td><td>${texts[1]}</td><td>${verdictText(target)}${alerts.length === 0 ? '' : ` (${alerts.length} to look at)`}</td><td class="number">${usdText(monthlyUsd.current)}</td><td class="number">${usdText(monthlyUsd.recommended)}</td></tr>`;
}

/** Money, counts, and a line for each target. */
export function summaryMarkup({ totals, targets, window, time }: Report): Markup {
  const { current, recommended, savings } = totals.monthlyUsd;
  const saved = savings < 0 ? 'USD a month more' : 'USD a month saved';
  return html`<header><h1>Task sizes of ${totals.targets} ${totals.targets === 1 ? 'target' : 'targets'}</h1>
<p class="soft">Decided ${timeText(time)} from ${timeText(window.startTime)} to ${timeText(window.endTime)}. Money is for one task of 730 hours a month, on demand, where a price is confirmed.</p></header>
<ul class="cards">${[card(usdText(current), 'USD a month now'), card(usdText(recommended), 'USD a month recommended'), card(Math.abs(savings).toFixed(2), saved), card(String(totals.changed), 'to change'), card(String(totals.skipped + totals.failed + totals.notDone), 'skipped, failed or not done')]}</ul>
<div class="wide" tabindex="0" role="region" aria-label="All targets"><table><thead><tr><th scope="col">Target</th><th scope="col">Running</th><th scope="col">Recommended</th><th scope="col">Finding</th><th scope="col" class="number">USD now</th><th scope="col" class="number">USD then</th></tr></thead><tbody>${targets.map(row)}</tbody></table></div>`;
}
