import { moneyTexts } from '../pricing-text.ts';
import { realizedText } from '../realized-text.ts';
import { isChange, type Publication, type ReportedReason, type TargetReport } from '../report.ts';
import { ownOpinionTexts } from '../second-opinion-text.ts';
import { unseenWeeksText } from '../unseen-weeks.ts';
import type { Alternatives } from './alternatives.ts';
import { alternativesTable } from './alternatives-table.ts';
import { type LegendEntry, legend } from './legend.ts';
import { html, type Markup, trusted } from './markup.ts';
import { targetFacts } from './target-facts.ts';

/** A chart that is drawn already, and what to read beside it. */
export interface Drawing {
  readonly title: string;
  /** An SVG element without outside references. */
  readonly svg: string;
  readonly legend: readonly LegendEntry[];
  readonly caption: string;
}

/** What is shown of a target beside its report. */
export interface Pictures {
  readonly drawings: readonly Drawing[];
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

function textsOf(reasons: readonly ReportedReason[]): readonly string[] {
  return reasons.map(({ text }) => text);
}

function publicationTexts(publication: Publication): readonly string[] {
  if (isChange(publication)) {
    const { kind, name, after } = publication;
    const sizes = Object.entries(after).map(([key, value]) => `${key} ${value}`);
    return [`${kind === 'planned' ? 'A run would write' : 'Written'}: ${name}: ${sizes.join(', ')}.`];
  }
  if (publication.kind === 'none') return [];
  return [publication.kind === 'failed' ? publication.message : publication.detail];
}

function savedTexts({ changes = [] }: TargetReport): readonly string[] {
  return changes.flatMap((change) => {
    const text = realizedText(change);
    return text === undefined ? [] : [`Version ${change.version}, ${change.at.slice(0, 10)}: ${text}.`];
  });
}

/** One target: what was decided, what must be looked at, the pictures, the other sizes, the reasons. */
export function targetSection(target: TargetReport, pictures: Pictures | undefined, anchor: string): Markup {
  const { id, detail, alerts, holds, reasons, publication, copies } = target;
  const look = [...(detail === undefined ? [] : [detail]), ...textsOf(alerts)];
  const { drawings = [], alternatives } = pictures ?? {};
  return html`<section class="target" id="${anchor}" aria-labelledby="${anchor}-title"><h2 id="${anchor}-title">${id}</h2>
${targetFacts(target)}
${list('Look at this', look, 'alerts')}
${list('Waits', textsOf(holds), 'texts')}
${drawings.map(drawn)}
${alternatives && alternativesTable(alternatives, unseenWeeksText(target.evidence?.risk.holdOut ?? {}))}
${list('Why', [...textsOf(reasons), ...ownOpinionTexts(target)], 'texts')}
${list('What it costs', moneyTexts(target), 'texts')}
${list('What changes saved', savedTexts(target), 'texts')}
${list('Documents', [publication, ...copies].flatMap(publicationTexts), 'texts')}
<p class="back"><a href="#summary">Back to the summary</a></p>
</section>
`;
}
