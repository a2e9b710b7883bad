import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListServiceDeploymentsCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeploymentRequest, LocalAws } from '../../local/server.ts';
import { ecs, noon, scenario, serve, service, valuesOf } from './embedded-aws.ts';

const half = { cluster: 'blue', service: 'api', taskCpu: '512', taskMemory: '1024' };
const HOUR = 3_600_000;

function at(server: LocalAws, hoursAfterNoon: number): void {
  server.setNow(new Date(noon.getTime() + hoursAfterNoon * HOUR));
}

/** Deploys so many hours after noon and waits an hour. */
function deploy(server: LocalAws, hoursAfterNoon: number, request: DeploymentRequest): void {
  at(server, hoursAfterNoon);
  server.deploy(request);
  at(server, hoursAfterNoon + 1);
}

async function running(server: LocalAws) {
  const client = ecs(server);
  const { services } = await client.send(new DescribeServicesCommand({ cluster: 'blue', services: ['api'] }));
  const [primary, replaced] = services?.[0]?.deployments ?? [];
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: services?.[0]?.taskDefinition });
  const { taskDefinition } = await client.send(command);
  const { cpu, memory, revision, containerDefinitions = [] } = taskDefinition ?? {};
  return { task: [cpu, memory], revision, containers: containerDefinitions, primary, replaced };
}

async function listed(server: LocalAws) {
  const command = new ListServiceDeploymentsCommand({ cluster: 'blue', service: 'api' });
  return (await ecs(server).send(command)).serviceDeployments ?? [];
}

describe('a deployment made while the server runs', () => {
  it('replaces what runs: service, task definition and history follow, and the revisions keep their numbers', async () => {
    const server = await serve();
    expect(await running(server)).toMatchObject({ task: ['1024', '2048'], revision: 1 });
    deploy(server, 1, { ...half, containers: [{ name: 'app', cpu: 256, memory: 900, image: 'app:2' }] });
    deploy(server, 3, { ...half, taskCpu: '256' });
    expect(await running(server)).toMatchObject({
      task: ['256', '1024'],
      revision: 3,
      // What the second deployment does not say is what the first one brought.
      containers: [{ name: 'app', image: 'app:2', cpu: 256, memory: 900 }],
      replaced: undefined,
    });
    const [last, first] = await listed(server);
    expect([first?.status, last?.status]).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
    expect(first?.startedAt).toEqual(new Date(noon.getTime() + HOUR));
    const client = ecs(server);
    const arns = [first?.serviceDeploymentArn ?? ''];
    const { serviceDeployments } = await client.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }),
    );
    const sources = serviceDeployments?.[0]?.sourceServiceRevisions?.map(({ arn }) => arn ?? '') ?? [];
    const { serviceRevisions } = await client.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: sources }),
    );
    expect(serviceRevisions).toMatchObject([{ taskDefinition: expect.stringMatching(/blue-api:1$/) }]);
  });

  it('is in progress for its minutes', async () => {
    const server = await serve();
    server.deploy({ ...half, minutes: 30 });
    at(server, 0.25);
    expect(await running(server)).toMatchObject({
      task: ['512', '1024'],
      primary: { rolloutState: 'IN_PROGRESS' },
      replaced: { status: 'ACTIVE' },
    });
    expect((await listed(server)).map(({ status }) => status)).toEqual(['IN_PROGRESS']);
    expect(() => server.deploy(half)).toThrow(/not one after the other/);
    at(server, 0.5);
    expect((await listed(server)).map(({ status }) => status)).toEqual(['SUCCESSFUL']);
  });

  it('leaves the old sizes when it is rolled back', async () => {
    const server = await serve();
    deploy(server, 1, { ...half, status: 'ROLLBACK_SUCCESSFUL' });
    expect(await running(server)).toMatchObject({ task: ['1024', '2048'], revision: 1 });
    expect((await listed(server)).map(({ status }) => status)).toEqual(['ROLLBACK_SUCCESSFUL']);
    // The next one is the third revision, and takes the size of the first as what ran before.
    deploy(server, 3, half);
    expect(await running(server)).toMatchObject({ task: ['512', '1024'], revision: 3 });
    expect((await listed(server)).map(({ status }) => status)).toEqual(['SUCCESSFUL', 'ROLLBACK_SUCCESSFUL']);
  });

  it('keeps the demand: the same units are another percentage of the new size, and the past stays', async () => {
    const server = await serve();
    const past = { from: '2026-11-22T11:00:00Z', until: '2026-11-22T12:00:00Z' };
    const before = await valuesOf(server, past);
    // 256 of 1024 units are 25 %.
    expect(before).toEqual(Array(12).fill(25));
    deploy(server, 0, half);
    at(server, 3);
    expect(await valuesOf(server, past)).toEqual(before);
    const span = { from: '2026-11-22T13:00:00Z', until: '2026-11-22T14:00:00Z' };
    // 256 of 512; 1024 of 1024 MiB.
    expect(await valuesOf(server, span)).toEqual(Array(12).fill(50));
    expect(await valuesOf(server, span, { metric: 'MemoryUtilization' })).toEqual(Array(12).fill(100));
  });

  it('cuts what the new size does not give', async () => {
    const server = await serve();
    deploy(server, 0, { ...half, taskCpu: '256', taskMemory: '512', containers: [{ name: 'app', memory: 512 }] });
    at(server, 3);
    const span = { from: '2026-11-22T13:00:00Z', until: '2026-11-22T14:00:00Z' };
    expect(await valuesOf(server, span, { metric: 'MemoryUtilization' })).toEqual(Array(12).fill(100));
    const megabytes = { namespace: 'ECS/ContainerInsights', metric: 'ContainerMemoryUtilized', container: 'app' };
    expect(await valuesOf(server, span, megabytes)).toEqual(Array(12).fill(512));
  });

  it('comes after the deployments of the scenario', async () => {
    const started = { startedAt: '2026-11-10T09:00:00Z', finishedAt: '2026-11-10T09:10:00Z' };
    const grown = { ...started, status: 'SUCCESSFUL', taskCpu: '1024', taskMemory: '2048' } as const;
    const history = { sizeBefore: { taskCpu: '256', taskMemory: '512' }, deployments: [grown] };
    const server = await serve({ scenario: scenario({ services: [service(history)] }) });
    deploy(server, 1, half);
    expect(await running(server)).toMatchObject({ task: ['512', '1024'], revision: 3 });
    expect((await listed(server)).map(({ status }) => status)).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
  });

  it('outlives the server in the state folder, and stays out of another scenario', async () => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'local-aws-'));
    onTestFinished(() => rmSync(stateFolder, { recursive: true }));
    const first = await serve({ stateFolder });
    deploy(first, 1, half);
    await first.close();
    const second = await serve({ stateFolder });
    at(second, 2);
    expect(await running(second)).toMatchObject({ task: ['512', '1024'], revision: 2 });
    await second.close();
    const other = await serve({ stateFolder, scenario: scenario({ services: [service({ cluster: 'green' })] }) });
    const { services } = await ecs(other).send(new DescribeServicesCommand({ cluster: 'green', services: ['api'] }));
    expect(services?.[0]?.taskDefinition).toMatch(/green-api:1$/);
  });

  it('leaves the scenario it was started with as it was', async () => {
    const shared = scenario();
    const first = await serve({ scenario: shared });
    deploy(first, 1, half);
    const second = await serve({ scenario: shared });
    expect(await running(second)).toMatchObject({ task: ['1024', '2048'], revision: 1 });
  });
});

