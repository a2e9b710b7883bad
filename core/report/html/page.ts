import type { Report } from '../report.ts';
import { html, trusted } from './markup.ts';
import { STYLE } from './style.ts';
import { anchorOf, summaryMarkup } from './summary.ts';
import { type Pictures, targetSection } from './target-section.ts';

/** A run as one HTML file that needs nothing else: no script, no network. */
export function htmlPage(report: Report, picturesOf: (id: string) => Pictures | undefined): string {
  const sections = report.targets.map((target, index) => targetSection(target, picturesOf(target.id), anchorOf(index)));
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Task sizes, ${report.time.slice(0, 10)}</title><style>${trusted(STYLE)}</style></head>
<body>
${summaryMarkup(report)}
<main>
${sections}</main>
<footer class="soft"><p>The thin, upper line of a chart is the maximum, the bold, lower one the average. Both show the lowest and the highest point of each hour, so that no peak is lost. Shaded from bottom to top: left out. A strip at the top: CPU stood at its limit and may have wanted more. Ticks at the bottom: task starts. Times are UTC. 1024 CPU units are one vCPU.</p></footer>
</body></html>
`;
  return page.text;
}
