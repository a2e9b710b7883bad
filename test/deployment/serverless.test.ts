import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import ServerlessBundle, {
  actionsOfFinding,
  actionsOfSources,
  clustersOf,
  limitToClusters,
  type Rule,
} from '../../serverless-bundle.js';
import { deployableCopy } from './deployable-copy.ts';
import { osls } from './osls.ts';
import {
  allow,
  arn,
  deny,
  PRODUCTION,
  packaged,
  properties,
  ref,
  stackOf,
  statements,
  sub,
  type Template,
} from './packaged.ts';
import { zipEntries } from './zip-entries.ts';

const DOCUMENT_KEY = 'arn:aws:kms:us-east-1:123456789012:key/11111111-12ab-34cd-56ef-1234567890ab';
const TOPIC_KEY = 'arn:aws:kms:us-east-1:123456789012:key/22222222-12ab-34cd-56ef-1234567890ab';

const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

const otherRightsizerYml = `
parameterPrefix: /sizes/ecs
sources: { priceList: false, computeOptimizer: false, costExplorer: true }
notifications: { topicArn: 'arn:aws:sns:us-east-1:123456789012:team', kmsKeyArn: '${TOPIC_KEY}' }
services:
  api:
    cluster: api-{stage}
    service: web
    parameters: { task: { cpu: cpu, memory: memory } }
    stages:
      validation: { roleArn: 'arn:aws:iam::222222222222:role/rightsizer' }
      development: { roleArn: 'arn:aws:iam::111111111111:role/rightsizer' }
      production: { roleArn: 'arn:aws:iam::222222222222:role/rightsizer', parameters: { kmsKeyArn: '${DOCUMENT_KEY.replace('1', '3')}' } }
      here: { policy: development, parameters: { kmsKeyArn: '${DOCUMENT_KEY}' } }
`;

const otherArguments = [
  ...['--stage', 'staging', '--region', 'eu-west-1'],
  ...['--param', 'reservedConcurrency=none', '--param', 'notificationEmail=team@example.com'],
  ...['--param', 'scheduleExpression=cron(30 4 ? * MON *)', '--param', 'scheduleTimeZone=Europe/Berlin'],
  ...['--param', `permissionsBoundary=${BOUNDARY}`, '--param', 'iamPath=/teams/sizes/'],
];

let production: Template;
let other: Template;
let entries: readonly string[];

beforeAll(async () => {
  await using copy = await deployableCopy({ bundles: true });
  production = await packaged(copy.folder, PRODUCTION);
  entries = await zipEntries(join(copy.folder, 'package/rightsizer.zip'));
  other = await stackOf(otherArguments, otherRightsizerYml);
});

