import { copyFile, rm } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { readConfigurationFile } from './run/configuration-file.ts';
import { CONFIGURATION_MODULE, LAMBDAS, writeConfiguration } from './stack/lambda-files.js';

/** @import { Metafile, Plugin } from 'esbuild' */

/**
 * @typedef {object} BundleOptions
 * @property {string} [outdir] where the bundles go; relative paths start at this file's folder
 * @property {string} [configurationFile] the rightsizer.yml that goes beside them; absent: none does
 * @property {boolean} [minify]
 * @property {readonly string[]} [entryPoints] one file for each Lambda
 */

/**
 * @typedef {object} Bundle
 * @property {readonly BundledFile[]} files what a deployment ships; source maps are not among it
 * @property {Metafile} metafile esbuild's account of what is in them
 */

/**
 * @typedef {object} BundledFile
 * @property {string} path absolute
 * @property {number} bytes
 */

const root = import.meta.dirname;

/**
 * Bundles each Lambda into one `.mjs` file. A configuration lies beside them, in its own file, so that the bundles of
 * an installed package need no bundler any more.
 *
 * @param {BundleOptions} [options]
 * @returns {Promise<Bundle>}
 * @throws Error when rightsizer.yml cannot be read, is no YAML or is refused (then with everything that is wrong), or
 * when esbuild finds an error in the code
 */
export async function bundleHandlers(options = {}) {
  const {
    outdir = 'dist',
    configurationFile,
    minify = true,
    entryPoints = LAMBDAS.map((name) => `handlers/${name}.ts`),
  } = options;
  const folder = resolve(root, outdir);
  if (configurationFile !== undefined) {
    const { content } = await readConfigurationFile(resolve(root, configurationFile));
    await writeConfiguration(folder, content);
  }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entryPoints],
    outdir: folder,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify,
    sourcemap: 'linked',
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    plugins: [configurationBeside],
  });
  const files = Object.entries(metafile.outputs)
    .filter(([path]) => path.endsWith('.mjs'))
    .map(([path, { bytes }]) => ({ path: resolve(root, path), bytes }));
  return { files, metafile };
}

/**
 * Builds the Lambda that a schedule starts into a folder, without a configuration, and gives the bundle's path.
 *
 * @param {string} outdir
 */
export async function buildRecommend(outdir) {
  const { files } = await bundleHandlers({ outdir, entryPoints: ['handlers/recommend.ts'] });
  return files.map(({ path }) => path).join();
}

/**
 * Puts a built bundle and a rightsizer.yml into a folder, as a deployment ships them. Gives the bundle's path there.
 *
 * @param {string} bundle
 * @param {string} outdir
 * @param {string} configurationFile
 * @throws Error when rightsizer.yml is refused
 */
export async function shipBundle(bundle, outdir, configurationFile) {
  const { content } = await readConfigurationFile(configurationFile);
  await writeConfiguration(outdir, content);
  const shipped = resolve(outdir, basename(bundle));
  await copyFile(bundle, shipped);
  return shipped;
}

/**
 * Answers the import of `virtual:rightsizer-configuration` with the file beside the bundle.
 *
 * @type {Plugin}
 */
const configurationBeside = {
  name: 'rightsizer-configuration',
  setup({ onResolve }) {
    const beside = { path: `./${CONFIGURATION_MODULE}`, external: true };
    onResolve({ filter: /^virtual:rightsizer-configuration$/ }, () => beside);
  },
};

/**
 * Builds what an installed package runs on Node 22, because Node strips no types in node_modules: the command, and the
 * reader of rightsizer.yml for osls. What they depend on is installed with it.
 */
async function buildCommand() {
  const outdir = resolve(root, 'dist');
  await rm(resolve(outdir, 'cli'), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { 'cli/main': 'cli/main.ts', 'configuration-file': 'run/configuration-file.ts' },
    outdir,
    chunkNames: 'cli/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'silent',
  });
}

async function main() {
  try {
    const { files } = await bundleHandlers();
    await buildCommand();
    for (const { path, bytes } of files) console.log(`${relative(root, path)}  ${(bytes / 1024).toFixed(1)} KB`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

// Not awaited: osls loads its plugin with require(), which refuses a top-level await.
if (import.meta.main) main();
