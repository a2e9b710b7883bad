import { describe, expect, it } from 'vitest';
import { parseConfiguration, parseServices } from '../../../core/configuration/parse-configuration.ts';
import { ConfigurationError } from '../../../core/configuration/problem.ts';
import { fileWith, problemsOf, serviceWith } from './file-builder.ts';

const ROLE = 'arn:aws:iam::222222222222:role/rightsizer';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:payments';
const withAccounts = (...accounts: readonly unknown[]) => ({ ...fileWith(), accounts });
const withOwner = (owner: string, owners: object = { payments: { topicArn: TOPIC } }) => ({
  ...fileWith({ owner }),
  owners,
});

describe('settings of tagged services', () => {
  it('are those of named ones, and nothing that tags say', () => {
    const taggedServices = { api: { freeze: [{ weekdays: ['friday'] }], stages: { qa: {} } } };
    expect(parseConfiguration({ ...fileWith(), taggedServices })).toMatchObject({ taggedServices });
    expect(
      problemsOf({ ...fileWith(), taggedServices: { api: { owner: 'payments', stages: { default: {} } } } }),
    ).toEqual([
      expect.objectContaining({
        path: 'taggedServices.api.owner',
        message: expect.stringContaining('is not a key here'),
      }),
      expect.objectContaining({
        path: 'taggedServices.api.stages.default',
        message: expect.stringContaining('is reserved'),
      }),
    ]);
  });

  const least = { minimumTaskSize: { cpuUnits: 1024 } };
  const most = { maximumTaskSize: { cpuUnits: 512 } };

  it.each<[string, object, readonly string[]]>([
    ['for the service', { ...least, ...most }, ['']],
    ['for a stage', { stages: { qa: { ...least, ...most } } }, ['.stages.qa']],
    ['for both', { ...least, ...most, stages: { qa: most } }, ['', '.stages.qa']],
    ['for a stage together with its service', { ...least, stages: { qa: most, dev: {} } }, ['.stages.qa']],
    ['for none', { ...least, ...most, maximumTaskSize: { cpuUnits: 2048 }, stages: { qa: {} } }, []],
  ])('are refused where they leave no size %s', (_, api, places) => {
    expect(problemsOf({ ...fileWith(), taggedServices: { api } }).map(({ path }) => path)).toEqual(
      places.map((place) => `taggedServices.api${place}.minimumTaskSize.cpuUnits`),
    );
  });
});

describe('accounts in which services are found', () => {
  it('are the own one and those behind roles, each with its regions; then no service need be named', () => {
    const accounts = [{ regions: ['us-east-1'] }, { roleArn: ROLE, externalId: 'fleet', regions: ['us-east-1'] }];
    expect(parseConfiguration({ accounts })).toMatchObject({ accounts, targets: [] });
    expect(parseConfiguration(fileWith()).accounts).toEqual([]);
    expect(parseConfiguration({ ...fileWith(), accounts: null }).accounts).toEqual([]);
  });

  it.each<[string, unknown, string | undefined, string]>([
    [
      'accounts.0',
      { externalId: 'fleet', regions: ['us-east-1'] },
      '{"externalId":"fleet","regions":["us-east-1"]}',
      'must say "roleArn" beside "externalId"',
    ],
    ['accounts.0.regions', {}, undefined, 'is required: Regions in which the account is searched.'],
    ['accounts.0.regions', { regions: [] }, '[]', 'must name at least one region'],
    ['accounts.0.regions.0', { regions: ['europe'] }, '"europe"', 'must be a region like us-east-1'],
    [
      'accounts.0.roleArn',
      { roleArn: 'rightsizer', regions: ['us-east-1'] },
      '"rightsizer"',
      'must be the ARN of a role like arn:aws:iam::123456789012:role/rightsizer',
    ],
    [
      'accounts.0.region',
      { region: 'us-east-1', regions: ['us-east-1'] },
      '"us-east-1"',
      'is not a key here; allowed: "roleArn", "externalId", "regions"; did you mean "regions"?',
    ],
    [
      'accounts.0.regions.1',
      { regions: ['us-east-1', 'us-east-1'] },
      '"us-east-1"',
      'is the same account and region as accounts.0.regions.0',
    ],
  ])('%s is refused in %j', (path, account, value, message) => {
    expect(problemsOf(withAccounts(account))).toEqual([{ path, ...(value !== undefined && { value }), message }]);
  });

  it('are refused where two roles lead to one account and region', () => {
    const other = { roleArn: 'arn:aws:iam::222222222222:role/other', regions: ['eu-west-1', 'us-east-1'] };
    expect(problemsOf(withAccounts({ roleArn: ROLE, regions: ['us-east-1'] }, other))).toEqual([
      {
        path: 'accounts.1.regions.1',
        value: '"us-east-1"',
        message: 'is the same account and region as accounts.0.regions.0',
      },
    ]);
    expect(problemsOf(withAccounts({ regions: ['us-east-1'] }, { roleArn: ROLE, regions: ['us-east-1'] }))).toEqual([]);
  });

  it('that cannot be read are the only problem of a file without services', () => {
    expect(problemsOf({ accounts: 7 })).toEqual([
      {
        path: 'accounts',
        value: '7',
        message: 'must be a list of accounts such as { roleArn: …, regions: [us-east-1] }',
      },
    ]);
  });
});