const onlyTls = (Action: string) => ({
  Sid: 'OnlyTls',
  Effect: 'Deny',
  Principal: '*',
  Action,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** A rule as serverless.yml has it, before its clusters are known. */
function rule(): Rule {
  return { EventPattern: { detail: {} } };
}

describe('the package', () => {
  test('holds the bundles, the configuration and nothing else', () => {
    expect([...entries].sort()).toEqual([
      'dist/fleet-worker.mjs',
      'dist/notify-slack.mjs',
      'dist/recommend-fleet.mjs',
      'dist/recommend.mjs',
      'dist/record-memory-kill.mjs',
      'dist/rightsizer-configuration.mjs',
    ]);
  });

  test.each([
    ['refused', 'services: {}\n', 'rightsizer.yml has 1 problem:\n  services: '],
    ['missing', null, 'rightsizer.yml: the file does not exist'],
  ])('is not made from a rightsizer.yml that is %s', async (_, rightsizerYml, message) => {
    await using copy = await deployableCopy({ rightsizerYml });
    const { status, output } = await osls(['package'], copy);
    expect(status).toBe(1);
    expect(output).toContain(message);
    expect(output).not.toContain('    at ');
    await expect(access(join(copy.folder, '.serverless/rightsizer.zip'))).rejects.toThrow('ENOENT');
  });

  test('is bundled anew when only the function is deployed', () => {
    const { hooks } = new ServerlessBundle({
      service: {
        custom: { configurationFile: 'rightsizer.yml', roles: { path: '', permissionsBoundary: '' } },
        provider: { region: 'us-east-1', iam: { role: { statements: [] } } },
        resources: { Resources: { MemoryKillRule: { Properties: rule() } } },
      },
      classes: { Error },
    });
    expect(Object.keys(hooks)).toEqual([
      'before:package:setupProviderConfiguration',
      'before:package:finalize',
      'after:aws:package:finalize:mergeCustomProviderResources',
      'before:package:createDeploymentArtifacts',
      'before:deploy:function:packageFunction',
    ]);
  });
});

describe('the function', () => {
  test('runs on Node 24 on arm64 with time for a run and JSON logs', () => {
    expect(properties(production, 'RecommendLambdaFunction')).toEqual({
      Code: expect.anything(),
      Handler: 'dist/recommend.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      FunctionName: 'rightsizer-production-recommend',
      Description: expect.any(String),
      MemorySize: 1024,
      Timeout: 300,
      Environment: {
        Variables: {
          TOPIC_ARN: ref('Topic'),
          TARGET_METRICS: 'false',
          FLEET_ARN: { 'Fn::If': ['HasFleet', ref('RecommendFleetDurableLambdaAlias'), ''] },
          POWERTOOLS_SERVICE_NAME: 'fargate-rightsizer',
        },
      },
      Role: arn('IamRoleLambdaExecution'),
      LoggingConfig: { LogFormat: 'JSON' },
      ReservedConcurrentExecutions: 1,
    });
  });

  test('has no reserved concurrency with reservedConcurrency=none', () => {
    expect(properties(other, 'RecommendLambdaFunction')).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('keeps its logs for 90 days', () => {
    expect(properties(production, 'RecommendLogGroup')).toEqual({
      LogGroupName: '/aws/lambda/rightsizer-production-recommend',
      RetentionInDays: 90,
    });
  });

  test('is repeated twice within an hour, and the event of a run that failed for good is kept', () => {
    expect(properties(production, 'RecommendLambdaEvConf')).toEqual({
      FunctionName: ref('RecommendLambdaFunction'),
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: arn('DeadLetterQueue') } },
    });
  });
});

/** Only with a fleet: the policy is under its condition. */
const START_FLEET = allow('lambda:InvokeFunction', ref('RecommendFleetDurableLambdaAlias'));

describe('the role of the function', () => {
  const ssm = ['ssm:GetParameters', 'ssm:GetParameterHistory', 'ssm:PutParameter'];
  const account = (service: string, resource: string) =>
    sub(`arn:\${AWS::Partition}:${service}:*:\${AWS::AccountId}:${resource}`);

  test('allows the calls that the function makes, and nothing else', () => {
    expect(statements(production)).toEqual([
      allow(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [arn('RecommendLogGroup'), { 'Fn::If': ['HasFleet', arn('FleetWorkerLogGroup'), ref('AWS::NoValue')] }],
      ),
      allow(['ecs:DescribeServices', 'ecs:ListServiceDeployments'], [account('ecs', 'service/*')]),
      allow(['ecs:DescribeServiceDeployments'], [account('ecs', 'service-deployment/*')]),
      allow(['ecs:DescribeServiceRevisions'], [account('ecs', 'service-revision/*')]),
      allow(['ecs:DescribeTaskDefinition'], ['*']),
      allow(
        ['application-autoscaling:DescribeScalingPolicies', 'application-autoscaling:DescribeScalableTargets'],
        ['*'],
      ),
      allow(['cloudwatch:DescribeAlarms'], ['*']),
      allow(['cloudwatch:GetMetricData'], ['*']),
      allow(ssm, [account('ssm', 'parameter/rightsizer/*')]),
      deny(['ssm:PutParameter'], [account('ssm', 'parameter/rightsizer/*/pin')]),
      allow(['sns:Publish'], ref('Topic')),
      allow(
        [
          'pricing:GetProducts',
          'compute-optimizer:GetECSServiceRecommendations',
          'ecs:ListClusters',
          'ecs:ListServices',
        ],
        ['*'],
      ),
      allow('sqs:SendMessage', arn('DeadLetterQueue')),
      START_FLEET,
    ]);
  });

  test('follows the prefix, the topic, the sources and the roles of rightsizer.yml', () => {
    expect(statements(other).slice(8)).toEqual([
      allow(ssm, [account('ssm', 'parameter/sizes/ecs/*')]),
      deny(['ssm:PutParameter'], [account('ssm', 'parameter/sizes/ecs/*/pin')]),
      allow(['sns:Publish'], 'arn:aws:sns:us-east-1:123456789012:team'),
      allow(['ce:GetCostAndUsage'], ['*']),
      allow(
        ['sts:AssumeRole'],
        ['arn:aws:iam::111111111111:role/rightsizer', 'arn:aws:iam::222222222222:role/rightsizer'],
      ),
      allow(['kms:Encrypt', 'kms:Decrypt'], [DOCUMENT_KEY]),
      allow(['kms:GenerateDataKey', 'kms:Decrypt'], [TOPIC_KEY]),
      allow('sqs:SendMessage', arn('DeadLetterQueue')),
      START_FLEET,
    ]);
  });
});

describe('the roles of the stack', () => {
  const roles = ({ Resources }: Template) => Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');

  test('have neither a boundary nor a path of their own by default', () => {
    expect(roles(production)).toHaveLength(5);
    expect(roles(production).map(({ Properties }) => Properties.Path ?? '/')).toEqual(['/', '/', '/', '/', '/']);
    for (const { Properties } of roles(production)) expect(Properties).not.toHaveProperty('PermissionsBoundary');
  });

  test('have all the path and the boundary of the params', () => {
    expect(roles(other)).toHaveLength(5);
    for (const { Properties } of roles(other))
      expect(Properties).toMatchObject({ Path: '/teams/sizes/', PermissionsBoundary: BOUNDARY });
  });
});

describe('the sources of rightsizer.yml', () => {
  const none = { priceList: false, computeOptimizer: false, costExplorer: false };

  test.each([
    [none, []],
    [{ ...none, priceList: true }, ['pricing:GetProducts']],
    [
      { ...none, computeOptimizer: true },
      ['compute-optimizer:GetECSServiceRecommendations', 'ecs:ListClusters', 'ecs:ListServices'],
    ],
    [{ ...none, costExplorer: true }, ['ce:GetCostAndUsage']],
  ])('need each its own actions and no others: %j', (sources, actions) => {
    expect(actionsOfSources(sources)).toEqual(actions);
  });
});

describe('services that are found', () => {
  const find = { tags: { app: 'orders' } };

  test.each([
    ['of the own account need lists', [{ find }], ['ecs:ListClusters', 'ecs:ListServices']],
    ['behind a role are listed by that role', [{ find, roleArn: 'arn:aws:iam::111111111111:role/rightsizer' }], []],
    ['are none where all are named', [{}], []],
  ])('%s', (_, targets, actions) => {
    expect(actionsOfFinding({ targets, accounts: [] })).toEqual(actions);
  });

  test.each([
    ['of the own account need lists', {}, ['ecs:ListClusters', 'ecs:ListServices']],
    ['behind a role are listed by that role', { roleArn: 'arn:aws:iam::111111111111:role/rightsizer' }, []],
  ])('by tags %s', (_, account, actions) => {
    expect(actionsOfFinding({ targets: [], accounts: [{ ...account, regions: ['eu-west-1'] }] })).toEqual(actions);
  });

  test('leave the rule for memory kills open to every cluster', () => {
    const rule = { EventPattern: { detail: {} } };
    limitToClusters(rule, ['blue', '']);
    expect(rule).toEqual({ EventPattern: { detail: {} } });
  });
});

describe('the schedule', () => {
  test('starts the function every day at 06:00 UTC with the scheduled time', () => {
    expect(properties(production, 'Schedule')).toEqual({
      Name: 'rightsizer-production-recommend',
      GroupName: ref('ScheduleGroup'),
      Description: expect.any(String),
      ScheduleExpression: 'cron(0 6 * * ? *)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arn('RecommendLambdaFunction'),
        RoleArn: arn('ScheduleRole'),
        Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: arn('DeadLetterQueue') },
      },
    });
  });

  test('takes time and time zone from params and rests in stages other than production', () => {
    expect(properties(other, 'Schedule')).toMatchObject({
      ScheduleExpression: 'cron(30 4 ? * MON *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      State: 'DISABLED',
    });
  });

  test('has a role of its own that may invoke the two functions only, and that only its group can assume', () => {
    expect(properties(production, 'ScheduleRole')).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId'), 'aws:SourceArn': arn('ScheduleGroup') },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'invoke-functions',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              allow('lambda:InvokeFunction', [arn('RecommendLambdaFunction'), arn('RecordMemoryKillLambdaFunction')]),
            ],
          },
        },
      ],
    });
  });

  test('keeps what it could not deliver for 14 days, encrypted, in a queue that only it, the rule for kills and the topic may write to', () => {
    expect(properties(production, 'DeadLetterQueue')).toEqual({
      QueueName: 'rightsizer-production-dead-letters',
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      SqsManagedSseEnabled: true,
    });
    expect(properties(production, 'DeadLetterQueuePolicy')).toEqual({
      Queues: [ref('DeadLetterQueue')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { ...onlyTls('sqs:*'), Resource: arn('DeadLetterQueue') },
          { ...allow('sqs:SendMessage', arn('DeadLetterQueue')), Principal: { AWS: arn('ScheduleRole') } },
          {
            ...allow('sqs:SendMessage', arn('DeadLetterQueue')),
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': arn('MemoryKillRule') } },
          },
          {
            'Fn::If': [
              'HasSlack',
              {
                ...allow('sqs:SendMessage', arn('DeadLetterQueue')),
                Principal: { Service: 'sns.amazonaws.com' },
                Condition: { ArnEquals: { 'aws:SourceArn': ref('Topic') } },
              },
              ref('AWS::NoValue'),
            ],
          },
        ],
      },
    });
  });
});

