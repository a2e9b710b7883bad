import { RESOURCES } from '../../model/resource.ts';
import { sizeText } from '../../model/words.ts';
import { ALTERNATIVE_NAMES, exceededText } from '../exceeded-text.ts';
import type { Alternative, Alternatives, PointsAbove } from './alternatives.ts';
import { dayText } from './day-text.ts';
import { html, type Markup, trusted } from './markup.ts';
import { priceText } from './summary.ts';
import { RESOURCE_NAMES } from './usage-picture.ts';

function weekCell(points: PointsAbove, week: number): Markup {
  const label = `Week ${week + 1}`;
  const known = RESOURCES.flatMap((resource) => {
    const count = points[resource];
    return count === undefined ? [] : [{ name: RESOURCE_NAMES[resource], count }];
  });
  const above = known.filter(({ count }) => count > 0);
  if (above.length === 0)
    return html`<td class="soft" data-label="${label}">${known.length === 0 ? 'no data' : 'never'}</td>`;
  return html`<td class="passed" data-label="${label}">${above.map(({ name, count }) => html`<span>${name} ${count}×</span> `)}</td>`;
}

function passedCell(alternative: Alternative): Markup {
  if (alternative.below.length > 0)
    return html`<td class="ruled" data-label="Exceeded"><span class="line">ruled out: below the ${alternative.below.join(' and the ')}</span></td>`;
  const found = RESOURCES.flatMap((resource) => {
    const weeks = alternative[resource];
    return weeks === undefined ? [] : [{ name: RESOURCE_NAMES[resource], weeks }];
  });
  const passed = found.filter(({ weeks }) => weeks.weeksExceeded > 0);
  const weeks = Math.max(0, ...found.map(({ weeks }) => weeks.weeks));
  if (passed.length === 0)
    return html`<td data-label="Exceeded">${weeks === 0 ? 'unknown' : `in 0 of ${weeks} weeks`}</td>`;
  return html`<td data-label="Exceeded">${passed.map((each) => html`<span class="line">${exceededText(each.name, each.weeks)}</span> `)}</td>`;
}

function nameOf({ kind, isRunning }: Alternative): string {
  if (kind === 'running') return 'running';
  return `${ALTERNATIVE_NAMES[kind]}${isRunning ? ', running' : ''}`;
}

function row(alternative: Alternative): Markup {
  const { kind, task, usdPerMonth, weeks, below } = alternative;
  const mark = kind === 'recommended' ? ' class="recommended"' : below.length > 0 ? ' class="ruled"' : '';
  return html`<tr${trusted(mark)}><th scope="row">${sizeText(task)} <small>${nameOf(alternative)}</small></th><td class="number" data-label="USD a month">${priceText(usdPerMonth)}</td>${weeks.map(weekCell)}${passedCell(alternative)}</tr>`;
}

/** What the recommended size and its neighbors cost, and how often each week's use was above them. */
export function alternativesTable(
  { weekStarts, periodMinutes, sizes }: Alternatives,
  holdOut: readonly string[],
): Markup {
  const heads = weekStarts.map(
    (start, week) => html`<th scope="col">Week ${week + 1} <small>from ${dayText(start)}</small></th>`,
  );
  return html`<h3>Other sizes</h3>
<p>${holdOut.map((text) => html`${text} `)}Below: one step up and down on Fargate's grid, and how many points of ${periodMinutes} minutes were above each size. What stood at a limit may have wanted more than was seen.</p>
<div class="wide" tabindex="0" role="region" aria-label="Other sizes"><table class="stack"><thead><tr><th scope="col">Size</th><th scope="col" class="number">USD a month</th>${heads}<th scope="col">Exceeded</th></tr></thead><tbody>${sizes.map(row)}</tbody></table></div>`;
}
