import { describe, expect, it } from 'vitest';
import { ecsServices } from '../../aws/ecs-services.ts';
import type { Target } from '../../core/configuration/configuration.ts';
import type { ServiceDescription } from '../../core/model/service.ts';
import type { ScenarioService } from '../../local/scenario.ts';
import { alterOutput, callsOf, clientSet, ecsReads, NEVER, rejection, service, startWorld, target } from './world.ts';

function reader() {
  const { ecs, region } = clientSet();
  return ecsServices(ecsReads(ecs), region);
}

/** What ECS says about one service with these oddities. */
async function describeOne(
  odd: Partial<ScenarioService>,
  asked: Partial<Target> = {},
): Promise<ServiceDescription | undefined> {
  await startWorld({ services: [service(odd)] });
  const one = target(asked);
  return (await reader().describe([one], NEVER)).get(one.id);
}

describe('services that run on Fargate', () => {
  it('are described with size, platform, counts and containers', async () => {
    const containers = [
      { name: 'app', image: 'app:1', cpu: 512, memory: 1024, memoryReservation: 768, environment: { SECRET: 'x' } },
      { name: 'sidecar', image: 'side:1', essential: false },
    ];
    expect(await describeOne({ containers, architecture: 'ARM64' })).toEqual({
      kind: 'running',
      region: 'us-east-1',
      serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/blue/api',
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:1',
      registeredAt: 1_736_933_340_000,
      taskSize: { cpuUnits: 1024, memoryMiB: 2048 },
      platform: { operatingSystem: 'LINUX', architecture: 'ARM64' },
      desiredCount: 2,
      runningCount: 1,
      containers: [
        { name: 'app', essential: true, image: 'app:1', cpuUnits: 512, memoryMiB: 1024, memoryReservationMiB: 768 },
        { name: 'sidecar', essential: false, image: 'side:1' },
      ],
    });
  });

  it('may say their size in vCPU and GB', async () => {
    expect(await describeOne({ taskCpu: '.5 vCPU', taskMemory: '2GB' })).toMatchObject({
      taskSize: { cpuUnits: 512, memoryMiB: 2048 },
    });
  });

  it('may run Windows', async () => {
    expect(await describeOne({ operatingSystem: 'WINDOWS_SERVER_2022_CORE' })).toMatchObject({
      platform: { operatingSystem: 'WINDOWS', architecture: 'X86_64' },
    });
  });

  it.each(['FARGATE strategy', 'FARGATE_SPOT strategy', 'FARGATE and FARGATE_SPOT strategy'] as const)(
    'may use a %s',
    async (launch) => {
      expect(await describeOne({ launch })).toMatchObject({ kind: 'running' });
    },
  );
});

describe('services that cannot be sized', () => {
  it.each([
    ['NotDeployed', {}, { ecsService: 'web' }, 'There is no service web in cluster blue.'],
    ['NotDeployed', {}, { cluster: 'red' }, 'There is no cluster red in this account and region.'],
    ['NotDeployed', { status: 'INACTIVE' }, {}, 'Service api in cluster blue is INACTIVE.'],
    ['NotDeployed', { status: 'DRAINING' }, {}, 'Service api in cluster blue is DRAINING.'],
    ['NotFargate', { launch: 'EC2' }, {}, 'Service api in cluster blue runs on EC2.'],
    ['NotFargate', { launch: 'EXTERNAL' }, {}, 'Service api in cluster blue runs on EXTERNAL.'],
    ['NotFargate', { launch: 'EC2', deploymentController: 'EXTERNAL' }, {}, 'Service api in cluster blue runs on EC2.'],
    [
      'NotDeployed',
      { deploymentController: 'EXTERNAL', primaryTaskSet: 'absent' },
      {},
      'Service api in cluster blue has no primary task set; its deployment controller is EXTERNAL.',
    ],
    [
      'NotFargate',
      { launch: 'EC2 strategy' },
      {},
      'Service api in cluster blue runs on capacity provider asg-capacity-provider.',
    ],
    [
      'UnsupportedTaskSize',
      { taskCpu: '256', taskMemory: '4096' },
      {},
      'CPU 256 with memory 4096 is no Fargate task size for LINUX (blue-api:1).',
    ],
    [
      'UnsupportedTaskSize',
      { taskCpu: '512', taskMemory: '1024', operatingSystem: 'WINDOWS_SERVER_2019_FULL' },
      {},
      'CPU 512 with memory 1024 is no Fargate task size for WINDOWS (blue-api:1).',
    ],
    [
      'UnsupportedTaskSize',
      { architecture: 'ARM64', operatingSystem: 'WINDOWS_SERVER_2019_FULL' },
      {},
      'blue-api:1 wants Windows on ARM64, which Fargate does not offer.',
    ],
  ] as const)('are skipped as %s: %j %j', async (skipReason, odd, asked, detail) => {
    expect(await describeOne(odd, asked)).toEqual({ kind: 'skipped', skipReason, detail });
  });

  it.each(['taskCpu', 'taskMemory'] as const)('are skipped when the task definition has no %s', async (field) => {
    const { [field]: _left, ...without } = service();
    await startWorld({ services: [without] });
    const one = target();
    expect((await reader().describe([one], NEVER)).get(one.id)).toEqual({
      kind: 'skipped',
      skipReason: 'TaskSizeMissing',
      detail: 'Task definition blue-api:1 says no cpu or no memory.',
    });
  });
});

