import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { shortHash } from '../../core/publication/stored-text.ts';
import type { Scenario, ScenarioSchedule } from '../../local/scenario.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import type { Finding } from '../../run/doctor/finding.ts';
import { scenario, service, ssm } from '../local/embedded-aws.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const LIVE = '/rightsizer/api/production';
const RUNS = { taskCpu: '1024', taskMemory: '2048', appMemory: '2048' };

const folder = madeFolder();
let config = '';
let aws: LocalAws;

beforeAll(async () => {
  config = await fileWith('rightsizer.yml', JSON.stringify({ services: { api: api() } }));
});
beforeEach(async () => {
  aws = await worldOf({});
});

function api(overrides: object = {}) {
  const parameters = { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: { app: { memory: 'appMemory' } } };
  return { cluster: '{stage}', service: 'api', parameters, stages: { production: {} }, ...overrides };
}

const INSTALLED = 'rightsizer-production';
const TOPIC_ARN = `arn:aws:sns:us-east-1:123456789012:${INSTALLED}-changes`;

function schedule(overrides: Partial<ScenarioSchedule> = {}): ScenarioSchedule {
  const name = `${INSTALLED}-recommend`;
  const expression = 'cron(0 6 * * ? *)';
  return { name, group: INSTALLED, expression, timeZone: 'Etc/UTC', functionName: name, ...overrides };
}

/** Everything is in place there but for what a test takes away. */
async function worldOf(overrides: Partial<Scenario>): Promise<LocalAws> {
  const services = [service({ cluster: 'production' })];
  const subscriptions = [{ protocol: 'email', endpoint: 'team@example.com' }];
  const topics = [{ name: `${INSTALLED}-changes`, subscriptions }];
  const filled = scenario({ services, topics, schedules: [schedule()], ...overrides });
  const world = await startLocalAws({ scenario: filled, now: () => new Date() });
  onTestFinished(() => world.close());
  return world;
}

async function fileWith(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

interface Kept {
  readonly Type?: 'String' | 'SecureString';
  readonly Tier?: 'Advanced';
}

async function put(Name: string, value: object, kept: Kept = {}): Promise<void> {
  const input = { Name, Value: JSON.stringify(value), Overwrite: true };
  await ssm(aws).send(new PutParameterCommand({ ...input, Type: 'SecureString', ...kept }));
}

/** The live document, and the state that knows since when. */
async function live(document: object, at: string): Promise<void> {
  await put(LIVE, document);
  const entry = {
    version: 1,
    hash: shortHash(JSON.stringify(document)),
    at,
    author: 'run',
    cause: 'resize',
    reasons: [],
  };
  await put(`${LIVE}/state`, { history: [entry], runId: 'run' }, { Type: 'String' });
}

/** `rightsizer doctor`, with the findings of one check as `kind subject: text`. */
async function doctor(args: readonly string[] = [], environment = aws.environment) {
  const { status, output, errors } = await commandHere(['doctor', '--json', '--config', config, ...args], {
    environment,
  });
  const findings: readonly Finding[] = output === '' ? [] : JSON.parse(output).findings;
  const of = (check: Finding['check']) =>
    findings.flatMap((each) => (each.check === check ? [`${each.kind} ${each.subject}: ${each.text}`] : []));
  return { status, errors, findings, of };
}

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString();
}

