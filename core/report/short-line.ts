import { oneLine } from '../model/visible.ts';

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
