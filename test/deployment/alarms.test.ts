import { beforeAll, describe, expect, test } from 'vitest';
import { runMetricsLine } from '../../core/report/metrics.ts';
import { parseEmbeddedMetrics } from '../../local/cloudwatch/embedded-metrics.ts';
import { report } from '../support/reports.ts';
import { arn, PRODUCTION, properties, ref, stackOf, sub, type Template } from './packaged.ts';
import { mentionsIn, resourcesWhen } from './resolved.ts';

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
}

interface Alarm extends Metric {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: unknown;
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: Metric; readonly Period: number; readonly Stat: string };
  }[];
}

interface TopicIsHere {
  readonly 'Fn::Or': readonly [unknown, { readonly 'Fn::Equals': readonly [RegionOfTopic, unknown] }];
}

interface RegionOfTopic {
  readonly 'Fn::Select': readonly [number, { readonly 'Fn::Split': readonly [string, string] }];
}

const remoteTopic = 'arn:aws:sns:us-east-1:123456789012:team';
const rightsizerYml = `
notifications: { topicArn: '${remoteTopic}' }
services:
  api:
    cluster: api-{stage}
    service: web
    parameters: { task: { cpu: cpu, memory: memory } }
    stages: { production: {} }
`;

const EVERYTHING = { CreatesTopic: true, HasEmail: true, HasSlack: true, RunsBySchedule: true, TopicIsHere: true };

let production: Template;
/** Another stage, with Slack, and with a topic in another region. */
let staging: Template;

beforeAll(async () => {
  const slack = ['--param', 'slackWebhookParameter=/team/slack-webhook', '--param', 'hoursWithoutRun=50'];
  production = await stackOf(PRODUCTION);
  staging = await stackOf(['--stage', 'staging', '--region', 'eu-west-1', ...slack], rightsizerYml);
});

function alarmsOf(resources: Template['Resources']): ReadonlyMap<string, Alarm> {
  const entries = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
  return new Map(entries.map(([name, { Properties }]) => [name, Properties as unknown as Alarm]));
}

/** An alarm's metric, wherever it stands. */
function metricOf({ Namespace, MetricName, Dimensions, Metrics }: Alarm): Metric {
  return Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Metric ?? { Namespace, MetricName, Dimensions };
}

describe('the alarms', () => {
  test.each([
    ['RunFailedAlarm', 'AWS/Lambda', 'Errors', 'RecommendLambdaFunction'],
    ['RunDroppedAlarm', 'AWS/Lambda', 'AsyncEventsDropped', 'RecommendLambdaFunction'],
    ['EventLostAlarm', 'AWS/Lambda', 'DestinationDeliveryFailures', 'RecommendLambdaFunction'],
    ['RunIncompleteAlarm', 'FargateRightsizer', 'TargetsNotDone', 'RecommendLambdaFunction'],
    ['RunMissingAlarm', 'FargateRightsizer', 'RunsCompleted', 'RecommendLambdaFunction'],
    ['MemoryKillsFailedAlarm', 'AWS/Lambda', 'Errors', 'RecordMemoryKillLambdaFunction'],
    ['SlackFailedAlarm', 'AWS/Lambda', 'Errors', 'NotifySlackLambdaFunction'],
  ])('%s watches %s %s of %s', (name, Namespace, MetricName, of) => {
    const alarm = alarmsOf(production.Resources).get(name);
    if (alarm === undefined) throw new Error(`There is no ${name}.`);
    expect(metricOf(alarm)).toEqual({ Namespace, MetricName, Dimensions: [{ Name: 'FunctionName', Value: ref(of) }] });
  });

  test('watch the dead-letter queue', () => {
    expect(properties(production, 'DeadLettersAlarm')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['DeadLetterQueue', 'QueueName'] } }],
      Statistic: 'Maximum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });

  test('ask for metrics under the names, in the unit and with the dimension that a run prints', () => {
    const line =
      runMetricsLine(report([]), {
        functionName: 'f',
        startedAt: 0,
        endedAt: 1_795_413_600_000,
        isWhole: true,
        apiCalls: 40,
      }) ?? '';
    const printed = parseEmbeddedMetrics(line).map(({ namespace, name, dimensions }) => ({
      namespace,
      name,
      dimensions: Object.keys(dimensions),
    }));
    const watched = [...alarmsOf(production.Resources).values()]
      .map(metricOf)
      .filter(({ Namespace }) => !Namespace.startsWith('AWS/'));
    expect(watched.map(({ MetricName }) => MetricName).sort()).toEqual(['RunsCompleted', 'TargetsNotDone']);
    for (const { Namespace, MetricName, Dimensions } of watched) {
      const dimensions = Dimensions.map(({ Name }) => Name);
      expect(printed).toContainEqual({ namespace: Namespace, name: MetricName, dimensions });
    }
  });

  test('ring for one failure, and for missing points only where silence is the failure', () => {
    const missing = [...alarmsOf(production.Resources)].map(([name, alarm]) => [name, alarm.TreatMissingData]);
    expect(missing.filter(([, treatment]) => treatment !== 'notBreaching')).toEqual([
      ['RunMissingAlarm', 'breaching'],
      ['DeadLettersAlarm', 'ignore'],
    ]);
    for (const [name, alarm] of alarmsOf(production.Resources))
      if (name !== 'RunMissingAlarm')
        expect(alarm, name).toMatchObject({ Period: 300, EvaluationPeriods: 1, Threshold: 0 });
  });

  test('say in a sentence what happened and where to look, and have a name of their stage', () => {
    for (const [name, { AlarmName, AlarmDescription }] of alarmsOf(production.Resources)) {
      expect(AlarmName, name).toMatch(/^rightsizer-production-[a-z-]+$/);
      expect(AlarmDescription, name).toMatch(/^[A-Z].{60,}\.$/);
    }
  });
});

