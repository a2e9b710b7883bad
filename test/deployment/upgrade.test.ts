import { execFile } from 'node:child_process';
import { appendFile, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeFolder } from '../support/runs.ts';
import { type DeployableCopy, deployableCopy } from './deployable-copy.ts';
import { projectRoot } from './osls.ts';
import { packaged, properties, type Template } from './packaged.ts';

const run = promisify(execFile);

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  const { stdout } = await run('git', [...who, ...args], { cwd: folder });
  return stdout;
}

const ownRightsizerYml = `
parameterPrefix: /our/sizes
services:
  api:
    cluster: api-{stage}
    service: web
    parameters: { task: { cpu: cpu, memory: memory } }
    stages: { production: {} }
`;

let upstream: DeployableCopy;
const folder = madeFolder();
let clone: string;
let before: Template;
let after: Template;
let changed: string;

/** What the README's "Upgrade" does, less `npm ci`, which needs a registry: node_modules is linked. */
async function upgrade(): Promise<void> {
  await git(clone, 'pull', '--quiet', '--ff-only');
}

beforeAll(async () => {
  upstream = await deployableCopy({ rightsizerYml: null });
  await copyFile(join(projectRoot, '.gitignore'), join(upstream.folder, '.gitignore'));
  await git(upstream.folder, 'init', '--quiet');
  await git(upstream.folder, 'add', '.');
  await git(upstream.folder, 'commit', '--quiet', '-m', 'first version');
  clone = join(folder, 'fargate-rightsizer');
  await git(folder, 'clone', '--quiet', upstream.folder, clone);
  await appendFile(join(clone, '.git/info/exclude'), '/package\n');
  await mkdir(join(folder, 'our'));
  await writeFile(join(folder, 'our/rightsizer.yml'), ownRightsizerYml);
  await writeFile(join(folder, 'our/rightsizer.params.yml'), 'scheduleTimeZone: Europe/Berlin\nregion: eu-central-1\n');

  const deploy = () => packaged(clone, ['--param', 'config=../our/rightsizer.yml']);
  before = await deploy();
  changed = await git(clone, 'status', '--porcelain');
  await appendFile(join(upstream.folder, 'rightsizer.example.yml'), '# a new version\n');
  const serverlessYml = await readFile(join(upstream.folder, 'serverless.yml'), 'utf8');
  await writeFile(
    join(upstream.folder, 'serverless.yml'),
    serverlessYml.replace('memorySize: 1024', 'memorySize: 1536'),
  );
  await git(upstream.folder, 'commit', '--quiet', '--all', '-m', 'second version');
  await upgrade();
  after = await deploy();
});

afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
});

describe('a configuration outside the clone', () => {
  test('leaves the clone clean when it is deployed', () => {
    expect(changed).toBe('');
  });

  test('is what is deployed, with the params beside it', async () => {
    expect(properties(before, 'Schedule').ScheduleExpressionTimezone).toBe('Europe/Berlin');
    expect(JSON.stringify(properties(before, 'IamRoleLambdaExecution'))).toContain('parameter/our/sizes/*');
    const beside = await readFile(join(clone, 'dist/rightsizer-configuration.mjs'), 'utf8');
    expect(beside).toContain('"parameterPrefix":"/our/sizes"');
  });

  test('stays in force when the clone is brought to the next version', async () => {
    expect(properties(before, 'RecommendLambdaFunction').MemorySize).toBe(1024);
    expect(properties(after, 'RecommendLambdaFunction').MemorySize).toBe(1536);
    expect(properties(after, 'Schedule')).toEqual(properties(before, 'Schedule'));
    expect(properties(after, 'IamRoleLambdaExecution')).toEqual(properties(before, 'IamRoleLambdaExecution'));
    expect(await git(clone, 'status', '--porcelain')).toBe('');
  });
});
