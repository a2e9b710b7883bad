import type { Report } from '../report.ts';
import { html, trusted } from './markup.ts';
import { readingGuide } from './reading-guide.ts';
import { STYLE } from './style.ts';
import { anchorOf, headerMarkup, summaryMarkup } from './summary.ts';
import { type Pictures, targetSection } from './target-section.ts';

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