describe('the alarm for a run that is missing', () => {
  const missing = (template: Template) => properties(template, 'RunMissingAlarm') as unknown as Alarm;

  test('takes an hour without a complete run for a zero, and rings after 26 of them in a row', () => {
    expect(missing(production)).toMatchObject({
      EvaluationPeriods: 26,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
    });
    expect(missing(production).Metrics).toMatchObject([
      { Id: 'completed', ReturnData: false, MetricStat: { Period: 3600, Stat: 'Sum' } },
      { Id: 'filled', Expression: 'FILL(completed, 0)', ReturnData: true },
    ]);
    expect(missing(production)).not.toHaveProperty('DatapointsToAlarm');
  });

  test('takes its hours from a param, and says them', () => {
    expect(`${missing(staging).EvaluationPeriods}`).toBe('50');
    expect(missing(staging).AlarmDescription).toContain(' in 50 hours.');
  });

  test('stays within the seven days that an alarm may look back', () => {
    const hours = missing(production).EvaluationPeriods;
    // PutMetricAlarm: with periods of an hour or more, period times evaluation periods is at most 604,800 seconds.
    expect(hours * 3600).toBeLessThanOrEqual(604_800);
  });

  test('is there only where the schedule is enabled', () => {
    expect(production.Resources.RunMissingAlarm?.Condition).toBe('RunsBySchedule');
    expect(production.Conditions.RunsBySchedule).toEqual({ 'Fn::Equals': ['ENABLED', 'ENABLED'] });
    expect(staging.Conditions.RunsBySchedule).toEqual({ 'Fn::Equals': ['DISABLED', 'ENABLED'] });
  });
});

describe('the topic of the alarms', () => {
  test("is the stack's, or the one that rightsizer.yml names when it is in the stack's region", () => {
    expect(production.Conditions.TopicIsHere).toEqual({
      'Fn::Or': [
        { Condition: 'CreatesTopic' },
        { 'Fn::Equals': [{ 'Fn::Select': [3, { 'Fn::Split': [':', ':::'] }] }, ref('AWS::Region')] },
      ],
    });
    const { 'Fn::Or': options } = staging.Conditions.TopicIsHere as TopicIsHere;
    const [{ 'Fn::Select': select }] = options[1]['Fn::Equals'];
    const [index, { 'Fn::Split': split }] = select;
    expect(split[1].split(split[0])[index]).toBe('us-east-1');
  });

  test.each([
    ['here', true, [ref('Topic')]],
    ['in another region', false, undefined],
  ])('gets them when it is %s', (_, TopicIsHere, actions) => {
    const alarms = alarmsOf(resourcesWhen(production, { ...EVERYTHING, TopicIsHere }));
    expect(alarms.size).toBe(8);
    for (const [name, { AlarmActions }] of alarms) expect(AlarmActions, name).toEqual(actions);
  });
});