describe('a service of an external deployment controller', () => {
  it.each(['FARGATE', 'FARGATE_SPOT strategy'] as const)('runs what its primary task set says: %s', async (launch) => {
    const described = await describeOne({ launch, deploymentController: 'EXTERNAL' });
    expect(described).toMatchObject({
      kind: 'running',
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:1',
      taskSize: { cpuUnits: 1024, memoryMiB: 2048 },
      platform: { operatingSystem: 'LINUX' },
      deployedBy: 'EXTERNAL',
    });
    expect(await describeOne({})).not.toHaveProperty('deployedBy');
  });
});

describe('answers that lack something', () => {
  const altered = async (alter: (output: Record<string, unknown>) => void): Promise<ServiceDescription | undefined> => {
    await startWorld();
    const { ecs, region } = clientSet();
    alterOutput(ecs, alter);
    return (await ecsServices(ecsReads(ecs), region).describe([target()], NEVER)).get('blue/api');
  };

  it('are failures when they do not mention the service, or say another reason', async () => {
    const silent = await altered((output) => {
      output.services = undefined;
    });
    const message = 'ECS DescribeServices of api in cluster blue: ECS did not answer for it';
    expect(silent).toEqual({ kind: 'failed', message });
    const refused = await altered((output) => {
      output.services = [];
      output.failures = [{ arn: 'arn:aws:ecs:us-east-1:123456789012:service/blue/api', reason: 'ACCESS_DENIED' }];
    });
    expect(refused).toEqual({ kind: 'failed', message: 'ECS DescribeServices of api in cluster blue: ACCESS_DENIED' });
  });

  it('are failures when there is no task definition in the answer for one', async () => {
    const found = await altered((output) => {
      output.taskDefinition = undefined;
    });
    expect(found).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/^ECS DescribeTaskDefinition of arn:.*blue-api:1: the answer is empty$/),
    });
  });

  it('are skipped when there is no task definition or no launch type', async () => {
    const bare = { serviceName: 'api', launchType: 'FARGATE' };
    const withServices = (services: unknown) => (output: Record<string, unknown>) => {
      if ('services' in output) output.services = services;
    };
    expect(await altered(withServices([bare]))).toMatchObject({ skipReason: 'TaskSizeMissing' });
    expect(await altered(withServices([{ serviceName: 'api' }]))).toMatchObject({ skipReason: 'NotFargate' });
  });

  it('are described as far as they go', async () => {
    const found = await altered((output) => {
      if ('services' in output) delete (output.services as Record<string, unknown>[])[0]?.desiredCount;
      else output.taskDefinition = { cpu: '256', memory: '512', containerDefinitions: [{}, { name: 'app' }] };
    });
    expect(found).toEqual({
      kind: 'running',
      region: 'us-east-1',
      serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/blue/api',
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:1',
      taskSize: { cpuUnits: 256, memoryMiB: 512 },
      platform: { operatingSystem: 'LINUX', architecture: 'X86_64' },
      desiredCount: 0,
      runningCount: 1,
      containers: [{ name: 'app', essential: true }],
    });
  });
});

