import { pinText } from '../../decision/guards/pin.ts';
import { sizeText } from '../../model/words.ts';
import { savingsOf, usdText } from '../../money/usd.ts';
import type { TargetReport } from '../report.ts';
import { badge, verdictText } from './badge.ts';
import { html, type Markup } from './markup.ts';

type Fact = readonly [name: string, value: string | Markup];

function withPrice(sizes: TargetReport['running'], usd: number | undefined): Markup | string {
  if (sizes === undefined) return '–';
  return html`${sizeText(sizes.task)}${usd === undefined ? undefined : html` <small>${usdText(usd)} USD a month</small>`}`;
}

function moneyFact({ monthlyUsd: { current, recommended } }: TargetReport): readonly Fact[] {
  if (current === undefined || recommended === undefined || current === recommended) return [];
  const usd = usdText(Math.abs(savingsOf(current, recommended)));
  return current > recommended ? [['Saves', `${usd} USD a month`]] : [['Costs', `${usd} USD a month more`]];
}

function evidenceFact({ evidence }: TargetReport): readonly Fact[] {
  if (evidence === undefined) return [];
  const { verdict, confidence } = evidence;
  const because = confidence.because.length === 0 ? '' : ` (${confidence.because.join(', ')})`;
  return [
    ['Verdict', `${verdict.kind === 'silent' ? 'say nothing' : verdict.kind}, ${confidence.kind} confidence${because}`],
  ];
}

/** What was decided of a target, at a glance. */
export function targetFacts(target: TargetReport): Markup {
  const { finding, running, recommended, monthlyUsd, policy, mode, pin } = target;
  const facts: readonly Fact[] = [
    ['Finding', badge(finding, verdictText(target))],
    ['Running', withPrice(running, monthlyUsd.current)],
    ['Recommended', withPrice(recommended, monthlyUsd.recommended)],
    ...moneyFact(target),
    ['Policy', `${policy}, mode ${mode}`],
    ...evidenceFact(target),
    ...(pin === undefined ? [] : [['Pin', pinText(pin)] as const]),
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
