import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleHandlers } from '../../bundle.js';
import ServerlessBundle from '../../serverless-bundle.js';
import { type DeployableCopy, deployableCopy } from './deployable-copy.ts';
import { osls } from './osls.ts';
import { zipEntries } from './zip-entries.ts';

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const otherRightsizerYml = `
parameterPrefix: /sizes/ecs
notifications: { topicArn: 'arn:aws:sns:us-east-1:123456789012:team' }
services:
  api:
    cluster: api-{stage}
    service: web
    parameters: { task: { cpu: cpu, memory: memory } }
    stages:
      validation: { roleArn: 'arn:aws:iam::222222222222:role/rightsizer' }
      development: { roleArn: 'arn:aws:iam::111111111111:role/rightsizer' }
      production: { roleArn: 'arn:aws:iam::222222222222:role/rightsizer' }
`;

const otherArguments = [
  ...['--stage', 'staging', '--region', 'eu-west-1'],
  ...['--param', 'reservedConcurrency=none', '--param', 'notificationEmail=team@example.com'],
  ...['--param', 'scheduleExpression=cron(30 4 ? * MON *)', '--param', 'scheduleTimeZone=Europe/Berlin'],
];

const copies: DeployableCopy[] = [];
let production: Template;
let other: Template;
let productionFolder: string;

beforeAll(async () => {
  copies.push(await deployableCopy(), await deployableCopy({ rightsizerYml: otherRightsizerYml }));
  const [first, second] = await Promise.all(
    copies.map(({ folder }, index) => packaged(folder, index === 0 ? ['--stage', 'production'] : otherArguments)),
  );
  if (first === undefined || second === undefined) throw new Error('Both packages are needed.');
  [production, other] = [first, second];
  productionFolder = join(copies[0]?.folder ?? '', 'package');
});

afterAll(async () => {
  for (const copy of copies) await copy[Symbol.asyncDispose]();
});

async function packaged(folder: string, args: readonly string[]): Promise<Template> {
  const { status, output } = await osls(['package', '--package', 'package', ...args], { folder });
  if (status !== 0) throw new Error(output);
  return JSON.parse(await readFile(join(folder, 'package/cloudformation-template-update-stack.json'), 'utf8'));
}

function properties(template: Template, name: string): Readonly<Record<string, unknown>> {
  const resource = template.Resources[name];
  if (resource === undefined) throw new Error(`There is no resource ${name}.`);
  return resource.Properties;
}

