import type { WhatIf } from '../decision/what-if.ts';
import { counted, sizeText } from '../model/words.ts';
import type { Pricing, Tariff, TaskCount } from '../money/tariff.ts';
import type { PriceSource } from '../money/unit-price.ts';
import { usdText } from '../money/usd.ts';
import { expectedText } from './expected-text.ts';
import { differenceText } from './money-text.ts';
import type { TargetReport } from './report.ts';

function sourceText(source: PriceSource): string {
  switch (source.kind) {
    case 'Configured':
      return 'those of rightsizer.yml';
    case 'PriceList':
      return `AWS's Price List${source.asOf === undefined ? '' : ` of ${source.asOf}`}`;
    case 'Shipped':
      return `shipped ones of ${source.asOf}${source.because === undefined ? '' : ` (${source.because})`}`;
  }
}

const COUNTED: Readonly<Record<TaskCount['from'], string>> = {
  SampleCount: ' on average by samples of CPU',
  RunningTaskCount: ' on average by Container Insights',
  DesiredCount: ', as many as are wanted',
  OneTask: ', though none is wanted now',
};

/**
 * By which prices money is shown, or why there is none. For example:
 *
 * "Prices: AWS's Price List of 2026-11-20; 0.04048 USD a vCPU and hour, 0.004445 a GB; 1 task, as many as are wanted."
 */
export function pricingText(pricing: Pricing): string {
  if (pricing.kind === 'unpriced') return `No money: ${pricing.why}`;
  const { prices, storageUsd, tasks, source, discountPercent, spotShare } = pricing.tariff;
  const rate = (usd: number) => String(Number(usd.toPrecision(5)));
  const parts = [
    sourceText(source),
    `${rate(prices.perVcpuUsd)} USD a vCPU and hour, ${rate(prices.perGbUsd)} a GB`,
    `${counted(tasks.mean, 'task')}${COUNTED[tasks.from]}`,
    ...(discountPercent > 0 ? [`${discountPercent} % off`] : []),
    ...(spotShare > 0 ? [spotText(pricing.tariff)] : []),
    ...(storageUsd > 0 ? [`${rate(storageUsd)} an hour for storage above 20 GB`] : []),
  ];
  return `Prices: ${parts.join('; ')}.`;
}

function spotText({ source, spotShare, spotDiscountPercent: discountPercent }: Tariff): string {
  const tasks = `${Math.round(spotShare * 100)} % of the tasks on Spot`;
  if (source.kind === 'Configured') return `${tasks}, at the same price`;
  return discountPercent === undefined
    ? `${tasks}, priced as on demand (prices.spotDiscountPercent is not set)`
    : `${tasks} at ${discountPercent} % off`;
}

function whatIfText(whatIf: WhatIf): string {
  const { kind, task, usdPerMonth, savesUsd } = whatIf;
  const money = `${usdText(usdPerMonth)} USD a month (${differenceText(savesUsd)})`;
  if (kind === 'arm64') return `On ARM64, with images for it: ${money}.`;
  return `The next smaller size, ${sizeText(task)}: ${money}.${expectedText(whatIf)
    .map((text) => ` ${text}`)
    .join('')}`;
}

/** What money is made of, and what else there would be: one sentence each. */
export function pricingTexts({
  pricing,
  whatIf,
  monthlyUsd,
}: Pick<TargetReport, 'pricing' | 'whatIf' | 'monthlyUsd'>): readonly string[] {
  const { grid } = monthlyUsd;
  return [
    ...(pricing === undefined ? [] : [pricingText(pricing)]),
    ...(grid === undefined
      ? []
      : [`${usdText(grid)} USD a month of it no sizing can remove: Fargate has no size between.`]),
    ...whatIf.map(whatIfText),
  ];
}

/** What must be known of a target's money: that it has none and why, or that today's prices could not be read. */
function noteOf(pricing: Pricing | undefined): readonly [what: string, why: string] | undefined {
  if (pricing?.kind === 'unpriced') return ['No money for', pricing.why];
  const source = pricing?.tariff.source;
  if (source?.kind !== 'Shipped' || source.because === undefined) return undefined;
  return ['Shipped prices for', `${source.because}.`];
}

/** What must be known of the money of a run, one line for each cause, with the targets that it concerns. */
export function pricingNotes(targets: readonly Pick<TargetReport, 'id' | 'pricing'>[]): readonly string[] {
  const notes = targets.flatMap(({ id, pricing }) => {
    const note = noteOf(pricing);
    return note === undefined ? [] : [{ id, note }];
  });
  const causes = Map.groupBy(notes, ({ note }) => note.join(' '));
  return [...causes.values()].flatMap((group) => {
    const ids = group.map(({ id }) => id).join(', ');
    return group.slice(0, 1).map(({ note: [what, why] }) => `${what} ${ids}: ${why}`);
  });
}
