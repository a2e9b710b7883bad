import type { Report } from '../report.ts';
import { html, type Markup, trusted } from './markup.ts';
import { STYLE } from './style.ts';
import { anchorOf, headerMarkup, summaryMarkup } from './summary.ts';
import { type Pictures, targetSection } from './target-section.ts';

const MEANINGS = [
  ['maximum', 'thin line, the upper one: the hottest task'],
  ['average', 'bold line, the lower one: the average over tasks'],
  ['size in force', 'what the service had at that time'],
  ['recommended', 'dashes: what is recommended now'],
  ['floor', 'dots: what the task cannot go below, because of a heap, a memory kill, the configuration or poor data'],
  ['left out', 'shaded from bottom to top: starts, two revisions side by side, unknown sizes'],
  ['at the limit', 'a strip at the top: CPU stood at its limit and may have wanted more'],
  ['task starts', 'ticks at the bottom'],
  ['deployment', 'a diamond'],
  ['memory kill', 'a triangle at the limit at which a container was killed'],
] as const;

/** How to read the charts, folded away. */
function readingGuide(): Markup {
  return html`<details><summary>How to read the charts</summary>
<dl class="guide">${MEANINGS.map(([name, meaning]) => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>`)}</dl>
<p>Both lines show the lowest and the highest point of each hour, so that no peak is lost. Times are UTC.</p></details>`;
}

/** A run as one HTML file that needs nothing else: no script, no network. */
export function htmlPage(report: Report, picturesOf: (id: string) => Pictures | undefined): string {
  const sections = report.targets.map((target, index) => targetSection(target, picturesOf(target.id), anchorOf(index)));
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Task sizes, ${report.time.slice(0, 10)}</title><style>${trusted(STYLE)}</style></head>
<body>
${headerMarkup(report)}
<main>
${summaryMarkup(report)}
${readingGuide()}
${sections}</main>
<footer class="soft"><p>Run ${report.runId}.</p></footer>
</body></html>
`;
  return page.text;
}
