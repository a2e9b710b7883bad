import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shortHash } from '../../core/publication/stored-text.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { scenario, service, ssm } from '../local/embedded-aws.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const LIVE = '/rightsizer/api/production';
const NOW = { taskCpu: '1024', taskMemory: '2048', appMemory: '2048' };
const LESS = { taskCpu: '512', taskMemory: '1024', appMemory: '1024' };

const folder = madeFolder();
let config = '';
let aws: LocalAws;

beforeAll(async () => {
  config = join(folder, 'rightsizer.yml');
  const parameters = { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: { app: { memory: 'appMemory' } } };
  const api = {
    cluster: '{stage}',
    service: 'api',
    parameters,
    stages: { production: { alsoPublishTo: ['default'] }, gone: { policy: 'validation' } },
  };
  await writeFile(config, JSON.stringify({ services: { api } }));
});
beforeEach(async () => {
  aws = await startLocalAws({
    scenario: scenario({ services: [service({ cluster: 'production' })] }),
    now: () => new Date(),
  });
  return () => aws.close();
});

/** `rightsizer` on the embedded AWS, by alice. */
function people(...args: readonly string[]) {
  return commandHere([...args, '--config', config, '--by', 'alice'], { environment: aws.environment });
}

async function put(name: string, value: object, Type: 'String' | 'SecureString' = 'SecureString'): Promise<void> {
  const input = { Name: `${LIVE}${name}`, Value: JSON.stringify(value), Type, Overwrite: true } as const;
  await ssm(aws).send(new PutParameterCommand(input));
}

async function propose(): Promise<void> {
  await put('', NOW);
  await put('/proposed', LESS);
  const proposed = { version: 1, hash: shortHash(JSON.stringify(LESS)), announced: true };
  await put('/state', { proposed, history: [], runId: 'run' }, 'String');
}

function live() {
  return JSON.parse(aws.parameters().find(({ name }) => name === LIVE)?.value ?? 'null');
}

describe('approve and reject', () => {
  it('say what changed, from what to what, and end with 0', async () => {
    await propose();
    const { status, output, errors } = await people('approve', 'api', 'production', '--proposal', '1', '--why', 'fine');
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(output).toBe(`api/production approved, live as version 2.
  ${LIVE}, version 2
    taskCpu 1024 -> 512
    taskMemory 2048 -> 1024
    appMemory 2048 -> 1024
  copied to /rightsizer/api/default
Takes effect with the next deployment of api/production.
`);
    expect(live()).toEqual(LESS);
    const again = await people('approve', 'api', 'production');
    expect(again.status).toBe(0);
    expect(again.output).toContain('is approved already, live as version 2; nothing was written.');
  });

  it('give the result as JSON', async () => {
    await propose();
    const { output } = await people('reject', 'api', 'production', '--why', 'no', '--json');
    expect(JSON.parse(output)).toMatchObject({
      target: 'api/production',
      command: 'reject',
      changed: true,
      copies: [],
    });
    expect(live()).toEqual(NOW);
  });

  it('end with 1 and a reason on standard error when they refuse', async () => {
    const none = await people('approve', 'api', 'production', '--json');
    expect(none).toEqual({ status: 1, output: '', errors: 'rightsizer: No proposal waits for api/production.\n' });
    await propose();
    const other = await people('approve', 'api', 'production', '--proposal', '4');
    expect(other.status).toBe(1);
    expect(other.errors).toContain('Proposal 4 of api/production is not the one that waits: that is 1');
    expect(live()).toEqual(NOW);
  });
});

describe('pin, unpin, rollback and history', () => {
  it('work one after the other, and the history tells of all within a hundred columns', async () => {
    await put('', NOW);
    const why = `the importer needs it ${'very '.repeat(50)}much`;
    const pinned = await people(
      'pin',
      'api',
      'production',
      '--days',
      '7',
      '--why',
      why,
      '--set',
      'taskCpu=512',
      '--set',
      'taskMemory=4096',
    );
    expect(pinned.errors).toBe('');
    expect(pinned.output).toMatch(
      /^api\/production pinned until \d{4}-\d\d-\d\d \d\d:\d\d UTC: runs change nothing before/,
    );
    expect(live()).toEqual({ taskCpu: '512', taskMemory: '4096', appMemory: '2048' });
    expect((await people('unpin', 'api', 'production')).output).toContain('unpinned; it was pinned by alice until');
    const back = await people('rollback', 'api', 'production', '--why', 'slow', '--json');
    expect(JSON.parse(back.output)).toMatchObject({ command: 'rollback', live: { version: 3, document: NOW } });

    const { status, output } = await people('history', 'api', 'production');
    expect(status).toBe(0);
    const lines = output.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines[0]).toBe('api/production, mode propose: version 3 is live');
    expect(lines[1]).toMatch(/^Pinned until .*, by alice on .*: slow$/);
    expect(output).toMatch(
      /\nversion {2}when +who +why\n3 {8}\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}alice {2}reverted\n {9}taskCpu 512 -> 1024, taskMemory 4096 -> 2048\n {9}slow\n2 /,
    );
    expect(output).toMatch(/\n1 +- +- +not remembered\n {9}taskCpu 1024, taskMemory 2048, appMemory 2048\n$/);
    const json = JSON.parse((await people('history', 'api', 'production', '--json')).output);
    expect(json.versions.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1]);
  });

  it('the history says what a change was to save and what it saved, for people and for programs', async () => {
    await put('', NOW);
    await put('', LESS);
    const made = { hash: shortHash(JSON.stringify(LESS)), at: '2026-11-09T06:00:00.000Z', author: 'rightsizer' };
    const money = { forecastUsd: 18.02, realized: { usd: -3.1, from: 'SizeHistory', days: 7 } };
    const entry = { version: 2, ...made, ...money, cause: 'resize', reasons: [] };
    await put('/state', { history: [entry], runId: 'run' }, 'String');
    expect((await people('history', 'api', 'production')).output).toContain(`
         Money: saves 18.02 USD a month forecast; costs 3.10 USD a month more realized over 7 days
         (by size history and task counts)
`);
    const { versions } = JSON.parse((await people('history', 'api', 'production', '--json')).output);
    expect(versions[0].entry).toMatchObject(money);
    expect(versions[1]).not.toHaveProperty('entry');
  });

  it('the history of nothing says so, and a waiting proposal comes with the command that approves it', async () => {
    expect((await people('history', 'api', 'production')).output).toBe(
      'api/production, mode propose: nothing is live\n',
    );
    await propose();
    expect((await people('history', 'api', 'production')).output).toContain(
      'Proposal 1 waits for approval: taskCpu 1024 -> 512, taskMemory 2048 -> 1024, appMemory 2048 -> 1024\n  rightsizer approve api production --proposal 1\n',
    );
  });
});