describe('the recorder of memory kills', () => {
  test('is a small function on Node 24 on arm64, whose printed lines reach CloudWatch Logs as they are', () => {
    expect(properties(production, 'RecordMemoryKillLambdaFunction')).toEqual({
      Code: expect.anything(),
      Handler: 'dist/record-memory-kill.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      FunctionName: 'rightsizer-production-record-memory-kill',
      Description: expect.any(String),
      MemorySize: 128,
      Timeout: 10,
      Role: arn('RecordMemoryKillRole'),
      LoggingConfig: { LogFormat: 'JSON' },
    });
  });

  test('keeps its logs for 90 days', () => {
    expect(properties(production, 'RecordMemoryKillLogGroup')).toEqual({
      LogGroupName: '/aws/lambda/rightsizer-production-record-memory-kill',
      RetentionInDays: 90,
    });
  });

  test('may write its own logs, and Lambda what it failed on in its name; nothing else', () => {
    expect(statements(production, 'RecordMemoryKillRole')).toEqual([
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('RecordMemoryKillLogGroup')),
      allow('sqs:SendMessage', arn('DeadLetterQueue')),
    ]);
    expect(properties(production, 'RecordMemoryKillRole')).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    });
  });

  test('is repeated twice within six hours, and an event that it failed on for good is kept', () => {
    expect(properties(production, 'RecordMemoryKillLambdaEvConf')).toEqual({
      FunctionName: ref('RecordMemoryKillLambdaFunction'),
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: arn('DeadLetterQueue') } },
    });
  });

  test('gets the task state changes of the managed clusters in which a container was killed at its limit or a task failed', () => {
    expect(properties(production, 'MemoryKillRule')).toEqual({
      Name: 'rightsizer-production-memory-kills',
      Description: expect.any(String),
      EventPattern: {
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: {
          clusterArn: [
            { suffix: ':cluster/connector-master-connect' },
            { suffix: ':cluster/connector-production-connect' },
            { suffix: ':cluster/connector-val-connect' },
          ],
          $or: [
            { containers: { reason: [{ prefix: 'OutOfMemoryError' }, { wildcard: '*OOM-killed*' }] } },
            { lastStatus: ['STOPPED'], stopCode: ['EssentialContainerExited'] },
            { lastStatus: ['STOPPED'], stoppedReason: [{ prefix: 'Task failed' }] },
          ],
        },
      },
      Targets: [
        {
          Id: 'record-memory-kill',
          Arn: arn('RecordMemoryKillLambdaFunction'),
          RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
          DeadLetterConfig: { Arn: arn('DeadLetterQueue') },
        },
      ],
    });
  });

  test('can be invoked by its rule only', () => {
    expect(properties(production, 'MemoryKillPermission')).toEqual({
      FunctionName: arn('RecordMemoryKillLambdaFunction'),
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: arn('MemoryKillRule'),
    });
  });

  test('says every day that it is there, in every stage', () => {
    expect(properties(production, 'HeartbeatSchedule')).toEqual({
      Name: 'rightsizer-production-memory-kill-heartbeat',
      GroupName: ref('ScheduleGroup'),
      Description: expect.any(String),
      ScheduleExpression: 'cron(0 5 * * ? *)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arn('RecordMemoryKillLambdaFunction'),
        RoleArn: arn('ScheduleRole'),
        Input: '{"heartbeat":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: arn('DeadLetterQueue') },
      },
    });
    expect(properties(other, 'HeartbeatSchedule')).not.toHaveProperty('State');
  });

  test('watches clusters behind a role as well, because the role may be of this account', () => {
    expect(properties(other, 'MemoryKillRule').EventPattern).toMatchObject({
      detail: {
        clusterArn: [
          { suffix: ':cluster/api-development' },
          { suffix: ':cluster/api-here' },
          { suffix: ':cluster/api-production' },
          { suffix: ':cluster/api-validation' },
        ],
      },
    });
  });
});

