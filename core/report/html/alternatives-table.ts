import { RESOURCES } from '../../model/task-size.ts';
import { dayText } from '../../model/time.ts';
import { NAMES, sizeText } from '../../model/words.ts';
import { ALTERNATIVE_NAMES, expectedTexts } from '../expected-text.ts';
import type { Alternative, Alternatives, PointsAbove } from './alternatives.ts';
import { html, type Markup, trusted } from './markup.ts';
import { priceText } from './summary.ts';

function weekCell(points: PointsAbove, week: number): Markup {
  const label = `Week ${week + 1}`;
  const known = RESOURCES.flatMap((resource) => {
    const count = points[resource];
    return count === undefined ? [] : [{ name: NAMES[resource], count }];
  });
  const above = known.filter(({ count }) => count > 0);
  if (above.length === 0)
    return html`<td class="soft" data-label="${label}">${known.length === 0 ? 'no data' : 'never'}</td>`;
  return html`<td class="passed" data-label="${label}">${above.map(({ name, count }) => html`<span>${name} ${count}×</span> `)}</td>`;
}

function expectedCell(alternative: Alternative): Markup {
  if (alternative.below.length > 0)
    return html`<td class="ruled" data-label="Expected"><span class="line">ruled out: below the ${alternative.below.join(' and the ')}</span></td>`;
  const texts = expectedTexts(alternative);
  if (texts.length === 0) return html`<td data-label="Expected">unknown</td>`;
  return html`<td data-label="Expected">${texts.map((text) => html`<span class="line">${text}</span> `)}</td>`;
}

function nameOf({ kind, isRunning }: Alternative): string {
  if (kind === 'running') return 'running';
  return `${ALTERNATIVE_NAMES[kind]}${isRunning ? ', running' : ''}`;
}

function row(alternative: Alternative): Markup {
  const { kind, task, usdPerMonth, weeks, below } = alternative;
  const mark = kind === 'recommended' ? ' class="recommended"' : below.length > 0 ? ' class="ruled"' : '';
  return html`<tr${trusted(mark)}><th scope="row">${sizeText(task)} <small>${nameOf(alternative)}</small></th><td class="number" data-label="USD a month">${priceText(usdPerMonth)}</td>${weeks.map(weekCell)}${expectedCell(alternative)}</tr>`;
}

/** What the recommended size and its neighbors cost, how often each week's use was above them, and what is expected. */
export function alternativesTable(
  { weekStarts, periodMinutes, sizes }: Alternatives,
  expected: readonly string[],
): Markup {
  const heads = weekStarts.map(
    (start, week) => html`<th scope="col">Week ${week + 1} <small>from ${dayText(start)}</small></th>`,
  );
  return html`<h3>Other sizes</h3>
<p>${expected.map((text) => html`${text} `)}Below: one step up and down on Fargate's grid, and how many points of ${periodMinutes} minutes were above each size. What stood at a limit may have wanted more than was seen.</p>
<div class="wide" tabindex="0" role="region" aria-label="Other sizes"><table class="stack"><thead><tr><th scope="col">Size</th><th scope="col" class="number">USD a month</th>${heads}<th scope="col">Expected in a month</th></tr></thead><tbody>${sizes.map(row)}</tbody></table></div>`;
}
