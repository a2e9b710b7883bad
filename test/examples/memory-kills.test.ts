import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type DeployableCopy, deployableCopy } from '../deployment/deployable-copy.ts';
import { osls, projectRoot } from '../deployment/osls.ts';
import { zipEntries } from '../deployment/zip-entries.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

type Resources = Readonly<Record<string, Resource>>;

const example = 'examples/memory-kills';
let copy: DeployableCopy;
let folder: string;
let resources: Resources;

beforeAll(async () => {
  copy = await deployableCopy();
  folder = join(copy.folder, example);
  await cp(join(projectRoot, example), folder, {
    recursive: true,
    filter: (path) => !/\/(dist|\.serverless)$/.test(path),
  });
  resources = await packaged([]);
});

afterAll(() => copy[Symbol.asyncDispose]());

async function packaged(args: readonly string[]): Promise<Resources> {
  const { status, output } = await osls(['package', '--package', 'package', ...args], { folder });
  if (status !== 0) throw new Error(output);
  const template = await readFile(join(folder, 'package/cloudformation-template-update-stack.json'), 'utf8');
  return JSON.parse(template).Resources;
}

const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const pattern = (of: Resources) => of.MemoryKillRule?.Properties.EventPattern;
const everyCluster = {
  source: ['aws.ecs'],
  'detail-type': ['ECS Task State Change'],
  detail: {
    $or: [
      { containers: { reason: [{ prefix: 'OutOfMemoryError' }, { wildcard: '*OOM-killed*' }] } },
      { lastStatus: ['STOPPED'], stopCode: ['EssentialContainerExited'] },
      { lastStatus: ['STOPPED'], stoppedReason: [{ prefix: 'Task failed' }] },
    ],
  },
};

