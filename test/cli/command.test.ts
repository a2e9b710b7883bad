import { execFile } from 'node:child_process';
import { access, readFile, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ended, launcher, start } from '../support/command.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const run = promisify(execFile);

/** An installed package runs what was built, a clone its sources. */
const INSTALLED_ON_OLDER = /^rightsizer needs Node 22 or newer; this is \d+\.\d+\.\d+\.\n$/;
const CLONE_ON_OLDER =
  /^rightsizer needs Node 24 or newer; this is \d+\.\d+\.\d+\. "npm ci" in the project's folder brings it\.\n$/;

describe('the command', () => {
  it('explains itself and each of its commands', async () => {
    const all = await commandHere(['--help']);
    expect(all).toMatchObject({ status: 0, errors: '' });
    for (const name of ['plan', 'size', 'report']) expect(all.output).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    const plan = await commandHere(['plan', '--help']);
    expect(plan.output).toContain('--stage <name...>');
    expect(plan.output).toContain('Exit status: 0 nothing to do; 2 something would be written or waits for a person');
    expect((await commandHere(['size', '--help'])).output).toContain('"task":{"cpuUnits":2048,"memoryMiB":4096}');
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await commandHere(['--version'])).toMatchObject({ status: 0, output: `${version}\n` });
  });

  it.each([
    [['plna'], "error: unknown command 'plna'\n(Did you mean plan?)"],
    [['plan', '--stages', 'a'], "error: unknown option '--stages'\n(Did you mean --stage?)"],
    [['size', 'file.json'], 'error: too many arguments'],
    [['plan', '--config'], "error: option '--config <file>' argument missing"],
  ])('refuses %j with a hint', async (args, message) => {
    const { status, output, errors } = await commandHere(args);
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(errors).toContain(message);
    expect(errors).toContain('(add --help to see what there is)');
    expect(errors).not.toContain('    at ');
  });

  it.each(['--version', 'plan --help'])('says of %s when it has no room', async (args) => {
    const child = start('bash', ['-c', `${process.execPath} cli/main.ts ${args} > /dev/full`]);
    const { status, errors } = await ended(child);
    expect(errors).toMatch(/^rightsizer: standard output cannot be written \(ENOSPC: .*\)\.\n$/);
    expect(status).toBe(1);
  });

  it('shows its help when it is told nothing, and says by its status that nothing was done', async () => {
    const { status, errors } = await commandHere([]);
    expect(status).toBe(1);
    expect(errors).toContain('Usage: rightsizer');
  });
});

/** A Node outside node_modules that is too old to run TypeScript; undefined where there is none. */
async function olderNode(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  for (const folder of folders) {
    const node = join(folder, 'node');
    const version = await run(node, ['--version']).catch(() => undefined);
    if (version !== undefined && Number(version.stdout.slice(1).split('.')[0]) < 24) return node;
  }
  return undefined;
}

const older = await olderNode();

describe('the launcher', () => {
  it('runs on the Node that is new enough, and passes status and streams on', async () => {
    const child = start(process.execPath, [launcher, 'size']);
    child.stdin?.end('nonsense\n');
    expect(await ended(child)).toMatchObject({ status: 1, output: expect.stringContaining('"kind":"error"') });
  });

  it.runIf(older !== undefined)(
    'starts the newer Node from an older one, and passes status and streams on',
    async () => {
      const good = await ended(start(older ?? '', [launcher, '--version']));
      expect(good).toMatchObject({ status: 0, errors: '' });
      const child = start(older ?? '', [launcher, 'size']);
      child.stdin?.end('nonsense\n');
      expect(await ended(child)).toMatchObject({ status: 1, output: expect.stringContaining('"kind":"error"') });
    },
  );

  it.runIf(older !== undefined)('ends with the command when it is interrupted', async () => {
    const child = start(older ?? '', [launcher, 'size']);
    const done = ended(child);
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGTERM');
    expect((await done).status).not.toBe(0);
  });

  it.runIf(older !== undefined)('says what is missing where there is no newer Node', async () => {
    const folder = madeFolder();
    await symlink(join(process.cwd(), 'package.json'), join(folder, 'package.json'));
    const copy = join(folder, 'cli', 'rightsizer.js');
    await run('mkdir', [join(folder, 'cli')]);
    await run('cp', [launcher, copy]);
    const said = () => ended(start(older ?? '', [copy, 'size']));
    expect(await said()).toMatchObject({ status: 1, errors: expect.stringMatching(INSTALLED_ON_OLDER) });
    await run('touch', [join(folder, 'cli', 'main.ts')]);
    expect(await said()).toMatchObject({ status: 1, errors: expect.stringMatching(CLONE_ON_OLDER) });
  });

  it('can be executed', async () => {
    await expect(access(launcher, 1)).resolves.toBeUndefined();
    expect(await readFile(launcher, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
