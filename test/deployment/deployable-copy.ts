import { copyFile, cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFolder } from '../support/runs.ts';
import { projectRoot } from './osls.ts';

/** A folder that osls can package without touching the project's own `dist` and `.serverless`. */
export interface DeployableCopy extends AsyncDisposable {
  readonly folder: string;
}

const copied = ['package.json', 'serverless.yml', 'serverless-bundle.js', 'bundle.js', 'rightsizer.example.yml'];
const linked = ['node_modules', 'core', 'run', 'aws', 'handlers', 'cli'];

/** Stands for bundle.js: lays what is built already, which takes no five seconds. */
const layer = (from: string) => `
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
export async function bundleHandlers({ outdir, entryPoints }) {
  await mkdir(outdir, { recursive: true });
  const names = entryPoints.map((path) => basename(path, '.ts') + '.mjs');
  await Promise.all(names.map((name) => copyFile(join(${JSON.stringify(from)}, name), join(outdir, name))));
}
`;

export interface CopyOptions {
  /** Absent: the example; null: there is none. */
  readonly rightsizerYml?: string | null;
  /** Whether it bundles the Lambdas itself; absent: it lays those that are built once for all tests. */
  readonly bundles?: boolean;
}

/** Copies what a deployment starts from; the code behind it is linked. */
export async function deployableCopy({ rightsizerYml, bundles = false }: CopyOptions = {}): Promise<DeployableCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-deployment-'));
  const path = (name: string) => join(folder, name);
  await Promise.all(copied.map((name) => copyFile(join(projectRoot, name), path(name))));
  await cp(join(projectRoot, 'stack'), path('stack'), { recursive: true });
  if (!bundles) await writeFile(path('bundle.js'), layer(builtFolder()));
  await Promise.all(linked.map((name) => symlink(join(projectRoot, name), path(name))));
  if (rightsizerYml === undefined) await copyFile(path('rightsizer.example.yml'), path('rightsizer.yml'));
  else if (rightsizerYml !== null) await writeFile(path('rightsizer.yml'), rightsizerYml);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
