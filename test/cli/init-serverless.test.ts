import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { starterFile } from '../../cli/init-file.ts';
import { consumerLines, formerLines, type InitOptions } from '../../cli/init-lines.ts';
import { startedFromServerless } from '../../cli/init-serverless.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { consumerOf } from '../../run/consumer/consumer.ts';
import { oslsReader } from '../../run/consumer/stage-reading.ts';
import { projectRoot } from '../deployment/osls.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const FIXTURE = join(projectRoot, 'test/fixtures/serverless/connector-literals.yml');

/** One container of a task; each test changes what it is about. */
const SHOP = `
service: shop
params:
  default: { cpu: 256, memory: 512 }
  qa: {}
  blue: { memory: 1024 }
  production: { cpu: 1024, memory: 2048 }
custom:
  name: shop-\${sls:stage}
  cluster: \${self:custom.name}-cluster
resources:
  Resources:
    Cluster:
      Type: AWS::ECS::Cluster
      Properties: { ClusterName: "\${self:custom.cluster}" }
    Api:
      Type: AWS::ECS::Service
      Properties: { Cluster: !Ref Cluster, ServiceName: api, TaskDefinition: !Ref ApiTask }
    ApiTask:
      Type: AWS::ECS::TaskDefinition
      Properties:
        Cpu: \${param:cpu}
        Memory: \${param:memory}
        ContainerDefinitions:
          - { Name: app, Memory: "\${param:memory}" }
          - { Name: sidecar }
`;

/** What comes of a file; SHOP with some texts, which must be there, replaced. */
async function started(replacements: Readonly<Record<string, string>> = {}, options: Partial<InitOptions> = {}) {
  let text = SHOP;
  for (const [from, to] of Object.entries(replacements)) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  const found = await startedFromServerless(
    { out: 'rightsizer.yml', ...options },
    await consumerOf(text, tmpdir(), oslsReader()),
  );
  const yaml = starterFile(found.starter);
  const lines = consumerLines(found.starter, found.fallbacks);
  const former = formerLines('it', found.former, found.starter);
  return { ...found, yaml, targets: parseConfiguration(parse(yaml)).targets, lines, former };
}

