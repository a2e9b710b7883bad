import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Report, TargetReport } from '../../core/report/report.ts';
import type { ScenarioContainer, ScenarioService } from '../../local/scenario.ts';
import { scenario, serve, service } from '../local/embedded-aws.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

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
  const folder = madeFolder();
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
