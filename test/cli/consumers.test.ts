import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { Report, TargetReport } from '../../core/report/report.ts';
import type { ScenarioContainer, ScenarioService } from '../../local/scenario.ts';
import { scenario, serve, service } from '../local/embedded-aws.ts';
import { commandHere } from '../support/command-here.ts';

/** A container that uses a quarter of the CPU that it gets, and half of the memory. */
function container(name: string, memory: number, cpu?: number): ScenarioContainer {
  const load = { cpuUnits: { base: (cpu ?? 256) / 4 }, memoryMiB: { base: memory / 2 } };
  return { name, image: `shop/${name}:1`, memory, ...(cpu !== undefined && { cpu }), load };
}

interface Tried {
  readonly file: string;
  readonly services: readonly ScenarioService[];
  /** For `init`, beside the file. */
  readonly args?: readonly string[];
}

/** What a person does: `init` from the file, then `plan` with what it wrote. */
async function fromInitToPlan({ file, services, args = [] }: Tried) {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-consumers-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'serverless.yml'), file);
  const aws = await serve({ scenario: scenario({ services }) });
  const started = await commandHere(['init', '--serverless', 'serverless.yml', ...args], { cwd: folder });
  expect(started).toMatchObject({ status: 0, errors: '' });
  const written = parse(await readFile(join(folder, 'rightsizer.yml'), 'utf8')).services;
  const plan = ['plan', '--config', 'rightsizer.yml', '--json', '--time', '2026-11-22T06:00:00Z'];
  const planned = await commandHere(plan, { cwd: folder, environment: aws.environment });
  expect(planned.errors).toBe('');
  expect(planned.status).not.toBe(1);
  const report: Report = JSON.parse(planned.output);
  return { written, report, printed: started.output };
}

/** What runs, as `init` and `plan` see it together: the keys with the sizes that a first document would have. */
function running({ targets }: Report, stage: string): Pick<TargetReport, 'outcome' | 'running'> | undefined {
  const found = targets.find((target) => target.stage === stage);
  return found && { outcome: found.outcome, ...(found.running && { running: found.running }) };
}