describe('rightsizer init from a serverless.yml alone', () => {
  it('writes what rightsizer.example.yml says for the connector with literals, in mode propose', async () => {
    const folder = madeFolder();
    const out = join(folder, 'rightsizer.yml');
    const { status, output, errors } = await commandHere(['init', '--serverless', FIXTURE, '--out', out]);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(output).toContain(`Wrote ${out}: master as development, val as validation, production as production;`);
    expect(output).toContain('examples/container-metrics (0.60 USD a month for each container)');
    const own = parseConfiguration(parse(readFileSync(join(projectRoot, 'rightsizer.example.yml'), 'utf8')));
    const { targets } = parseConfiguration(parse(await readFile(out, 'utf8')));
    expect(targets).toEqual(own.targets.map((target) => ({ ...target, mode: 'propose' })));
  });

  it('never overwrites by itself, and takes the key of --service', async () => {
    const folder = madeFolder();
    const out = join(folder, 'rightsizer.yml');
    await writeFile(out, 'mine');
    const args = ['init', '--serverless', FIXTURE, '--service', 'kafka', '--out', out];
    const { status, errors } = await commandHere(args);
    expect({ status, errors }).toEqual({
      status: 1,
      errors: `rightsizer: ${out} exists. Nothing was written; add --force to overwrite it.\n`,
    });
    expect(await readFile(out, 'utf8')).toBe('mine');
    expect((await commandHere([...args, '--force'])).status).toBe(0);
    expect(parse(await readFile(out, 'utf8')).services).toHaveProperty('kafka');
  });

  it('takes stages, names and keys from the file', async () => {
    const { targets, yaml } = await started();
    expect(
      targets.map(({ id, cluster, ecsService, policy, mode }) => [id, cluster, ecsService, policy.name, mode]),
    ).toEqual([
      ['shop/qa', 'shop-qa-cluster', 'api', 'validation', 'propose'],
      ['shop/blue', 'shop-blue-cluster', 'api', 'development', 'propose'],
      ['shop/production', 'shop-production-cluster', 'api', 'production', 'propose'],
    ]);
    expect(targets.map(({ alsoPublishTo }) => alsoPublishTo)).toEqual([[], ['default'], []]);
    // Two numbers that shared a literal get a key each.
    expect(targets[0]?.parameters).toEqual({
      task: { cpu: 'cpu', memory: 'memory' },
      containers: { app: { memory: 'memory2' } },
    });
    expect(yaml).toContain('      # sidecar declares no size: it lives from what the task has left.\n');
  });

  it('gives each stage the fallback of its literals, and none where they are those of default', async () => {
    expect((await started()).lines.slice(0, 6)).toEqual([
      'params:',
      '  default: { sizes: default, fallback: { cpu: "256", memory: "512", memory2: "512" } }',
      '  qa: { sizes: qa }',
      '  blue: { sizes: blue, fallback: { cpu: "256", memory: "1024", memory2: "1024" } }',
      '  production: { sizes: production, fallback: { cpu: "1024", memory: "2048", memory2: "2048" } }',
      'custom:',
    ]);
  });

  it('copies nothing to default where default has no sizes, and says what to fill in', async () => {
    const { targets, lines } = await started({ 'default: { cpu: 256, memory: 512 }': 'default: { cpu: 256 }' });
    expect(targets.flatMap(({ alsoPublishTo }) => alsoPublishTo)).toEqual([]);
    expect(lines.slice(1, 4)).toEqual([
      '  qa: { sizes: qa, fallback: { cpu: "256", memory: "?", memory2: "?" } } # please fill in memory, memory2',
      '  blue: { sizes: blue, fallback: { cpu: "256", memory: "1024", memory2: "1024" } }',
      '  production: { sizes: production, fallback: { cpu: "1024", memory: "2048", memory2: "2048" } }',
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['a literal', { '${param:cpu}': '4096' }, 'taskCpu: "4096"'],
    ['a text', { '${param:cpu}': '"4096"' }, 'taskCpu: "4096"'],
    ['a variable with a fallback', { '${param:cpu}': "${param:nothing, '2048'}" }, 'nothing: "2048"'],
    [
      'a number of custom',
      { '${param:cpu}': '${self:custom.cpu}', 'custom:\n': 'custom:\n  cpu: 512\n' },
      'cpu: "512"',
    ],
    [
      'a number of custom by stage',
      { '${param:cpu}': '${self:custom.${sls:stage}.cpu}', 'custom:\n': 'custom:\n  production: { cpu: 8192 }\n' },
      'cpu: "8192"',
    ],
    ['a text that is substituted', { '${param:cpu}': '!Sub "${param:cpu}"' }, 'cpu: "1024"'],
    ['what is elsewhere', { '${param:cpu}': '${env:CPU}' }, 'taskCpu: "?"'],
    ['what is in AWS', { '${param:cpu}': '!Ref Cpu' }, 'taskCpu: "?"'],
    ['what leads to itself', { 'production: { cpu: 1024': 'production: { cpu: "${param:cpu}"' }, 'cpu: "?"'],
  ])('reads a size that is %s', async (_, replacements, expected) => {
    const production = (await started(replacements)).lines.find((line) => line.startsWith('  production:'));
    expect(production).toContain(`{ ${expected}, memory: "2048"`);
  });

  it('names what must go, and where else a former param is read', async () => {
    const { former } = await started({
      '{ Name: sidecar }': '{ Name: sidecar, Command: ["--limit=${param:memory}"] }',
    });
    expect(former).toEqual([
      'it: params.default.cpu: 256  (delete)',
      'it: params.default.memory: 512  (delete)',
      'it: params.blue.memory: 1024  (delete)',
      'it: params.production.cpu: 1024  (delete)',
      'it: params.production.memory: 2048  (delete)',
      'it: resources.Resources.ApiTask.Properties.Cpu: ${param:cpu}  (becomes ${self:custom.size.cpu})',
      'it: resources.Resources.ApiTask.Properties.Memory: ${param:memory}  (becomes ${self:custom.size.memory})',
      'it: resources.Resources.ApiTask.Properties.ContainerDefinitions.0.Memory: ${param:memory}  (becomes ${self:custom.size.memory2})',
      'it: ${param:memory} is read in other places too: put ${self:custom.size.memory} there',
    ]);
  });

  it('is about one of several services, by its logical id or its name', async () => {
    const two = {
      '    ApiTask:': `    Worker:
      Type: AWS::ECS::Service
      Properties: { Cluster: "work-\${sls:stage}", ServiceName: worker, TaskDefinition: { Ref: WorkerTask } }
    WorkerTask:
      Type: AWS::ECS::TaskDefinition
      Properties: { Cpu: 2048, Memory: 4096 }
    ApiTask:`,
    };
    await expect(started(two)).rejects.toThrow(
      'It declares several ECS services (Api, Worker): name one with --ecs-service.',
    );
    const byName = await started(two, { ecsService: 'worker' });
    const { targets, former } = await started(two, { ecsService: 'Worker' });
    expect(targets[0]).toMatchObject({ cluster: 'work-qa', ecsService: 'worker', parameters: { containers: {} } });
    expect(byName.targets).toEqual(targets);
    expect(former).toEqual([
      'it: resources.Resources.WorkerTask.Properties.Cpu: 2048  (becomes ${self:custom.size.taskCpu})',
      'it: resources.Resources.WorkerTask.Properties.Memory: 4096  (becomes ${self:custom.size.taskMemory})',
    ]);
  });
});

describe('what the file does not tell', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a cluster of another stack',
      { '!Ref Cluster': '!ImportValue shared' },
      '(it says !ImportValue shared): name it with --cluster',
    ],
    [
      'a cluster that each stage calls differently',
      { 'cluster: ${self:custom.name}-cluster': 'cluster: ${self:custom.names.${sls:stage}}' },
      'name it with --cluster',
    ],
    [
      'a service without a name in a stack without one',
      { 'ServiceName: api, ': '', 'service: shop': 'service: shop\nprovider: { stackName: "${env:NOT_SET_HERE}" }' },
      'The name of the ECS service cannot be told (CloudFormation makes one): name it with --ecs-service',
    ],
    [
      'a container whose name is a variable',
      { 'Name: sidecar': 'Name: "${env:NAME}"' },
      'The name of a container cannot be told (${env:NAME})',
    ],
    ['what it is called', { 'service: shop': 'service: ${file(name.yml)}' }, 'name it with --service KEY'],
    [
      'its stages',
      { '  qa: {}\n  blue: { memory: 1024 }\n  production: { cpu: 1024, memory: 2048 }\n': '' },
      'Its params name no stage: name them with --stage.',
    ],
    [
      'a task definition',
      { 'AWS::ECS::TaskDefinition': 'Custom::Task' },
      'It declares no task definition: name the running service instead',
    ],
    [
      'which task definition',
      { '!Ref ApiTask': '!Ref Other', '    ApiTask:': '    B: { Type: AWS::ECS::TaskDefinition }\n    ApiTask:' },
      'It declares several task definitions (B, ApiTask), and its service refers to none',
    ],
  ])('is asked for: %s', async (_, replacements, message) => {
    await expect(started(replacements)).rejects.toThrow(message);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['its cluster', { 'Properties: { ClusterName: "${self:custom.cluster}" }': 'Properties: {}' }],
    ['itself', { 'ServiceName: api, ': '' }],
  ])('is found by stack and logical id where CloudFormation names %s', async (_, replacements) => {
    const { targets } = await started(replacements);
    expect(targets.map(({ find }) => find)).toEqual(
      ['qa', 'blue', 'production'].map((stage) => ({ stack: `shop-${stage}`, logicalId: 'Api' })),
    );
  });

  it('is taken from the options', async () => {
    const replacements = { '!Ref Cluster': '!ImportValue shared', 'ServiceName: api, ': '' };
    const { targets } = await started(replacements, {
      cluster: 'c-{stage}',
      ecsService: 'api',
      key: 'store',
      stage: ['qa'],
    });
    expect(targets).toMatchObject([{ id: 'store/qa', cluster: 'c-qa', ecsService: 'api' }]);
  });

  it('is no cluster that is the same for every stage, whatever its name', async () => {
    const { targets } = await started({
      '!Ref Cluster': 'production',
      'ServiceName: api': 'ServiceName: "${sls:stage}"',
    });
    expect(new Set(targets.map(({ cluster }) => cluster))).toEqual(new Set(['production']));
  });

  it('is no cluster that each stage names in its params', async () => {
    const { targets } = await started({
      '!Ref Cluster': '"${param:cluster}"',
      'qa: {}': 'qa: { cluster: ecs-qa }',
      'blue: {': 'blue: { cluster: ecs-blue,',
      'production: {': 'production: { cluster: ecs-production,',
    });
    expect(targets.map(({ cluster }) => cluster)).toEqual(['ecs-qa', 'ecs-blue', 'ecs-production']);
  });
});