describe('POST /_local/deployments', () => {
  const post = (server: LocalAws, body: string) => fetch(`${server.url}/_local/deployments`, { method: 'POST', body });

  it('deploys', async () => {
    const server = await serve();
    expect((await post(server, JSON.stringify({ ...half, status: 'ROLLBACK_SUCCESSFUL', minutes: 1 }))).status).toBe(
      200,
    );
    at(server, 1);
    expect((await listed(server)).map(({ status }) => status)).toEqual(['ROLLBACK_SUCCESSFUL']);
  });

  it.each([
    ['no JSON', '{', /JSON/],
    ['no object', '[]', /Expected \{"cluster"/],
    ['a number as size', JSON.stringify({ ...half, taskCpu: 512 }), /text in taskCpu/],
    ['another status', JSON.stringify({ ...half, status: 'STOPPED' }), /SUCCESSFUL, ROLLBACK_SUCCESSFUL/],
    ['minutes below zero', JSON.stringify({ ...half, minutes: -1 }), /minutes/],
    ['a container without a name', JSON.stringify({ ...half, containers: [{ cpu: 1 }] }), /containers/],
    ['a container that is not there', JSON.stringify({ ...half, containers: [{ name: 'x' }] }), /no container x/],
    ['a service that is not there', JSON.stringify({ ...half, service: 'x' }), /no service x in cluster blue/],
  ])('refuses %s', async (_what, body, expected) => {
    const server = await serve();
    const answer = await post(server, body);
    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: 400,
      body: { error: expect.stringMatching(expected) },
    });
    expect(await listed(server)).toEqual([]);
  });

  it('refuses a service that declares no size, for nobody would know what ran before', async () => {
    const { taskCpu: _cpu, taskMemory: _memory, ...bare } = service();
    const server = await serve({ scenario: scenario({ services: [bare] }) });
    expect(() => server.deploy(half)).toThrow(/declares no task size/);
  });
});
