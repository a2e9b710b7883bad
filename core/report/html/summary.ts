import type { TaskSize } from '../../model/task-size.ts';
import { minuteText } from '../../model/time.ts';
import { counted, sizeText } from '../../model/words.ts';
import { savingsOf, usdText } from '../../money/usd.ts';
import { findingText } from '../finding-text.ts';
import { realizedLine } from '../money-text.ts';
import { moneyTotals, type News, targetNews } from '../news.ts';
import { kindWords } from '../news-kinds.ts';
import { isTrouble, type Report, type TargetReport } from '../report.ts';
import { missingOpinionTexts } from '../second-opinion-text.ts';
import { html, type Markup } from './markup.ts';

const FINDINGS = ['Overprovisioned', 'Underprovisioned', 'Optimized'] as const;

/** The way the size should go; a form for each, since colors alone tell nobody. */
const SIGNS: Readonly<Record<string, readonly [sign: string, kind: string]>> = {
  Overprovisioned: ['▼', 'over'],
  Underprovisioned: ['▲', 'under'],
  Optimized: ['●', 'optimized'],
};
const OTHER = ['○', 'none'] as const;

function badge(finding: string | undefined, text: string): Markup {
  const [sign, kind] = SIGNS[finding ?? ''] ?? OTHER;
  return html`<span class="badge ${kind}"><span aria-hidden="true">${sign}</span> ${text}</span>`;
}

export function findingBadge(target: TargetReport): Markup {
  return badge(target.finding, findingText(target));
}

export function anchorOf(index: number): string {
  return `target-${index + 1}`;
}

/** `36.04`, or a dash where no price is known. */
export function priceText(usd: number | undefined): string {
  return usd === undefined ? '–' : usdText(usd);
}

function card(value: string, label: string): Markup {
  return html`<li class="card"><b>${value}</b> ${label}</li>`;
}

function moneyCards({ targets }: Report): readonly Markup[] {
  const { now, next, aim } = moneyTotals(targets);
  if (now === 0) return [card('–', 'USD a month: nothing to compare')];
  const savings = savingsOf(now, aim);
  const percent = savings === 0 ? '' : ` (${Math.round((Math.abs(savings) / now) * 100)} %)`;
  return [
    card(usdText(now), 'USD a month now'),
    ...(next === now || next === aim ? [] : [card(usdText(next), 'USD a month after the next run')]),
    card(usdText(aim), 'USD a month at the aim'),
    card(usdText(Math.abs(savings)), `${savings < 0 ? 'USD a month more' : 'USD a month saved'}${percent}`),
  ];
}

function findingBadges({ targets, totals }: Report): readonly Markup[] {
  const found = FINDINGS.map((finding) => {
    return { finding, text: finding.toLowerCase(), count: targets.filter((each) => each.finding === finding).length };
  });
  const others = [
    { finding: undefined, text: 'skipped', count: totals.skipped },
    { finding: undefined, text: 'failed or not done', count: targets.filter(isTrouble).length },
  ];
  return [...found, ...others]
    .filter(({ count }) => count > 0)
    .map(({ finding, count, text }) => html`<li>${badge(finding, `${count} ${text}`)}</li>`);
}

function lookText({ look }: News): Markup | undefined {
  return look.length === 0 ? undefined : html` <small>${look.length} to look at</small>`;
}

function cell(label: string, task: TaskSize | undefined, usd: number | undefined): Markup {
  const size = task === undefined ? '–' : sizeText(task);
  return html`<td data-label="${label}">${size}${usd === undefined ? undefined : html` <small>${usdText(usd)} USD</small>`}</td>`;
}

function row(target: TargetReport, index: number): Markup {
  const news = targetNews(target);
  const { running, next, aim, money, kind } = news;
  return html`<tr><th scope="row"><a href="#${anchorOf(index)}">${target.id}</a></th><td data-label="Finding">${findingBadge(target)}${lookText(news)}</td>${cell('Now', running, money?.now)}${cell('Next', next, money?.next)}${cell('Aim', aim, money?.aim)}<td data-label="A run">${kindWords(kind).inPlan}</td></tr>`;
}

export function headerMarkup({ totals, window, time }: Report): Markup {
  return html`<header><p class="brand">fargate-rightsizer</p><h1>Task sizes of ${counted(totals.targets, 'target')}</h1>
<p class="soft">Decided ${minuteText(time)} on what was seen from ${minuteText(window.startTime)} to ${minuteText(window.endTime)}.</p></header>`;
}

function runNotes({ targets }: Report): readonly Markup[] {
  const realized = realizedLine(targets);
  const texts = [...(realized === undefined ? [] : [realized]), ...missingOpinionTexts(targets)];
  return texts.map((text) => html`<p>${text}</p>`);
}

export function summaryMarkup(report: Report): Markup {
  return html`<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>
<ul class="cards">${moneyCards(report)}</ul>
<ul class="badges" aria-label="Findings">${findingBadges(report)}</ul>
<div class="wide" tabindex="0" role="region" aria-label="All targets"><table class="targets stack"><thead><tr><th scope="col">Target</th><th scope="col">Finding</th><th scope="col">Now</th><th scope="col">Next</th><th scope="col">Aim</th><th scope="col">A run</th></tr></thead><tbody>${report.targets.map(row)}</tbody></table></div>
${runNotes(report)}<p class="soft">Money is for all tasks of a service in a month of 730 hours, where a price is known. 1024 CPU units are one vCPU.</p></section>`;
}