describe('from a serverless.yml to a plan', () => {
  it('with one task, two containers and a cluster by !Sub', async () => {
    const file = `
service: \${self:custom.project}-sink
provider: { name: aws, region: us-east-1 }
custom: { project: shop }
params:
  val: { cpu: 1024, memory: 2048, workerCpu: 512, workerMemory: 1024, helperMemory: 512 }
  production: { cpu: 2048, memory: 6144, workerCpu: 2048, workerMemory: 4096, helperMemory: 2048 }
resources:
  Resources:
    SinkCluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "\${self:service}-\${sls:stage}" } }
    SinkService:
      Type: AWS::ECS::Service
      Properties: { Cluster: !Sub "\${SinkCluster}", ServiceName: sink, TaskDefinition: !Sub "\${SinkTask}" }
    SinkTask:
      Type: AWS::ECS::TaskDefinition
      Properties:
        Cpu: \${param:cpu}
        Memory: \${param:memory}
        ContainerDefinitions:
          - { Name: worker, Cpu: "\${param:workerCpu}", Memory: "\${param:workerMemory}" }
          - { Name: helper, Memory: "\${param:helperMemory}" }
`;
    const of = (stage: string, size: Partial<ScenarioService>) =>
      service({ cluster: `shop-sink-${stage}`, service: 'sink', ...size });
    const { written, report } = await fromInitToPlan({
      file,
      services: [
        of('val', { containers: [container('worker', 1024, 512), container('helper', 512)] }),
        of('production', {
          taskCpu: '2048',
          taskMemory: '6144',
          containers: [container('worker', 4096, 2048), container('helper', 2048)],
        }),
      ],
    });
    expect(written['shop-sink']).toMatchObject({ cluster: 'shop-sink-{stage}', service: 'sink' });
    expect(running(report, 'production')).toMatchObject({
      outcome: 'decided',
      running: { task: { cpuUnits: 2048, memoryMiB: 6144 } },
    });
    expect(running(report, 'val')?.outcome).toBe('decided');
  });

  it('with three containers of which two share their keys', async () => {
    const file = `
service: feed
provider: { name: aws, region: us-east-1 }
params:
  production: { cpu: 1024, memory: 4096, appMemory: 2048, sideCpu: 64, sideMemory: 512 }
resources:
  Resources:
    Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "feed-\${sls:stage}" } }
    Service: { Type: "AWS::ECS::Service", Properties: { Cluster: !Ref Cluster, ServiceName: feed, TaskDefinition: !Ref Task } }
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties:
        Cpu: \${param:cpu}
        Memory: \${param:memory}
        ContainerDefinitions:
          - { Name: app, Memory: "\${param:appMemory}" }
          - { Name: log-router, Cpu: "\${param:sideCpu}", Memory: "\${param:sideMemory}" }
          - { Name: proxy, Cpu: "\${param:sideCpu}", Memory: "\${param:sideMemory}" }
`;
    const containers = [container('app', 2048), container('log-router', 512, 64), container('proxy', 512, 64)];
    const { written, report } = await fromInitToPlan({
      file,
      services: [service({ cluster: 'feed-production', service: 'feed', taskMemory: '4096', containers })],
    });
    expect(written.feed.parameters.containers).toEqual({
      app: { memory: 'appMemory' },
      'log-router': { cpu: 'sideCpu', memory: 'sideMemory' },
      proxy: { cpu: 'sideCpu', memory: 'sideMemory' },
    });
    const [target] = report.targets;
    const recommended = target?.recommended?.containers ?? {};
    expect(target?.outcome).toBe('decided');
    expect(recommended['log-router']).toEqual(recommended.proxy);
  });

  it('with sidecars and a default stage only', async () => {
    const file = `
service: mail
provider: { name: aws, region: us-east-1 }
params:
  default: { cpu: 512, memory: 2048, mailMemory: 1024, agentMemory: 256 }
resources:
  Resources:
    Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "\${self:service}-\${sls:stage}" } }
    Service: { Type: "AWS::ECS::Service", Properties: { Cluster: !Ref Cluster, ServiceName: "\${self:service}", TaskDefinition: !Ref Task } }
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties:
        Cpu: \${param:cpu}
        Memory: \${param:memory}
        ContainerDefinitions:
          - { Name: mail, Memory: "\${param:mailMemory}" }
          - { Name: agent, Memory: "\${param:agentMemory}" }
          - { Name: init, Essential: false }
`;
    const containers = [container('mail', 1024), container('agent', 256)];
    const { written, report, printed } = await fromInitToPlan({
      file,
      services: [service({ cluster: 'mail-production', service: 'mail', taskCpu: '512', containers })],
      args: ['--stage', 'production'],
    });
    expect(Object.keys(written.mail.stages)).toEqual(['production']);
    expect(printed).toContain('\n  production: { sizes: production }\n');
    expect(running(report, 'production')?.outcome).toBe('decided');
  });

  it('with two services in one cluster, one of them at desired count 0 with storage of its own', async () => {
    const file = `
service: query
provider: { name: aws, region: us-east-1 }
params: { production: { cpu: 2048, memory: 4096 } }
resources:
  Resources:
    Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "query-\${sls:stage}" } }
    Batch: { Type: "AWS::ECS::Service", Properties: { Cluster: !Ref Cluster, ServiceName: batch, DesiredCount: 1, TaskDefinition: !Ref BatchTask } }
    Shell: { Type: "AWS::ECS::Service", Properties: { Cluster: !Ref Cluster, ServiceName: shell, DesiredCount: 0, TaskDefinition: !Ref ShellTask } }
    BatchTask:
      Type: AWS::ECS::TaskDefinition
      Properties: { Cpu: "\${param:cpu}", Memory: "\${param:memory}", ContainerDefinitions: [{ Name: batch }] }
    ShellTask:
      Type: AWS::ECS::TaskDefinition
      Properties: { Cpu: 1 vCPU, Memory: 4GB, EphemeralStorage: { SizeInGiB: 50 }, ContainerDefinitions: [{ Name: shell }] }
`;
    const { memory: _, ...unsized } = container('batch', 2048);
    const services = [
      service({
        cluster: 'query-production',
        service: 'batch',
        taskCpu: '2048',
        taskMemory: '4096',
        containers: [unsized],
      }),
      service({
        cluster: 'query-production',
        service: 'shell',
        taskMemory: '4096',
        ephemeralStorageGb: 50,
        desiredCount: 0,
        runningCount: 0,
        containers: [{ name: 'shell', image: 'shop/shell:1' }],
      }),
    ];
    const batch = await fromInitToPlan({ file, services, args: ['--ecs-service', 'batch'] });
    expect(batch.report.targets.map(({ outcome }) => outcome)).toEqual(['decided']);
    const shell = await fromInitToPlan({ file, services, args: ['--ecs-service', 'Shell', '--key', 'query-shell'] });
    expect(shell.written['query-shell']).toMatchObject({ service: 'shell' });
    expect(shell.printed).toContain('taskCpu: "1024", taskMemory: "4096"');
    expect(shell.report.targets).toMatchObject([
      { running: { task: { cpuUnits: 1024, memoryMiB: 4096 } }, evidence: { verdict: { kind: 'silent' } } },
    ]);
  });

  it('with sizes as literals in words', async () => {
    const file = `
service: import
provider: { name: aws, region: us-east-1, stage: "\${opt:stage, 'dev'}" }
resources:
  Resources:
    Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: !Sub "\${AWS::StackName}" } }
    Service: { Type: "AWS::ECS::Service", Properties: { Cluster: !Ref Cluster, ServiceName: import, TaskDefinition: !Ref Task } }
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties: { Cpu: 1 vCPU, Memory: 4GB, ContainerDefinitions: [{ Name: import }] }
`;
    const { memory: _, ...unsized } = container('import', 2048);
    const { written, report, printed } = await fromInitToPlan({
      file,
      services: [service({ cluster: 'import-prod', service: 'import', taskMemory: '4096', containers: [unsized] })],
      args: ['--stage', 'prod'],
    });
    expect(written.import).toMatchObject({ cluster: 'import-{stage}', service: 'import' });
    expect(printed).toContain('prod: { sizes: prod, fallback: { taskCpu: "1024", taskMemory: "4096" } }');
    expect(running(report, 'prod')).toMatchObject({ running: { task: { cpuUnits: 1024, memoryMiB: 4096 } } });
  });

  it('with a generated cluster name', async () => {
    const file = `
service: track
provider: { name: aws, region: us-east-1 }
params: { val: { cpu: 512, memory: 1024 }, production: { cpu: 1024, memory: 2048 } }
resources:
  Resources:
    Cluster: { Type: "AWS::ECS::Cluster" }
    Tracker: { Type: "AWS::ECS::Service", Properties: { Cluster: !Ref Cluster, TaskDefinition: !Ref Task } }
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties: { Cpu: "\${param:cpu}", Memory: "\${param:memory}", ContainerDefinitions: [{ Name: track }] }
`;
    const { memory: _, ...unsized } = container('track', 1024);
    const made = (stage: string, end: string, size: Partial<ScenarioService>) =>
      service({
        cluster: `track-${stage}-Cluster-${end}`,
        service: `track-${stage}-Tracker-${end}`,
        tags: { 'aws:cloudformation:stack-name': `track-${stage}`, 'aws:cloudformation:logical-id': 'Tracker' },
        containers: [unsized],
        ...size,
      });
    const { written, report } = await fromInitToPlan({
      file,
      services: [
        made('val', '4QnB7xYzK1', { taskCpu: '512', taskMemory: '1024' }),
        made('production', '9ZkT2wQpL5', {}),
      ],
    });
    expect(written.track.find).toEqual({ stack: 'track-{stage}', logicalId: 'Tracker' });
    expect(running(report, 'val')).toMatchObject({ running: { task: { cpuUnits: 512, memoryMiB: 1024 } } });
    expect(running(report, 'production')).toMatchObject({ running: { task: { cpuUnits: 1024, memoryMiB: 2048 } } });
  });
});
