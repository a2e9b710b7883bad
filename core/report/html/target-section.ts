import type { TaskSize } from '../../model/task-size.ts';
import { sizeText } from '../../model/words.ts';
import { usdText } from '../../money/usd.ts';
import { expectedText } from '../expected-text.ts';
import { VERDICT_TEXTS } from '../finding-text.ts';
import { moneyTexts, realizedText } from '../money-text.ts';
import { type News, targetNews } from '../news.ts';
import { documentTexts } from '../news-text.ts';
import { pricingTexts } from '../pricing-text.ts';
import type { TargetReport } from '../report.ts';
import { confidenceText } from '../reported-evidence.ts';
import { ownOpinionTexts } from '../second-opinion-text.ts';
import type { Alternatives } from './alternatives.ts';
import { alternativesTable } from './alternatives-table.ts';
import { html, type Markup, trusted } from './markup.ts';
import { findingBadge } from './summary.ts';

/** A chart that is drawn already, and what to read beside it. */
export interface Drawing {
  readonly title: string;
  /** An SVG element without outside references. */
  readonly svg: string;
  readonly legend: readonly LegendEntry[];
  readonly caption: string;
}

export interface Pictures {
  readonly drawings: readonly Drawing[];
  readonly containers?: readonly string[];
  /** Absent where nothing could be decided. */
  readonly alternatives?: Alternatives;
}

function list(title: string, texts: readonly string[], kind: 'alerts' | 'texts'): Markup {
  if (texts.length === 0) return html``;
  return html`<h3>${title}</h3><ul class="${kind}">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function drawn({ title, svg, legend: entries, caption }: Drawing): Markup {
  return html`<figure><h3>${title}</h3>${legend(entries)}<div class="wide" tabindex="0" role="region" aria-label="${title}">${trusted(svg)}</div><figcaption>${caption}</figcaption></figure>`;
}

type Fact = readonly [name: string, value: string | Markup];

function sizeFact(name: string, task: TaskSize | undefined, usd: number | undefined): readonly Fact[] {
  if (task === undefined) return [];
  return [
    [name, html`${sizeText(task)}${usd === undefined ? undefined : html` <small>${usdText(usd)} USD a month</small>`}`],
  ];
}

function dataFact({ evidence }: TargetReport): readonly Fact[] {
  if (evidence === undefined) return [];
  return [['Data', `${VERDICT_TEXTS[evidence.verdict.kind]}, ${confidenceText(evidence.confidence)}`]];
}

function targetFacts(target: TargetReport, { running, next, aim, steps, money, now, commands }: News): Markup {
  const facts: readonly Fact[] = [
    ['Finding', findingBadge(target)],
    ...sizeFact('Now', running, money?.now),
    ...sizeFact(steps === undefined ? 'Next' : `Next, step 1 of ${steps}`, next, money?.next),
    ...sizeFact('Aim', aim, money?.aim),
    ...moneyTexts(money).map((text) => ['Money', text] as const),
    ['Policy', `${target.policy}, mode ${target.mode}`],
    ...dataFact(target),
    ['To do now', [now, ...commands].join(' ')],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function savedTexts({ changes = [] }: TargetReport): readonly string[] {
  return changes.flatMap((change) => {
    const text = realizedText(change);
    return text === undefined ? [] : [`Version ${change.version}, ${change.at.slice(0, 10)}: ${text}.`];
  });
}

/** One target: what was decided, what must be looked at, the pictures, the other sizes, the reasons. */
export function targetSection(target: TargetReport, pictures: Pictures | undefined, anchor: string): Markup {
  const { id, reasons } = target;
  const news = targetNews(target);
  const { drawings = [], containers = [], alternatives } = pictures ?? {};
  const risk = target.evidence?.risk;
  return html`<section class="target" id="${anchor}" aria-labelledby="${anchor}-title"><h2 id="${anchor}-title">${id}</h2>
<p class="soft">${news.headline}</p>
${targetFacts(target, news)}
${list('Look at this', news.look, 'alerts')}
${list('To know', news.notes, 'texts')}
${list('Waits', news.waiting, 'texts')}
${drawings.map(drawn)}
${list('Memory of the containers', containers, 'texts')}
${alternatives && alternativesTable(alternatives, expectedText({ cpu: risk?.cpu?.expected, memory: risk?.memory?.expected }))}
${list('Why', [...reasons.map(({ text }) => text), ...ownOpinionTexts(target)], 'texts')}
${list('What it costs', pricingTexts(target), 'texts')}
${list('What changes saved', savedTexts(target), 'texts')}
${list('Documents', documentTexts(target), 'texts')}
<p class="back"><a href="#summary">Back to the summary</a></p>
</section>
`;
}

/** What a thing of a chart looks like: told by its form, and by its color only beside it. */
const MARKS = {
  thin: '<path d="M0 6h28" stroke-width="1.5"/>',
  bold: '<path d="M0 6h28" stroke-width="3"/>',
  steps: '<path d="M0 10h14v-8h14" stroke-width="2.5"/>',
  dashes: '<path d="M0 6h28" stroke-width="2.5" stroke-dasharray="8 4"/>',
  dots: '<path d="M0 6h28" stroke-width="2.5" stroke-dasharray="2 4"/>',
  ticks: '<path d="M8 12v-7M20 12v-7" stroke-width="2"/>',
  dot: '<circle cx="14" cy="6" r="5" fill="currentColor" stroke="none"/>',
  diamond: '<path d="M14 0l6 6l-6 6l-6 -6z" fill="currentColor"/>',
  triangle: '<path d="M14 0l7 12h-14z" fill="currentColor"/>',
  shade: '<path d="M6 0h16v12h-16z" fill="currentColor" stroke="none"/>',
  strip: '<path d="M0 0h28v4h-28z" fill="currentColor" stroke="none"/>',
} as const;

export interface LegendEntry {
  readonly name: string;
  readonly mark: keyof typeof MARKS;
  /** A color of the style sheet. */
  readonly color: string;
}

function entry({ name, mark, color }: LegendEntry): Markup {
  return html`<li><svg viewBox="0 0 28 12" width="28" height="12" aria-hidden="true" fill="none" stroke="currentColor" style="color:${color}">${trusted(MARKS[mark])}</svg>${name}</li>`;
}

/** What the marks of a chart mean, above it; nothing without entries. */
export function legend(entries: readonly LegendEntry[]): Markup | undefined {
  return entries.length === 0 ? undefined : html`<ul class="legend" aria-label="Legend">${entries.map(entry)}</ul>`;
}
