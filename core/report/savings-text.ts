import { counted } from '../model/words.ts';
import { usdText } from '../money/usd.ts';
import type { OwnerSavings } from './report.ts';

const LARGEST = 10;

/** The largest savings, those of equal size in the order of their ids. */
export function largestOf(all: OwnerSavings['largest']): OwnerSavings['largest'] {
  const sorted = all.toSorted((a, b) => b.usd - a.usd || (a.id < b.id ? -1 : 1));
  return sorted.filter(({ usd }) => usd > 0).slice(0, LARGEST);
}

/**
 * The savings of a week in lines: a line for each owner, and the largest that could still be had. None where there is nothing.
 *
 * For example: ['Savings in USD a month:', 'payments, 2 services: 13.90 realized, 14.78 waiting, 0.00 refused', 'Largest: shop/qa 14.78']
 */
export function savingsTexts(savings: readonly OwnerSavings[] = []): readonly string[] {
  const told = savings.filter(
    ({ realizedUsd, waitingUsd, refusedUsd }) => realizedUsd !== 0 || waitingUsd + refusedUsd > 0,
  );
  if (told.length === 0) return [];
  const isOwned = savings.some(({ owner }) => owner !== undefined);
  const largest = largestOf(told.flatMap((part) => part.largest)).map(({ id, usd }) => `${id} ${usdText(usd)}`);
  return [
    'Savings in USD a month:',
    ...told.map((part) => partText(part, isOwned)),
    ...(largest.length === 0 ? [] : [`Largest: ${largest.join(', ')}`]),
  ];
}

function partText({ owner = 'no owner', targets, ...usd }: OwnerSavings, isOwned: boolean): string {
  const realized = `${usdText(Math.abs(usd.realizedUsd))} ${usd.realizedUsd < 0 ? 'lost' : 'realized'}`;
  const amounts = `${realized}, ${usdText(usd.waitingUsd)} waiting, ${usdText(usd.refusedUsd)} refused`;
  return `${isOwned ? `${owner}, ` : ''}${counted(targets, 'service')}: ${amounts}`;
}
