import {
  GetECSServiceRecommendationsCommand,
  type GetECSServiceRecommendationsCommandInput,
  GetEnrollmentStatusCommand,
} from '@aws-sdk/client-compute-optimizer';
import { describe, expect, it } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import type { ScenarioService } from '../../local/scenario.ts';
import { computeOptimizer, noon, refusal, scenario, serve, service } from './embedded-aws.ts';

const arnOf = (name: string) => `arn:aws:ecs:us-east-1:123456789012:service/blue/${name}`;

function start(services: readonly ScenarioService[] = [service()], enrolled = true) {
  return serve({ scenario: scenario({ services, ...(enrolled && { computeOptimizer: 'enrolled' }) }) });
}

type Input = GetECSServiceRecommendationsCommandInput;

async function ask(services?: readonly ScenarioService[], input: Input = {}) {
  return computeOptimizer(await start(services)).send(new GetECSServiceRecommendationsCommand(input));
}

/** What is said about the first service. */
async function adviceOn(overrides: Partial<ScenarioService>) {
  const { ecsServiceRecommendations: [first] = [] } = await ask([service(overrides)]);
  const { currentServiceConfiguration: { cpu, memory, autoScalingConfiguration } = {} } = first ?? {};
  const [option] = first?.serviceRecommendationOptions ?? [];
  return { first, current: [cpu, memory], option: [option?.cpu, option?.memory], autoScalingConfiguration };
}

