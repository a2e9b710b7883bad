import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { starterFile } from '../../cli/init-file.ts';
import { starterKeys } from '../../core/configuration/key-conventions.ts';
import { policyFor, stageIn, withPlaceholder } from '../../core/configuration/name-conventions.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const SERVICE = ['--cluster', 'connector-production-connect', '--service', 'kafka-connect'];

const FORMER = `
service: connector
params:
  default: { taskCpu: 1024, taskMemory: 2048 }
  production: { taskCpu: 2048, memoryOfTask: "6144", heap: -Xmx2G }
resources:
  Resources:
    TaskDefinition:
      Type: AWS::ECS::TaskDefinition
      Properties:
        Family: !Sub connector
        Cpu: \${param:taskCpu}
        Memory: \${param:memoryOfTask}
        ContainerDefinitions:
          - { Name: connect, Cpu: 2048, Memory: "\${self:custom.size.connectContainerMemory}" }
`;

let aws: LocalAws;
let folder = '';
let out = '';

beforeAll(async () => {
  aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date('2026-11-22T06:00:00Z') });
});
afterAll(() => aws.close());
beforeEach(async () => {
  folder = madeFolder();
  out = join(folder, 'rightsizer.yml');
});

/** `rightsizer init` for the connector's production on the embedded AWS. */
function init(...args: readonly string[]) {
  return commandHere(['init', ...SERVICE, '--out', out, ...args], { environment: aws.environment });
}

async function configuration() {
  return parseConfiguration(parse(await readFile(out, 'utf8')));
}

describe('rightsizer init', () => {
  it('writes a rightsizer.yml that stands for the running service', async () => {
    const { status, errors } = await init('--key', 'connector');
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect((await configuration()).targets).toMatchObject([
      {
        id: 'connector/production',
        cluster: 'connector-production-connect',
        ecsService: 'kafka-connect',
        mode: 'propose',
        policy: { name: 'production' },
        parameters: {
          task: { cpu: 'taskCpu', memory: 'taskMemory' },
          containers: {
            connect: { cpu: 'connectContainerCpu', memory: 'connectContainerMemory' },
            instantclient: { memory: 'instantclientContainerMemory' },
          },
        },
      },
    ]);
    const text = await readFile(out, 'utf8');
    expect(text).toContain('    cluster: "connector-{stage}-connect"\n');
    expect(text.split('\n').filter((line) => line.includes('#')).length).toBeGreaterThanOrEqual(5);
  });

  it('writes what the next command takes', async () => {
    await init('--key', 'connector');
    const { status, output } = await commandHere(
      ['plan', '--json', '--time', '2026-11-22T06:00:00Z', '--config', out],
      { environment: aws.environment },
    );
    expect(status).toBe(2);
    expect(JSON.parse(output).targets[0]).toMatchObject({ id: 'connector/production' });
  });

  it('prints the lines for the serverless.yml, with what runs as fallback', async () => {
    const { output } = await init('--key', 'connector');
    const fallback =
      'fallback: { taskCpu: "2048", taskMemory: "6144", connectContainerCpu: "2048", connectContainerMemory: "4096", instantclientContainerMemory: "2048" }';
    expect(output).toContain(
      `\nparams:\n  default: { sizes: default, ${fallback} }\n  production: { sizes: production, ${fallback} }\n` +
        'custom:\n  size: ${ssm:/rightsizer/connector/${param:sizes}, param:fallback}\n',
    );
    expect(output).toContain('\nCpu: ${self:custom.size.taskCpu}\nMemory: ${self:custom.size.taskMemory}\n');
    expect(output).toContain('\n  - Name: connect\n    Cpu: ${self:custom.size.connectContainerCpu}\n');
  });

  it('names what must go from the serverless.yml, and keeps the names that it has', async () => {
    const serverless = join(folder, 'serverless.yml');
    await writeFile(serverless, FORMER);
    const { status, output } = await init('--serverless', serverless);
    expect(status).toBe(0);
    const [target] = (await configuration()).targets;
    expect(target?.id).toBe('connector/production');
    expect(target?.parameters.task).toEqual({ cpu: 'taskCpu', memory: 'memoryOfTask' });
    const properties = 'resources.Resources.TaskDefinition.Properties';
    const named = output.split('\n').filter((line) => line.startsWith(serverless));
    expect(named.map((line) => line.slice(serverless.length + 2))).toEqual([
      'params.default.taskCpu: 1024  (delete)',
      'params.production.taskCpu: 2048  (delete)',
      'params.production.memoryOfTask: 6144  (delete)',
      `${properties}.Cpu: \${param:taskCpu}  (becomes \${self:custom.size.taskCpu})`,
      `${properties}.Memory: \${param:memoryOfTask}  (becomes \${self:custom.size.memoryOfTask})`,
      `${properties}.ContainerDefinitions.0.Cpu: 2048  (becomes \${self:custom.size.connectContainerCpu})`,
    ]);
  });

  it('never overwrites by itself', async () => {
    await writeFile(out, 'mine');
    const before = aws.calls().length;
    const { status, errors } = await init();
    expect({ status, errors }).toEqual({
      status: 1,
      errors: `rightsizer: ${out} exists. Nothing was written; add --force to overwrite it.\n`,
    });
    expect(await readFile(out, 'utf8')).toBe('mine');
    expect(aws.calls()).toHaveLength(before);
    expect((await init('--force')).status).toBe(0);
    expect((await configuration()).targets).toHaveLength(1);
  });
});