describe('the clusters in the rule', () => {
  test("are those of the rule's region; a target without a region is in it", () => {
    const targets = [{ cluster: 'a' }, { cluster: 'b', region: 'eu-west-1' }, { cluster: 'c', region: 'us-east-1' }];
    expect(clustersOf({ targets, accounts: [] }, 'us-east-1')).toEqual(['a', 'c']);
    expect(clustersOf({ targets, accounts: [] }, 'eu-west-1')).toEqual(['a', 'b']);
  });

  test('are any where an account is searched in the region', () => {
    const accounts = [{ roleArn: 'arn:aws:iam::222222222222:role/rightsizer', regions: ['eu-west-1'] }];
    expect(clustersOf({ targets: [{ cluster: 'a' }], accounts }, 'us-east-1')).toEqual(['a']);
    expect(clustersOf({ targets: [{ cluster: 'a' }], accounts }, 'eu-west-1')).toEqual(['a', '']);
  });

  test('stand there once each, in alphabetical order', () => {
    const limited = rule();
    limitToClusters(limited, ['b', 'a', 'b']);
    expect(limited).toEqual({
      EventPattern: { detail: { clusterArn: [{ suffix: ':cluster/a' }, { suffix: ':cluster/b' }] } },
    });
  });

  test('are left out, so that all are watched, when they are too many for one pattern', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `connector-${index + 10}-connect`);
    const most = rule();
    // {"suffix":":cluster/connector-10-connect"}, takes 43 characters; 42 of them and what is around them 1,840.
    limitToClusters(most, names(42));
    expect(most.EventPattern.detail.clusterArn).toHaveLength(42);
    const tooMany = rule();
    limitToClusters(tooMany, names(43));
    expect(tooMany).toEqual(rule());
  });

  test('let the rule rest when there are none, because a pattern cannot match nothing', () => {
    const resting = rule();
    limitToClusters(resting, []);
    expect(resting).toEqual({ ...rule(), State: 'DISABLED' });
  });
});

