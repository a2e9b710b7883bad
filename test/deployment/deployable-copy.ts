import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './osls.ts';

/** A folder that osls can package without touching the project's own `dist` and `.serverless`. */
export interface DeployableCopy extends AsyncDisposable {
  readonly folder: string;
}

const copied = ['package.json', 'serverless.yml', 'serverless-bundle.js', 'bundle.js', 'rightsizer.example.yml'];
const linked = ['node_modules', 'stack', 'core', 'run', 'aws', 'handlers', 'cli'];

/** Copies what a deployment starts from, with the example as rightsizer.yml; the code behind it is linked. Null leaves that file out. */
export async function deployableCopy({
  rightsizerYml,
}: {
  rightsizerYml?: string | null;
} = {}): Promise<DeployableCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-deployment-'));
  const path = (name: string) => join(folder, name);
  await Promise.all(copied.map((name) => copyFile(join(projectRoot, name), path(name))));
  await Promise.all(linked.map((name) => symlink(join(projectRoot, name), path(name))));
  if (rightsizerYml === undefined) await copyFile(path('rightsizer.example.yml'), path('rightsizer.yml'));
  else if (rightsizerYml !== null) await writeFile(path('rightsizer.yml'), rightsizerYml);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
