/** What is asked of an open page. Texts, not functions: they run in the browser, whose globals have no types here. */

/** Colors of all text that is there: `[text color, background, an example]`, each pair once. */
export const TEXT_COLORS = `(() => {
  const opaque = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|^transparent$/.test(color)) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const pairs = new Map();
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || element.closest('title, desc') || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const color = element.namespaceURI.endsWith('svg') ? style.fill : style.color;
    const pair = [color, opaque(element)];
    pairs.set(pair.join(), [...pair, element.textContent.trim().slice(0, 40)]);
  }
  return [...pairs.values()];
})()`;

/** Elements wider than their box that nobody can scroll to with the keyboard, or that are cut off. */
export const UNREACHABLE = `[...document.querySelectorAll('body *')]
  .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
  .filter((element) => getComputedStyle(element).overflowX !== 'visible' && element.tabIndex !== 0)
  .map((element) => element.outerHTML.slice(0, 80))`;

/** The number of what has the focus among all that can have it, and whether that can be seen. */
export const FOCUSED = `(() => {
  const all = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')];
  const style = getComputedStyle(document.activeElement);
  return { index: all.indexOf(document.activeElement), total: all.length, outline: style.outlineStyle, width: parseFloat(style.outlineWidth) };
})()`;

export const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

export const HEADING_LEVELS = `[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => Number(tagName[1]))`;

/** Boxes that reach over the right edge of the paper, or are cut by a box around them. */
export const CLIPPED = `[...document.querySelectorAll('body *')]
  .filter((element) => !element.closest('svg') || element.matches('svg'))
  .filter((element) => {
    const hidden = getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
    return hidden || element.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
  })
  .map((element) => element.outerHTML.slice(0, 80))`;
