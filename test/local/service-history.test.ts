import {
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ListServiceDeploymentsCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { ScenarioService } from '../../local/scenario.ts';
import { ecs, noon, refusal, scenario, serve, service } from './embedded-aws.ts';

const app = (memory: number) => [{ name: 'app', memory }];

/** 512/1024, grown on day one, rolled back on day two (5 days ago), and a new image three days ago. */
const history: Partial<ScenarioService> = {
  sizeBefore: { taskCpu: '512', taskMemory: '1024', containers: app(1024) },
  deployments: [
    {
      startedAt: '2026-11-10T09:00:00Z',
      finishedAt: '2026-11-10T09:10:00Z',
      status: 'SUCCESSFUL',
      taskCpu: '1024',
      taskMemory: '2048',
    },
    {
      startedAt: '2026-11-17T09:00:00Z',
      finishedAt: '2026-11-17T09:20:00Z',
      status: 'ROLLBACK_SUCCESSFUL',
      taskCpu: '256',
      taskMemory: '512',
      containers: app(512),
    },
    {
      startedAt: '2026-11-19T09:00:00Z',
      finishedAt: '2026-11-19T09:05:00Z',
      status: 'SUCCESSFUL',
      taskCpu: '1024',
      taskMemory: '2048',
      containers: [{ name: 'app', image: 'app:2' }],
    },
  ],
};

async function clientFor(overrides: Partial<ScenarioService> = history, now = noon): Promise<ECSClient> {
  return ecs(await serve({ scenario: scenario({ services: [service(overrides)] }), now: () => now }));
}

async function list(client: ECSClient, input: Partial<ListServiceDeploymentsCommandInput> = {}) {
  return client.send(new ListServiceDeploymentsCommand({ cluster: 'blue', service: 'api', ...input }));
}

async function statuses(client: ECSClient, input: Partial<ListServiceDeploymentsCommandInput> = {}) {
  return (await list(client, input)).serviceDeployments?.map(({ status }) => status);
}

async function sizeOf(client: ECSClient, revisionArn: string | undefined) {
  const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [revisionArn ?? ''] });
  const [revision] = (await client.send(command)).serviceRevisions ?? [];
  return definitionOf(client, revision?.taskDefinition);
}

const FAMILY = 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api';

async function definitionOf(client: ECSClient, taskDefinition: string | undefined) {
  const answer = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const { cpu, memory, revision, containerDefinitions } = answer.taskDefinition ?? {};
  const [first] = containerDefinitions ?? [];
  return { cpu, memory, revision, limit: first?.memory, image: first?.image };
}

async function described(client: ECSClient) {
  const { services } = await client.send(new DescribeServicesCommand({ cluster: 'blue', services: ['api'] }));
  return services?.[0];
}

describe('ListServiceDeployments', () => {
  it('lists the deployments newest first, and revisions and task definitions lead to their sizes', async () => {
    const client = await clientFor();
    const { serviceDeployments = [] } = await list(client, {
      service: 'arn:aws:ecs:us-east-1:123456789012:service/blue/api',
      cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/blue',
    });
    expect(serviceDeployments.map(({ status }) => status)).toEqual(['SUCCESSFUL', 'ROLLBACK_SUCCESSFUL', 'SUCCESSFUL']);
    expect(serviceDeployments[1]).toMatchObject({
      serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/blue/api',
      clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/blue',
      createdAt: new Date('2026-11-17T09:00:00Z'),
      startedAt: new Date('2026-11-17T09:00:00Z'),
      finishedAt: new Date('2026-11-17T09:20:00Z'),
    });
    expect(new Set(serviceDeployments.map(({ serviceDeploymentArn }) => serviceDeploymentArn)).size).toBe(3);
    const sizes = serviceDeployments.map((each) => sizeOf(client, each.targetServiceRevisionArn));
    expect(await Promise.all(sizes)).toEqual([
      { cpu: '1024', memory: '2048', revision: 4, limit: 2048, image: 'app:2' },
      { cpu: '256', memory: '512', revision: 3, limit: 512, image: 'app:1' },
      { cpu: '1024', memory: '2048', revision: 2, limit: 2048, image: 'app:1' },
    ]);
    expect(await definitionOf(client, `${FAMILY}:1`)).toMatchObject({ cpu: '512', memory: '1024', limit: 1024 });
    expect(await definitionOf(client, `${FAMILY}:4`)).toMatchObject({ revision: 4 });
  });

  it('gives twenty on a page, or as many as asked for, and the rest after them', async () => {
    const deployments = Array.from({ length: 23 }, (_, index) => ({
      startedAt: new Date(noon.getTime() - (24 - index) * 86_400_000).toISOString(),
      finishedAt: new Date(noon.getTime() - (24 - index) * 86_400_000 + 300_000).toISOString(),
      status: 'SUCCESSFUL' as const,
      taskCpu: '1024',
      taskMemory: '2048',
    }));
    const client = await clientFor({ deployments });
    const first = await list(client);
    expect(first.serviceDeployments).toHaveLength(20);
    const second = await list(client, { nextToken: first.nextToken });
    expect(second.serviceDeployments).toHaveLength(3);
    expect(second.nextToken).toBeUndefined();
    const times = [first, second]
      .flatMap((page) => page.serviceDeployments ?? [])
      .map((each) => Number(each.startedAt));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(new Set(times).size).toBe(23);
    expect((await list(client, { maxResults: 100 })).serviceDeployments).toHaveLength(23);
  });

  it('remembers 90 days, and nothing of a service that was not deployed in them', async () => {
    const later = new Date('2027-02-12T00:00:00Z');
    expect(await statuses(await clientFor(history, later))).toEqual(['SUCCESSFUL', 'ROLLBACK_SUCCESSFUL']);
    expect(await statuses(await clientFor({}))).toEqual([]);
  });

  it('knows at each moment only what has begun, and says what is not finished', async () => {
    const during = new Date('2026-11-17T09:10:00Z');
    const [newest, ...others] = (await list(await clientFor(history, during))).serviceDeployments ?? [];
    expect(newest).toMatchObject({ status: 'IN_PROGRESS' });
    expect(newest).not.toHaveProperty('finishedAt');
    expect(others).toHaveLength(1);
  });

  it.each([
    ['an unknown service', { service: 'none' }, 'ServiceNotFoundException'],
    ['an unknown cluster', { cluster: 'green' }, 'ClusterNotFoundException'],
    ['no result at all', { maxResults: 0 }, 'InvalidParameterException'],
    ['101 results', { maxResults: 101 }, 'InvalidParameterException'],
    ['a token that is none', { nextToken: 'x' }, 'ValidationException'],
  ])('refuses %s', async (_title, input, expected) => {
    expect(await refusal(list(await clientFor(), input))).toMatchObject({ name: expected, status: 400 });
  });

  it('refuses a service whose history is not available', async () => {
    const client = await clientFor({ ...history, serviceHistory: 'unavailable', deploymentController: 'CODE_DEPLOY' });
    expect((await refusal(list(client))).name).toBe('UnsupportedFeatureException');
    expect((await described(client))?.deploymentController).toEqual({ type: 'CODE_DEPLOY' });
  });
});

