import { html, type Markup, trusted } from './markup.ts';

/** What a thing of a chart looks like: told by its form, and by its color only beside it. */
export const MARKS = {
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