describe('the topic', () => {
  test('lets the alarms of the stack and its account publish, over TLS alone', () => {
    const ofTopic = { Resource: ref('Topic') };
    expect(production.Resources.TopicPolicy?.Condition).toBe('CreatesTopic');
    expect(properties(production, 'TopicPolicy')).toEqual({
      Topics: [ref('Topic')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Alarms',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            ...ofTopic,
            Condition: {
              StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
              ArnLike: {
                'aws:SourceArn': sub(
                  'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:rightsizer-production-*',
                ),
              },
            },
          },
          {
            Sid: 'Account',
            Effect: 'Allow',
            Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
            Action: ['sns:Publish', 'sns:Subscribe', 'sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'],
            ...ofTopic,
          },
          { ...onlyTls('sns:Publish'), ...ofTopic },
        ],
      },
    });
  });

  test('is encrypted with the key of rightsizer.yml, never with the AWS managed key, which alarms may not use', () => {
    const key = (yml: string) => ({ 'Fn::If': ['HasTopicKey', yml, ref('AWS::NoValue')] });
    expect(properties(production, 'Topic').KmsMasterKeyId).toEqual(key(''));
    expect(properties(other, 'Topic').KmsMasterKeyId).toEqual(key(TOPIC_KEY));
    expect(production.Conditions.HasTopicKey).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
  });

  test('is created, without a subscription, by default', () => {
    expect(production.Resources.Topic).toMatchObject({
      Type: 'AWS::SNS::Topic',
      Condition: 'CreatesTopic',
      Properties: { TopicName: 'rightsizer-production-changes' },
    });
    expect(production.Resources.EmailSubscription).toMatchObject({ Condition: 'HasEmail' });
    expect(production.Conditions).toMatchObject({
      CreatesTopic: { 'Fn::Equals': ['', ''] },
      HasEmail: { 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] },
    });
  });

  test('is the one that rightsizer.yml names, and gets the email subscription', () => {
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:team';
    expect(other.Conditions).toMatchObject({
      CreatesTopic: { 'Fn::Equals': [topicArn, ''] },
      HasEmail: { 'Fn::Not': [{ 'Fn::Equals': ['team@example.com', ''] }] },
    });
    expect(properties(other, 'RecommendLambdaFunction').Environment).toMatchObject({
      Variables: { TOPIC_ARN: topicArn },
    });
    expect(properties(other, 'EmailSubscription')).toEqual({
      TopicArn: topicArn,
      Region: { 'Fn::Select': [3, { 'Fn::Split': [':', topicArn] }] },
      Protocol: 'email',
      Endpoint: 'team@example.com',
    });
    const { Topic: _, TopicPolicy: __, ...others } = other.Resources;
    expect(JSON.stringify(others)).not.toContain('"Ref":"Topic"');
  });
});