describe('Compute Optimizer', () => {
  it('takes the highest use plus a tenth: of 256 CPU units and 1024 MiB, 512 / 2048', async () => {
    const { ecsServiceRecommendations, errors } = await ask();
    expect(errors).toEqual([]);
    expect(ecsServiceRecommendations).toEqual([
      {
        serviceArn: arnOf('api'),
        accountId: '123456789012',
        currentServiceConfiguration: {
          cpu: 1024,
          memory: 2048,
          containerConfigurations: [{ containerName: 'app', memorySizeConfiguration: { memory: 2048 } }],
          taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/blue-api:1',
        },
        utilizationMetrics: [
          { name: 'Cpu', statistic: 'Maximum', value: 25 },
          { name: 'Memory', statistic: 'Maximum', value: 50 },
        ],
        lookbackPeriodInDays: 14,
        launchType: 'Fargate',
        lastRefreshTimestamp: new Date('2026-11-22T00:00:00Z'),
        finding: 'Overprovisioned',
        findingReasonCodes: ['CPUOverprovisioned'],
        serviceRecommendationOptions: [{ cpu: 512, memory: 2048 }],
        effectiveRecommendationPreferences: {
          savingsEstimationMode: { source: 'PublicPricing' },
          lookBackPeriod: 'DAYS_14',
        },
        tags: [],
      },
    ]);
  });

  it('has no option for a size that it finds right, and a larger one for a size that is full', async () => {
    const right = await adviceOn({ taskCpu: '512', containers: loads(256, 1024) });
    expect([right.first?.finding, right.option]).toEqual(['Optimized', [undefined, undefined]]);
    const full = await adviceOn({ taskCpu: '1024', containers: loads(1024, 1024) });
    expect([full.first?.findingReasonCodes, full.option]).toEqual([
      ['CPUUnderprovisioned', 'MemoryUnderprovisioned'],
      [2048, 4096],
    ]);
  });

  it('speaks of a former size for a week after a resize', async () => {
    const deployedDaysAgo = (days: number) => {
      const startedAt = new Date(noon.getTime() - days * 86_400_000).toISOString();
      const size = { taskCpu: '1024', taskMemory: '2048' };
      return {
        sizeBefore: { taskCpu: '2048', taskMemory: '4096' },
        deployments: [{ startedAt, finishedAt: startedAt, status: 'SUCCESSFUL' as const, ...size }],
      };
    };
    expect((await adviceOn(deployedDaysAgo(6))).current).toEqual([2048, 4096]);
    expect((await adviceOn(deployedDaysAgo(8))).current).toEqual([1024, 2048]);
  });

  it('leaves alone what target tracking scales, and with step scaling everything', async () => {
    const tracks = (metric: 'ECSServiceAverageCPUUtilization' | 'ECSServiceAverageMemoryUtilization') =>
      adviceOn({ taskMemory: '4096', scaling: { policies: [{ kind: 'targetTracking', metric, targetValue: 60 }] } });
    expect(await tracks('ECSServiceAverageCPUUtilization')).toMatchObject({
      option: [1024, 2048],
      autoScalingConfiguration: 'TargetTrackingScalingCpu',
    });
    expect(await tracks('ECSServiceAverageMemoryUtilization')).toMatchObject({
      option: [512, 4096],
      autoScalingConfiguration: 'TargetTrackingScalingMemory',
    });
    const steps = await adviceOn({ scaling: { policies: [{ kind: 'step', alarms: ['queue is long'] }] } });
    expect(steps).toMatchObject({ first: { finding: 'Optimized' }, autoScalingConfiguration: undefined });
  });

  it.each<[string, Partial<ScenarioService>]>([
    ['on EC2', { launch: 'EC2' }],
    ['that is gone', { status: 'INACTIVE' }],
    ['with 23 hours of metrics', { metricsFrom: new Date(noon.getTime() - 23 * 3_600_000).toISOString() }],
  ])('has no recommendation for a service %s', async (_, fields) => {
    const { ecsServiceRecommendations, errors } = await ask([service(fields)], { serviceArns: [arnOf('api')] });
    expect(ecsServiceRecommendations).toEqual([]);
    expect(errors).toEqual([
      {
        identifier: arnOf('api'),
        code: 'ResourceNotFound',
        message: 'There is no recommendation for this resource.',
      },
    ]);
  });

  it('answers for the services named, of its own account and region', async () => {
    const services = [service(), service({ service: 'web' }), service({ service: 'far', region: 'eu-west-1' })];
    const named = await ask(services, { serviceArns: [arnOf('web'), arnOf('far')] });
    expect(named.ecsServiceRecommendations?.map(({ serviceArn }) => serviceArn)).toEqual([arnOf('web')]);
    expect(named.errors?.map(({ identifier }) => identifier)).toEqual([arnOf('far')]);
    expect((await ask(services)).ecsServiceRecommendations).toHaveLength(2);
  });

  it('turns pages: ten, or as many as asked for', async () => {
    const services = Array.from({ length: 12 }, (_, index) => service({ service: `api${index}` }));
    const client = computeOptimizer(await start(services));
    const send = (input: Input) => client.send(new GetECSServiceRecommendationsCommand(input));
    const first = await send({});
    expect(first.ecsServiceRecommendations).toHaveLength(10);
    expect((await send({ nextToken: first.nextToken })).ecsServiceRecommendations).toHaveLength(2);
    const one = await send({ maxResults: 1000 });
    expect([one.ecsServiceRecommendations?.length, one.nextToken]).toEqual([12, undefined]);
  });

  it.each<[string, Input]>([
    ['an ARN without a cluster', { serviceArns: ['arn:aws:ecs:us-east-1:123456789012:service/api'] }],
    ['a page of 1001', { maxResults: 1001 }],
    ['a token that was not made here', { nextToken: 'tomorrow' }],
  ])('refuses %s', async (_, input) => {
    expect(await refusal(ask(undefined, input))).toMatchObject({ name: 'InvalidParameterValueException', status: 400 });
  });

  it('answers only accounts that are enrolled, which is nobody unless the scenario says so', async () => {
    const server = await start(undefined, false);
    const asked = computeOptimizer(server).send(new GetECSServiceRecommendationsCommand({}));
    expect(await refusal(asked)).toMatchObject({ name: 'OptInRequiredException' });
    expect(await statusOf(server)).toMatchObject({ status: 'Inactive', memberAccountsEnrolled: false });
    const enrolled = await statusOf(await start());
    expect(enrolled).toMatchObject({ status: 'Active', lastUpdatedTimestamp: new Date('2025-01-15T09:30:00Z') });
    expect(connectorScenario.computeOptimizer).toBe('enrolled');
  });
});

function statusOf(server: Awaited<ReturnType<typeof serve>>) {
  return computeOptimizer(server).send(new GetEnrollmentStatusCommand({}));
}

function loads(cpuUnits: number, memoryMiB: number): ScenarioService['containers'] {
  const load = { cpuUnits: { base: cpuUnits, burstShare: 0 }, memoryMiB: { base: memoryMiB, burstShare: 0 } };
  return [{ name: 'app', image: 'app:1', load }];
}
