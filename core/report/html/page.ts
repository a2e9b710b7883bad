import type { Report } from '../report.ts';
import { html, type Markup, trusted } from './markup.ts';
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

const LIGHT = `--ink:#1b1f24;--paper:#fff;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--link:#0a5cab;
--over:#116329;--under:#9a3412;--optimized:#0a5cab;--alert:#82071e;
--chart-average:#0a5cab;--chart-maximum:#b45309;--chart-size:#1b1f24;--chart-recommended:#116329;--chart-floor:#6639ba;--chart-mark:#82071e;
--chart-left-out:#8c959f55;--chart-censored:#cf222e99;--chart-bar:#9cbfe3;--edge:#0003`;

const DARK = `--ink:#e6edf3;--paper:#0d1117;--soft:#a8b3bd;--line:#3d444d;--panel:#161b22;--link:#6cb6ff;
--over:#57d364;--under:#f0a36b;--optimized:#6cb6ff;--alert:#ff9492;
--chart-average:#6cb6ff;--chart-maximum:#f0a36b;--chart-size:#e6edf3;--chart-recommended:#57d364;--chart-floor:#d2a8ff;--chart-mark:#ff9492;
--chart-left-out:#9da7b144;--chart-censored:#ff7b7299;--chart-bar:#2f5680;--edge:#fff4`;

const PAPER = `${LIGHT};--ink:#000;--soft:#444;--line:#999;--panel:#fff;--chart-size:#000`;

/** What is on screen and on paper alike. */
const BASE = `*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:66rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem}footer{padding-bottom:2rem;font-size:.9rem}
h1{font-size:1.75rem;line-height:1.25;margin:.1rem 0 .4rem}h2{font-size:1.4rem;line-height:1.3;margin:0 0 .8rem}h3{font-size:1.05rem;margin:1.8rem 0 .5rem}
.brand{margin:0;font-weight:600;color:var(--link)}
a{color:var(--link)}.soft,small{color:var(--soft)}small{font-size:.85rem;font-weight:400}
section.target{border-top:2px solid var(--line);margin-top:2.5rem;padding-top:1.5rem}
ul.texts,ul.alerts{margin:0;padding-left:1.3rem}li+li{margin-top:.2rem}
ul.alerts{border-left:.3rem solid var(--alert);padding:.3rem .5rem .3rem 1.7rem;background:var(--panel)}
details{border:1px solid var(--line);border-radius:.5rem;padding:.6rem .9rem;margin-top:1rem}
summary{cursor:pointer;font-weight:600}`;

const SUMMARY = `.cards,.badges,.legend{display:flex;flex-wrap:wrap;padding:0;margin:0 0 1rem;list-style:none}
.cards{gap:.75rem}.badges{gap:.5rem}.cards li,.badges li,.legend li{margin:0}
.card{flex:1 1 9.5rem;border:1px solid var(--line);border-radius:.5rem;background:var(--panel);padding:.7rem 1rem}
.card b{display:block;font-size:1.7rem;line-height:1.3;font-variant-numeric:tabular-nums}
.badge{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:0 .6rem;font-size:.9rem;font-weight:600;white-space:nowrap}
.badge.over{color:var(--over)}.badge.under{color:var(--under)}.badge.optimized{color:var(--optimized)}.badge.none{color:var(--soft)}
dl{margin:0}dt{color:var(--soft);font-size:.9rem}dd{margin:0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:.6rem 1.5rem;border:1px solid var(--line);border-radius:.5rem;background:var(--panel);padding:.8rem 1rem}
.guide{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:.5rem 1.5rem;margin-top:.6rem}
.guide dt{color:var(--ink);font-weight:600}`;

const CHARTS = `figure{margin:0}figcaption{color:var(--soft);font-size:.9rem}
.legend{gap:.3rem 1.2rem;margin-bottom:.3rem;font-size:.9rem}.legend li{display:flex;align-items:center;gap:.45rem}
.wide{overflow-x:auto;background:linear-gradient(to right,var(--paper) 30%,transparent),linear-gradient(to left,var(--paper) 30%,transparent) 100% 0,
linear-gradient(to right,var(--edge),transparent),linear-gradient(to left,var(--edge),transparent) 100% 0;
background-repeat:no-repeat;background-size:2rem 100%,2rem 100%,.6rem 100%,.6rem 100%;background-attachment:local,local,scroll,scroll}
.wide svg{display:block;width:100%;min-width:44rem;height:auto}.wide svg text{font-family:inherit!important}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:.2rem}`;

const TABLES = `table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.95rem}
th,td{border-bottom:1px solid var(--line);padding:.45rem .6rem;text-align:left;vertical-align:top;overflow-wrap:normal}
thead th{vertical-align:bottom;border-bottom-width:2px}th small,dd small,.targets td>small{display:block;white-space:nowrap}thead th{white-space:nowrap}
td.number,th.number{text-align:right}.targets td,tbody th,td.number,td.passed span{white-space:nowrap}
td.passed{font-weight:600}tr.ruled>*{color:var(--soft)}td.ruled{font-weight:600}td span.line{display:block;min-width:13rem}
tr.recommended>*{background:var(--panel)}tr.recommended>th{box-shadow:inset .25rem 0 var(--chart-recommended)}
.targets{font-size:.9rem}.targets th,.targets td{padding-left:.4rem;padding-right:.4rem}.targets th[scope=row]{white-space:normal;min-width:8rem}`;

/** On a phone each row of a table is a card, with the head of the column before each cell. */
const PHONE = `@media (max-width:40rem){table.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block;width:auto}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack tr{border:1px solid var(--line);border-radius:.5rem;padding:.4rem .7rem;margin-bottom:.7rem}
.stack th,.stack td{border:0;padding:.2rem 0;text-align:left;white-space:normal}
.stack td{display:flex;gap:.8rem;justify-content:space-between;text-align:right}
.stack td::before{content:attr(data-label);color:var(--soft);font-weight:400;text-align:left;white-space:nowrap}
.stack td span.line{min-width:0}.stack tr.recommended>th{box-shadow:none}.stack tr.recommended{background:var(--panel);border-color:var(--chart-recommended);border-width:2px}}`;

const PRINT = `@media print{:root{color-scheme:light;${PAPER}}
html{font-size:10pt}header,main,footer{max-width:none;padding-left:0;padding-right:0}
section.target{break-before:page;border-top:0;margin-top:0;padding-top:0}
figure,tr,.card,.facts,details{break-inside:avoid}h2,h3{break-after:avoid}
.back{display:none}details::details-content{content-visibility:visible;height:auto}
.wide{overflow:visible;background:none}.wide svg{min-width:0}table{font-size:.9rem}th,td{padding:.25rem .35rem}
.targets td,tbody th{white-space:normal}td span.line{min-width:0}}`;

/** The page's only style sheet. Charts take their colors from it, so that they follow light, dark and paper. */
const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
${[BASE, SUMMARY, CHARTS, TABLES, PHONE, PRINT].join('\n')}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
`;
