import { describe, expect, it } from 'vitest';
import { readScalingPolicies } from '../../aws/scaling-policies.ts';
import type { ScalingAnswer } from '../../core/model/service.ts';
import type { ScenarioScalingPolicy } from '../../local/scenario.ts';
import { alterOutput, callsOf, clientSet, fakeClock, NEVER, rejection, service, startWorld } from './world.ts';

const QUESTION = { cluster: 'blue', service: 'api' };

function start(policies: readonly ScenarioScalingPolicy[] = []) {
  return startWorld({ services: [service({ scaling: { policies } }), service({ service: 'web' })] });
}

/** What is known of who scales. */
function policies(answer: ScalingAnswer) {
  if (answer.kind !== 'known') throw new Error(answer.detail);
  return answer.policies;
}

const read = async (question = QUESTION) =>
  policies(await readScalingPolicies(clientSet().scaling, question, { signal: NEVER }));

/** What is told about a policy as Application Auto Scaling describes it. */
async function readOne(policy: object) {
  await start();
  const { scaling } = clientSet();
  alterOutput(scaling, (output) => {
    output.ScalingPolicies = [policy];
  });
  return policies(await readScalingPolicies(scaling, QUESTION, { signal: NEVER }));
}

const tracking = (configuration: object) => ({
  PolicyName: 'own',
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: { TargetValue: 60, ...configuration },
});