describe('DescribeServiceRevisions', () => {
  it('describes what it knows and lists what it does not', async () => {
    const client = await clientFor();
    const arn = (await list(client)).serviceDeployments?.[0]?.targetServiceRevisionArn ?? '';
    const unknown = arn.replace(/\d$/, 'x');
    const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn, unknown] });
    const { serviceRevisions, failures } = await client.send(command);
    expect(serviceRevisions).toMatchObject([
      {
        serviceRevisionArn: arn,
        taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:4',
        createdAt: new Date('2026-11-19T09:00:00Z'),
        launchType: 'FARGATE',
        platformFamily: 'Linux',
        containerImages: [{ containerName: 'app', image: 'app:2' }],
      },
    ]);
    expect(failures).toEqual([{ arn: unknown, reason: 'MISSING' }]);
  });

  it.each([0, 21])('refuses %d revisions', async (length) => {
    const serviceRevisionArns = Array.from({ length }, (_, index) => `arn${index}`);
    const call = (await clientFor()).send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }));
    expect((await refusal(call)).name).toBe('InvalidParameterException');
  });
});

describe('DescribeServices, for a service with a history', () => {
  it('has the last successful deployment as the primary one', async () => {
    const found = await described(await clientFor({ ...history, healthCheckGracePeriodSeconds: 240 }));
    expect(found).toMatchObject({
      taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:4',
      healthCheckGracePeriodSeconds: 240,
      deploymentController: { type: 'ECS' },
      deployments: [
        {
          status: 'PRIMARY',
          rolloutState: 'COMPLETED',
          createdAt: new Date('2026-11-19T09:00:00Z'),
          updatedAt: new Date('2026-11-19T09:05:00Z'),
        },
      ],
    });
    expect(await described(await clientFor({}))).not.toHaveProperty('healthCheckGracePeriodSeconds');
  });

  it('has the old deployment beside the new one while it is replaced', async () => {
    const { sizeBefore, deployments = [] } = history;
    const last = {
      startedAt: '2026-11-22T11:55:00Z',
      status: 'IN_PROGRESS',
      taskCpu: '2048',
      taskMemory: '4096',
    } as const;
    const found = await described(
      await clientFor({ ...(sizeBefore ? { sizeBefore } : {}), deployments: [...deployments, last] }),
    );
    const definition = 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api';
    expect(found?.taskDefinition).toBe(`${definition}:5`);
    expect(found?.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: `${definition}:5` },
      { status: 'ACTIVE', rolloutState: 'COMPLETED', taskDefinition: `${definition}:4` },
    ]);
  });

  it('goes back to the old revision after a rollback', async () => {
    const found = await described(await clientFor(history, new Date('2026-11-18T00:00:00Z')));
    expect(found?.taskDefinition).toMatch(/:2$/);
    expect(found?.deployments).toHaveLength(1);
  });

  it('gives a health check with all its times in the task definition', async () => {
    const healthCheck = { command: ['CMD', 'true'], startPeriod: 120, interval: 30, retries: 3, timeout: 5 };
    const containers = service().containers.map((container) => ({ ...container, healthCheck }));
    const client = await clientFor({ containers });
    const answer = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: `${FAMILY}:1` }));
    expect(answer.taskDefinition?.containerDefinitions?.[0]?.healthCheck).toEqual(healthCheck);
  });
});

describe('a history that cannot be', () => {
  const [first, second] = history.deployments ?? [];
  it.each([
    ['overlaps', { deployments: [second, first] }],
    ['ends with another size than the service has', { ...history, taskCpu: '2048', taskMemory: '4096' }],
    ['needs revisions below 1', { ...history, taskDefinitionRevision: 2 }],
  ])('that %s is refused at start', async (_title, overrides) => {
    const services = [service(overrides as Partial<ScenarioService>)];
    await expect(serve({ scenario: scenario({ services }) })).rejects.toThrow(TypeError);
  });
});
