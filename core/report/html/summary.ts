import { minuteText } from '../../model/time.ts';
import { sizeText } from '../../model/words.ts';
import { usdText } from '../../money/usd.ts';
import { realizedLine } from '../realized-text.ts';
import { isTrouble, type Report, type TargetReport } from '../report.ts';
import { missingOpinionTexts } from '../second-opinion-text.ts';
import { badge, FINDINGS, verdictText } from './badge.ts';
import { html, type Markup } from './markup.ts';

/** The place of a target in the page. */
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

function moneyCards({ totals: { monthlyUsd } }: Report): readonly Markup[] {
  const { current, recommended, savings } = monthlyUsd;
  if (current === 0) return [card('–', 'USD a month: nothing to compare')];
  const percent = savings === 0 ? '' : ` (${Math.round((Math.abs(savings) / current) * 100)} %)`;
  const label = savings < 0 ? 'USD a month more' : 'USD a month saved';
  return [
    card(usdText(current), 'USD a month now'),
    card(usdText(recommended), 'USD a month recommended'),
    card(usdText(Math.abs(savings)), `${label}${percent}`),
  ];
}

function findingBadges({ targets, totals }: Report): readonly Markup[] {
  const found = FINDINGS.map((each) => ({
    finding: each,
    count: targets.filter(({ finding }) => finding === each).length,
  }));
  const others = [
    { count: totals.skipped, text: 'skipped' },
    { count: targets.filter(isTrouble).length, text: 'failed or not done' },
  ];
  const badges = [
    ...found.map(({ finding, count }) => ({ finding, count, text: finding.toLowerCase() })),
    ...others.map((each) => ({ ...each, finding: undefined })),
  ];
  return badges
    .filter(({ count }) => count > 0)
    .map(({ finding, count, text }) => html`<li>${badge(finding, `${count} ${text}`)}</li>`);
}

function lookText({ alerts }: TargetReport): Markup | undefined {
  return alerts.length === 0 ? undefined : html` <small>${alerts.length} to look at</small>`;
}

function row(target: TargetReport, index: number): Markup {
  const { id, running, recommended, monthlyUsd, finding } = target;
  const [now, then] = [running, recommended].map((sizes) => (sizes === undefined ? '–' : sizeText(sizes.task)));
  return html`<tr><th scope="row"><a href="#${anchorOf(index)}">${id}</a></th><td>${badge(finding, verdictText(target))}${lookText(target)}</td><td>${now}</td><td>${then}</td><td class="number">${priceText(monthlyUsd.current)}</td><td class="number">${priceText(monthlyUsd.recommended)}</td></tr>`;
}

/** What the page is about. */
export function headerMarkup({ totals, window, time }: Report): Markup {
  return html`<header><p class="brand">fargate-rightsizer</p><h1>Task sizes of ${totals.targets} ${totals.targets === 1 ? 'target' : 'targets'}</h1>
<p class="soft">Decided ${minuteText(time)} on what was seen from ${minuteText(window.startTime)} to ${minuteText(window.endTime)}.</p></header>`;
}

/** What is said once for all targets: what changes saved, and why there is no second opinion. */
function runNotes({ targets }: Report): readonly Markup[] {
  const realized = realizedLine(targets);
  const texts = [...(realized === undefined ? [] : [realized]), ...missingOpinionTexts(targets)];
  return texts.map((text) => html`<p>${text}</p>`);
}

/** Money, findings, and a line for each target. */
export function summaryMarkup(report: Report): Markup {
  return html`<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>
<ul class="cards">${moneyCards(report)}</ul>
<ul class="badges" aria-label="Findings">${findingBadges(report)}</ul>
<div class="wide" tabindex="0" role="region" aria-label="All targets"><table class="targets"><thead><tr><th scope="col">Target</th><th scope="col">Finding</th><th scope="col">Running</th><th scope="col">Recommended</th><th scope="col" class="number">USD now</th><th scope="col" class="number">USD then</th></tr></thead><tbody>${report.targets.map(row)}</tbody></table></div>
${runNotes(report)}<p class="soft">Money is for all tasks of a service in a month of 730 hours, where a price is known. 1024 CPU units are one vCPU.</p></section>`;
}