describe('scaling policies', () => {
  it('are told with the resource that they hold, where they hold one', async () => {
    const aws = await start([
      { kind: 'targetTracking', metric: 'ECSServiceAverageCPUUtilization', targetValue: 70 },
      { kind: 'targetTracking', metric: 'ECSServiceAverageMemoryUtilization', targetValue: 80 },
      { kind: 'targetTracking', metric: 'ALBRequestCountPerTarget', targetValue: 1000 },
      { kind: 'step', alarms: ['queue is long'] },
    ]);
    expect(await read()).toEqual([
      { name: expect.any(String), kind: 'targetTracking', resource: 'cpu', targetPercent: 70 },
      { name: expect.any(String), kind: 'targetTracking', resource: 'memory', targetPercent: 80 },
      { name: expect.any(String), kind: 'targetTracking' },
      { name: expect.any(String), kind: 'step' },
    ]);
    expect(callsOf(aws, 'application-autoscaling.DescribeScalingPolicies')[0]?.input).toMatchObject({
      ServiceNamespace: 'ecs',
      ResourceId: 'service/blue/api',
    });
  });

  it('are told with how few and how many tasks there may be, where they hold CPU', async () => {
    const cpu = { kind: 'targetTracking', metric: 'ECSServiceAverageCPUUtilization', targetValue: 70 } as const;
    const scaling = { policies: [cpu], minimum: 2, maximum: 30 };
    const aws = await startWorld({ services: [service({ scaling })] });
    const answer = await readScalingPolicies(clientSet().scaling, QUESTION, { signal: NEVER });
    expect(answer).toMatchObject({ kind: 'known', limits: { minimum: 2, maximum: 30 } });
    expect(callsOf(aws, 'application-autoscaling.DescribeScalableTargets')[0]?.input).toEqual({
      ServiceNamespace: 'ecs',
      ResourceIds: ['service/blue/api'],
    });
    aws.addFaults([{ operation: 'application-autoscaling.DescribeScalableTargets', fault: 'accessDenied' }]);
    const without = await readScalingPolicies(clientSet().scaling, QUESTION, { signal: NEVER });
    expect(without).toMatchObject({ kind: 'known', policies: [{ resource: 'cpu' }] });
    expect(without).not.toHaveProperty('limits');
  });

  it('are not asked how many tasks there may be, where nothing holds CPU', async () => {
    const aws = await start([{ kind: 'step', alarms: [] }]);
    await read();
    expect(callsOf(aws, 'application-autoscaling.DescribeScalableTargets')).toEqual([]);
  });

  it('are none for a service that nobody scales', async () => {
    await start([{ kind: 'step', alarms: [] }]);
    expect(await read({ ...QUESTION, service: 'web' })).toEqual([]);
  });

  it('are read to the last page', async () => {
    const aws = await start(Array.from({ length: 23 }, () => ({ kind: 'step', alarms: [] })));
    expect(new Set((await read()).map(({ name }) => name)).size).toBe(23);
    expect(callsOf(aws, 'application-autoscaling.DescribeScalingPolicies')).toHaveLength(3);
  });

  it.each([
    ['ECSServiceAverageCPUUtilizationHighResolution', 'cpu'],
    ['ECSServiceAverageMemoryUtilizationHighResolution', 'memory'],
  ])('may track %s', async (PredefinedMetricType, resource) => {
    const [policy] = await readOne(tracking({ PredefinedMetricSpecification: { PredefinedMetricType } }));
    expect(policy).toEqual({ name: 'own', kind: 'targetTracking', resource, targetPercent: 60 });
  });

  it.each([
    ['AWS/ECS', 'CPUUtilization', 'api', 'cpu'],
    ['AWS/ECS', 'MemoryUtilization', 'api', 'memory'],
    ['AWS/ECS', 'CPUUtilization', 'web', undefined],
    ['AWS/ECS', 'SomethingElse', 'api', undefined],
    ['AWS/SQS', 'CPUUtilization', 'api', undefined],
  ])('may track a metric of their own: %s %s of %s', async (Namespace, MetricName, name, resource) => {
    const Dimensions = [
      { Name: 'ServiceName', Value: name },
      { Name: 'ClusterName', Value: 'blue' },
    ];
    const specification = { Namespace, MetricName, Dimensions, Statistic: 'Average' };
    const [policy] = await readOne(tracking({ CustomizedMetricSpecification: specification }));
    const held = resource === undefined ? {} : { resource, targetPercent: 60 };
    expect(policy).toEqual({ name: 'own', kind: 'targetTracking', ...held });
  });

  it('hold what enters into their metric math, of this service alone', async () => {
    const Dimensions = [
      { Name: 'ClusterName', Value: 'blue' },
      { Name: 'ServiceName', Value: 'api' },
    ];
    const metric = (MetricName: string, from = Dimensions) => ({
      Id: MetricName.toLowerCase(),
      MetricStat: { Metric: { Namespace: 'AWS/ECS', MetricName, Dimensions: from }, Stat: 'Average' },
      ReturnData: false,
    });
    const expression = { Id: 'e1', Expression: '(a + b) / 2', ReturnData: true };
    const held = async (...Metrics: object[]) =>
      (await readOne(tracking({ CustomizedMetricSpecification: { Metrics: [...Metrics, expression] } }))).map(
        ({ resource, targetPercent }) => [resource, targetPercent],
      );
    expect(await held(metric('CPUUtilization'), metric('CPUUtilization'))).toEqual([['cpu', undefined]]);
    expect(await held(metric('CPUUtilization'), metric('MemoryUtilization'))).toEqual([
      ['cpu', undefined],
      ['memory', undefined],
    ]);
    expect(await held(metric('CPUUtilization', [{ Name: 'ClusterName', Value: 'blue' }]))).toEqual([
      [undefined, undefined],
    ]);
  });

  it('may scale by a forecast; one that only forecasts scales nothing', async () => {
    const predictive = (Mode?: string) => ({
      PolicyName: 'own',
      PolicyType: 'PredictiveScaling',
      PredictiveScalingPolicyConfiguration: { Mode },
    });
    expect(await readOne(predictive('ForecastAndScale'))).toEqual([{ name: 'own', kind: 'step' }]);
    expect(await readOne(predictive('ForecastOnly'))).toEqual([]);
    expect(await readOne(predictive())).toEqual([]);
  });

  it('are unavailable when they cannot be read, which is not tried again', async () => {
    const aws = await start();
    aws.addFaults([{ operation: 'application-autoscaling.DescribeScalingPolicies', fault: 'accessDenied' }]);
    expect(await readScalingPolicies(clientSet().scaling, QUESTION, { signal: NEVER })).toEqual({
      kind: 'unavailable',
      detail: expect.stringMatching(
        /^ApplicationAutoScaling DescribeScalingPolicies of service\/blue\/api: AccessDeniedException: /,
      ),
    });
    expect(callsOf(aws, 'application-autoscaling.DescribeScalingPolicies')).toHaveLength(1);
  });

  it('are read in the end when they are throttled', async () => {
    const aws = await start();
    aws.addFaults([{ operation: 'application-autoscaling.DescribeScalingPolicies', fault: 'throttle', count: 3 }]);
    const pauses = { signal: NEVER, clock: fakeClock(), random: () => 0.5 };
    expect(await readScalingPolicies(clientSet().scaling, QUESTION, pauses)).toEqual({ kind: 'known', policies: [] });
  });

  it('end with the reason of the signal', async () => {
    await start();
    const signal = AbortSignal.abort(new Error('out of time'));
    expect(await rejection(readScalingPolicies(clientSet().scaling, QUESTION, { signal }))).toBe(signal.reason);
  });
});
