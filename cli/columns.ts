import { oneLine } from '../core/model/visible.ts';

/** Words in lines of at most `width`; one word that is longer is cut. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of oneLine(text)
    .split(' ')
    .filter((each) => each !== '')) {
    for (const part of partsOf(word, width)) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + part.length <= width) lines[lines.length - 1] = `${last} ${part}`;
      else lines.push(part);
    }
  }
  return lines;
}

function partsOf(word: string, width: number): readonly string[] {
  const characters = [...word];
  const count = Math.ceil(characters.length / width);
  return Array.from({ length: count }, (_, index) => characters.slice(index * width, (index + 1) * width).join(''));
}

/** Rows as lines with columns as wide as they must be; those of `right` are right-aligned. */
export function aligned(
  rows: ReadonlyArray<readonly string[]>,
  right: (column: number) => boolean = () => false,
): readonly string[] {
  const count = Math.max(...rows.map((cells) => cells.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return right(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return padded.join('  ').trimEnd();
  });
}

/** A text behind its label, in lines of at most 100 columns; what follows it stands below, indented like it. */
export function labelled(label: string, text: string, { indent, below }: Labelled): readonly string[] {
  const [first = '', ...more] = wrapped(text, WIDTH - indent);
  return [`${label.padEnd(indent)}${first}`, ...[...more, ...below].map((line) => `${' '.repeat(indent)}${line}`)];
}

interface Labelled {
  readonly indent: number;
  readonly below: readonly string[];
}

/** No line of a table or list is wider. */
export const WIDTH = 100;