/** What the function's role allows, in the order of the template. */
function statements(template: Template): readonly Statement[] {
  const { Policies } = properties(template, 'IamRoleLambdaExecution') as {
    Policies: readonly { PolicyDocument: { Statement: readonly Statement[] } }[];
  };
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

const sub = (text: string) => ({ 'Fn::Sub': text });
const ref = (name: string) => ({ Ref: name });
const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const allow = (Action: string | readonly string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

describe('the package', () => {
  test('holds the bundle and nothing else', async () => {
    expect(await zipEntries(join(productionFolder, 'rightsizer.zip'))).toEqual(['dist/recommend.mjs']);
  });

  test.each([
    ['refused', 'services: {}\n', 'rightsizer.yml has 1 problem:\n  services = {}: '],
    ['missing', null, 'rightsizer.yml: it does not exist.'],
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
      service: { provider: { iam: { role: { statements: [] } } } },
      classes: { Error },
    });
    expect(Object.keys(hooks)).toEqual([
      'before:package:setupProviderConfiguration',
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
      Environment: { Variables: { TOPIC_ARN: ref('Topic'), POWERTOOLS_SERVICE_NAME: 'fargate-rightsizer' } },
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

describe('the role of the function', () => {
  const logGroup = (stage: string) =>
    `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/rightsizer-${stage}*`;
  const ssm = ['ssm:GetParameters', 'ssm:GetParameterHistory', 'ssm:PutParameter'];
  const account = (service: string, resource: string) =>
    sub(`arn:\${AWS::Partition}:${service}:*:\${AWS::AccountId}:${resource}`);

  test('allows the calls that the function makes, and nothing else', () => {
    expect(statements(production)).toEqual([
      allow(['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource'], [sub(`${logGroup('production')}:*`)]),
      allow(['logs:PutLogEvents'], [sub(`${logGroup('production')}:*:*`)]),
      allow(['ecs:DescribeServices'], [account('ecs', 'service/*')]),
      allow(['ecs:DescribeTaskDefinition'], ['*']),
      allow(['cloudwatch:GetMetricData'], ['*']),
      allow(ssm, [account('ssm', 'parameter/rightsizer/*')]),
      allow(['sns:Publish'], ref('Topic')),
      allow('sqs:SendMessage', arn('DeadLetterQueue')),
    ]);
  });

  test('allows exactly the calls whose code is in the bundle', async () => {
    const { metafile } = await bundleHandlers({ outdir: join(productionFolder, 'bundle') });
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    const calls = inputs.flatMap(([path, { bytesInOutput }]) => {
      const [, service, call] = /@aws-sdk\/client-(\w+)\/.+\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
      return bytesInOutput > 0 && call !== undefined ? [`${service}:${call}`] : [];
    });
    const allowed = statements(production).flatMap(({ Action }) => Action);
    const addedByOsls = /^(logs|sqs):/;
    expect(allowed.filter((action) => !addedByOsls.test(action)).sort()).toEqual(calls.sort());
  });

  test('follows the prefix, the topic and the roles of rightsizer.yml', () => {
    expect(statements(other).slice(5)).toEqual([
      allow(ssm, [account('ssm', 'parameter/sizes/ecs/*')]),
      allow(['sns:Publish'], 'arn:aws:sns:us-east-1:123456789012:team'),
      allow(
        ['sts:AssumeRole'],
        ['arn:aws:iam::111111111111:role/rightsizer', 'arn:aws:iam::222222222222:role/rightsizer'],
      ),
      allow('sqs:SendMessage', arn('DeadLetterQueue')),
    ]);
  });

  test('allows every resource only where the API knows no narrower one', () => {
    const unbounded = [...statements(production), ...statements(other)].filter(({ Resource }) =>
      [Resource].flat().includes('*'),
    );
    expect(new Set(unbounded.flatMap(({ Action }) => Action))).toEqual(
      new Set(['ecs:DescribeTaskDefinition', 'cloudwatch:GetMetricData']),
    );
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

  test('has a role of its own that may invoke this function only, and that only its group can assume', () => {
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
          PolicyName: 'invoke-recommend',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [allow('lambda:InvokeFunction', arn('RecommendLambdaFunction'))],
          },
        },
      ],
    });
  });

  test('keeps what it could not deliver for 14 days, encrypted, in a queue that only it may write to', () => {
    expect(properties(production, 'DeadLetterQueue')).toEqual({
      QueueName: 'rightsizer-production-dead-letters',
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      SqsManagedSseEnabled: true,
    });
    expect(properties(production, 'DeadLetterQueuePolicy')).toEqual({
      Queues: [ref('DeadLetterQueue')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ ...allow('sqs:SendMessage', arn('DeadLetterQueue')), Principal: { AWS: arn('ScheduleRole') } }],
      },
    });
  });
});

describe('the topic', () => {
  test('is created, without a subscription, by default', () => {
    expect(production.Resources.Topic).toMatchObject({
      Type: 'AWS::SNS::Topic',
      Condition: 'CreatesTopic',
      Properties: { TopicName: 'rightsizer-production-changes' },
    });
    expect(production.Resources.EmailSubscription).toMatchObject({ Condition: 'HasEmail' });
    expect(production.Conditions).toEqual({
      CreatesTopic: { 'Fn::Equals': ['', ''] },
      HasEmail: { 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] },
    });
  });

  test('is the one that rightsizer.yml names, and gets the email subscription', () => {
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:team';
    expect(other.Conditions).toEqual({
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
    expect(JSON.stringify(other)).not.toContain('"Ref":"Topic"');
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
    const names = Object.values(other.Resources).flatMap(({ Properties }) =>
      ['FunctionName', 'LogGroupName', 'Name', 'QueueName', 'TopicName'].flatMap((key) => Properties[key] ?? []),
    );
    expect(names.filter((name) => typeof name === 'string').sort()).toEqual([
      '/aws/lambda/rightsizer-staging-recommend',
      'rightsizer-staging',
      'rightsizer-staging-changes',
      'rightsizer-staging-dead-letters',
      'rightsizer-staging-recommend',
      'rightsizer-staging-recommend',
    ]);
  });
});
