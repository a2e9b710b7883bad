import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cloudFormation } from '../examples/cloudformation.ts';
import { builtFolder } from '../support/runs.ts';
import { projectRoot } from './osls.ts';
import { arn, PRODUCTION, ref, type Statement, stackOf, statements, sub, type Template } from './packaged.ts';
import { resourcesWhen } from './resolved.ts';

/** Each Lambda's bundle and the role that it runs with. */
const ROLES = {
  recommend: 'IamRoleLambdaExecution',
  'fleet-worker': 'IamRoleLambdaExecution',
  'recommend-fleet': 'RecommendFleetRole',
  'record-memory-kill': 'RecordMemoryKillRole',
  'notify-slack': 'NotifySlackRole',
} as const;
type Lambda = keyof typeof ROLES;
const LAMBDAS = Object.keys(ROLES) as readonly Lambda[];

/** Where the policy's word for a call is not its name. */
const IAM_ACTION: Readonly<Record<string, string>> = { 'lambda:Invoke': 'lambda:InvokeFunction' };

/** The SDK of durable functions brings all of Lambda's client into the bundle, but sends only what it makes. */
const DURABLE_SDK = 'node_modules/@aws/durable-execution-sdk-js/dist/index.mjs';

/** Of the worker: Lambda calls it in the name of the execution, no code of the orchestrator does. */
const BY_EXECUTION = 'lambda:InvokeFunction';

/** Where the policy's word for a service is not its client's. */
const IAM_PREFIX: Readonly<Record<string, string>> = {
  'application-auto-scaling': 'application-autoscaling',
  'cost-explorer': 'ce',
};

/** Of the logs and the dead-letter queue: Lambda uses them in the function's name, no code of the function does. */
const BY_LAMBDA = /^(logs|sqs):/;

/** Of keys: SSM and SNS use them in the name of their caller. */
const BY_SERVICE = /^kms:/;

/** What a run asks only where `sources` of rightsizer.yml say so; the code is in every bundle. */
const BY_SOURCE = ['ce:GetCostAndUsage', 'compute-optimizer:GetECSServiceRecommendations', 'pricing:GetProducts'];

/** Commands in aws/ for the people's commands only: no Lambda may send them, and no role allows them. */
const CLI_ONLY: readonly string[] = [
  'compute-optimizer:GetEnrollmentStatus',
  'scheduler:GetSchedule',
  'scheduler:ListSchedules',
  'sns:GetTopicAttributes',
  'sns:ListSubscriptionsByTopic',
  'ssm:DeleteParameters',
  'ssm:GetParametersByPath',
  'sts:GetCallerIdentity',
];

/**
 * What the SDK's chain of credentials brings with it for other places than Lambda. Nothing of it asks the function's
 * role, and AssumeRole, which does, has a statement of its own as soon as rightsizer.yml names a role.
 */
const CREDENTIAL_CHAIN = [
  'signin:CreateOAuth2Token',
  'signin:CreateOAuth2TokenWithIAM',
  'sso:GetRoleCredentials',
  'sso-oidc:CreateToken',
  'sts:AssumeRole',
  'sts:AssumeRoleWithWebIdentity',
];

const SERVICE_AUTHORIZATION = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_';

/** Actions without a resource in IAM (Service Authorization Reference, column "Resource types" empty, 2026-11). */
const WITHOUT_RESOURCE: Readonly<Record<string, { readonly why: string; readonly page: string }>> = {
  'ecs:DescribeTaskDefinition': {
    why: 'The action supports no resource-level permissions, though a task definition has an ARN.',
    page: `${SERVICE_AUTHORIZATION}amazonelasticcontainerservice.html`,
  },
  'application-autoscaling:DescribeScalingPolicies': {
    why: 'The action lists over a namespace and supports no resource-level permissions.',
    page: `${SERVICE_AUTHORIZATION}applicationautoscaling.html`,
  },
  'application-autoscaling:DescribeScalableTargets': {
    why: 'The action lists over a namespace and supports no resource-level permissions.',
    page: `${SERVICE_AUTHORIZATION}applicationautoscaling.html`,
  },
  'compute-optimizer:GetECSServiceRecommendations': {
    why: 'Recommendations are no resources.',
    page: `${SERVICE_AUTHORIZATION}awscomputeoptimizer.html`,
  },
  'ecs:ListClusters': {
    why: 'A list of clusters is about no one cluster.',
    page: `${SERVICE_AUTHORIZATION}amazonelasticcontainerservice.html`,
  },
  'ecs:ListServices': {
    why: 'The action supports no resource-level permissions.',
    page: `${SERVICE_AUTHORIZATION}amazonelasticcontainerservice.html`,
  },
  'pricing:GetProducts': {
    why: 'Prices are the same for everybody and no resources.',
    page: `${SERVICE_AUTHORIZATION}awspricelist.html`,
  },
  'ce:GetCostAndUsage': {
    why: 'The costs of an account are no resource; a billing view, which could be one, is not asked for.',
    page: `${SERVICE_AUTHORIZATION}awscostexplorerservice.html`,
  },
  'cloudwatch:DescribeAlarms': {
    why: 'The action lists the alarms of an account and region.',
    page: `${SERVICE_AUTHORIZATION}amazoncloudwatch.html`,
  },
  'cloudwatch:GetMetricData': {
    why: 'Metrics are no resources, and the action knows no condition key for a namespace.',
    page: `${SERVICE_AUTHORIZATION}amazoncloudwatch.html`,
  },
};