describe('an owner', () => {
  it('of a service is that of its stages, unless a stage says another', () => {
    const stages = { production: null, validation: { owner: 'quality' } };
    const file = {
      ...fileWith({ owner: 'payments', stages }),
      owners: { payments: { topicArn: TOPIC }, quality: { topicArn: TOPIC } },
    };
    expect(parseConfiguration(file).targets.map(({ owner }) => owner)).toEqual(['payments', 'quality']);
    expect(parseConfiguration(fileWith()).targets[0]).not.toHaveProperty('owner');
  });

  it.each<[string, object, string]>([
    ['payment', { payments: { topicArn: TOPIC } }, 'is not an owner; there are: "payments"; did you mean "payments"?'],
    ['toString', { payments: { topicArn: TOPIC } }, 'is not an owner; there are: "payments"'],
    ['payments', {}, 'is not an owner; "owners" names none'],
  ])('%s of %j is refused', (owner, owners, message) => {
    expect(problemsOf(withOwner(owner, owners))).toEqual([
      { path: 'services.api.owner', value: JSON.stringify(owner), message },
    ]);
  });

  it('of a stage is refused at the stage', () => {
    const file = {
      ...fileWith({ stages: { production: { owner: 'nobody' } } }),
      owners: { payments: { topicArn: TOPIC } },
    };
    expect(problemsOf(file).map(({ path }) => path)).toEqual(['services.api.stages.production.owner']);
  });

  it('has a topic that reaches people', () => {
    expect(problemsOf({ ...fileWith(), owners: { payments: { topicArn: `${TOPIC}.fifo` } } })).toEqual([
      {
        path: 'owners.payments.topicArn',
        value: `"${TOPIC}.fifo"`,
        message: 'must be the ARN of a standard SNS topic like arn:aws:sns:us-east-1:123456789012:sizes',
      },
    ]);
  });
});

describe('services that are found beside the file', () => {
  const configuration = parseConfiguration({
    ...fileWith(),
    parameterPrefix: '/team/sizes',
    owners: { payments: { topicArn: TOPIC } },
    policies: { batch: {} },
    images: { kafka: { maximumHeapMiB: 512 } },
  });

  it('are resolved with the policies, owners, images and prefix of the file', () => {
    const web = serviceWith({ cluster: 'web', owner: 'payments', stages: { batch: null } });
    expect(parseServices({ web }, configuration, 'Tags')).toEqual([
      expect.objectContaining({
        id: 'web/batch',
        owner: 'payments',
        parameterPrefix: '/team/sizes',
        policy: configuration.policies.batch,
        images: [{ repository: 'kafka', maximumHeapMiB: 512 }],
      }),
    ]);
  });

  it('are refused with the same words as those of the file', () => {
    const web = serviceWith({ cluster: 'web', owner: 'nobody', stages: { odd: { mode: 'aply' } } });
    const parse = () => parseServices({ web }, configuration, 'Tags');
    expect(parse).toThrow(ConfigurationError);
    expect(parse).toThrow('Tags has 2 problems:');
    expect(parse).toThrow('services.web.stages.odd.mode = "aply": must be one of "apply", "propose"');
    expect(parse).toThrow('services.web.owner = "nobody": is not an owner; there are: "payments"');
  });
});
