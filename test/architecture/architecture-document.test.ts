import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const ROW = /\| `(\w+)` \| `([\w./-]+\.ts)` \|$/gm;

const rows = [...readFileSync(join(root, 'docs/architecture.md'), 'utf8').matchAll(ROW)].map(
  ([, name = '', file = '']) => [name, file] as const,
);

describe('docs/architecture.md', () => {
  it('names the functions on the way of a series', () => {
    expect(rows.length).toBeGreaterThan(25);
  });

  it.each(rows)('finds %s in %s', (name, file) => {
    const definition = new RegExp(`(export (async )?function|^ {2}async) ${name}\\b`, 'm');
    expect(readFileSync(join(root, file), 'utf8')).toMatch(definition);
  });
});