describe('the stack for another account or region', () => {
  test('is packaged without an account and holds the recorder only', async () => {
    expect(await zipEntries(join(folder, 'package/rightsizer-memory-kills.zip'))).toEqual([
      'dist/record-memory-kill.mjs',
    ]);
    expect(
      Object.entries(resources)
        .map(([name, { Type }]) => `${name}: ${Type}`)
        .filter((line) => !line.startsWith('ServerlessDeploymentBucket'))
        .sort(),
    ).toEqual([
      'DeadLetterQueue: AWS::SQS::Queue',
      'DeadLetterQueuePolicy: AWS::SQS::QueuePolicy',
      'HeartbeatSchedule: AWS::Scheduler::Schedule',
      'MemoryKillPermission: AWS::Lambda::Permission',
      'MemoryKillRule: AWS::Events::Rule',
      'RecordMemoryKillLambdaEvConf: AWS::Lambda::EventInvokeConfig',
      'RecordMemoryKillLambdaFunction: AWS::Lambda::Function',
      'RecordMemoryKillLogGroup: AWS::Logs::LogGroup',
      'RecordMemoryKillRole: AWS::IAM::Role',
      'ScheduleGroup: AWS::Scheduler::ScheduleGroup',
      'ScheduleRole: AWS::IAM::Role',
    ]);
  });

  test('is part by part what the recommender has at home, under names of its own', async () => {
    const main = await resourcesOf('serverless.yml');
    const own = await resourcesOf(join(example, 'serverless.yml'));
    const same = ['MemoryKillPermission', 'ScheduleGroup', 'RecordMemoryKillRole', 'DeadLetterQueue'];
    for (const name of [...same, 'HeartbeatSchedule', 'MemoryKillRule']) {
      expect(own[name]?.Type, name).toBe(main[name]?.Type);
      expect(unnamed(own[name]), name).toEqual(unnamed(main[name]));
    }
    // At home the topic may write to the queue as well, and nobody without TLS.
    const senders = ({ DeadLetterQueuePolicy }: Resources) =>
      unnamed(DeadLetterQueuePolicy).PolicyDocument.Statement.filter(
        (each: { Effect?: string }) => each.Effect === 'Allow',
      );
    expect(senders(own)).toEqual(senders(main).slice(0, 2));
  });

  test('watches every cluster unless told otherwise', () => {
    expect(pattern(resources)).toEqual(everyCluster);
  });

  test('watches the clusters that a param names, and refuses what is no name of one', async () => {
    expect(pattern(await packaged(['--param', 'clusters=web, api']))).toEqual({
      ...everyCluster,
      detail: { clusterArn: [{ suffix: ':cluster/api' }, { suffix: ':cluster/web' }], ...everyCluster.detail },
    });
    const { status, output } = await osls(['package', '--package', 'refused', '--param', 'clusters=arn:aws:ecs'], {
      folder,
    });
    expect(status).toBe(1);
    expect(output).toContain('clusters = "arn:aws:ecs": must be names of clusters (no ARNs)');
    expect(output).not.toContain('    at ');
  });

  test('retries, keeps what failed, and says every day that it is there', () => {
    expect(resources.MemoryKillRule?.Properties.Targets).toEqual([
      {
        Id: 'record-memory-kill',
        Arn: arn('RecordMemoryKillLambdaFunction'),
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: arn('DeadLetterQueue') },
      },
    ]);
    expect(resources.RecordMemoryKillLambdaEvConf?.Properties).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: arn('DeadLetterQueue') } },
    });
    expect(resources.HeartbeatSchedule?.Properties).toMatchObject({
      Name: 'rightsizer-memory-kills-production-heartbeat',
      ScheduleExpression: 'cron(0 5 * * ? *)',
      Target: {
        Input: '{"heartbeat":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: { Arn: arn('DeadLetterQueue') },
      },
    });
  });

  test('puts the path and the boundary of the params on its roles', async () => {
    const boundary = 'arn:aws:iam::123456789012:policy/boundary';
    const { ScheduleRole, RecordMemoryKillRole } = await packaged([
      ...['--param', `permissionsBoundary=${boundary}`, '--param', 'iamPath=/teams/'],
    ]);
    for (const role of [ScheduleRole, RecordMemoryKillRole])
      expect(role?.Properties).toMatchObject({ Path: '/teams/', PermissionsBoundary: boundary });
    expect(resources.ScheduleRole?.Properties).not.toHaveProperty('PermissionsBoundary');
  });

  test('has a function like the one at home, and a role that may call nothing', async () => {
    expect(resources.RecordMemoryKillLambdaFunction?.Properties).toMatchObject({
      FunctionName: 'rightsizer-memory-kills-production-record',
      Handler: 'dist/record-memory-kill.handler',
      Runtime: 'nodejs24.x',
      LoggingConfig: { LogFormat: 'JSON' },
      Role: arn('RecordMemoryKillRole'),
    });
    expect(resources.RecordMemoryKillLogGroup?.Properties).toMatchObject({ RetentionInDays: 90 });
    const actions = JSON.stringify(resources.RecordMemoryKillRole?.Properties).match(/"(logs|sqs|\w+):\w+"/g);
    expect(actions).toEqual(['"sts:AssumeRole"', '"logs:CreateLogStream"', '"logs:PutLogEvents"', '"sqs:SendMessage"']);
  });
});

/** What a serverless.yml says itself, before osls adds anything. */
async function resourcesOf(path: string): Promise<Resources> {
  const text = await readFile(join(projectRoot, path), 'utf8');
  const { resources } = parse(text, { logLevel: 'silent' });
  const parts: readonly { readonly Resources?: Resources }[] = [resources].flat();
  return Object.assign({}, ...parts.map(({ Resources }) => Resources));
}

/** Everything that matters of a resource: names and descriptions may differ. */
function unnamed(resource: Resource | undefined) {
  const { Name: _, Description: __, ...rest } = resource?.Properties ?? {};
  return JSON.parse(JSON.stringify(rest).replaceAll(/\$\{self:custom\.name\}[\w-]*/g, 'NAME'));
}
