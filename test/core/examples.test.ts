import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const files = globSync('core/**/*.ts', { cwd: root });
/** `@example expression // value`, to the next tag or the end of the comment. */
const EXAMPLE = /@example ([\s\S]*?)(?=\n \* @|\s*\*\/)/g;

type Exports = Readonly<Record<string, unknown>>;

interface Example {
  readonly file: string;
  readonly expression: string;
  readonly value: string;
}

function examplesOf(file: string): readonly Example[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(EXAMPLE)].map(([, text = '']) => {
    const line = text.replaceAll(/\s*\n \* ?/g, ' ');
    const at = line.lastIndexOf(' // ');
    return { file, expression: line.slice(0, at), value: line.slice(at + ' // '.length) };
  });
}

/** What an expression is, where the names are known. */
function evaluated(expression: string, names: Exports): unknown {
  return new Function(...Object.keys(names), `return (async () => (${expression}))();`)(...Object.values(names));
}

const modules = new Map<string, Exports>();
for (const file of files) modules.set(file, (await import(join(root, file))) as Exports);
/** The exports of core, with those of the example's own module before all others. */
const namesFor = (file: string): Exports => Object.assign({}, ...modules.values(), modules.get(file));

const examples = files.flatMap(examplesOf);

it('finds the examples', () => {
  expect(examples.length).toBeGreaterThan(50);
});

it.each(examples)('$file: $expression', async ({ file, expression, value }) => {
  const names = namesFor(file);
  expect(await evaluated(expression, names)).toEqual(await evaluated(value, names));
});
