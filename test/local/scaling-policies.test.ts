import {
  DescribeScalingPoliciesCommand,
  type DescribeScalingPoliciesCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import { describe, expect, it } from 'vitest';
import type { ScenarioScalingPolicy } from '../../local/scenario.ts';
import type { LocalAws } from '../../local/server.ts';
import { autoScaling, refusal, scenario, serve, service } from './embedded-aws.ts';

const tracking: ScenarioScalingPolicy = {
  kind: 'targetTracking',
  metric: 'ECSServiceAverageCPUUtilization',
  targetValue: 60,
};
const step: ScenarioScalingPolicy = { kind: 'step', alarms: ['queue-too-long', 'cpu-too-high'] };

function serveWith(policies: readonly ScenarioScalingPolicy[]): Promise<LocalAws> {
  return serve({ scenario: scenario({ services: [service({ scaling: { policies } }), service({ service: 'web' })] }) });
}

function ask(server: LocalAws, input: Partial<DescribeScalingPoliciesCommandInput> = {}) {
  return autoScaling(server).send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: 'service/blue/api', ...input }),
  );
}

describe('DescribeScalingPolicies', () => {
  it('describes target tracking with its metric and value, and steps with their alarms', async () => {
    const { ScalingPolicies } = await ask(await serveWith([tracking, step]), { ResourceId: 'service/blue/api' });
    expect(ScalingPolicies).toMatchObject([
      {
        PolicyType: 'TargetTrackingScaling',
        ServiceNamespace: 'ecs',
        ResourceId: 'service/blue/api',
        ScalableDimension: 'ecs:service:DesiredCount',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 60,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        },
        Alarms: [
          { AlarmName: expect.stringContaining('AlarmHigh') },
          { AlarmName: expect.stringContaining('AlarmLow') },
        ],
      },
      {
        PolicyType: 'StepScaling',
        Alarms: [
          { AlarmName: 'queue-too-long', AlarmARN: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:queue-too-long' },
          { AlarmName: 'cpu-too-high' },
        ],
      },
    ]);
    expect(ScalingPolicies?.[0]?.CreationTime).toBeInstanceOf(Date);
  });

  it('has none for a service that does not scale, and another region', async () => {
    const server = await serveWith([tracking]);
    expect((await ask(server, { ResourceId: 'service/blue/web' })).ScalingPolicies).toEqual([]);
    const elsewhere = autoScaling(server, { region: 'eu-west-1' });
    const asked = { ServiceNamespace: 'ecs', ResourceId: 'service/blue/api' } as const;
    expect((await elsewhere.send(new DescribeScalingPoliciesCommand(asked))).ScalingPolicies).toEqual([]);
  });

  it('gives ten on a page and the rest after them', async () => {
    const server = await serveWith(Array.from({ length: 12 }, () => step));
    const first = await ask(server);
    const second = await ask(server, { NextToken: first.NextToken });
    expect([first, second].map(({ ScalingPolicies }) => ScalingPolicies?.length)).toEqual([10, 2]);
    expect(second.NextToken).toBeUndefined();
  });

  it.each<[string, Partial<DescribeScalingPoliciesCommandInput>]>([
    ['another namespace', { ServiceNamespace: 'lambda' }],
    ['a resource that is no service', { ResourceId: 'blue/api' }],
  ])('refuses %s', async (_title, input) => {
    const refused = await refusal(ask(await serveWith([tracking]), input));
    expect(refused).toMatchObject({ name: 'ValidationException', status: 400 });
  });

  it('faults on request like every other operation', async () => {
    const server = await serveWith([tracking]);
    const operation = 'application-autoscaling.DescribeScalingPolicies';
    server.addFaults([
      { operation, fault: 'error500' },
      { operation, fault: 'throttle' },
      { operation, fault: 'accessDenied' },
    ]);
    expect(await refusal(ask(server))).toMatchObject({ name: 'InternalServiceException', status: 500 });
    expect((await refusal(ask(server))).name).toBe('ThrottlingException');
    expect((await refusal(ask(server))).name).toBe('AccessDeniedException');
  });
});