/** With a role, and with the one source that is off by default. */
const elsewhereYml = `
sources: { costExplorer: true }
accounts:
  - { roleArn: 'arn:aws:iam::333333333333:role/rightsizer', externalId: fleet, regions: [eu-west-1] }
owners:
  payments: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:payments' }
services:
  api:
    cluster: api-{stage}
    service: web
    owner: payments
    parameters: { task: { cpu: cpu, memory: memory } }
    stages: { production: { roleArn: 'arn:aws:iam::222222222222:role/rightsizer' } }
`;

let home: Template;
/** With a target in another account, and every source switched on. */
let elsewhere: Template;
/** The calls whose code is in each bundle, as IAM actions; `chain` those that the credentials bring. */
let bundled: Readonly<Record<string, { readonly calls: readonly string[]; readonly chain: readonly string[] }>>;

beforeAll(async () => {
  const args = [...PRODUCTION, '--param', 'slackWebhookParameter=/team/slack-webhook', '--param', 'fleet=on'];
  home = await stackOf(args);
  elsewhere = await stackOf(args, elsewhereYml);
  bundled = commandsOfBundles();
});

function actionOf(client: string, command: string): string {
  const call = `${IAM_PREFIX[client] ?? client}:${command}`;
  return IAM_ACTION[call] ?? call;
}

/** By the files that esbuild put into each bundle: what is not in it cannot be sent. */
function commandsOfBundles() {
  const metafile: Metafile = JSON.parse(readFileSync(join(builtFolder(), 'metafile.json'), 'utf8'));
  const outputs = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs'));
  return Object.fromEntries(
    outputs.map(([path, { inputs }]) => {
      const there = Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : []));
      const find = (pattern: RegExp) =>
        there.flatMap((input) => {
          const [, service, command] = pattern.exec(input) ?? [];
          return service === undefined || command === undefined ? [] : [actionOf(service, command)];
        });
      return [
        basename(path, '.mjs'),
        {
          calls: sentBy(basename(path, '.mjs'), find(/@aws-sdk\/client-([\w-]+)\/.+\/commands\/(\w+)Command\.js$/)),
          chain: find(/@aws-sdk\/nested-clients\/.+\/([\w-]+)\/commands\/(\w+)Command\.js$/).sort(),
        },
      ];
    }),
  );
}

function sentBy(bundle: string, calls: readonly string[]): readonly string[] {
  const isSent = (call: string) => bundle !== 'recommend-fleet' || !call.startsWith('lambda:');
  return [...calls.filter(isSent), ...(bundle === 'recommend-fleet' ? commandsOfDurableSdk() : [])].sort();
}

function commandsOfDurableSdk(): readonly string[] {
  const source = readFileSync(join(projectRoot, DURABLE_SDK), 'utf8');
  return [...source.matchAll(/new module\.(\w+)Command\(/g)].map(([, command = '']) => actionOf('lambda', command));
}

/** By the imports of aws/: every command that the project's own code can make. */
function commandsInSource(): readonly string[] {
  const files = globSync('aws/**/*.ts', { cwd: projectRoot }).map((file) =>
    readFileSync(join(projectRoot, file), 'utf8'),
  );
  const imports = files.flatMap((text) => [
    ...text.matchAll(/import\s+\{([^}]*)\}\s+from\s+'@aws-sdk\/client-([\w-]+)'/g),
  ]);
  const actions = imports.flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/(?<!type )\b(\w+)Command\b/g)].map(([, command = '']) => actionOf(client, command)),
  );
  return [...new Set(actions)].sort();
}

