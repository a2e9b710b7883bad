import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleHandlers } from '../../bundle.js';
import { LAMBDAS } from '../../stack/lambda-files.js';
import { madeFolder } from '../support/runs.ts';
import { deployableCopy } from './deployable-copy.ts';
import { run } from './osls.ts';

const folder = madeFolder();

beforeAll(async () => {
  await writeFile(
    join(folder, 'answer.ts'),
    `import { configuration } from 'virtual:rightsizer-configuration';
     export const handler = async (): Promise<unknown> => configuration;`,
  );
});

/** Bundles a handler that answers the configuration it was bundled with. */
async function bundleWith(rightsizerYml: string) {
  const configurationFile = join(folder, 'rightsizer.yml');
  await writeFile(configurationFile, rightsizerYml);
  return bundleHandlers({ outdir: join(folder, 'out'), configurationFile, entryPoints: [join(folder, 'answer.ts')] });
}

const valid = `
lookbackDays: 14
services:
  api:
    cluster: api-{stage}
    service: web
    parameters: { task: { cpu: cpu, memory: memory } }
    stages: { production: { mode: apply } }
`;

describe('bundleHandlers', () => {
  test('puts rightsizer.yml beside the bundle as plain data', async () => {
    const { files } = await bundleWith(valid);
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual([join(folder, 'out/answer.mjs')]);
    const { handler } = await import(pathToFileURL(paths.join()).href);
    expect(await handler()).toEqual({
      lookbackDays: 14,
      services: {
        api: {
          cluster: 'api-{stage}',
          service: 'web',
          parameters: { task: { cpu: 'cpu', memory: 'memory' } },
          stages: { production: { mode: 'apply' } },
        },
      },
    });
  });

  test('writes a source map beside the bundle and counts neither it nor the configuration as a bundle', async () => {
    const { files } = await bundleWith(valid);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual([
      'answer.mjs',
      'answer.mjs.map',
      'rightsizer-configuration.mjs',
    ]);
    expect(files.map(({ path }) => basename(path))).toEqual(['answer.mjs']);
    const text = await readFile(join(folder, 'out/answer.mjs'), 'utf8');
    expect(files.map(({ bytes }) => bytes)).toEqual([Buffer.byteLength(text)]);
    expect(text).toContain('//# sourceMappingURL=answer.mjs.map');
  });

  test('tells what is in the bundle', async () => {
    const { metafile } = await bundleWith(valid);
    expect(Object.keys(metafile.inputs).map((path) => basename(path))).toEqual(['answer.ts']);
  });

  test('keeps the recorder of memory kills small: no SDK client, no configuration, under 32 KB', async () => {
    const { files, metafile } = await bundleHandlers({
      outdir: join(folder, 'recorder'),
      entryPoints: ['handlers/record-memory-kill.ts'],
    });
    expect(files.map(({ path }) => basename(path))).toEqual(['record-memory-kill.mjs']);
    expect(Math.max(...files.map(({ bytes }) => bytes))).toBeLessThan(32 * 1024);
    const foreign = Object.keys(metafile.inputs).filter((path) => !/^(core|handlers)\//.test(path));
    expect(foreign.filter((path) => !/\/(valibot|@middy)\//.test(path))).toEqual([]);
  });

  test('refuses a configuration with everything that is wrong with it', async () => {
    const bundling = bundleWith(
      `lookbackDays: 99\n${valid.replace('lookbackDays: 14', '').replace('apply', 'always')}`,
    );
    await expect(bundling).rejects.toThrow(/rightsizer\.yml has 2 problems:/);
    await expect(bundling).rejects.toThrow(/lookbackDays = 99: /);
    await expect(bundling).rejects.toThrow(/services\.api\.stages\.production\.mode = "always": /);
  });

  test('refuses a key that stands there twice, with its place', async () => {
    await expect(bundleWith(`${valid}lookbackDays: 7\n`)).rejects.toThrow(
      /rightsizer\.yml has 1 problem:\n {2}line 9, column 1: duplicated mapping key$/,
    );
  });

  test('refuses a tag that YAML does not know instead of passing over it', async () => {
    await expect(bundleWith(valid.replace('14', '!Ref Days'))).rejects.toThrow(
      /line 2, column 15: unknown scalar tag !<!Ref>/,
    );
  });

  test('names the path of a file that does not exist', async () => {
    const configurationFile = join(folder, 'nowhere/rightsizer.yml');
    await expect(bundleHandlers({ configurationFile })).rejects.toThrow(
      `${configurationFile}: the file does not exist`,
    );
  });

  test('says why another file cannot be read', async () => {
    await expect(bundleHandlers({ configurationFile: folder })).rejects.toThrow(
      `${folder}: the file cannot be read (Error: EISDIR`,
    );
  });

  test('reports an error in the code', async () => {
    await writeFile(join(folder, 'broken.ts'), "import './absent.ts';");
    const entryPoints = [join(folder, 'broken.ts')];
    await expect(bundleHandlers({ outdir: join(folder, 'broken'), entryPoints })).rejects.toThrow(
      /broken\.ts:1:7: ERROR: Could not resolve "\.\/absent\.ts"/,
    );
  });
});

describe('node bundle.js', () => {
  test('prints each file with its size', async () => {
    await using copy = await deployableCopy({ bundles: true });
    const { status, output } = await run('node', ['bundle.js'], copy);
    const names = output.split('\n').map((line) => /^dist\/([\w-]+)\.mjs {2}\d+\.\d KB$/.exec(line)?.[1]);
    expect(names).toEqual([...LAMBDAS, undefined]);
    expect(status).toBe(0);
  });

  test('fails with a message and no stack', async () => {
    await using copy = await deployableCopy({ bundles: true });
    await rm(join(copy.folder, 'handlers'));
    const { status, output } = await run('node', ['bundle.js'], copy);
    expect(output).toContain('Could not resolve "handlers/recommend.ts"');
    expect(output).not.toContain('    at ');
    expect(status).toBe(1);
  });
});
