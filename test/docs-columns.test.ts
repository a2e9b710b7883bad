import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const MOST = 120;
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('{docs,examples}/**/*.md', { cwd: root })];
const sources = [
  ...globSync('*.{ts,js,yml}', { cwd: root }),
  ...globSync('{core,aws,run,handlers,cli,local,demo,backtest,bench,test,stack}/**/*.{ts,js,yml}', { cwd: root }),
];

/** A table row, a heading, a picture, a line of code or HTML cannot be broken, nor can a long command in a sentence. */
function isProse(line: string): boolean {
  return !/^(\s*\||#| {4}|\s*<|!\[)|`[^`]{80,}`/.test(line);
}

/** The lines of prose that are too long, with their numbers. */
function longLines(text: string): readonly string[] {
  let isCode = false;
  return text.split('\n').flatMap((line, index) => {
    if (line.trimStart().startsWith('```')) isCode = !isCode;
    return !isCode && isProse(line) && line.length > MOST ? [`${index + 1}: ${line.slice(0, 60)}`] : [];
  });
}

describe('the prose of the documents', () => {
  it('is found', () => {
    expect(pages.length).toBeGreaterThan(15);
  });

  it.each(pages)(`has lines of at most ${MOST} columns: %s`, (page) => {
    expect(longLines(readFileSync(join(root, page), 'utf8'))).toEqual([]);
  });

  it('is told from tables and code', () => {
    const long = 'x'.repeat(MOST + 1);
    expect(longLines(`${long}\n| ${long} |\n    ${long}\n\`\`\`\n${long}\n\`\`\`\n${long}`)).toHaveLength(2);
  });
});

/** The comments of a file that are too long; the parts of code that look like one are short enough. */
function longComments(file: string): readonly string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines
    .filter((line) => /^\s*(\/\/|\/\*|\*|#)/.test(line) && line.length > MOST)
    .map((line) => `${file}: ${line}`);
}

it(`comments have lines of at most ${MOST} columns`, () => {
  expect(sources.length).toBeGreaterThan(800);
  expect(sources.flatMap(longComments)).toEqual([]);
});

describe('the words of the documents', () => {
  const CLEVER = ['way back', 'RECORDED', 'be it that', 'one that is feared'];

  it.each(pages)('are plain in %s', (page) => {
    const text = readFileSync(join(root, page), 'utf8').replace(/\s+/g, ' ');
    expect(CLEVER.filter((phrase) => text.includes(phrase))).toEqual([]);
  });
});
