import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/**
 * The folders inside core, from the ground up: each may import itself and those before it. Scaling stands on sizing,
 * whose size and price of a shortage it takes as given, and below the decision, which tells its advice.
 */
const LAYERS = [
  'model',
  'configuration',
  'usage',
  'money',
  'sizing',
  'scaling',
  'decision',
  'publication',
  'report',
  'fleet',
];
const IMPORT = /(?:import|export)\s[^;]*?from '(\.[^']+)';/g;

/** Path of a file, from the root, to the files it imports; types count. */
function importGraph(pattern: string): ReadonlyMap<string, readonly string[]> {
  const files = globSync(pattern, { cwd: root });
  return new Map(
    files.map((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      const imports = [...source.matchAll(IMPORT)].map(([, path = '']) =>
        relative(root, resolve(root, dirname(file), path)),
      );
      return [file, imports];
    }),
  );
}

/** How high a file of core stands: files beside the folders stand above all of them. */
function heightOf(file: string): number {
  const folder = file.split('/')[1] ?? '';
  return folder.endsWith('.ts') ? LAYERS.length : LAYERS.indexOf(folder);
}

function climbs(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...graph].flatMap(([file, imports]) =>
    imports.filter((path) => heightOf(path) > heightOf(file)).map((path) => `${file} imports ${path}`),
  );
}

/** Files in import circles: what remains when files that import nothing of the rest are taken away, again and again. */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const rest = new Map(graph);
  for (;;) {
    const done = [...rest].filter(([, imports]) => imports.every((path) => !rest.has(path)));
    if (done.length === 0) return [...rest.keys()];
    for (const [file] of done) rest.delete(file);
  }
}

describe('the folders inside core', () => {
  const graph = importGraph('core/**/*.ts');

  it('are the known layers', () => {
    const folders = new Set(
      [...graph.keys()].map((file) => file.split('/')[1] ?? '').filter((name) => !name.includes('.')),
    );
    expect([...folders].toSorted()).toEqual(LAYERS.toSorted());
  });

  it('import only what stands below them', () => {
    expect([...graph.values()].flat().length).toBeGreaterThan(100);
    expect(climbs(graph)).toEqual([]);
  });

  it('would be found out climbing', () => {
    const wrong = new Map([['core/model/a.ts', ['core/report/b.ts', 'core/model/c.ts']]]);
    expect(climbs(wrong)).toEqual(['core/model/a.ts imports core/report/b.ts']);
  });
});

describe('circles of files', () => {
  it('are nowhere', () => {
    const folders = ['core', 'run', 'aws', 'cli', 'handlers', 'backtest', 'local', 'demo'];
    for (const folder of folders) expect(circles(importGraph(`${folder}/**/*.ts`)), folder).toEqual([]);
  });

  it('would be found', () => {
    const wrong = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
      ['d', ['b']],
    ]);
    expect(circles(wrong)).toEqual(['a', 'b', 'c', 'd']);
  });
});