describe('rightsizer doctor', () => {
  it('finds nothing wrong where everything is in place, and changes nothing', async () => {
    await live(RUNS, hoursAgo(24));
    const before = aws.parameters();
    const { status, errors, findings } = await doctor();
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(findings.filter(({ kind }) => kind === 'warning' || kind === 'problem')).toEqual([]);
    expect(aws.parameters()).toEqual(before);
    expect(aws.calls().filter(({ operation }) => /Publish|Delete/.test(operation))).toEqual([]);
  });

  it('tells it in lines of at most 100 columns, with what to do', async () => {
    const { status, output } = await commandHere(['doctor', '--config', config], { environment: aws.environment });
    expect(status).toBe(0);
    // The file that was read, wherever it lies.
    expect(output.replace(/\s+/g, ' ')).toContain(`ok configuration ${config}: 1 target under /rightsizer.`);
    expect(output).toMatch(/\nok {11}permissions us-east-1: ecs:DescribeTaskDefinition\n/);
    expect(output).toMatch(
      /\nWARNING {6}documents \/rightsizer\/api\/production: Nothing is live: .+\n {13}-> In mode "propose" nothing is live before/,
    );
    expect(output).toMatch(/\nok {11}schedule rightsizer-production-recommend: Enabled: cron/);
    expect(output).toMatch(/\nnot checked {2}elsewhere permissions: /);
    expect(output).toMatch(/\n0 problems, 1 warnings\.\n$/);
    expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('names everything that is wrong with the configuration', async () => {
    const broken = await fileWith('broken.yml', 'lookbackDays: 99\nservices: {}\n');
    const { status, of } = await doctor(['--config', broken]);
    expect(status).toBe(1);
    expect(of('configuration')).toEqual([
      expect.stringMatching(/^problem lookbackDays: 99: must be a whole number/),
      expect.stringMatching(/^problem services: must name at least one service/),
      expect.stringMatching(/^notChecked /),
    ]);
  });

  it('says when no credentials are there, once', async () => {
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = aws.environment;
    const { status, findings } = await doctor([], { ...rest, AWS_EC2_METADATA_DISABLED: 'true', HOME: folder });
    expect(status).toBe(1);
    const wrong = findings.filter(({ kind }) => kind === 'problem');
    expect(wrong).toMatchObject([{ check: 'credentials', subject: 'us-east-1' }]);
    expect(wrong[0]?.advice).toContain('AWS_PROFILE');
  });

  it('uses the credentials of --profile, before keys in the environment', async () => {
    const credentials = await fileWith(
      'credentials',
      '[other]\naws_access_key_id = AKIALOCAL210987654321\naws_secret_access_key = local\n',
    );
    const environment = { ...aws.environment, AWS_SHARED_CREDENTIALS_FILE: credentials };
    await doctor(['--profile', 'other'], environment);
    expect(new Set(aws.calls().map(({ account }) => account))).toEqual(new Set(['210987654321']));
  });

  it('says when no region is there', async () => {
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...rest } = aws.environment;
    const { status, of } = await doctor([], rest);
    expect(status).toBe(1);
    expect(of('credentials')).toEqual([expect.stringMatching(/^problem api\/production: .*No AWS region/)]);
  });
});

describe('the permissions', () => {
  it.each([
    ['ecs.DescribeServices', 'ecs:DescribeServices'],
    ['ecs.DescribeTaskDefinition', 'ecs:DescribeTaskDefinition'],
    ['ecs.ListServiceDeployments', 'ecs:ListServiceDeployments'],
    ['ecs.DescribeServiceDeployments', 'ecs:DescribeServiceDeployments'],
    ['ecs.DescribeServiceRevisions', 'ecs:DescribeServiceRevisions'],
    ['application-autoscaling.DescribeScalingPolicies', 'application-autoscaling:DescribeScalingPolicies'],
    ['cloudwatch.DescribeAlarms', 'cloudwatch:DescribeAlarms'],
    ['cloudwatch.GetMetricData', 'cloudwatch:GetMetricData'],
    ['ssm.GetParameters', 'ssm:GetParameters'],
    ['ssm.GetParameterHistory', 'ssm:GetParameterHistory'],
  ])('that lack %s are named by the action %s', async (operation, action) => {
    const [startedAt, finishedAt] = [hoursAgo(3), hoursAgo(2)];
    const deployment = { startedAt, finishedAt, taskCpu: '1024', taskMemory: '2048', status: 'SUCCESSFUL' } as const;
    aws = await worldOf({ services: [service({ cluster: 'production', deployments: [deployment] })] });
    aws.addFaults([{ operation, fault: 'accessDenied', count: 99 }]);
    const { status, findings } = await doctor();
    expect(status).toBe(1);
    const denied = findings.filter(({ check, kind }) => check === 'permissions' && kind === 'problem');
    expect(denied).toHaveLength(1);
    expect(denied[0]?.text).toContain(`${action} is denied.`);
    expect(denied[0]?.advice).toContain(`Allow ${action} `);
  });

  it('are not checked where nothing runs that could be asked about', async () => {
    aws = await worldOf({ services: [] });
    const { status, of } = await doctor();
    expect(status).toBe(0);
    expect(of('services')).toEqual([expect.stringMatching(/^warning api\/production: There is no cluster production/)]);
    expect(of('permissions')).toContain(
      'notChecked us-east-1: cloudwatch:GetMetricData: nothing is there that could be asked about.',
    );
  });

  it('of a role that may not be assumed are said', async () => {
    const roleArn = 'arn:aws:iam::210987654321:role/reader';
    aws = await worldOf({ refusedRoles: [roleArn] });
    const other = await fileWith('role.yml', JSON.stringify({ services: { api: api({ roleArn }) } }));
    const { status, findings } = await doctor(['--config', other]);
    expect(status).toBe(1);
    const refused = findings.find(({ check, kind }) => check === 'permissions' && kind === 'problem');
    expect(refused?.subject).toBe(`us-east-1 as ${roleArn}`);
    expect(refused?.advice).toContain('sts:AssumeRole');
  });
});

describe('the metrics', () => {
  it.each([
    ['enhanced', 'ok production: Single containers are seen.'],
    ['enabled', 'warning production: Standard: single containers are not seen.'],
    ['disabled', 'warning production: Off: single containers are not seen.'],
  ] as const)('tell that Container Insights is %s', async (containerInsights, expected) => {
    aws = await worldOf({ services: [service({ cluster: 'production', containerInsights })] });
    expect((await doctor()).of('containerInsights')).toEqual([expected]);
  });

  it('say what would measure containers under the standard one, and see what its metric filters measure', async () => {
    const containerFilters = { namespace: 'FargateRightsizer/Containers' };
    const standard = service({ cluster: 'production', containerInsights: 'enabled', containerFilters });
    aws = await worldOf({ services: [standard] });
    const advice = (await doctor()).findings.find(({ check }) => check === 'containerInsights')?.advice;
    expect(advice).toContain('deploy examples/container-metrics for it');
    const filtered = await fileWith(
      'filters.yml',
      JSON.stringify({ services: { api: api({ containerMetrics: 'filters' }) } }),
    );
    const { of } = await doctor(['--config', filtered]);
    expect(of('containerInsights')).toEqual(['ok production: Single containers are seen.']);
  });

  it('tell whether memory kills are recorded', async () => {
    expect((await doctor()).of('memoryKills')).toEqual([expect.stringMatching(/^ok us-east-1: .* \d+ hours old\.$/)]);
    aws = await worldOf({ memoryKillRecorder: 'absent' });
    const { status, of } = await doctor();
    expect(status).toBe(0);
    expect(of('memoryKills')).toEqual(['warning us-east-1: The recorder gave no sign of life in four weeks.']);
  });
});

describe('Compute Optimizer', () => {
  it('that may not be asked is not checked, with the action', async () => {
    aws.addFaults([{ operation: 'compute-optimizer.GetEnrollmentStatus', fault: 'accessDenied' }]);
    const { status, of } = await doctor();
    expect([status, of('secondOpinion')]).toEqual([
      0,
      [expect.stringMatching(/^notChecked us-east-1: compute-optimizer:GetEnrollmentStatus is denied\./)],
    ]);
  });
});

describe('the installation', () => {
  it('is looked at with its schedule and its topic, and no address is told as a whole', async () => {
    const { of } = await doctor();
    expect(of('schedule')).toEqual([`ok ${INSTALLED}-recommend: Enabled: cron(0 6 * * ? *), Etc/UTC.`]);
    expect(of('topic')).toEqual([`ok ${TOPIC_ARN}: Tells t***@example.com (email).`]);
  });

  it('is the one of --installation', async () => {
    const name = 'rightsizer-val-recommend';
    aws = await worldOf({ schedules: [schedule({ name, group: 'rightsizer-val', functionName: name })] });
    const { of } = await doctor(['--installation', 'val']);
    expect(of('schedule')).toEqual([expect.stringMatching(/^ok rightsizer-val-recommend: /)]);
    expect(of('topic')).toEqual([expect.stringMatching(/^problem .+:rightsizer-val-changes: There is no such topic/)]);
  });

  it.each<[string, readonly string[], string]>([
    ['TOPIC_ARN', [], '-env'],
    ['rightsizer.yml, which goes before it', ['--config', 'topic.yml'], '-file'],
    ['--topic-arn, which goes before both', ['--config', 'topic.yml', '--topic-arn', `${TOPIC_ARN}-typed`], '-typed'],
  ])('tells the topic of %s', async (_, args, end) => {
    const notifications = { topicArn: `${TOPIC_ARN}-file` };
    const path = await fileWith('topic.yml', JSON.stringify({ notifications, services: { api: api() } }));
    const environment = { ...aws.environment, TOPIC_ARN: `${TOPIC_ARN}-env` };
    const { findings } = await doctor(
      args.map((arg) => arg.replace('topic.yml', path)),
      environment,
    );
    expect(findings.filter(({ check }) => check === 'topic').map(({ subject }) => subject)).toEqual([TOPIC_ARN + end]);
  });

  it('cannot have a topic that is none', async () => {
    const { status, errors } = await doctor(['--topic-arn', 'changes']);
    expect({ status, errors }).toEqual({ status: 1, errors: 'rightsizer: changes is no ARN of an SNS topic.\n' });
  });
});

describe('the documents', () => {
  it('that wait for a deployment are a warning', async () => {
    await live({ ...RUNS, taskCpu: '512' }, hoursAgo(5));
    const { status, of } = await doctor();
    expect(status).toBe(0);
    expect(of('documents')).toEqual([
      expect.stringMatching(
        /^warning \/rightsizer\/api\/production: Version 1 waits for a deployment since 20.+ UTC\.$/,
      ),
    ]);
  });

  it.each([
    [
      'passed over',
      'SUCCESSFUL',
      '1024',
      1,
      /^problem .*: Version 1 was passed over by a deployment since 20.+ UTC\.$/,
    ],
    ['took back', 'ROLLBACK_SUCCESSFUL', '512', 0, /^warning .*: Version 1 was rolled back by ECS since 20.+ UTC\.$/],
  ] as const)('that a deployment %s are told', async (_, status, taskCpu, exit, expected) => {
    const deployment = { startedAt: hoursAgo(3), finishedAt: hoursAgo(2), taskCpu, taskMemory: '2048', status };
    const sizeBefore = { taskCpu: '1024', taskMemory: '2048' };
    aws = await worldOf({ services: [service({ cluster: 'production', deployments: [deployment], sizeBefore })] });
    await live({ ...RUNS, taskCpu: '512' }, hoursAgo(5));
    const found = await doctor();
    expect(found.status).toBe(exit);
    expect(found.of('documents')).toEqual([expect.stringMatching(expected)]);
    expect(found.of('permissions')).toContain(
      'ok us-east-1: ecs:DescribeServiceDeployments, ecs:DescribeServiceRevisions',
    );
  });

  it('that should have a copy and have none are a warning', async () => {
    await live(RUNS, hoursAgo(5));
    const stages = { production: { alsoPublishTo: ['default'] } };
    const copying = await fileWith('copies.yml', JSON.stringify({ services: { api: api({ stages }) } }));
    expect((await doctor(['--config', copying])).of('documents')).toEqual([
      expect.stringMatching(/^ok .*production: Version 1 runs since/),
      'warning /rightsizer/api/default: The copy of /rightsizer/api/production is not there.',
    ]);
  });

  it('that cannot be used are a problem, and keys that differ a warning', async () => {
    await put(LIVE, { ...RUNS, taskCpu: '1000' });
    const unusable = await doctor();
    expect(unusable.status).toBe(1);
    expect(unusable.of('documents')).toEqual([
      'problem /rightsizer/api/production: Version 1 cannot be used: 1000 CPU units with 2048 MiB is no task size that Fargate offers.',
    ]);
    await put(LIVE, { ...RUNS, former: '1' });
    const differing = await doctor();
    expect(differing.status).toBe(0);
    expect(differing.of('documents')).toEqual([
      'warning /rightsizer/api/production: Its keys are not those of rightsizer.yml.',
      'ok /rightsizer/api/production: Version 2 runs.',
    ]);
  });

  it('that a person saved as a String are a problem that no run mends, copies too', async () => {
    const stages = { production: { alsoPublishTo: ['default'] } };
    const copying = await fileWith('copies.yml', JSON.stringify({ services: { api: api({ stages }) } }));
    await put(LIVE, RUNS, { Type: 'String' });
    await put('/rightsizer/api/default', RUNS, { Type: 'String' });
    const { status, of, findings } = await doctor(['--config', copying]);
    expect(status).toBe(1);
    expect(of('documents')).toEqual([
      'problem /rightsizer/api/production: Version 1 cannot be used: it is stored as String, which no deployment parses.',
      'problem /rightsizer/api/default: The copy cannot be used: it is stored as String, which no deployment parses.',
    ]);
    const advice = findings.filter(({ check }) => check === 'documents').map((each) => each.advice);
    expect(advice).toEqual([
      expect.stringContaining('delete-parameter --name /rightsizer/api/production"'),
      expect.stringContaining('delete-parameter --name /rightsizer/api/default"'),
    ]);
  });

  it('that cannot be read are told, and those of other stages all the same', async () => {
    aws = await worldOf({ services: [service({ cluster: 'production' }), service({ cluster: 'val' })] });
    await put(LIVE, RUNS);
    const mentions = '/rightsizer/api/val';
    aws.addFaults([{ operation: 'ssm.GetParameters', fault: 'keyDisabled', count: 99, mentions }]);
    const stages = { production: {}, val: { policy: 'production' } };
    const both = await fileWith('both.yml', JSON.stringify({ services: { api: api({ stages }) } }));
    const { status, of } = await doctor(['--config', both]);
    expect(status).toBe(1);
    expect(of('permissions')).toContainEqual(
      expect.stringMatching(/^problem us-east-1: .*SSM GetParameters of \/rightsizer\/api\/val: InvalidKeyId: /),
    );
    expect(of('documents')).toEqual([`ok ${LIVE}: Version 1 runs.`]);
  });

  it('cannot be written under a key of another region', async () => {
    const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const stages = { production: { parameters: { kmsKeyArn } } };
    const keyed = await fileWith('keyed.yml', JSON.stringify({ services: { api: api({ stages }) } }));
    const { status, of } = await doctor(['--config', keyed]);
    expect(status).toBe(1);
    expect(of('documents')[0]).toBe(
      `problem api/production: ${kmsKeyArn} is a key of another region than us-east-1: no document can be written.`,
    );
  });

  it('of the advanced tier work and cost, which is a warning', async () => {
    await put(LIVE, RUNS, { Tier: 'Advanced' });
    const { status, of } = await doctor();
    expect(status).toBe(0);
    expect(of('documents')).toEqual([
      'ok /rightsizer/api/production: Version 1 runs.',
      'warning /rightsizer/api/production: It is of the tier Advanced, which AWS charges for and never changes back; it is kept as it is.',
    ]);
  });

  describe('of stages that no run writes', () => {
    const advised = async (config: string) => {
      const { findings } = await doctor(['--config', config]);
      return findings.flatMap(({ check, kind, advice }) => (check === 'documents' ? [`${kind}: ${advice}`] : []));
    };
    const stageOf = (settings: object) =>
      fileWith('stage.yml', JSON.stringify({ services: { api: api({ stages: { production: settings } }) } }));

    it.each([
      [
        'in mode "propose"',
        'propose',
        true,
        'In mode "propose" nothing is live before the first "rightsizer approve".',
      ],
      ['in mode "apply"', 'apply', true, 'The first run stores what runs.'],
      ...['propose', 'apply'].map((mode) => {
        const advice =
          'No run writes one before the service runs on Fargate. Before it is deployed "rightsizer seed" does.';
        return [`of a service that is not there, in mode "${mode}"`, mode, false, advice] as const;
      }),
    ] as const)('say what makes the first one live %s', async (_, mode, isThere, advice) => {
      if (!isThere) aws = await worldOf({ services: [] });
      expect(await advised(await stageOf({ mode }))).toEqual([`warning: ${advice}`]);
    });

    it('say that a broken one is a problem there too, and that no run mends it', async () => {
      aws = await worldOf({ services: [] });
      const config = await stageOf({ alsoPublishTo: ['default'] });
      await put(LIVE, { ...RUNS, taskCpu: '1000' });
      expect(await advised(config)).toEqual([
        'problem: "rightsizer rollback" puts an earlier version back.',
        'warning: No run writes it before the service runs.',
      ]);
    });

    it('name who writes a deleted one anew', async () => {
      await put(LIVE, RUNS, { Type: 'String' });
      expect(await advised(await stageOf({ mode: 'propose' }))).toEqual([
        expect.stringMatching(/^problem: Delete it with .*a live one in mode "propose".* "rightsizer seed" does\.$/),
      ]);
    });

    it('say that a copy has the wrong type before anything is live', async () => {
      await put('/rightsizer/api/default', RUNS, { Type: 'String' });
      expect(await advised(await stageOf({ alsoPublishTo: ['default'] }))).toEqual([
        expect.stringMatching(/^warning: In mode "propose"/),
        expect.stringMatching(/^problem: Delete it with .* --name \/rightsizer\/api\/default"/),
      ]);
    });
  });

  it('without a target are found, with the command that deletes them', async () => {
    await live(RUNS, hoursAgo(5));
    const own = ['/rightsizer/left-out', '/rightsizer/let-through'];
    for (const name of ['/rightsizer/api/old', '/rightsizer/api/old/state', '/rightsizer/stray', ...own]) {
      await put(name, {});
    }
    const { status, findings, of } = await doctor();
    expect(status).toBe(0);
    expect(of('orphans')).toEqual([
      'warning /rightsizer/api/old: No target of rightsizer.yml: /rightsizer/api/old, /rightsizer/api/old/state.',
      'warning /rightsizer/stray: No target of rightsizer.yml: /rightsizer/stray.',
    ]);
    expect(findings.find(({ subject }) => subject === '/rightsizer/api/old')?.advice).toContain(
      'rightsizer forget api old',
    );
  });

  it('may not be listable, which is said', async () => {
    aws.addFaults([{ operation: 'ssm.GetParametersByPath', fault: 'accessDenied', count: 9 }]);
    const { status, of } = await doctor();
    expect(status).toBe(0);
    expect(of('orphans')).toEqual([expect.stringMatching(/^notChecked us-east-1: .*GetParametersByPath/)]);
  });
});

describe('a serverless.yml', () => {
  const connected = `
service: api
params:
  default: { sizes: default, fallback: { taskCpu: "256", taskMemory: "512", appMemory: "512" } }
  production: { sizes: production }
custom:
  size: \${ssm:/rightsizer/api/\${param:sizes}, param:fallback}
resources:
  Resources:
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties:
        Cpu: \${self:custom.size.taskCpu}
        Memory: \${self:custom.size.taskMemory}
        ExecutionRoleArn: !GetAtt Role.Arn
        ContainerDefinitions:
          - { Name: app, Memory: "\${self:custom.size.appMemory}" }
          - { Name: other, Memory: 128 }
`;
  const properties = 'resources.Resources.Task.Properties';

  async function judged(text: string) {
    const path = await fileWith('serverless.yml', text);
    const { status, findings } = await doctor(['--serverless', path]);
    const own = findings.filter(({ check }) => check === 'serverless');
    return { status, lines: own.map(({ kind, subject, text }) => `${kind} ${subject.replace(path, 'it')}: ${text}`) };
  }

  it('that reads every size from the document is fine', async () => {
    await live(RUNS, hoursAgo(5));
    expect(await judged(connected)).toEqual({
      status: 0,
      lines: ['ok it: Every size of api comes from its document.'],
    });
  });

  it.each<[string, readonly [string, string], readonly string[]]>([
    ['a literal', ['${self:custom.size.taskCpu}', '2048'], [`problem it: ${properties}.Cpu: Still the literal 2048.`]],
    [
      'another source',
      ['${self:custom.size.taskCpu}', '${self:custom.cpu}'],
      [`problem it: ${properties}.Cpu: Reads \${self:custom.cpu}, not the document.`],
    ],
    [
      'something that cannot be followed',
      ['${self:custom.size.taskCpu}', '${file(sizes.yml):cpu}'],
      [
        `warning it: ${properties}.Cpu: Where this size comes from cannot be followed: \${file(sizes.yml):cpu}.`,
        'notChecked it: Not read: sizes.yml.',
      ],
    ],
    [
      'a former key',
      ['production: {', 'production: { taskCpu: 2048,'],
      ['warning it: params.production.taskCpu: The former 2048 would win silently wherever ${param:taskCpu} is read.'],
    ],
    [
      'a former key that is still read',
      ['production: { sizes: production }', 'production: { sizes: production, taskCpu: 2048, x: "${param:taskCpu}" }'],
      ['problem it: params.production.taskCpu: The former 2048 wins silently: ${param:taskCpu} is still read.'],
    ],
    [
      'a fallback without a key',
      [', appMemory: "512" }', ' }'],
      ['warning it: production: Its fallback lacks appMemory.'],
    ],
    [
      'a stage that reads the document of another',
      ['production: { sizes: production }', 'production: {}'],
      ['problem it: production: Reads the document default, not its own.'],
    ],
    [
      'a stage that nobody can follow',
      ['production: { sizes: production }', 'production: { sizes: "${sls:stage}" }'],
      ['ok it: Every size of api comes from its document.'],
    ],
    [
      'a key that nothing publishes',
      ['${self:custom.size.appMemory}', '${self:custom.size.memory}'],
      [
        `problem it: ${properties}.ContainerDefinitions.0.Memory: Reads \${self:custom.size.memory}, not the document.`,
        'problem it: production: It reads memory, which rightsizer.yml does not publish.',
        'problem it: production: The document lacks memory: a deployment fails.',
        'warning it: production: Its fallback lacks memory.',
      ],
    ],
    [
      'no source at all',
      ['${ssm:/rightsizer/api/${param:sizes}, param:fallback}', '${param:fallback}'],
      ['problem it: Nothing in custom reads /rightsizer/api.'],
    ],
  ])('with %s is told where', async (_, [from, to], lines) => {
    await live(RUNS, hoursAgo(5));
    expect(connected).toContain(from);
    const found = await judged(connected.replace(from, () => to));
    expect(found.lines).toEqual(lines);
    expect(found.status).toBe(lines.some((line) => line.startsWith('problem')) ? 1 : 0);
  });

  it('reads a key that the document lacks: the deployment would fail', async () => {
    const { appMemory: _, ...lacking } = RUNS;
    await put(LIVE, lacking);
    const { status, lines } = await judged(connected);
    expect(status).toBe(1);
    expect(lines).toEqual(['problem it: production: The document lacks appMemory: a deployment fails.']);
  });

  it('whose task definition is in another file is not judged by it', async () => {
    const { status, lines } = await judged(connected.replace('AWS::ECS::TaskDefinition', 'Custom::Other'));
    expect(status).toBe(0);
    expect(lines).toEqual(['notChecked it: It declares no task definition.']);
  });

  it('that is none is said', async () => {
    const path = await fileWith('serverless.yml', 'a: [');
    const { status, errors } = await doctor(['--serverless', path]);
    expect(status).toBe(1);
    expect(errors).toContain(`rightsizer: --serverless ${path}: The serverless.yml is no YAML: `);
  });
});
