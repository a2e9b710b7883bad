import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trusted } from '../../../../core/report/html/markup.ts';

describe('html', () => {
  it('escapes every value that is not markup, in text and in attributes', () => {
    const name = `<img src=x onerror="a('b')">&`;
    expect(escapeHtml(name)).toBe('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;');
    expect(html`<p title="${name}">${name}</p>`.text).toBe(`<p title="${escapeHtml(name)}">${escapeHtml(name)}</p>`);
  });

  it('puts markup, lists of it and numbers in as they are, and nothing for undefined', () => {
    expect(html`${trusted('<b>')}|${[html`<i>`, html`<u>`]}|${1.5}|${undefined}|`.text).toBe('<b>|<i><u>|1.5||');
  });
});
