import {
  GetECSServiceRecommendationsCommand,
  type GetECSServiceRecommendationsCommandInput,
  GetEnrollmentStatusCommand,
} from '@aws-sdk/client-compute-optimizer';
import { describe, expect, it } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import type { ScenarioRecommendation, ScenarioService } from '../../local/scenario.ts';
import { computeOptimizer, refusal, scenario, serve, service } from './embedded-aws.ts';

type Input = GetECSServiceRecommendationsCommandInput;

const arnOf = (name: string) => `arn:aws:ecs:us-east-1:123456789012:service/blue/${name}`;

/** A service of 1024 CPU units and 2048 MiB. */
const advised = (overrides: Partial<ScenarioService> = {}) =>
  service({ recommendation: { cpu: 512, memory: 2048 }, ...overrides });

function start(services: readonly ScenarioService[], enrolled = true) {
  return serve({ scenario: scenario({ services, ...(enrolled && { computeOptimizer: 'enrolled' }) }) });
}

async function ask(services: readonly ScenarioService[], input: Input = {}) {
  return computeOptimizer(await start(services)).send(new GetECSServiceRecommendationsCommand(input));
}

/** Finding, codes and option about a service of which the scenario says this. */
async function told(recommendation: ScenarioRecommendation) {
  const { ecsServiceRecommendations: [first] = [] } = await ask([service({ recommendation })]);
  const [option] = first?.serviceRecommendationOptions ?? [];
  return [first?.finding, first?.findingReasonCodes, option && [option.cpu, option.memory]];
}

describe('Compute Optimizer', () => {
  it('tells what the scenario says of a service, about the size that it has', async () => {
    const { ecsServiceRecommendations, errors } = await ask([advised()]);
    expect(errors).toEqual([]);
    expect(ecsServiceRecommendations).toEqual([
      {
        serviceArn: arnOf('api'),
        currentServiceConfiguration: { cpu: 1024, memory: 2048 },
        lookbackPeriodInDays: 14,
        lastRefreshTimestamp: new Date('2026-11-22T00:00:00Z'),
        finding: 'Overprovisioned',
        findingReasonCodes: ['CPUOverprovisioned'],
        serviceRecommendationOptions: [{ cpu: 512, memory: 2048 }],
      },
    ]);
  });

  it('has no option for a size that is right, and finds under-provisioned what needs more of one resource', async () => {
    expect(await told({ cpu: 1024, memory: 2048 })).toEqual(['Optimized', [], undefined]);
    expect(await told({ cpu: 512, memory: 4096 })).toEqual([
      'Underprovisioned',
      ['CPUOverprovisioned', 'MemoryUnderprovisioned'],
      [512, 4096],
    ]);
  });

  it('speaks of another size where the scenario says so, and of what scaling holds', async () => {
    const recommendation: ScenarioRecommendation = {
      cpu: 1024,
      memory: 2048,
      current: { cpu: 2048, memory: 4096 },
      autoScaling: 'TargetTrackingScalingCpu',
    };
    const { ecsServiceRecommendations: [first] = [] } = await ask([service({ recommendation })]);
    expect(first?.currentServiceConfiguration).toEqual({
      cpu: 2048,
      memory: 4096,
      autoScalingConfiguration: 'TargetTrackingScalingCpu',
    });
    expect(first?.findingReasonCodes).toEqual(['CPUOverprovisioned', 'MemoryOverprovisioned']);
  });

  it('has no recommendation for a service of which the scenario says nothing', async () => {
    const { ecsServiceRecommendations, errors } = await ask([service()], { serviceArns: [arnOf('api')] });
    expect(ecsServiceRecommendations).toEqual([]);
    expect(errors).toEqual([
      { identifier: arnOf('api'), code: 'ResourceNotFound', message: 'There is no recommendation for this resource.' },
    ]);
  });

  it('answers for the services named, of its own account and region', async () => {
    const services = [advised(), advised({ service: 'web' }), advised({ service: 'far', region: 'eu-west-1' })];
    const named = await ask(services, { serviceArns: [arnOf('web'), arnOf('far')] });
    expect(named.ecsServiceRecommendations?.map(({ serviceArn }) => serviceArn)).toEqual([arnOf('web')]);
    expect(named.errors?.map(({ identifier }) => identifier)).toEqual([arnOf('far')]);
    expect((await ask(services)).ecsServiceRecommendations).toHaveLength(2);
  });

  it('turns pages of ten', async () => {
    const services = Array.from({ length: 12 }, (_, index) => advised({ service: `api${index}` }));
    const client = computeOptimizer(await start(services));
    const send = (input: Input) => client.send(new GetECSServiceRecommendationsCommand(input));
    const first = await send({});
    expect(first.ecsServiceRecommendations).toHaveLength(10);
    const second = await send({ nextToken: first.nextToken });
    expect([second.ecsServiceRecommendations?.length, second.nextToken]).toEqual([2, undefined]);
  });

  it('refuses an ARN without a cluster', async () => {
    const asked = ask([advised()], { serviceArns: ['arn:aws:ecs:us-east-1:123456789012:service/api'] });
    expect(await refusal(asked)).toMatchObject({ name: 'InvalidParameterValueException', status: 400 });
  });

  it('answers only accounts that are enrolled, which is nobody unless the scenario says so', async () => {
    const server = await start([advised()], false);
    const asked = computeOptimizer(server).send(new GetECSServiceRecommendationsCommand({}));
    expect(await refusal(asked)).toMatchObject({ name: 'OptInRequiredException' });
    expect(await statusOf(server)).toMatchObject({ status: 'Inactive', memberAccountsEnrolled: false });
    const enrolled = await statusOf(await start([]));
    expect(enrolled).toMatchObject({ status: 'Active', lastUpdatedTimestamp: new Date('2025-01-15T09:30:00Z') });
    expect(connectorScenario.computeOptimizer).toBe('enrolled');
  });
});

function statusOf(server: Awaited<ReturnType<typeof serve>>) {
  return computeOptimizer(server).send(new GetEnrollmentStatusCommand({}));
}
