import { RESOURCES } from '../../decision/keep-sizes.ts';
import { sizeText } from '../reason-text.ts';
import type { Alternative } from './alternatives.ts';
import { html, type Markup } from './markup.ts';
import { usdText } from './summary.ts';
import { RESOURCE_NAMES } from './usage-picture.ts';

function weekText({ weeks }: Alternative, week: number): string {
  const known = RESOURCES.flatMap((resource) => {
    const points = weeks[resource]?.[week];
    return points === undefined || points === null ? [] : [{ name: RESOURCE_NAMES[resource], points }];
  });
  if (known.length === 0) return 'no data';
  const above = known.filter(({ points }) => points > 0).map(({ name, points }) => `${name} ${points}×`);
  return above.length === 0 ? 'never' : above.join(', ');
}

function row(alternative: Alternative, weekCount: number): Markup {
  const { task, usdPerMonth, isRunning, isRecommended } = alternative;
  const tags = [...(isRunning ? ['running'] : []), ...(isRecommended ? ['recommended'] : [])].join(', ');
  const weeks = Array.from({ length: weekCount }, (_, week) => html`<td>${weekText(alternative, week)}</td>`);
  return html`<tr class="${isRecommended ? 'recommended' : 'other'}"><th scope="row">${sizeText(task)}${tags === '' ? '' : ` (${tags})`}</th><td class="number">${usdText(usdPerMonth)}</td>${weeks}</tr>`;
}

/** What each neighboring size costs, and how often each week's use was above it. */
export function alternativesTable(alternatives: readonly Alternative[]): Markup {
  const weekCount = Math.max(
    0,
    ...alternatives.flatMap(({ weeks }) => Object.values(weeks).map(({ length }) => length)),
  );
  const heads = Array.from({ length: weekCount }, (_, week) => html`<th scope="col">Week ${week + 1}</th>`);
  return html`<h3>Other sizes</h3><p class="soft">How many points of each week, the oldest first, were above a size. What stood at a limit may have wanted more than was seen.</p>
<div class="wide" tabindex="0" role="region" aria-label="Other sizes"><table><thead><tr><th scope="col">Size</th><th scope="col" class="number">USD a month</th>${heads}</tr></thead><tbody>${alternatives.map((each) => row(each, weekCount))}</tbody></table></div>`;
}
