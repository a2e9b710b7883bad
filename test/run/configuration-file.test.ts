import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../core/configuration/problem.ts';
import { readConfigurationFile } from '../../run/configuration-file.ts';
import { madeFolder } from '../support/runs.ts';

const HINT = '("rightsizer init" writes one; RIGHTSIZER_CONFIG names one elsewhere)';

const folder = madeFolder();

async function refusal(text: string): Promise<ConfigurationError> {
  const path = join(folder, 'rightsizer.yml');
  await writeFile(path, text);
  return errorOf(path);
}

async function errorOf(path: string): Promise<ConfigurationError> {
  const error = await readConfigurationFile(path).catch((caught: unknown) => caught);
  if (error instanceof ConfigurationError) return error;
  throw new Error(`no ConfigurationError: ${String(error)}`);
}

describe('a configuration file', () => {
  it('is read and checked; this project’s example is right', async () => {
    const { configuration, content } = await readConfigurationFile('rightsizer.example.yml');
    expect(configuration.targets.map(({ id }) => id)).toEqual([
      'connector/master',
      'connector/val',
      'connector/production',
    ]);
    expect(content).toMatchObject({ parameterPrefix: '/rightsizer' });
  });

  it('that does not exist is named', async () => {
    const path = join(folder, 'none.yml');
    expect((await errorOf(path)).message).toBe(`${path} has 1 problem:\n  ${path}: the file does not exist ${HINT}`);
    expect((await errorOf('none.yml')).message).toBe(
      `none.yml has 1 problem:\n  none.yml: the file does not exist ${HINT}`,
    );
    expect((await errorOf(join(process.cwd(), 'core/none.yml'))).message).toContain('  core/none.yml: the file');
  });

  it('that cannot be read is named, with the reason', async () => {
    expect((await errorOf(folder)).message).toContain('the file cannot be read (Error: EISDIR');
  });

  it.each([
    ['no YAML', 'services:\n  a: [1, 2\n', /^line 3, column 1$/],
    ['a key twice', 'services: {}\nservices: {}\n', /^line 2, column 1$/],
    ['tabs', 'services:\n\ta: 1\n', /^line 2, column 1$/],
  ])('says line and column of what is wrong: %s', async (_, text, place) => {
    const { problems } = await refusal(text);
    expect(problems[0]?.path).toMatch(place);
  });

  it('that has two documents is refused', async () => {
    const { problems } = await refusal('a: 1\n---\nb: 2\n');
    expect(problems).toEqual([{ path: '', message: 'has 2 documents with "---" between them; it must be one' }]);
  });

  it('says everything that is wrong at once', async () => {
    const { problems } = await refusal('lookbackDays: 99\ncolour: red\nservices: {}\n');
    expect(problems.map(({ path }) => path)).toEqual(['colour', 'lookbackDays', 'services']);
  });

  it('that is empty is refused', async () => {
    expect((await refusal('')).problems).toHaveLength(1);
    expect((await refusal('# nothing\n')).problems).toHaveLength(1);
  });
});
