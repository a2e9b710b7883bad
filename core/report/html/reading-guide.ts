import { html, type Markup } from './markup.ts';

const MEANINGS = [
  ['maximum', 'thin line, the upper one: the hottest task'],
  ['average', 'bold line, the lower one: the average over tasks'],
  ['size in force', 'what the service had at that time'],
  ['recommended', 'dashes: what is recommended now'],
  ['left out', 'shaded from bottom to top: starts, two revisions side by side, unknown sizes'],
  ['at the limit', 'a strip at the top: CPU stood at its limit and may have wanted more'],
  ['task starts', 'ticks at the bottom'],
  ['deployment', 'a diamond'],
  ['memory kill', 'a triangle at the limit at which a container was killed'],
] as const;

/** How to read the charts, folded away. */
export function readingGuide(): Markup {
  return html`<details><summary>How to read the charts</summary>
<dl class="guide">${MEANINGS.map(([name, meaning]) => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>`)}</dl>
<p>Both lines show the lowest and the highest point of each hour, so that no peak is lost. Times are UTC.</p></details>`;
}
