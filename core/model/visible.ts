/**
 * What others wrote into names, documents and errors may act where it is shown: it moves a cursor, turns the direction
 * of the text, or is not seen at all. The one set of such characters: control and format characters, line separators.
 */
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]`;
const RUN_OF_UNSEEN = new RegExp(`${UNSEEN}+`, 'gu');
const UNSEEN_BUT_LINE_BREAKS = new RegExp(String.raw`(?!\n)${UNSEEN}`, 'gu');
const UNSEEN_BUT_LAYOUT = new RegExp(String.raw`(?![\n\t])${UNSEEN}`, 'gu');

/**
 * A text in which such characters are written as `\u…`, line breaks are kept. JSON stays the same value.
 *
 * @example visible('a\u001b[2Jb') // 'a\\u001b[2Jb'
 */
export function visible(text: string): string {
  return text.replace(UNSEEN_BUT_LINE_BREAKS, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/**
 * A text of several lines in which such characters are spaces; line breaks and tabs are kept.
 *
 * @example plainText('a\u001b[2J\nb') // 'a [2J\nb'
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(UNSEEN_BUT_LAYOUT, ' ');
}

/** One line: as plain text, and no line of its own can begin in it. @example oneLine('a\r\nb') // 'a b' */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(RUN_OF_UNSEEN, ' ');
}

const MARK = ' ...';

/**
 * One line of at most so many characters, cut between two words; what has no space in its
 * second half is cut between two characters.
 *
 * @example shortLine('cut between words', 16) // 'cut between ...'
 */
export function shortLine(text: string, maximumCharacters: number): string {
  const line = oneLine(text);
  if (line.length <= maximumCharacters) return line;
  const start = line.slice(0, maximumCharacters - MARK.length + 1);
  const space = start.trimEnd().lastIndexOf(' ');
  if (space > maximumCharacters / 2) return `${start.slice(0, space).trimEnd()}${MARK}`;
  return `${start.slice(0, -1).replace(/[\ud800-\udbff]$/, '')}${MARK}`;
}