/** What statements allow; what they deny is no call. */
function actionsOf(role: readonly Statement[]): readonly string[] {
  return role.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
}

/** What a role allows the function's own code, each action once. */
function allowedCalls(template: Template, lambda: Lambda): readonly string[] {
  const allowed = new Set(actionsOf(statements(template, ROLES[lambda])));
  return [...allowed]
    .filter((action) => lambda !== 'recommend-fleet' || action !== BY_EXECUTION)
    .filter((action) => ![BY_LAMBDA, BY_SERVICE].some((other) => other.test(action)))
    .sort();
}

describe('the commands of the SDK', () => {
  test('are found in the source and in the bundles alike, but for those of people', () => {
    const sent = LAMBDAS.flatMap((lambda) => bundled[lambda]?.calls ?? []);
    expect(sent.length).toBeGreaterThan(10);
    expect([...commandsInSource(), ...commandsOfDurableSdk()].sort()).toEqual(
      [...new Set([...sent, ...CLI_ONLY])].sort(),
    );
    expect(sent.filter((action) => CLI_ONLY.includes(action))).toEqual([]);
  });

  test('that only people send stand in the policy for people, in docs/operations.md', () => {
    const [, after = ''] = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8').split(
      '### What a person may do',
    );
    const policy = after.slice(0, after.indexOf('\n##'));
    expect(CLI_ONLY.filter((action) => !policy.includes(action))).toEqual([]);
  });

  test.each(LAMBDAS)('are exactly what the role of %s allows with every source and a role to assume', (lambda) => {
    const assumed = ROLES[lambda] === ROLES.recommend ? ['sts:AssumeRole'] : [];
    const sharing = LAMBDAS.filter((other) => ROLES[other] === ROLES[lambda]);
    const calls = new Set(sharing.flatMap((each) => bundled[each]?.calls ?? []));
    expect(allowedCalls(elsewhere, lambda)).toEqual([...calls, ...assumed].sort());
  });

  test('of the worker of a fleet are those of the single Lambda, but that it starts no fleet', () => {
    const calls = bundled.recommend?.calls.filter((action) => action !== 'lambda:InvokeFunction');
    expect(bundled['fleet-worker']?.calls).toEqual(calls);
  });

  test('that call functions are about one function each: the worker, and the orchestrator by its alias', () => {
    const calling = (role: string) =>
      statements(home, role)
        .filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'))
        .map(({ Resource }) => Resource);
    expect(calling(ROLES['recommend-fleet'])).toEqual([arn('FleetWorkerLambdaFunction')]);
    expect(calling(ROLES.recommend)).toEqual([ref('RecommendFleetDurableLambdaAlias')]);
    expect(home.Resources.StartFleetPolicy?.Condition).toBe('HasFleet');
  });

  test('of a source are allowed only where rightsizer.yml wants it asked', () => {
    const bySource = (template: Template) =>
      allowedCalls(template, 'recommend').filter((each) => BY_SOURCE.includes(each));
    expect(bySource(elsewhere)).toEqual(BY_SOURCE);
    expect(bySource(home)).toEqual(BY_SOURCE.filter((action) => action !== 'ce:GetCostAndUsage'));
  });

  test('are of one function each: who posts to Slack reads one parameter, who records kills calls nothing', () => {
    expect(bundled['notify-slack']?.calls).toEqual(['ssm:GetParameter']);
    expect(bundled['record-memory-kill']).toEqual({ calls: [], chain: [] });
    expect(bundled.recommend?.calls).not.toContain('ssm:GetParameter');
  });

  test('come with no others than those of the credentials', () => {
    for (const lambda of LAMBDAS)
      expect(CREDENTIAL_CHAIN, lambda).toEqual(expect.arrayContaining([...(bundled[lambda]?.chain ?? [])]));
  });

  test('assume a role only where rightsizer.yml names one, and only that', () => {
    expect(allowedCalls(home, 'recommend')).not.toContain('sts:AssumeRole');
    const assuming = statements(elsewhere).filter(({ Action }) => [Action].flat().includes('sts:AssumeRole'));
    expect(assuming.map(({ Resource }) => Resource)).toEqual([
      ['arn:aws:iam::222222222222:role/rightsizer', 'arn:aws:iam::333333333333:role/rightsizer'],
    ]);
  });

  test('publish to the topic of the stack and to those of owners', () => {
    const publishing = (template: Template) =>
      statements(template).flatMap(({ Action, Resource }) =>
        [Action].flat().includes('sns:Publish') ? [Resource] : [],
      );
    expect(publishing(home)).toHaveLength(1);
    expect(publishing(elsewhere)).toEqual([...publishing(home), ['arn:aws:sns:eu-west-1:123456789012:payments']]);
  });
});