describe('seed', () => {
  it('takes values by hand or from a serverless.yml, not both', async () => {
    const file = join(folder, 'serverless.yml');
    await writeFile(file, 'params: { gone: { taskCpu: 256, taskMemory: 512 }, default: { appMemory: "512" } }');
    const { output, errors } = await people('seed', 'api', 'gone', '--from', file);
    expect(errors).toBe('');
    expect(output).toContain('api/gone seeded taskCpu, taskMemory, appMemory.');
    expect(output).toContain('Found in the file: taskCpu, taskMemory, appMemory.');
    const both = await people('seed', 'api', 'gone', '--from', file, '--set', 'taskCpu=256');
    expect(both).toMatchObject({ status: 1, errors: expect.stringContaining('seed takes either --set') });
    expect((await people('seed', 'api', 'gone')).errors).toContain('seed takes either --set');
    expect((await people('seed', 'api', 'gone', '--from', 'none.yml')).errors).toContain(
      '--from none.yml: the file cannot be read.',
    );
  });
});

describe('forget', () => {
  it('says first what it would delete, and deletes nothing without --yes where nobody can answer', async () => {
    await propose();
    const { status, output, errors } = await people('forget', 'api', 'production');
    expect(status).toBe(1);
    expect(output).toContain(
      `Forgetting api/production deletes in us-east-1, with all versions:\n  ${LIVE}\n  ${LIVE}/state\n  ${LIVE}/proposed\n`,
    );
    expect(output).toContain('gets the whole `fallback` of its serverless.yml');
    expect(errors).toBe('rightsizer: Nothing was deleted. Add --yes to delete.\n');
    expect(aws.parameters()).toHaveLength(3);
  });

  it('deletes with --yes, also what rightsizer.yml does not name', async () => {
    await propose();
    await ssm(aws).send(new PutParameterCommand({ Name: '/old/web/test', Value: '{}', Type: 'SecureString' }));
    expect((await people('forget', 'api', 'production', '--yes')).output).toContain(
      'Deleted 3 documents of api/production.',
    );
    const { output } = await people('forget', 'web', 'test', '--prefix', '/old', '--yes', '--json');
    expect(JSON.parse(output)).toMatchObject({ target: 'web/test', deleted: ['/old/web/test'] });
    expect(aws.parameters()).toEqual([]);
    const again = await people('forget', 'api', 'production', '--yes');
    expect(again).toMatchObject({ status: 1, errors: `rightsizer: Nothing is stored under ${LIVE} in us-east-1.\n` });
  });
});

describe('what people type', () => {
  it.each<[string, readonly string[], string]>([
    [
      'an unknown service',
      ['unpin', 'apu', 'production'],
      'No service apu in rightsizer.yml; there is api; did you mean "api"?',
    ],
    [
      'an unknown stage',
      ['unpin', 'api', 'prod'],
      'The service api has no stage prod in rightsizer.yml; there is production, gone',
    ],
    ['no reason', ['reject', 'api', 'production'], "required option '--why <text>' not specified"],
    ['an empty reason', ['unpin', 'api', 'production', '--why', ' '], 'It says nothing.'],
    ['two lines', ['unpin', 'api', 'production', '--why', 'a\nb'], 'It must be one line without control characters.'],
    [
      'text that turns around',
      ['unpin', 'api', 'production', '--why', 'a\u202eb'],
      'It must be one line without control characters.',
    ],
    ['too much', ['unpin', 'api', 'production', '--why', 'x'.repeat(301)], 'At most 300 characters.'],
    [
      'a pin for ever',
      ['pin', 'api', 'production', '--why', 'x', '--days', '0'],
      'It must be a whole number from 1 to 365.',
    ],
    ['no version', ['rollback', 'api', 'production', '--why', 'x', '--to', 'v2'], 'It must be a whole number from 1'],
    ['no number', ['pin', 'api', 'production', '--why', 'x', '--set', 'taskCpu=1.5'], 'It must be like taskCpu=1024'],
    ['a key twice', ['pin', 'api', 'production', '--why', 'x', '--set', 'a=1', '--set', 'a=2'], 'a is set twice.'],
  ])('is refused when it is %s', async (_what, args, message) => {
    const { status, output, errors } = await people(...args);
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(errors).toContain(message);
    expect(aws.calls()).toEqual([]);
  });

  it('is signed with the user name of the system unless a name is given', async () => {
    await put('', NOW);
    const args = ['pin', 'api', 'production', '--why', 'x', '--json', '--config', config];
    const { output } = await commandHere(args, { environment: aws.environment });
    expect(JSON.parse(output).pin.by).toMatch(/^\S+$/);
  });
});
