import type { TargetReport } from '../report.ts';
import { html, type Markup } from './markup.ts';

export const FINDINGS = ['Overprovisioned', 'Underprovisioned', 'Optimized'] as const;

/** The way the size should go; a form for each, since colors alone tell nobody. */
const SIGNS: Readonly<Record<string, readonly [sign: string, kind: string]>> = {
  Overprovisioned: ['▼', 'over'],
  Underprovisioned: ['▲', 'under'],
  Optimized: ['●', 'optimized'],
};
const OTHER = ['○', 'none'] as const;

/** What a target came to, in a word. */
export function verdictText({ finding, skipReason, outcome }: TargetReport): string {
  return finding ?? (skipReason === undefined ? outcome : `skipped: ${skipReason}`);
}

/** A text with the sign of its finding. */
export function badge(finding: string | undefined, text: string): Markup {
  const [sign, kind] = SIGNS[finding ?? ''] ?? OTHER;
  return html`<span class="badge ${kind}"><span aria-hidden="true">${sign}</span> ${text}</span>`;
}