describe('the resources', () => {
  const all = () => [...new Set(Object.values(ROLES))].flatMap((role) => statements(elsewhere, role));

  test('are everything only where the API knows no narrower one', () => {
    const unbounded = actionsOf(all().filter(({ Resource }) => [Resource].flat().includes('*')));
    expect([...new Set(unbounded)].sort()).toEqual(Object.keys(WITHOUT_RESOURCE).sort());
    for (const [action, { why, page }] of Object.entries(WITHOUT_RESOURCE)) {
      expect(why, action).toMatch(/\.$/);
      expect(page, action).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/service-authorization\//);
    }
  });

  test('hold no action by a pattern', () => {
    expect(actionsOf(all()).filter((action) => /[*?]/.test(action))).toEqual([]);
  });

  test('that are written in SSM lie under the prefix of rightsizer.yml', () => {
    const writing = all().filter(({ Action }) =>
      [Action].flat().some((action) => /^ssm:(Put|Delete|Label)/.test(action)),
    );
    const prefix = sub('arn:${AWS::Partition}:ssm:*:${AWS::AccountId}:parameter/rightsizer/*');
    const pins = sub('arn:${AWS::Partition}:ssm:*:${AWS::AccountId}:parameter/rightsizer/*/pin');
    expect(writing.map(({ Effect, Resource }) => ({ Effect, Resource }))).toEqual([
      { Effect: 'Allow', Resource: [prefix] },
      { Effect: 'Deny', Resource: [pins] },
    ]);
  });

  test('that may be of any region are of this account', () => {
    const texts = all()
      .flatMap(({ Resource }) => [Resource].flat())
      .map((each) => JSON.stringify(each));
    const anyRegion = texts.filter((text) => text.includes(':*:'));
    expect(anyRegion.length).toBeGreaterThan(0);
    // The first is the region; logs have another for their streams.
    expect(anyRegion.filter((text) => !text.includes('${AWS::AccountId}'))).toEqual([]);
  });
});

describe('the role of a target in another account', () => {
  /** What a run asks in its own account, wherever its targets are; and what Lambda does in the function's name. */
  const OWN_ACCOUNT = /^(pricing|ce|sns|sts|logs|sqs|kms|lambda):/;

  /** A statement as the page writes it. */
  const plain = ({ Effect, Action, Resource }: Statement) => {
    const [resource] = [Resource].flat() as readonly (string | ReturnType<typeof sub>)[];
    const text = typeof resource === 'object' ? resource['Fn::Sub'] : resource;
    const arn = text
      ?.replace('${ParameterPrefix}', '/rightsizer')
      .replace('${AWS::Partition}', 'aws')
      .replace('${AWS::AccountId}', 'ACCOUNT');
    return { Effect, Action: [Action].flat(), Resource: arn };
  };

  function documented(): readonly Statement[] {
    const page = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8');
    const [, after = ''] = page.split('### A target in another account: its role');
    const lines = after.slice(0, after.indexOf('\n## ')).split('\n');
    return parse(lines.filter((line) => line.startsWith('    ')).join('\n')).Statement;
  }

  function askedElsewhere(): readonly Statement[] {
    return statements(elsewhere)
      .map((each) => ({ ...each, Action: [each.Action].flat().filter((action) => !OWN_ACCOUNT.test(action)) }))
      .filter(({ Action }) => Action.length > 0);
  }

  test('allows what the run asks there, and nothing else, in docs/operations.md', () => {
    expect(askedElsewhere()).toHaveLength(10);
    expect(documented().map(plain)).toEqual(askedElsewhere().map(plain));
  });

  test('and in examples/target-account, whose role must be let list services as well', () => {
    const page = readFileSync(join(projectRoot, 'examples/target-account/template.yml'), 'utf8');
    const { Role: role } = resourcesWhen(cloudFormation<Template>(page), { MakesRole: true, NobodyPins: true });
    if (role === undefined) throw new Error('There is no role.');
    const allowed = statements({ ...elsewhere, Resources: { Role: role } }, 'Role');
    expect(allowed.map(plain)).toEqual(askedElsewhere().map(plain));
    expect(actionsOf(allowed)).toEqual(expect.arrayContaining(['ecs:ListClusters', 'ecs:ListServices']));
  });
});