describe('Slack', () => {
  const slackParts = [
    'NotifySlackLambdaEvConf',
    'NotifySlackLambdaFunction',
    'NotifySlackLogGroup',
    'NotifySlackRole',
    'SlackFailedAlarm',
    'SlackPermission',
    'SlackSubscription',
  ];

  test('is left out as a whole without slackWebhookParameter', () => {
    const parts = Object.entries(production.Resources).filter(([, { Condition }]) => Condition === 'HasSlack');
    expect(parts.map(([name]) => name).sort()).toEqual(slackParts);
    expect(production.Conditions.HasSlack).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
    expect(staging.Conditions.HasSlack).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['/team/slack-webhook', ''] }] });
  });

  test.each(Object.keys(EVERYTHING))(
    'leaves nothing that speaks of what is not there, nor does the rest, without %s',
    (name) => {
      const resources = resourcesWhen(production, { ...EVERYTHING, [name]: false });
      // Without a topic of its own, the stack is packaged with the ARN of the other in all places: see below.
      const there = new Set([...Object.keys(resources), ...(name === 'CreatesTopic' ? ['Topic'] : [])]);
      const mentioned = mentionsIn(Object.values(resources)).filter((id) => !id.startsWith('AWS::'));
      expect(mentioned.filter((id) => !there.has(id))).toEqual([]);
    },
  );

  test('speaks of the topic that rightsizer.yml names', () => {
    const resources = resourcesWhen(staging, { ...EVERYTHING, CreatesTopic: false });
    expect(mentionsIn(Object.values(resources))).not.toContain('Topic');
  });

  test('is a function of its own with the name of the parameter, never its value', () => {
    expect(properties(staging, 'NotifySlackLambdaFunction')).toEqual({
      Code: expect.anything(),
      Handler: 'dist/notify-slack.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      FunctionName: 'rightsizer-staging-notify-slack',
      Description: expect.any(String),
      MemorySize: 256,
      Timeout: 30,
      Environment: {
        Variables: { SLACK_WEBHOOK_PARAMETER: '/team/slack-webhook', POWERTOOLS_SERVICE_NAME: 'fargate-rightsizer' },
      },
      Role: arn('NotifySlackRole'),
      LoggingConfig: { LogFormat: 'JSON' },
    });
    expect(properties(staging, 'NotifySlackLogGroup')).toMatchObject({ RetentionInDays: 90 });
  });

  test('keeps what Slack did not take, and what Lambda did not', () => {
    expect(properties(staging, 'NotifySlackLambdaEvConf')).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arn('DeadLetterQueue') } },
    });
    const near = resourcesWhen(staging, { ...EVERYTHING, CreatesTopic: false });
    expect(near.SlackSubscription?.Properties).toEqual({
      TopicArn: remoteTopic,
      Region: { 'Fn::Select': [3, { 'Fn::Split': [':', remoteTopic] }] },
      Protocol: 'lambda',
      Endpoint: arn('NotifySlackLambdaFunction'),
      RedrivePolicy: { deadLetterTargetArn: arn('DeadLetterQueue') },
    });
    const far = resourcesWhen(staging, { ...EVERYTHING, CreatesTopic: false, TopicIsHere: false });
    expect(far.SlackSubscription?.Properties).not.toHaveProperty('RedrivePolicy');
  });

  test('can be invoked by the topic only, and the topic may write to the queue', () => {
    expect(properties(staging, 'SlackPermission')).toEqual({
      FunctionName: arn('NotifySlackLambdaFunction'),
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: remoteTopic,
    });
    const policies = (HasSlack: boolean) =>
      JSON.stringify(resourcesWhen(staging, { ...EVERYTHING, HasSlack }).DeadLetterQueuePolicy?.Properties);
    expect(policies(true)).toContain(`"ArnEquals":{"aws:SourceArn":"${remoteTopic}"}`);
    expect(policies(false)).not.toContain('sns.amazonaws.com');
  });

  test('may read that one parameter', () => {
    const policy = JSON.stringify(properties(staging, 'NotifySlackRole'));
    const resource = sub('arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/team/slack-webhook');
    expect(policy).toContain(`"Action":"ssm:GetParameter","Resource":${JSON.stringify(resource)}`);
  });
});