describe('what keeps rightsizer init from writing', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['a service that is not there', ['--service', 'none'], /Nothing was written\. There is no service none in cluster/],
    ['a name that is none', ['--stage', 'default'], /stages\.default = .*"default"|"default" can only stand/],
    ['a serverless.yml that is not there', ['--serverless', 'none.yml'], /--serverless none\.yml: ENOENT/],
  ])('is %s', async (_, args, message) => {
    const { status, output, errors } = await init(...args);
    expect(status).toBe(1);
    expect(output).toBe('');
    expect(errors).toMatch(message);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });
});

describe('rightsizer init without a name', () => {
  it('asks for a running service or a file', async () => {
    const { status, errors } = await commandHere(['init', '--cluster', 'x', '--out', out]);
    expect(status).toBe(1);
    expect(errors).toBe(
      'rightsizer: Name a service that runs, with --cluster and --service, or its file, with --serverless.\n',
    );
  });
});

describe('the names that rightsizer init finds', () => {
  it.each([
    ['connector-val-connect', 'val', 'connector-{stage}-connect'],
    ['val', 'val', '{stage}'],
    ['interval-x', 'val', 'interval-x'],
    ['val-interval_val', 'val', '{stage}-interval_{stage}'],
  ])('%s of %s is %s', (name, stage, expected) => {
    expect(withPlaceholder(name, stage)).toBe(expected);
  });

  it.each([
    ['shop-qa-cluster', 'qa'],
    ['Prod_api', 'Prod'],
    ['shop', undefined],
  ])('%s speaks of the stage %s', (name, stage) => {
    expect(stageIn(name)).toBe(stage);
  });

  it.each([
    ['qa2', 'validation'],
    ['dev', 'development'],
    ['prod', 'production'],
    ['blue', 'production'],
  ])('a stage %s gets the policy %s', (stage, policy) => {
    expect(policyFor(stage)).toBe(policy);
  });

  it('a stage that sounds like none gets another policy where production is another stage', () => {
    expect(['blue', 'prod-eu', 'val2'].map((stage) => policyFor(stage, 'development'))).toEqual([
      'development',
      'production',
      'validation',
    ]);
  });

  it('gives every number a key of its own, and none to what declares no size', () => {
    const containers = [
      { name: 'log-router', fields: ['memoryMiB', 'memoryReservationMiB'] },
      { name: 'logRouter', fields: ['memoryMiB'] },
      { name: 'idle', fields: [] },
    ] as const;
    const keys = starterKeys(containers, () => undefined);
    expect(keys.containers).toEqual({
      'log-router': { memory: 'logRouterContainerMemory', memoryReservation: 'logRouterContainerMemoryReservation' },
      logRouter: { memory: 'logRouterContainerMemory2' },
    });
  });

  it('are quoted where YAML would take them for something else', () => {
    const parameters = starterKeys([{ name: '123', fields: ['memoryMiB'] }], () => undefined);
    const stages = [{ name: '2024', policy: 'production', isDefault: false }];
    const starter = { key: 'true', stages, cluster: '1e3', service: 'no', unsized: ['x'] };
    const [target] = parseConfiguration(parse(starterFile({ ...starter, parameters }))).targets;
    expect(target).toMatchObject({ id: 'true/2024', cluster: '1e3', ecsService: 'no' });
    expect(target?.parameters.containers).toEqual({ 123: { memory: '123ContainerMemory' } });
  });
});
