import { describe, expect, it } from 'vitest';
import { ecsServices } from '../../aws/ecs-services.ts';
import { serviceAlarms } from '../../aws/service-alarms.ts';
import type { ScenarioAlarm } from '../../local/scenario.ts';
import { alterOutput, callsOf, clientSet, ecsReads, NEVER, service, startWorld, target } from './world.ts';

const QUESTION = { cluster: 'blue', service: 'api', at: 1 };
const CPU: ScenarioAlarm = { name: 'cpu high', metric: 'CPUUtilization', threshold: 75, periods: 2 };

function start(alarms: readonly ScenarioAlarm[]) {
  return startWorld({ services: [service({ alarms }), service({ service: 'web' })] });
}

const dimensions = (name: string) => [
  { Name: 'ClusterName', Value: 'blue' },
  { Name: 'ServiceName', Value: name },
];

/** What is made of an alarm as CloudWatch describes it. */
async function readOne(alarm: object) {
  await start([]);
  const { cloudWatch } = clientSet();
  const usual = {
    AlarmName: 'own',
    Threshold: 80,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 3,
    Period: 60,
    Statistic: 'Maximum',
    Namespace: 'AWS/ECS',
    MetricName: 'MemoryUtilization',
    Dimensions: dimensions('api'),
  };
  alterOutput(cloudWatch, (output) => {
    output.MetricAlarms = [{ ...usual, ...alarm }];
  });
  const answer = await serviceAlarms(cloudWatch).alarms(QUESTION, NEVER);
  return answer.kind === 'known' ? answer.alarms : answer;
}

describe('alarms of a service', () => {
  it('are read with what they ring at', async () => {
    await start([CPU, { name: 'memory', metric: 'MemoryUtilization', threshold: 90, periods: 5, datapoints: 3 }]);
    const alarms = serviceAlarms(clientSet().cloudWatch);
    expect(await alarms.alarms(QUESTION, NEVER)).toEqual({
      kind: 'known',
      alarms: [
        {
          name: 'cpu high',
          resource: 'cpu',
          statistic: 'average',
          periodSeconds: 60,
          thresholdPercent: 75,
          datapoints: 2,
          periods: 2,
          isComputed: false,
        },
        expect.objectContaining({ name: 'memory', resource: 'memory', datapoints: 3, periods: 5 }),
      ],
    });
    expect(await alarms.alarms({ ...QUESTION, service: 'web' }, NEVER)).toEqual({ kind: 'known', alarms: [] });
  });

  it('are read to the last page, once for all services of a run', async () => {
    const aws = await start(Array.from({ length: 101 }, (_, index) => ({ ...CPU, name: `alarm ${index}` })));
    const alarms = serviceAlarms(clientSet().cloudWatch);
    const answers = await Promise.all(
      ['api', 'web'].map((name) => alarms.alarms({ ...QUESTION, service: name }, NEVER)),
    );
    expect(answers.map((answer) => answer.kind === 'known' && answer.alarms.length)).toEqual([101, 0]);
    expect(callsOf(aws, 'cloudwatch.DescribeAlarms')).toHaveLength(2);
    await alarms.alarms({ ...QUESTION, at: 2 }, NEVER);
    expect(callsOf(aws, 'cloudwatch.DescribeAlarms')).toHaveLength(4);
  });

  it('are unknown where they may not be read', async () => {
    const aws = await start([CPU]);
    aws.addFaults([{ operation: 'cloudwatch.DescribeAlarms', fault: 'accessDenied' }]);
    const answer = await serviceAlarms(clientSet().cloudWatch).alarms(QUESTION, NEVER);
    expect(answer).toMatchObject({ kind: 'unavailable', detail: expect.stringContaining('DescribeAlarms') });
  });

  it('throw when the run is over', async () => {
    await start([]);
    const alarms = serviceAlarms(clientSet().cloudWatch);
    await expect(alarms.alarms(QUESTION, AbortSignal.abort())).rejects.toThrow();
  });

  it.each<[string, object, object]>([
    ['its own statistic', {}, { statistic: 'maximum', resource: 'memory', datapoints: 3 }],
    [
      'a task of Container Insights',
      { Namespace: 'ECS/ContainerInsights', MetricName: 'TaskCpuUtilization' },
      { resource: 'cpu', isComputed: false },
    ],
  ])('look at %s', async (_, alarm, expected) => {
    expect(await readOne(alarm)).toEqual([expect.objectContaining(expected)]);
  });

  it('look at what stands in an expression', async () => {
    const MetricStat = {
      Metric: { Namespace: 'ECS/ContainerInsights', MetricName: 'CpuUtilized', Dimensions: dimensions('api') },
      Period: 120,
      Stat: 'Average',
    };
    const Metrics = [
      { Id: 'e', Expression: '100 * m / r' },
      { Id: 'm', MetricStat },
    ];
    const found = await readOne({ MetricName: undefined, Metrics });
    expect(found).toEqual([expect.objectContaining({ resource: 'cpu', periodSeconds: 120, isComputed: true })]);
  });

  it.each<[string, object]>([
    ['target tracking', { AlarmName: 'TargetTracking-service/blue/api-AlarmHigh-1' }],
    ['too little use', { ComparisonOperator: 'LessThanThreshold' }],
    ['an amount', { Namespace: 'ECS/ContainerInsights', MetricName: 'CpuUtilized' }],
    ['more than a percentage', { Threshold: 1000 }],
    ['no threshold', { Threshold: undefined }],
    ['another metric', { MetricName: 'RunningTaskCount' }],
    ['another namespace', { Namespace: 'AWS/RDS' }],
    ['another service', { Dimensions: dimensions('web') }],
    ['the whole cluster', { Dimensions: dimensions('api').slice(0, 1) }],
    ['nothing that is named', { MetricName: undefined }],
  ])('are none that are of %s', async (_, alarm) => {
    expect(await readOne(alarm)).toEqual([]);
  });

  it('that roll a deployment back are known with the service', async () => {
    await start([CPU, { ...CPU, name: 'rolls', rollsBack: true }]);
    const services = ecsServices(ecsReads(clientSet().ecs), 'us-east-1');
    const own = target({ cluster: 'blue', ecsService: 'api' });
    expect((await services.describe([own], NEVER)).get(own.id)).toMatchObject({ rollbackAlarms: ['rolls'] });
  });
});