describe('many services', () => {
  it('are asked for ten at a time, cluster by cluster', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `api-${index}`);
    const services = [...names.map((name) => service({ service: name })), service({ cluster: 'green' })];
    const aws = await startWorld({ services });
    const targets = [...names.map((ecsService) => target({ ecsService })), target({ cluster: 'green' })];
    const found = await reader().describe(targets, NEVER);
    expect([...found.keys()]).toEqual(targets.map(({ id }) => id));
    expect([...found.values()].every(({ kind }) => kind === 'running')).toBe(true);
    const counts = callsOf(aws, 'ecs.DescribeServices').map(({ input }) => (input.services as string[]).length);
    expect(counts.sort()).toEqual([1, 10, 10, 3]);
  });

  it('that share a task definition have it read once', async () => {
    const shared = { taskDefinitionFamily: 'shared', taskDefinitionRevision: 7 };
    const services = [
      service(shared),
      service({ ...shared, service: 'web' }),
      service({ ...shared, cluster: 'green' }),
      service({ cluster: 'green', service: 'own' }),
    ];
    const aws = await startWorld({ services });
    const targets = services.map((each) => target({ cluster: each.cluster, ecsService: each.service }));
    await reader().describe(targets, NEVER);
    const asked = callsOf(aws, 'ecs.DescribeTaskDefinition').map(({ input }) => String(input.taskDefinition));
    expect(asked.map((arn) => arn.split('/')[1]).sort()).toEqual(['green-own:1', 'shared:7']);
  });

  it('are nothing to ask about when there is none', async () => {
    const aws = await startWorld();
    expect(await reader().describe([], NEVER)).toEqual(new Map());
    expect(aws.calls()).toEqual([]);
  });
});

describe('calls that fail', () => {
  const services = [service(), service({ cluster: 'green' })];
  const targets = [target(), target({ cluster: 'green' })];

  it('fail only the targets of their cluster', async () => {
    const aws = await startWorld({ services });
    aws.addFaults([{ operation: 'ecs.DescribeServices', fault: 'accessDenied' }]);
    const found = [...(await reader().describe(targets, NEVER)).values()];
    expect(found.map(({ kind }) => kind).sort()).toEqual(['failed', 'running']);
    const failed = found.find(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject({
      message: expect.stringMatching(/^ECS DescribeServices of cluster (blue|green): AccessDeniedException: User: /),
    });
  });

  it('fail only the targets of their task definition', async () => {
    const aws = await startWorld({ services });
    aws.addFaults([{ operation: 'ecs.DescribeTaskDefinition', fault: 'garbage' }]);
    const found = [...(await reader().describe(targets, NEVER)).values()];
    const failed = found.filter(({ kind }) => kind === 'failed');
    expect(found.map(({ kind }) => kind).sort()).toEqual(['failed', 'running']);
    expect(failed).toMatchObject([{ message: expect.stringContaining('SyntaxError: the answer cannot be read') }]);
    expect(JSON.stringify(failed)).not.toContain('neither JSON');
  });

  it('are tried again when the server fails or cuts the connection', async () => {
    const aws = await startWorld({ services });
    aws.addFaults([
      { operation: 'ecs.DescribeServices', fault: 'error500' },
      { operation: 'ecs.DescribeTaskDefinition', fault: 'cut' },
    ]);
    const found = [...(await reader().describe(targets, NEVER)).values()];
    expect(found.map(({ kind }) => kind)).toEqual(['running', 'running']);
  });

  it('reject when the signal aborts, with its reason', async () => {
    const aws = await startWorld({ services });
    aws.addFaults([{ operation: 'ecs.DescribeTaskDefinition', fault: 'delay', delayMilliseconds: 5000 }]);
    const controller = new AbortController();
    const describing = rejection(reader().describe(targets, controller.signal));
    const reason = new Error('out of time');
    setTimeout(() => controller.abort(reason), 50);
    expect(await describing).toBe(reason);
    expect(await rejection(reader().describe(targets, controller.signal))).toBe(reason);
  });
});
