import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { scenario, service, ssm } from '../local/embedded-aws.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const SIZES = { taskCpu: '1024', taskMemory: '2048' };

const folder = madeFolder();
let aws: LocalAws;

async function put(name: string, value: object): Promise<void> {
  const input = { Name: `/rightsizer/${name}`, Value: JSON.stringify(value), Type: 'SecureString' } as const;
  await ssm(aws).send(new PutParameterCommand(input));
}

beforeAll(async () => {
  const api = {
    cluster: '{stage}',
    service: 'api',
    parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' } },
    stages: {
      production: { alsoPublishTo: ['default'] },
      val: { policy: 'validation' },
      master: { policy: 'development' },
    },
  };
  await writeFile(join(folder, 'rightsizer.yml'), JSON.stringify({ services: { api } }));
  await writeFile(join(folder, 'fallback.json'), JSON.stringify({ taskCpu: 256, taskMemory: '512' }));
  await writeFile(join(folder, 'more.json'), JSON.stringify({ ...SIZES, appMemory: '512' }));
  await writeFile(join(folder, 'text.json'), '{"taskCpu":"1 vCPU"}');
  await writeFile(join(folder, 'list.json'), '[1]');
  aws = await startLocalAws({ scenario: scenario({ services: [service({})] }), now: () => new Date() });
  await put('api/production', SIZES);
  await put('api/default', { taskCpu: '512', taskMemory: '1024' });
  await put('api/master', { taskCpu: 'a lot', taskMemory: '1024' });
  await put('api/other', { 'task-cpu': '512' });
  await put('api/odd', { 'task\u202eCpu': '512' });
});
afterAll(() => aws.close());

/** `rightsizer sizes` in the folder of the configuration. */
function sizes(...args: readonly string[]) {
  const environment = { ...aws.environment, RIGHTSIZER_CONFIG: '' };
  return commandHere(['sizes', ...args], { environment, cwd: folder });
}

describe('rightsizer sizes', () => {
  it.each([
    ['json', '{"taskCpu":"1024","taskMemory":"2048"}\n'],
    ['env', 'taskCpu=1024\ntaskMemory=2048\n'],
    ['tfvars', 'taskCpu = 1024\ntaskMemory = 2048\n'],
    ['params', 'params:\n  production:\n    taskCpu: "1024"\n    taskMemory: "2048"\n'],
  ])('prints what deployments read as %s', async (format, output) => {
    expect(await sizes('api', 'production', '--format', format)).toEqual({ status: 0, output, errors: '' });
  });

  it('prints JSON unless told otherwise, and the params that YAML reads as texts', async () => {
    expect(JSON.parse((await sizes('api', 'production')).output)).toEqual(SIZES);
    const { output } = await sizes('api', 'production', '--format', 'params');
    expect(parse(output)).toEqual({ params: { production: SIZES } });
  });

  it('knows the names that get a copy, which rightsizer.yml has no stage for', async () => {
    expect((await sizes('api', 'default')).output).toBe('{"taskCpu":"512","taskMemory":"1024"}\n');
  });

  it('needs no rightsizer.yml where the prefix is said', async () => {
    const { output } = await sizes('api', 'production', '--prefix', '/rightsizer/', '--config', 'none.yml');
    expect(output).toBe('{"taskCpu":"1024","taskMemory":"2048"}\n');
  });

  it('prints nothing and ends with 2 where nothing is stored', async () => {
    const errors = 'Nothing is stored under /rightsizer/api/val.\n';
    expect(await sizes('api', 'val')).toEqual({ status: 2, output: '', errors });
  });

  it('prints the fallback, and says so, where nothing is stored', async () => {
    const errors = 'Nothing is stored under /rightsizer/api/val.\n';
    const output = 'taskCpu=256\ntaskMemory=512\n';
    const said = await sizes('api', 'val', '--fallback', 'fallback.json', '--format', 'env');
    expect(said).toEqual({ status: 0, output, errors });
  });

  it('never mixes the fallback with what is stored', async () => {
    expect((await sizes('api', 'production', '--fallback', 'fallback.json')).output).toBe(
      '{"taskCpu":"1024","taskMemory":"2048"}\n',
    );
  });
});

describe('what keeps rightsizer sizes from printing', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['a stage that there is not', ['api', 'vall'], /no stage vall in rightsizer\.yml; .*did you mean "val"\?$/],
    [
      'a service that there is not',
      ['apu', 'val'],
      /No service apu in rightsizer\.yml; there is api; did you mean "api"\?$/,
    ],
    [
      'a size that is none',
      ['api', 'master'],
      /api\/master \(version 1, us-east-1\): taskCpu = "a lot" must be a whole number\.$/,
    ],
    [
      'a key that the fallback has and the document lacks',
      ['api', 'production', '--fallback', 'more.json'],
      /production \(version 1, us-east-1\) lacks appMemory, which more\.json has; "rightsizer seed" adds a key/,
    ],
    [
      'a fallback with a size that is none',
      ['api', 'val', '--fallback', 'text.json'],
      /--fallback text\.json: taskCpu = "1 vCPU" must be/,
    ],
    [
      'a fallback that is no object',
      ['api', 'val', '--fallback', 'list.json'],
      /--fallback list\.json: must be a flat JSON object/,
    ],
    [
      'a fallback that is not there',
      ['api', 'val', '--fallback', 'no.json'],
      /--fallback no\.json: the file cannot be read \(ENOENT/,
    ],
    [
      'a key that no shell takes',
      ['api', 'other', '--prefix', '/rightsizer', '--format', 'env'],
      /task-cpu is no name of a variable; --format json takes every key\.$/,
    ],
    [
      'a key that turns text around',
      ['api', 'odd', '--prefix', '/rightsizer'],
      /1\): .* must have no control characters/,
    ],
    ['a format that there is not', ['api', 'val', '--format', 'xml'], /argument 'xml' is invalid/],
  ])('is %s', async (_, args, message) => {
    const { status, output, errors } = await sizes(...args);
    expect(status).toBe(1);
    expect(output).toBe('');
    expect(errors.split('\n').some((line) => message.test(line))).toBe(true);
  });
});
