import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { ended, example, start } from '../support/command.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';
import { projectRoot, startedOsls } from './osls.ts';
import { packaged, properties, type Template } from './packaged.ts';
import { zipEntries } from './zip-entries.ts';

const run = promisify(execFile);

/** An empty folder with the package in its node_modules. */
const folder = madeFolder();
let installed: string;
let dependencies: readonly string[];

/** Links what the package depends on, and nothing else, from the project's own node_modules: no registry is asked. */
async function linkDependencies(): Promise<void> {
  for (const name of dependencies) {
    const [scope, rest] = name.split('/');
    if (rest !== undefined) await mkdir(join(folder, 'node_modules', scope ?? ''), { recursive: true });
    await symlink(join(projectRoot, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

beforeAll(async () => {
  installed = join(folder, 'node_modules/fargate-rightsizer');
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: projectRoot });
  const file = /fargate-rightsizer-[\d.]+\.tgz/.exec(stdout)?.[0] ?? '';
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, file), '--strip-components=1', '-C', installed]);
  const manifest: { dependencies: object } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  dependencies = Object.keys(manifest.dependencies);
  await linkDependencies();
});

describe('the package that npm pack makes', () => {
  test('has JavaScript only, but for an example that a CDK app copies', async () => {
    const files = await readdir(installed, { recursive: true });
    expect(files).toContain('cli/rightsizer.js');
    const sources = files.filter((name) => name.endsWith('.ts'));
    expect(sources.filter((name) => !name.startsWith('examples/cdk/'))).toEqual([]);
  });

  test('depends on what the command needs, and on nothing of the Lambdas or of development', async () => {
    expect(dependencies).toEqual(expect.arrayContaining(['commander', 'valibot', 'js-yaml', '@aws-sdk/client-ssm']));
    expect(dependencies.filter((name) => /middy|powertools|esbuild|vitest|osls|^node$/.test(name))).toEqual([]);
  });

  test('carries no configuration of whoever built it', async () => {
    expect(await readdir(join(installed, 'dist'))).not.toContain('rightsizer-configuration.mjs');
  });
});

describe('rightsizer from the package', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date('2026-11-22T06:00:00Z') });
  });
  afterAll(() => aws.close());

  test.each([
    ['plan', ['plan', '--config', example, '--time', '2026-11-22T06:00:00Z']],
    ['help', ['--help']],
    ['errors', ['plan', '--config', 'none.yml']],
  ])('says what it says from a clone: %s', async (_, args) => {
    const options = { environment: aws.environment, cwd: folder };
    const fromPackage = await ended(start(process.execPath, [join(installed, 'cli/rightsizer.js'), ...args], options));
    expect(fromPackage).toEqual(await commandHere(args, options));
    expect(`${fromPackage.output}${fromPackage.errors}`).not.toBe('');
  });
});

describe('osls package from the package', () => {
  let template: Template;
  beforeAll(async () => {
    template = await packaged(installed, ['--param', `config=${example}`], startedOsls);
  });

  test('has the bundles that came with it and the configuration of its user', async () => {
    expect([...(await zipEntries(join(installed, 'package/rightsizer.zip')))].sort()).toEqual([
      'dist/fleet-worker.mjs',
      'dist/notify-slack.mjs',
      'dist/recommend-fleet.mjs',
      'dist/recommend.mjs',
      'dist/record-memory-kill.mjs',
      'dist/rightsizer-configuration.mjs',
    ]);
    const configuration = await readFile(join(installed, 'dist/rightsizer-configuration.mjs'), 'utf8');
    expect(configuration).toContain('"cluster":"connector-{stage}-connect"');
  });

  test('watches the clusters of that configuration', () => {
    expect(JSON.stringify(properties(template, 'MemoryKillRule'))).toContain(':cluster/connector-production-connect');
  });

  test('packages the recorder for other accounts too', async () => {
    const recorder = join(installed, 'examples/memory-kills');
    expect(properties(await packaged(recorder, []), 'RecordMemoryKillLambdaFunction').Runtime).toBe('nodejs24.x');
    expect(await zipEntries(join(recorder, 'package/rightsizer-memory-kills.zip'))).toEqual([
      'dist/record-memory-kill.mjs',
    ]);
  });
});
