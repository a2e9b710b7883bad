/** Text that is HTML already; everything else is escaped when it meets a template. */
export interface Markup {
  readonly kind: 'markup';
  readonly text: string;
}

export type Content = string | number | Markup | readonly Markup[] | undefined;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an element or a quoted attribute. @example escapeHtml('<b>') // '&lt;b&gt;' */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => String(ENTITIES[character]));
}

/** Takes a text as HTML, unescaped: for what this program drew itself. */
export function trusted(text: string): Markup {
  return { kind: 'markup', text };
}

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escapeHtml(String(content));
  return 'text' in content ? content.text : content.map(({ text }) => text).join('');
}

/** A template whose values are escaped unless they are markup; undefined leaves nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return trusted(strings.map((text, index) => `${index === 0 ? '' : textOf(values[index - 1])}${text}`).join(''));
}
