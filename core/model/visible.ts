/** Control and format characters and separators of lines: what moves a cursor, turns the direction of a text or is not seen. */
const UNSEEN = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text in which nothing acts on the terminal or hides: such characters are written as `\u…`, line breaks are kept. JSON
 * stays the same value.
 *
 * @example visible('a\u001b[2Jb') // 'a\\u001b[2Jb'
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
