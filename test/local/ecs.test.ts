import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { ecs, refusal, scenario, serve, service } from './embedded-aws.ts';

const blue = (services: string[]) => new DescribeServicesCommand({ cluster: 'blue', services });
const definition = (taskDefinition: string) => new DescribeTaskDefinitionCommand({ taskDefinition });

describe('DescribeServices', () => {
  it('describes a service by name or ARN and lists what is missing', async () => {
    const client = ecs(await serve());
    const arn = 'arn:aws:ecs:us-east-1:123456789012:service/blue/api';
    const byName = await client.send(blue(['api', 'none']));
    expect(byName.services).toMatchObject([
      {
        serviceArn: arn,
        serviceName: 'api',
        clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/blue',
        status: 'ACTIVE',
        desiredCount: 1,
        runningCount: 1,
        launchType: 'FARGATE',
        platformFamily: 'Linux',
        taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:1',
        deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
      },
    ]);
    expect(byName.failures).toEqual([{ arn: arn.replace('/api', '/none'), reason: 'MISSING' }]);
    const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/blue';
    const byArn = await client.send(new DescribeServicesCommand({ cluster, services: [arn] }));
    expect(byArn.services).toHaveLength(1);
  });

  it('refuses more than ten services, none, and a cluster that does not exist', async () => {
    const server = await serve();
    const client = ecs(server);
    const eleven = Array.from({ length: 11 }, (_, index) => `s${index}`);
    expect((await refusal(client.send(blue(eleven)))).name).toBe('InvalidParameterException');
    expect((await client.send(blue(eleven.slice(1)))).failures).toHaveLength(10);
    expect((await refusal(client.send(blue([])))).name).toBe('InvalidParameterException');
    const elsewhere = new DescribeServicesCommand({ cluster: 'green', services: ['api'] });
    expect(await refusal(client.send(elsewhere))).toMatchObject({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
      status: 400,
    });
    const otherRegion = ecs(server, { region: 'eu-west-1' });
    expect((await refusal(otherRegion.send(blue(['api'])))).name).toBe('ClusterNotFoundException');
  });

  it.each([
    ['FARGATE', 'FARGATE', undefined, 'Linux'],
    ['EC2', 'EC2', undefined, undefined],
    ['EXTERNAL', 'EXTERNAL', undefined, undefined],
    ['FARGATE strategy', undefined, ['FARGATE'], 'Linux'],
    ['FARGATE_SPOT strategy', undefined, ['FARGATE_SPOT'], 'Linux'],
    ['FARGATE and FARGATE_SPOT strategy', undefined, ['FARGATE', 'FARGATE_SPOT'], 'Linux'],
    ['EC2 strategy', undefined, ['asg-capacity-provider'], undefined],
  ] as const)('gives %s as a launch type or a strategy, never as both', async (launch, type, providers, family) => {
    const client = ecs(await serve({ scenario: scenario({ services: [service({ launch })] }) }));
    const [described] = (await client.send(blue(['api']))).services ?? [];
    expect(described?.launchType).toBe(type);
    expect(described?.capacityProviderStrategy?.map(({ capacityProvider }) => capacityProvider)).toEqual(providers);
    expect(described?.platformFamily).toBe(family);
  });

  it('gives an inactive service as INACTIVE, not as missing', async () => {
    const inactive = service({ status: 'INACTIVE', desiredCount: 0, runningCount: 0 });
    const client = ecs(await serve({ scenario: scenario({ services: [inactive] }) }));
    const answer = await client.send(blue(['api']));
    expect(answer.services).toMatchObject([{ status: 'INACTIVE', desiredCount: 0, deployments: [] }]);
    expect(answer.failures).toEqual([]);
  });
});

describe('DescribeTaskDefinition', () => {
  it('describes the connector with its sizes as text and its containers as they were declared', async () => {
    const client = ecs(await serve({ scenario: connectorScenario }));
    const { taskDefinition } = await client.send(
      definition('arn:aws:ecs:us-east-1:123456789012:task-definition/connector-val-connect-kafka-connect:1'),
    );
    expect(taskDefinition).toMatchObject({
      family: 'connector-val-connect-kafka-connect',
      revision: 1,
      cpu: '256',
      memory: '512',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
    });
    const [connect, instantclient] = taskDefinition?.containerDefinitions ?? [];
    expect(connect).toMatchObject({ name: 'connect', essential: true, cpu: 128, memory: 256 });
    expect(connect?.environment).toContainEqual({ name: 'KAFKA_HEAP_OPTS', value: '-Xms64M -Xmx128M' });
    expect(instantclient).toMatchObject({ essential: false, cpu: 0, memory: 128, command: ['sleep', 'infinity'] });
    expect(connect).not.toHaveProperty('load');
  });

  it('finds a definition by its ARN, and leaves out sizes that nobody declared', async () => {
    const { taskCpu: _cpu, taskMemory: _memory, ...bare } = service({ taskDefinitionRevision: 7 });
    const client = ecs(await serve({ scenario: scenario({ services: [bare] }) }));
    const arn = 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:7';
    const { taskDefinition } = await client.send(definition(arn));
    expect(taskDefinition?.taskDefinitionArn).toBe(arn);
    expect(taskDefinition).not.toHaveProperty('cpu');
    expect(taskDefinition).not.toHaveProperty('memory');
  });

  it('refuses a definition that does not exist', async () => {
    expect(await refusal(ecs(await serve()).send(definition('blue-api:2')))).toMatchObject({
      name: 'ClientException',
      message: 'Unable to describe task definition.',
    });
  });
});