describe('the stack', () => {
  test('says where its parts are', () => {
    expect(production.Outputs).toMatchObject({
      FunctionName: { Value: ref('RecommendLambdaFunction') },
      TopicArn: { Value: ref('Topic') },
      ScheduleName: { Value: ref('Schedule') },
      DeadLetterQueueUrl: { Value: ref('DeadLetterQueue') },
    });
    expect(other.Outputs.TopicArn?.Value).toBe('arn:aws:sns:us-east-1:123456789012:team');
  });

  test('has its own stage in every name, so that two stages can stand side by side', () => {
    // An alias is a name of its function.
    const resources = Object.values(other.Resources).filter(({ Type }) => Type !== 'AWS::Lambda::Alias');
    const names = resources.flatMap(({ Properties }) =>
      ['FunctionName', 'LogGroupName', 'Name', 'QueueName', 'TopicName', 'AlarmName'].flatMap(
        (key) => Properties[key] ?? [],
      ),
    );
    expect(names.filter((name) => typeof name === 'string').sort()).toEqual([
      '/aws/lambda/rightsizer-staging-fleet-worker',
      '/aws/lambda/rightsizer-staging-notify-slack',
      '/aws/lambda/rightsizer-staging-recommend',
      '/aws/lambda/rightsizer-staging-recommend-fleet',
      '/aws/lambda/rightsizer-staging-record-memory-kill',
      'rightsizer-staging',
      'rightsizer-staging-changes',
      'rightsizer-staging-dead-letters',
      'rightsizer-staging-dead-letters',
      'rightsizer-staging-event-lost',
      'rightsizer-staging-fleet-failed',
      'rightsizer-staging-fleet-worker',
      'rightsizer-staging-memory-kill-heartbeat',
      'rightsizer-staging-memory-kills',
      'rightsizer-staging-memory-kills-failed',
      'rightsizer-staging-notify-slack',
      'rightsizer-staging-recommend',
      'rightsizer-staging-recommend',
      'rightsizer-staging-recommend-fleet',
      'rightsizer-staging-record-memory-kill',
      'rightsizer-staging-run-dropped',
      'rightsizer-staging-run-failed',
      'rightsizer-staging-run-incomplete',
      'rightsizer-staging-run-missing',
      'rightsizer-staging-slack-failed',
    ]);
  });
});
