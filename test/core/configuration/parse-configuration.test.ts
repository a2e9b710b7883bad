import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { ConfigurationError } from '../../../core/configuration/problem.ts';
import { always } from '../../support/properties.ts';
import { fileWith, parsed, problemsOf, serviceWith, stageWith } from './file-builder.ts';

const KEYS =
  '"parameterPrefix", "lookbackDays", "notifications", "maximumShrinksPerRun", "maximumIncreaseUsdPerRun", "prices", "sources", "accounts", "owners", "services", "taggedServices", "policies", "images"';
const NOTHING = 'must name at least one service, or "accounts" must say where they are found';
const NAME = 'must be 1 to 100 letters, digits, "_" or "-"';
const UNSAFE = 'cannot be used as a name: JavaScript keeps it for itself';
const RESERVED = 'is reserved and cannot be a stage; "default" can only stand in alsoPublishTo';
const ECS_NAME = 'must be 1 to 255 letters, digits, "_" or "-" (a name, no ARN); the only placeholder is {stage}';
const PREFIX =
  'must be a path like /rightsizer: 1 to 12 parts of letters, digits, "_", "." or "-", each behind a "/", no "/" at the end, not beginning with /aws or /ssm, at most 500 characters';
const POLICIES = 'there are: "production", "development", "validation"';
const BOUND = 'must be a whole number from 256 to 32768 (CPU units)';
const EXTERNAL_ID = 'must be 2 to 1224 letters, digits or "_+=,.@:/-"';
const FOREIGN_KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:changes';
const KMS_KEY =
  'must be the ARN of a KMS key like arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab, no alias';
const ROLE = 'must be the ARN of a role like arn:aws:iam::123456789012:role/rightsizer';
const DAYS = 'must be a whole number from 1 to 62 (days)';
const top = (fields: object) => ({ ...fileWith(), ...fields });
const policy = (fields: object) => top({ policies: { batch: fields } });
const val = 'services.api.stages.val';

describe('a file that is no configuration', () => {
  it.each([
    ['null', null, undefined, 'is empty; it must be a mapping with the key "services"'],
    ['undefined', undefined, undefined, 'is empty; it must be a mapping with the key "services"'],
    ['a list', [1], '[1]', `must be a mapping with the keys ${KEYS}, not a list`],
    ['a text', 'services', '"services"', `must be a mapping with the keys ${KEYS}`],
    ['a number', 3, '3', `must be a mapping with the keys ${KEYS}`],
    ['a boolean', false, 'false', `must be a mapping with the keys ${KEYS}`],
  ])('is refused with one problem: %s', (_, raw, value, message) => {
    expect(problemsOf(raw)).toEqual([{ path: '', ...(value === undefined ? {} : { value }), message }]);
  });

  it('is called by its source in the error', () => {
    expect(() => parseConfiguration(null, 'other.yml')).toThrow(
      'other.yml has 1 problem:\n  other.yml: is empty; it must be a mapping with the key "services"',
    );
  });
});

