import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { documentNames } from '../../core/publication/target-documents.ts';
import { readConfigurationFile } from '../../run/configuration-file.ts';
import { osls, projectRoot } from '../deployment/osls.ts';
import { madeFolder } from '../support/runs.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

type Resources = Readonly<Record<string, Resource>>;
type Pattern = { readonly [key: string]: Pattern | readonly unknown[] };

const folder = madeFolder();
let production: Resources;

beforeAll(async () => {
  await cp(join(projectRoot, 'examples/deploy-on-change'), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('.serverless'),
  });
  production = await packaged([]);
});

async function packaged(args: readonly string[]): Promise<Resources> {
  const { status, output } = await osls(['package', '--package', 'package', ...args], { folder });
  if (status !== 0) throw new Error(output);
  const template = await readFile(join(folder, 'package/cloudformation-template-update-stack.json'), 'utf8');
  return JSON.parse(template).Resources;
}

const patternOf = (resources: Resources) => resources.Rule?.Properties.EventPattern as Pattern;

/** EventBridge's rule for patterns of plain values: each key of the pattern is in the event, with one of its values. */
function matches(pattern: Pattern, event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false;
  return Object.entries(pattern).every(([key, expected]) => {
    const actual = (event as Record<string, unknown>)[key];
    return Array.isArray(expected) ? expected.includes(actual) : matches(expected as Pattern, actual);
  });
}

/** An event as SSM sends it (Systems Manager user guide, monitoring-systems-manager-event-examples, 2026-11). */
function change(name: string, operation = 'Update') {
  return {
    version: '0',
    id: '6a7e4feb-b491-4cf7-a9f1-bf3703497718',
    'detail-type': 'Parameter Store Change',
    source: 'aws.ssm',
    account: '123456789012',
    time: '2026-11-23T06:01:00Z',
    region: 'us-east-1',
    resources: [`arn:aws:ssm:us-east-1:123456789012:parameter${name}`],
    detail: { operation, name, type: 'SecureString', description: '' },
  };
}

describe('the rule', () => {
  test.each(['production', 'val', 'master'])(
    'matches the live document of %s as the recommender names it',
    async (stage) => {
      const resources = stage === 'production' ? production : await packaged(['--stage', stage]);
      const { configuration } = await readConfigurationFile(join(projectRoot, 'rightsizer.example.yml'));
      const target = configuration.targets.find((each) => each.id === `connector/${stage}`);
      if (target === undefined) throw new Error(`rightsizer.yml has no ${stage}.`);
      const { live, ...others } = documentNames(target);
      expect(matches(patternOf(resources), change(live))).toBe(true);
      for (const other of Object.values(others).flat())
        expect(matches(patternOf(resources), change(other)), other).toBe(false);
    },
  );

  test.each([
    '/rightsizer/connector/production/state',
    '/rightsizer/connector/production/proposed',
    '/rightsizer/connector/production/pin',
    '/rightsizer/connector/productions',
    '/rightsizer/connector/val',
    '/rightsizer/connector/default',
    'rightsizer/connector/production',
    '/other/rightsizer/connector/production',
  ])('does not match %s', (name) => {
    expect(matches(patternOf(production), change(name))).toBe(false);
  });

  test.each(['Create', 'Delete', 'LabelParameterVersion'])('does not match %s', (operation) => {
    expect(matches(patternOf(production), change('/rightsizer/connector/production', operation))).toBe(false);
  });

  test('does not match another event about the same name', () => {
    const event = change('/rightsizer/connector/production');
    expect(matches(patternOf(production), { ...event, source: 'custom' })).toBe(false);
    expect(matches(patternOf(production), { ...event, 'detail-type': 'Parameter Store Policy Action' })).toBe(false);
  });

  test('has whole names only, no patterns', () => {
    expect(patternOf(production)).toEqual({
      source: ['aws.ssm'],
      'detail-type': ['Parameter Store Change'],
      detail: { name: ['/rightsizer/connector/production'], operation: ['Update'] },
    });
  });
});

const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const pipeline = (name: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:codepipeline:\${AWS::Region}:\${AWS::AccountId}:${name}`,
});

describe('the stack', () => {
  test('holds the rule, its role and its queue only', () => {
    const types = Object.values(production).map(({ Type }) => Type);
    expect(types.filter((type) => !type.startsWith('AWS::S3::')).sort()).toEqual([
      'AWS::Events::Rule',
      'AWS::IAM::Role',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
    ]);
  });

  test('starts the pipeline of the stage, tries for a day and keeps what failed', () => {
    expect(production.Rule?.Properties.Targets).toEqual([
      {
        Id: 'pipeline',
        Arn: pipeline('connector-production'),
        RoleArn: arn('StartRole'),
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: arn('DeadLetterQueue') },
      },
    ]);
  });

  test('may start that pipeline and nothing else, by its own rule only', async () => {
    const resources = await packaged(['--stage', 'val', '--param', 'pipeline=deploys-val']);
    expect(resources.StartRole?.Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'events.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceArn': {
                  'Fn::Sub':
                    'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/rightsizer-deploy-on-change-val',
                },
              },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: 'codepipeline:StartPipelineExecution', Resource: pipeline('deploys-val') },
            ],
          },
        },
      ],
    });
    expect(resources.Rule?.Properties).toMatchObject({
      Name: 'rightsizer-deploy-on-change-val',
      Targets: [{ Arn: pipeline('deploys-val') }],
    });
  });

  test('lets its rule only write to the queue', () => {
    expect(production.DeadLetterQueuePolicy?.Properties).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arn('DeadLetterQueue'),
            Condition: { ArnEquals: { 'aws:SourceArn': arn('Rule') } },
          },
        ],
      },
    });
  });
});
