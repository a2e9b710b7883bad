import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LAMBDAS } from './lambda-files.js';

const root = resolve(import.meta.dirname, '..');
const reader = 'run/configuration-file.ts';

/** Whether this is an installed package: Node strips no types in node_modules, so it runs what `npm pack` has built. */
const isInstalled = !existsSync(join(root, reader));

/**
 * The one reader of a rightsizer.yml.
 *
 * @returns {Promise<typeof import('../run/configuration-file.ts')>}
 */
export function configurationReader() {
  return import(isInstalled ? '../dist/configuration-file.mjs' : `../${reader}`);
}

/**
 * Lays bundles of Lambdas into a folder: made anew in a clone, copied where the package brought them.
 *
 * @param {string} outdir
 * @param {readonly string[]} [names]
 */
export async function layLambdas(outdir, names = LAMBDAS) {
  if (!isInstalled) {
    const { bundleHandlers } = await import('../bundle.js');
    return bundleHandlers({ outdir, entryPoints: names.map((name) => `handlers/${name}.ts`) });
  }
  const from = join(root, 'dist');
  if (outdir === from) return undefined;
  await mkdir(outdir, { recursive: true });
  return Promise.all(names.map((name) => copyFile(join(from, `${name}.mjs`), join(outdir, `${name}.mjs`))));
}