describe('a single mistake gives one problem with path, value and what is allowed', () => {
  it.each<[string, unknown, string | undefined, string]>([
    ['services', {}, undefined, NOTHING],
    ['services', { services: {} }, undefined, NOTHING],
    ['services', { services: null }, undefined, NOTHING],
    ['services', { accounts: [] }, undefined, NOTHING],
    ['services', { services: [] }, '[]', 'must be a mapping from names to settings, not a list'],
    ['lookbackDay', top({ lookbackDay: 7 }), '7', `is not a key here; allowed: ${KEYS}; did you mean "lookbackDays"?`],
    ['toString', top({ toString: 7 }), '7', `is not a key here; allowed: ${KEYS}`],
    ['["a key"]', top({ 'a key': 1 }), '1', `is not a key here; allowed: ${KEYS}`],
    ['lookbackDays', top({ lookbackDays: 0 }), '0', DAYS],
    ['lookbackDays', top({ lookbackDays: 63 }), '63', DAYS],
    ['lookbackDays', top({ lookbackDays: 1.5 }), '1.5', DAYS],
    ['lookbackDays', top({ lookbackDays: '28' }), '"28"', DAYS],
    ['lookbackDays', top({ lookbackDays: null }), 'null', DAYS],
    ['lookbackDays', top({ lookbackDays: Number.NaN }), 'NaN', DAYS],
    ['lookbackDays', top({ lookbackDays: Number.POSITIVE_INFINITY }), 'Infinity', DAYS],
    ['parameterPrefix', top({ parameterPrefix: 5 }), '5', PREFIX],
    ['parameterPrefix', top({ parameterPrefix: 'sizes' }), '"sizes"', PREFIX],
    ['parameterPrefix', top({ parameterPrefix: '/' }), '"/"', PREFIX],
    ['parameterPrefix', top({ parameterPrefix: '/sizes/' }), '"/sizes/"', PREFIX],
    ['parameterPrefix', top({ parameterPrefix: '/a//b' }), '"/a//b"', PREFIX],
    ['parameterPrefix', top({ parameterPrefix: '/awsome' }), '"/awsome"', PREFIX],
    ['parameterPrefix', top({ parameterPrefix: '/SSM' }), '"/SSM"', PREFIX],
    ['parameterPrefix', top({ parameterPrefix: '/a b' }), '"/a b"', PREFIX],
    ['parameterPrefix', top({ parameterPrefix: '/a'.repeat(13) }), `"${'/a'.repeat(13)}"`, PREFIX],
    [
      'notifications.topicArn',
      top({ notifications: { topicArn: 'arn:aws:sns:us-east-1:123456789012:sizes.fifo' } }),
      '"arn:aws:sns:us-east-1:123456789012:sizes.fifo"',
      'must be the ARN of a standard SNS topic like arn:aws:sns:us-east-1:123456789012:sizes',
    ],
    ['services["a.b"]', { services: { 'a.b': serviceWith() } }, '"a.b"', NAME],
    [
      'services.api',
      { services: { api: 'web' } },
      '"web"',
      expect.stringContaining('must be a mapping with the keys "cluster", "service", "find", "parameters"'),
    ],
    [
      'services.constructor',
      top({ services: { api: serviceWith(), constructor: serviceWith() } }),
      expect.any(String),
      UNSAFE,
    ],
    ['services.api.cluster', fileWith({ cluster: 7 }), '7', ECS_NAME],
    ['services.api.cluster', fileWith({ cluster: 'api-{stag}' }), '"api-{stag}"', ECS_NAME],
    ['services.api.service', fileWith({ service: 'web-${x}' }), '"web-${x}"', ECS_NAME],
    ['services.api.service', fileWith({ service: '' }), '""', ECS_NAME],
    ['services.api.service', fileWith({ service: 'w'.repeat(256) }), `"${'w'.repeat(79)}…`, ECS_NAME],
    [
      'services.api.stages.production',
      fileWith({ service: undefined }),
      undefined,
      'has no service: name them here or in its service, or say "find" with tags, or with stack and logicalId',
    ],
    ['services.api.region', fileWith({ region: 'Frankfurt' }), '"Frankfurt"', 'must be a region like us-east-1'],
    ['services.api.roleArn', fileWith({ roleArn: 'arn:aws:iam::1:role/x' }), '"arn:aws:iam::1:role/x"', ROLE],
    ['services.api.externalId', fileWith({ externalId: 'a b' }), '"a b"', EXTERNAL_ID],
    [
      'services.api.stages.val.parameters.kmsKeyArn',
      stageWith({ parameters: { kmsKeyArn: 'alias/aws/ssm' } }),
      '"alias/aws/ssm"',
      KMS_KEY,
    ],
    [
      'services.api.stages.val.parameters',
      stageWith({ parameters: { containers: { app: { cpu: 'appCpu' } } } }),
      '{"containers":{"app":{"cpu":"appCpu"}}}',
      'must name "task" beside "containers"',
    ],
    [
      'notifications.kmsKeyArn',
      { ...fileWith(), notifications: { kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:alias/mine' } },
      '"arn:aws:kms:us-east-1:123456789012:alias/mine"',
      KMS_KEY,
    ],
    [
      'services.api.stages.val.parameters.kmsKeyArn',
      stageWith({ parameters: { kmsKeyArn: 'arn:aws:s3:us-east-1:123456789012:key/1234' } }),
      '"arn:aws:s3:us-east-1:123456789012:key/1234"',
      KMS_KEY,
    ],
    [
      'services.api.stages.production.parameters.kmsKeyArn',
      fileWith({ region: 'us-east-1', parameters: { task: { cpu: 'c', memory: 'm' }, kmsKeyArn: FOREIGN_KEY } }),
      `"${FOREIGN_KEY}"`,
      'is a key of eu-west-1; what it should encrypt lies in us-east-1',
    ],
    [
      'notifications.kmsKeyArn',
      { ...fileWith(), notifications: { topicArn: TOPIC, kmsKeyArn: FOREIGN_KEY } },
      `"${FOREIGN_KEY}"`,
      'is a key of eu-west-1; what it should encrypt lies in us-east-1',
    ],
    [
      'owners.team.kmsKeyArn',
      { ...fileWith(), owners: { team: { topicArn: TOPIC, kmsKeyArn: FOREIGN_KEY } } },
      `"${FOREIGN_KEY}"`,
      'is a key of eu-west-1; what it should encrypt lies in us-east-1',
    ],
    [
      'services.api.parameters.task.memory',
      fileWith({ parameters: { task: { cpu: 'taskCpu' } } }),
      undefined,
      "is required: Key in the SSM document for the task's memory in MiB.",
    ],
    [
      'services.api.parameters.task.cpu',
      fileWith({ parameters: { task: { cpu: 'task.cpu', memory: 'm' } } }),
      '"task.cpu"',
      NAME,
    ],
    [
      'services.api.parameters.task.cpu',
      fileWith({ parameters: { task: { cpu: '__proto__', memory: 'm' } } }),
      '"__proto__"',
      UNSAFE,
    ],
    [
      'services.api.parameters.containers.web.mem',
      fileWith({ parameters: { task: { cpu: 'c', memory: 'm' }, containers: { web: { mem: 'x' } } } }),
      '"x"',
      'is not a key here; allowed: "cpu", "memory", "memoryReservation"',
    ],
    ['services.api.stages', fileWith({ stages: {} }), '{}', 'must name at least one stage'],
    ['services.api.stages', fileWith({ stages: null }), 'null', 'must be a mapping from names to settings'],
    [
      'services.api.stages',
      fileWith({ stages: undefined }),
      undefined,
      'is required: The stages of the service, by the name that the deployment gives them.',
    ],
    ...['default', 'proposed', 'state', 'pin'].map((name): [string, unknown, string, string] => [
      `services.api.stages.${name}`,
      fileWith({ stages: { [name]: { policy: 'production' } } }),
      `"${name}"`,
      RESERVED,
    ]),
    [`services.api.stages["a b"]`, fileWith({ stages: { 'a b': null } }), '"a b"', NAME],
    [
      'services.api.stages.prod.policy',
      fileWith({ stages: { prod: null } }),
      undefined,
      `is required, because no policy has the stage's name "prod"; ${POLICIES}`,
    ],
    [
      'services.api.stages.toString.policy',
      fileWith({ stages: { toString: null } }),
      undefined,
      `is required, because no policy has the stage's name "toString"; ${POLICIES}`,
    ],
    [
      `${val}.policy`,
      stageWith({ policy: 'Prodution' }),
      '"Prodution"',
      `is not a policy; ${POLICIES}; did you mean "production"?`,
    ],
    [`${val}.policy`, stageWith({ policy: 'valueOf' }), '"valueOf"', `is not a policy; ${POLICIES}`],
    [`${val}.mode`, stageWith({ mode: 'aply' }), '"aply"', 'must be one of "apply", "propose"; did you mean "apply"?'],
    [`${val}.mode`, stageWith({ mode: true }), 'true', 'must be one of "apply", "propose"'],
    [`${val}.alsoPublishTo`, stageWith({ alsoPublishTo: 'default' }), '"default"', 'must be a list of names'],
    [
      `${val}.alsoPublishTo.0`,
      stageWith({ alsoPublishTo: ['state'] }),
      '"state"',
      'is reserved and cannot receive a copy',
    ],
    [
      `${val}.guards.neverShrink.1`,
      stageWith({ guards: { neverShrink: ['cpu', 'memry'] } }),
      '"memry"',
      'must be one of "cpu", "memory"; did you mean "memory"?',
    ],
    [
      `${val}.guards.neverShrink`,
      stageWith({ guards: { neverShrink: 'cpu' } }),
      '"cpu"',
      'must be a list of "cpu" and "memory"',
    ],
    [`${val}.minimumTaskSize.cpuUnits`, stageWith({ minimumTaskSize: { cpuUnits: 128 } }), '128', BOUND],
    [
      `${val}.maximumTaskSize.cpu`,
      stageWith({ maximumTaskSize: { cpu: 256 } }),
      '256',
      'is not a key here; allowed: "cpuUnits", "memoryMiB"',
    ],
    [
      `${val}.containers.connect.minimumMemoryMiB`,
      stageWith({ containers: { connect: { minimumMemoryMiB: '2 GB' } } }),
      '"2 GB"',
      'must be a whole number from 6 to 249856 (MiB)',
    ],
    [
      `${val}.containers.connect.heap.maximumMiB`,
      stageWith({ containers: { connect: { heap: {} } } }),
      undefined,
      'is required: The largest heap, e.g. 2048 for a JVM with -Xmx2g; 1 to 249856 MiB.',
    ],
    [
      `${val}`,
      stageWith('apply'),
      '"apply"',
      expect.stringContaining('must be a mapping with the keys "policy", "mode"'),
    ],
    ['policies', top({ policies: [] }), '[]', 'must be a mapping from names to settings, not a list'],
    [
      'policies.batch.cpu.headroomPercent',
      policy({ cpu: { headroomPercent: 301 } }),
      '301',
      'must be a number from 0 to 300 (percent)',
    ],
    [
      'policies.batch.cpu.headroomPercent',
      policy({ cpu: { headroomPercent: Number.NaN } }),
      'NaN',
      'must be a number from 0 to 300 (percent)',
    ],
    [
      'policies.batch.cpu.peakStatistic',
      policy({ cpu: { peakStatistic: 'p98' } }),
      '"p98"',
      'must be one of "max", "p99.5", "p99", "p95", "p90", "p50"; did you mean "p99"?',
    ],
    [
      'policies.batch.minimumDataHours',
      policy({ minimumDataHours: 1513 }),
      '1513',
      'must be a whole number from 1 to 1512 (hours)',
    ],
  ])('%s (case %#)', (path, raw, value, message) => {
    expect(problemsOf(raw)).toEqual([{ path, ...(value === undefined ? {} : { value }), message }]);
  });

  it('refuses __proto__ as a name, as YAML and JSON make it, and leaves the prototype alone', () => {
    const raw: unknown = JSON.parse(
      `{"services":{"__proto__":{"polluted":true},"api":${JSON.stringify(serviceWith())}}}`,
    );
    expect(problemsOf(raw)).toEqual([{ path: 'services.__proto__', value: '{"polluted":true}', message: UNSAFE }]);
    expect({}).not.toHaveProperty('polluted');
  });
});

it('says everything at once: typing errors and what does not fit together beside them', () => {
  const raw = {
    lookbackDays: '28',
    colour: 'red',
    services: {
      api: serviceWith({
        clster: 'x',
        region: 'here',
        parameters: { task: { cpu: 'size', memory: 'size' } },
        stages: {
          val: { policy: 'validaton' },
          production: { mode: 'go' },
          master: { policy: 'development', alsoPublishTo: ['val'] },
        },
      }),
      copy: serviceWith({ cluster: 'one', stages: { production: null, validation: null } }),
    },
    policies: { batch: { neverAbovePolicy: 'bach', cpu: 5 }, night: { neverAbovePolicy: 'nigt' } },
  };
  expect(problemsOf(raw).map(({ path }) => path)).toEqual([
    'colour',
    'services.api.clster',
    'lookbackDays',
    'services.api.region',
    'services.api.stages.production.mode',
    'policies.batch.cpu',
    'policies.night.neverAbovePolicy',
    'services.api.parameters.task.memory',
    'services.api.stages.val.policy',
    'services.api.stages.master.alsoPublishTo.0',
    'services.copy.stages.validation',
  ]);
});

it('reports nothing that only follows from another problem', () => {
  expect(problemsOf(fileWith({ parameters: [], stages: [] })).map(({ path }) => path)).toEqual([
    'services.api.parameters',
    'services.api.stages',
  ]);
});

describe('any value', () => {
  const check = (raw: unknown) => {
    const result = parsed(raw);
    if (result instanceof ConfigurationError) expect(result.problems.length).toBeGreaterThan(0);
    else expect(result.targets.length).toBeGreaterThan(0);
  };

  it('gives a configuration or an error with at least one problem', () => {
    always(fc.jsonValue(), check);
    always(fc.anything({ withBigInt: true, withNullPrototype: true }), check);
  });

  it('does so in every place of a file that is right elsewhere', () => {
    const places: ((value: unknown) => unknown)[] = [
      (value) => top({ policies: value }),
      (value) => policy({ cpu: value }),
      (value) => top({ services: value }),
      (value) => top({ services: { api: value } }),
      (value) => top({ notifications: value }),
      (value) => top({ images: value }),
      (value) => top({ images: { 'example/app': value } }),
      (value) => fileWith({ parameters: value }),
      (value) => fileWith({ parameters: { task: { cpu: 'c', memory: 'm' }, containers: value } }),
      (value) => fileWith({ stages: value }),
      (value) => fileWith({ containers: value }),
      (value) => stageWith({ alsoPublishTo: value }),
      (value) => stageWith({ minimumTaskSize: value }),
    ];
    always(fc.constantFrom(...places), fc.jsonValue(), (place, value) => check(place(value)));
  });
});
