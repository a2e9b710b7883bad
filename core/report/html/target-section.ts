import { moneyText } from '../money-text.ts';
import { sizeText } from '../reason-text.ts';
import { isChange, type Publication, type ReportedReason, type TargetReport } from '../report.ts';
import type { Alternative } from './alternatives.ts';
import { alternativesTable } from './alternatives-table.ts';
import { html, type Markup, trusted } from './markup.ts';
import { verdictText } from './summary.ts';

/** A chart that is drawn already, and what to read below it. */
export interface Drawing {
  readonly title: string;
  /** An SVG element without outside references. */
  readonly svg: string;
  readonly caption: string;
}

/** What is shown of a target beside its report. */
export interface Pictures {
  readonly drawings: readonly Drawing[];
  readonly alternatives: readonly Alternative[];
}

function list(title: string, texts: readonly string[], kind: 'alerts' | 'texts'): Markup {
  if (texts.length === 0) return html``;
  return html`<h3>${title}</h3><ul class="${kind}">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function drawn({ title, svg, caption }: Drawing): Markup {
  return html`<figure><h3>${title}</h3><div class="wide" tabindex="0" role="region" aria-label="${title}">${trusted(svg)}</div><figcaption>${caption}</figcaption></figure>`;
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

function headline(target: TargetReport): string {
  const { running, recommended, policy, mode, monthlyUsd } = target;
  const sizes = [running, recommended].flatMap((each) => (each === undefined ? [] : [sizeText(each.task)]));
  const parts = [verdictText(target), [...new Set(sizes)].join(' → '), moneyText(monthlyUsd) ?? ''];
  return `${parts.filter((part) => part !== '').join('; ')}. Policy ${policy}, mode ${mode}.`;
}

/** One target: what was decided, what must be looked at, the pictures, the other sizes, the reasons. */
export function targetSection(target: TargetReport, pictures: Pictures | undefined, anchor: string): Markup {
  const { id, detail, alerts, holds, reasons, publication, copies } = target;
  const look = [...(detail === undefined ? [] : [detail]), ...textsOf(alerts)];
  return html`<section id="${anchor}" aria-labelledby="${anchor}-title"><h2 id="${anchor}-title">${id}</h2>
<p>${headline(target)}</p>
${list('Look at this', look, 'alerts')}
${list('Waits', textsOf(holds), 'texts')}
${(pictures?.drawings ?? []).map(drawn)}
${pictures === undefined || pictures.alternatives.length === 0 ? undefined : alternativesTable(pictures.alternatives)}
${list('Why', textsOf(reasons), 'texts')}
${list('Documents', [publication, ...copies].flatMap(publicationTexts), 'texts')}
</section>
`;
}
